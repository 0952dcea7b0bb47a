/** What programs do through a web server: requests, WebSockets and uploads from an address that is nobody's proxy. */

import { once } from 'node:events';
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { WebSocket } from 'ws';

export interface Visit {
  readonly port: number;
  readonly ca: string;
  /** The Host header and server name. */
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  readonly clear?: boolean;
}

export interface Seen {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Buffer;
}

/** Where visitors come from: of this machine, and no proxy's address. */
export const VISITOR = '127.0.0.2';

/** Begins a request whose body is sent by the caller. */
export function begin({ port, ca, host, path, method = 'GET', headers, clear }: Omit<Visit, 'body'>) {
  const send = clear ? plainRequest : secureRequest;
  const request = send({
    ...{ port, ca, path, method, host: '127.0.0.1', servername: host, localAddress: VISITOR, agent: false },
    headers: { host: `${host}:${port}`, ...headers },
  });
  const answer = new Promise<Seen>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', async (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      await once(response, 'end');
      const body = Buffer.concat(chunks);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body.toString(), body });
    });
  });
  answer.catch(() => {});
  return { request, answer };
}

export function visit({ body, ...options }: Visit): Promise<Seen> {
  const { request, answer } = begin(options);
  request.end(body);
  return answer;
}

/** Logs in over a WebSocket and resolves to the address that was bound. */
export async function logInByWebSocket(
  port: number,
  ca: string,
  host: string,
  user: string,
): Promise<string> {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/xmpp-websocket`, 'xmpp', {
    ...{ ca, servername: host, headers: { host }, localAddress: VISITOR },
  } as never);
  const frames: string[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    frames.push(String(data));
    wake();
  });
  const next = async (part: string): Promise<string> => {
    for (;;) {
      const at = frames.findIndex((frame) => frame.includes(part));
      if (at >= 0) return frames.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  await once(socket, 'open');
  const open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='test' version='1.0'/>";
  socket.send(open);
  await next('<stream:features');
  const plain = Buffer.from(`\0${user}\0secret`).toString('base64');
  socket.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
  await next('<success');
  socket.send(open);
  await next('<bind');
  socket.send(
    "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
  );
  const bound = /<jid>([^<]+)</.exec(await next('<jid>'))![1]!;
  socket.close();
  await once(socket, 'close');
  return bound;
}
