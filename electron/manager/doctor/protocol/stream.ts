/**
 * Opens a stream as a stranger does, and reads what is offered; goes no further than that.
 * Specs: RFC 6120 §4.2, §4.3 and §5, XEP-0368 1.1.0, RFC 7590.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Element, parse } from 'ltx';

export interface Door {
  readonly address: string;
  readonly port: number;
  readonly tls: 'starttls' | 'direct';
  readonly service: 'client' | 'server';
  /** The domain we want to talk to; also the name in TLS (RFC 6066 §3). */
  readonly domain: string;
}

/** What a door turned out to be. */
export type Offered =
  | {
      readonly is: 'stream';
      /** `TLSv1.3`. */
      readonly version: string;
      /** Of direct TLS: the door has agreed on XMPP (RFC 7301). */
      readonly alpn: boolean | null;
      /** Names of SASL mechanisms after TLS. */
      readonly mechanisms: readonly string[];
      readonly dialback: boolean;
      /** Names of mechanisms that are offered before TLS, to whoever listens. */
      readonly early: readonly string[];
    }
  | { readonly is: 'no-starttls'; readonly mechanisms: readonly string[] }
  | { readonly is: 'tls-failed'; readonly why: string }
  | { readonly is: 'stream-error'; readonly condition: string }
  /** It speaks, but not XMPP: its first words. */
  | { readonly is: 'other'; readonly said: string }
  | { readonly is: 'silent' }
  | { readonly is: 'closed'; readonly why: string };

const TIMEOUT_MS = 10_000;
/** More than any features. */
const MAX_BYTES = 64 * 1024;
const NAMESPACES = { client: 'jabber:client', server: 'jabber:server' } as const;
const STREAMS = 'http://etherx.jabber.org/streams';

/** Rejects with the signal's reason only. */
export async function tryDoor(door: Door, signal: AbortSignal, timeoutMs = TIMEOUT_MS): Promise<Offered> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const socket = connectTcp({ host: door.address, port: door.port });
  const sockets: Socket[] = [socket];
  const abort = () => {
    for (const one of sockets) one.destroy(new Error('timeout'));
  };
  until.addEventListener('abort', abort, { once: true });
  try {
    await happens(socket, 'connect');
    return door.tls === 'direct'
      ? await overTls(await secure(socket, door, sockets), door, [])
      : await startTls(socket, door, sockets);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DoorError) return error.offered;
    return until.aborted ? { is: 'silent' } : { is: 'closed', why: (error as Error).message.slice(0, 200) };
  } finally {
    until.removeEventListener('abort', abort);
    for (const one of sockets) one.destroy();
  }
}

/** Ends the try with what was found. */
class DoorError extends Error {
  readonly offered: Offered;
  constructor(offered: Offered) {
    super(offered.is);
    this.offered = offered;
  }
}

function happens(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

async function startTls(socket: Socket, door: Door, sockets: Socket[]): Promise<Offered> {
  const features = await openStream(socket, door);
  const early = mechanismsOf(features);
  // SPEC: RFC 6120 §5.3.1: a server that can do TLS says so with a starttls element in its features.
  if (!features.getChild('starttls')) return { is: 'no-starttls', mechanisms: early };
  socket.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  const answer = await readUntil(socket, /<(?:proceed|failure)[^>]*>/);
  if (!answer.includes('<proceed')) return { is: 'tls-failed', why: 'refused after it was offered' };
  return overTls(await secure(socket, door, sockets), door, early);
}

/** Whose certificate it is, another checker judges: here anything is good enough to read on. */
async function secure(socket: Socket, door: Door, sockets: Socket[]): Promise<TLSSocket> {
  const secured = connectTls({
    ...{ socket, rejectUnauthorized: false, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
    ...(isIP(door.domain) === 0 ? { servername: door.domain } : {}),
    // SPEC: XEP-0368 §3: the protocol is `xmpp-client` or `xmpp-server`.
    ...(door.tls === 'direct' ? { ALPNProtocols: [`xmpp-${door.service}`] } : {}),
  });
  sockets.push(secured);
  try {
    await happens(secured, 'secureConnect');
  } catch (error) {
    throw new DoorError({ is: 'tls-failed', why: whyOf(error) });
  }
  secured.on('error', () => secured.destroy());
  return secured;
}

/** OpenSSL's reason (`wrong version number`); its message is a line of its source besides. */
const whyOf = (error: unknown): string => {
  const { reason, message } = error as Error & { reason?: string };
  return (reason ?? message).slice(0, 200);
};

async function overTls(socket: TLSSocket, door: Door, early: readonly string[]): Promise<Offered> {
  const features = await openStream(socket, door);
  return {
    ...{ is: 'stream', version: socket.getProtocol() ?? 'unknown', early },
    alpn: door.tls === 'direct' ? socket.alpnProtocol === `xmpp-${door.service}` : null,
    ...{ mechanisms: mechanismsOf(features), dialback: features.getChild('dialback') !== undefined },
  };
}

const mechanismsOf = (features: Element): string[] =>
  features
    .getChildren('mechanisms')
    .flatMap((list) => list.getChildren('mechanism'))
    .map((each) => each.getText().slice(0, 40))
    .slice(0, 30);

const escapeXml = (text: string) => text.replace(/[<>&'"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** SPEC: RFC 6120 §4.3.2: the features come as the first thing after the header of a stream of version 1.0. */
async function openStream(socket: Socket, { domain, service }: Door): Promise<Element> {
  socket.write(
    `<?xml version='1.0'?><stream:stream to='${escapeXml(domain)}' version='1.0' xmlns='${NAMESPACES[service]}' xmlns:stream='${STREAMS}'>`,
  );
  const text = await readUntil(socket, /<\/stream:features>|<stream:features\s*\/>|<\/stream:error>/);
  const error = streamError(text);
  if (error) throw new DoorError({ is: 'stream-error', condition: error });
  const features = /<stream:features[\s\S]*$/.exec(text)?.[0] ?? '';
  try {
    return parse(features.slice(0, features.lastIndexOf('>') + 1));
  } catch {
    throw new DoorError({ is: 'other', said: printable(text) });
  }
}

/** From its first tag on, and within one tag: a stranger's 64 KB must not keep us busy for seconds. */
function streamError(text: string): string | undefined {
  const begin = text.search(/<stream:error[\s>]/);
  if (begin < 0) return undefined;
  return /<([a-z-]{1,40})[^<>]*urn:ietf:params:xml:ns:xmpp-streams/.exec(text.slice(begin))?.[1];
}

const printable = (text: string) =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 80);

/** What came, up to where `end` is found. */
function readUntil(socket: Socket, end: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (how: () => void) => {
      socket.off('data', read);
      socket.off('close', closed);
      socket.off('error', failed);
      how();
    };
    const failed = (error: Error) => done(() => reject(error));
    const closed = () =>
      done(() => reject(text ? new DoorError({ is: 'other', said: printable(text) }) : new Error('closed')));
    const read = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      // A web server, a mail server: they speak too, and never of streams.
      const foreign = text.length > 20 && !/^\s*<(?:\?xml|stream:|proceed|failure)/.test(text);
      if (end.test(text)) done(() => resolve(text));
      else if (foreign || text.length > MAX_BYTES)
        done(() => reject(new DoorError({ is: 'other', said: printable(text) })));
    };
    socket.on('data', read);
    socket.once('close', closed);
    socket.once('error', failed);
  });
}
