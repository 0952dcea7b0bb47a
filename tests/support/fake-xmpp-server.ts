/**
 * Another server as a test wants it: in the clear, on loopback, saying what the test makes it say. It shares no code with ours.
 *
 * It answers each stream header with one of its own and features; all else a peer says is handed to the test, element by element.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { Element } from 'ltx';
import { SaxesParser } from 'saxes';

export interface FakeConnection {
  readonly socket: Socket;
  /** The peer's header. */
  readonly header: Element;
  send(xml: string): void;
}

export interface FakeServerOptions {
  /** What it offers, as XML inside `<stream:features/>`; undefined: a server without a version. */
  readonly features?: string;
  /** Instead of header and features. */
  readonly greeting?: (header: Element) => string;
  /** Attributes of its header beside the usual. */
  readonly header?: string;
  /** Default: any. */
  readonly port?: number;
  onElement(element: Element, connection: FakeConnection): void;
}

export interface FakeServer {
  readonly port: number;
  /** How often somebody connected. */
  readonly connections: number;
  /** Everything received, in order. */
  readonly received: readonly Element[];
  stop(): Promise<void>;
}

export const STREAM_ID = 'fake-1';
const NAMESPACES =
  "xmlns='jabber:server' xmlns:db='jabber:server:dialback' xmlns:stream='http://etherx.jabber.org/streams'";

export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const open = new Set<Socket>();
  const received: Element[] = [];
  let connections = 0;

  const server: Server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    const parser = new SaxesParser();
    const stack: Element[] = [];
    let header: Element | undefined;
    const connection = (): FakeConnection => ({
      ...{ socket, header: header! },
      send: (xml) => void socket.write(xml),
    });
    parser.on('opentag', ({ name, attributes }) => {
      const element = new Element(name, attributes as Record<string, string>);
      if (!header) {
        header = element;
        const { to = '', from = '' } = element.attrs;
        const version = options.features === undefined ? '' : " version='1.0'";
        const features =
          options.features === undefined ? '' : `<stream:features>${options.features}</stream:features>`;
        const usual = `<stream:stream ${NAMESPACES} id='${STREAM_ID}' from='${to}' to='${from}'${version} ${options.header ?? ''}>${features}`;
        socket.write(options.greeting ? options.greeting(element) : usual);
      } else if (stack.length === 0) {
        element.parent = header;
        stack.push(element);
      } else stack.push(stack.at(-1)!.cnode(element));
    });
    parser.on('text', (text) => void stack.at(-1)?.t(text));
    parser.on('closetag', () => {
      const element = stack.pop();
      if (!element) return void socket.end('</stream:stream>');
      if (stack.length > 0) return;
      received.push(element);
      options.onElement(element, connection());
    });
    parser.on('error', () => socket.destroy());
    socket.on('data', (chunk) => parser.write(chunk.toString('utf8')));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    received,
    get connections() {
      return connections;
    },
    stop() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The answer to a dialback element, its addresses swapped. */
export function dialbackAnswer(
  element: Element,
  type: string,
  more: { id?: string; error?: string } = {},
): string {
  const { from, to } = element.attrs;
  const id = more.id ?? element.attrs.id;
  const error = more.error
    ? `<error type='cancel'><${more.error} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
    : '';
  return `<${element.name} from='${to}' to='${from}'${id ? ` id='${id}'` : ''} type='${type}'>${error}</${element.name}>`;
}
