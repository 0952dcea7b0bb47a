/**
 * Streams over WebSocket. Specs: RFC 7395, RFC 6455.
 * Gives programs in browsers the same stream as others, a WebSocket message for each frame.
 * The frames themselves are read and written by kernel/framing-frames.ts.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { frameFraming } from '../kernel/framing-frames.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Limits, type Turnstile, XML_LIMITS } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import type { Transport, TransportEvents } from '../kernel/transport.ts';
import type { Upgrade } from './http/listener.ts';
import type { Peer } from './http/peer.ts';

// Not an import, for the reason in http/listener.ts.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

export interface WebSocketParts {
  readonly kernel: Pick<Kernel, 'accept'>;
  readonly limits: () => Limits;
  /** Counts streams nobody has logged in on. */
  readonly pending: Turnstile;
  readonly log: Log;
  /** How often a peer is asked whether it is there. */
  readonly pingMs?: number;
}

/** RFC 7395 §3.1: the subprotocol's name. */
const SUBPROTOCOL = 'xmpp';
/** A little more than a stanza, so that the bound on stanzas is what answers. */
const MAX_MESSAGE = XML_LIMITS.stanzaBytes + 1024;
/** Shorter than the minute after which reverse proxies give up on a silent connection. */
const PING_MS = 45_000;

/** RFC 6455 §7.4.1. */
const CLOSE = { normal: 1000, unsupportedData: 1003 };

export function createWebSockets(parts: WebSocketParts): Upgrade {
  const { kernel, limits, pending, log } = parts;
  const server = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, maxPayload: MAX_MESSAGE },
    // WHY: compression of what an attacker can mix with secrets, and a bomb's way in, for text that is short anyway.
    perMessageDeflate: false,
    // SPEC: RFC 7395 §3.1: "The reply from the server MUST also contain 'xmpp' in its own 'Sec-WebSocket-Protocol' header".
    handleProtocols: () => SUBPROTOCOL,
  });

  tolerateLongKeys(server);
  return (request, socket, head, peer) => {
    const problem = refusal(request, peer);
    if (problem !== undefined) return refuse(socket, problem);
    shortenKey(request);
    if (!pending.enter(peer.address)) {
      log.info('too many connections that have not logged in', { address: peer.address });
      return refuse(socket, 429);
    }
    let counted = true;
    const leave = () => {
      if (counted) pending.leave(peer.address);
      counted = false;
    };
    socket.once('close', leave);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const transport = createTransport(webSocket, peer, limits().pendingBytes, parts.pingMs ?? PING_MS);
      transport.listen(kernel.accept(transport, { onAuthenticated: leave, onClosed: leave }, frameFraming));
    });
  };
}

/**
 * COMPAT: RFC 6455 §4.1 wants a key of 16 bytes; the tester behind compliance.conversations.im sends 36, and no other server minds.
 * `ws` does: it gets a key that will do, and the answer is made from the real one.
 */
const LONG_KEY = /^[A-Za-z0-9+/]{25,86}={0,2}$/;
const SOME_KEY = 'AAAAAAAAAAAAAAAAAAAAAA==';
const longKeys = new WeakMap<IncomingMessage, string>();

function shortenKey(request: IncomingMessage): void {
  const key = request.headers['sec-websocket-key'];
  if (key === undefined || !LONG_KEY.test(key)) return;
  longKeys.set(request, key);
  request.headers['sec-websocket-key'] = SOME_KEY;
}

/** RFC 6455 §4.2.2, step 5.4. */
const acceptKey = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

function tolerateLongKeys(server: WebSocketServer): void {
  server.on('headers', (headers: string[], request) => {
    const key = longKeys.get(request);
    const at = headers.findIndex((line) => line.startsWith('Sec-WebSocket-Accept:'));
    if (key !== undefined && at >= 0) headers[at] = `Sec-WebSocket-Accept: ${acceptKey(key)}`;
  });
}

/** Why there will be no WebSocket, as an HTTP status. */
function refusal({ headers }: IncomingMessage, { secure }: Peer): number | undefined {
  // SPEC: RFC 7395 §3.1: "the client MUST include the value 'xmpp' in the list of protocols for the 'Sec-WebSocket-Protocol'
  // header".
  const offered = String(headers['sec-websocket-protocol'] ?? '').split(',');
  if (!offered.some((name) => name.trim() === SUBPROTOCOL)) return 400;
  // RFC 7395 §3.9: TLS can only be under the WebSocket, and passwords need it.
  return secure ? undefined : 403;
}

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  );
}

function createTransport(
  socket: WebSocket,
  peer: Peer,
  pendingBytes: number,
  pingMs: number,
): Transport & { listen(events: TransportEvents): void } {
  let events: TransportEvents | undefined;
  let paused = 0;
  let over = false;
  let reason = 'connection closed';
  let answered = true;

  socket.on('message', (data: RawData, isBinary) => {
    // SPEC: RFC 7395 §3.2: "Data frame messages in the XMPP subprotocol MUST be of the text type and contain UTF-8 encoded
    // data."
    if (isBinary) return socket.close(CLOSE.unsupportedData);
    events?.data(data as Buffer);
  });
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', () => {
    clearInterval(pings);
    if (over) return;
    over = true;
    events?.closed(reason);
  });
  socket.on('pong', () => {
    answered = true;
  });
  // RFC 7395 §3.8 lets both sides use WebSocket's own pings.
  const pings = setInterval(() => {
    if (!answered) {
      reason = 'no answer to a ping';
      return socket.terminate();
    }
    answered = false;
    socket.ping();
  }, pingMs);
  pings.unref();

  return {
    remoteAddress: peer.address,
    canStartTls: false,
    // No channel binding: programs in browsers cannot see the TLS connection, and behind a proxy it is another one.
    tls: { encrypted: peer.secure, protocol: undefined },
    listen(next) {
      events = next;
    },
    send(text) {
      if (over || socket.readyState !== socket.OPEN) return;
      socket.send(text);
      if (socket.bufferedAmount <= pendingBytes) return;
      reason = 'the peer reads too slowly';
      socket.terminate();
    },
    startTls: () => Promise.reject(new Error('there is no STARTTLS within a WebSocket')),
    pause() {
      paused += 1;
      if (paused === 1) socket.pause();
    },
    resume() {
      paused -= 1;
      if (paused === 0) socket.resume();
    },
    // RFC 7395 §3.6: whoever closes begins WebSocket's closing handshake, too.
    end: () => socket.close(CLOSE.normal),
    destroy: () => socket.terminate(),
  };
}
