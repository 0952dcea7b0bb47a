/** One TCP connection, in the clear or under TLS, as the transport of a stream. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Transport, TransportEvents } from '../kernel/transport.ts';
import type { Certificates } from './certificates.ts';
import { channelBinding } from './channel-binding.ts';
import { clientAddresses } from './client-certificate.ts';
import { remoteAddressOf, remotePortOf } from './remote-address.ts';

export interface ConnectionParts {
  readonly socket: Socket;
  readonly certificates: Certificates;
  readonly canStartTls: boolean;
  /** Of a socket that is under TLS already: whose certificate the peer was shown. */
  readonly context?: SecureContext | undefined;
  /** Bytes that may wait for a peer that does not read. */
  readonly pendingBytes: number;
  /** Begins TLS over a socket; without it as the server, for clients. */
  readonly begin?: (raw: Socket, host: string | undefined, protocols: DataView | undefined) => TLSSocket;
}

export interface Connection extends Transport {
  /** Who is told; nothing is read before. */
  listen(events: TransportEvents): void;
  /** TLS from the first byte; `protocols` are those of ALPN, as in its extension. Rejects when the handshake fails. */
  secure(host: string | undefined, protocols?: DataView): Promise<void>;
  /** The socket under TLS, for whoever judges the peer's certificate. */
  secured(): TLSSocket | undefined;
}

/** How long a peer may take to close its side. */
const LINGER_MS = 5000;

export function createConnection({
  socket,
  certificates,
  canStartTls,
  context: given,
  pendingBytes,
  begin,
}: ConnectionParts): Connection {
  let current: Socket | TLSSocket = socket;
  /** The context whose certificate the peer was shown. */
  let context = given;
  let events: TransportEvents | undefined;
  let queued: string[] = [];
  let queuedLength = 0;
  let paused = 0;
  let draining = false;
  let over = false;
  let reason = 'connection closed';
  const remoteAddress = remoteAddressOf(socket);
  const remotePort = remotePortOf(socket);

  const onData = (chunk: Buffer) => events?.data(chunk);
  const onError = (error: Error) => {
    reason = error.message;
    current.destroy();
  };
  const onDrain = () => {
    if (!draining) return;
    draining = false;
    resume();
  };
  // The peer closed its side of the connection without closing its stream.
  const onEnd = () => current.end();
  const onClose = () => {
    if (over) return;
    over = true;
    queued = [];
    events?.closed(reason);
  };

  function watch(next: Socket | TLSSocket): void {
    next.on('error', onError);
    next.on('close', onClose);
    next.on('drain', onDrain);
    next.on('end', onEnd);
  }

  function flush(): void {
    if (queued.length === 0 || over || current.writableEnded) return;
    const text = queued.length === 1 ? queued[0]! : queued.join('');
    queued = [];
    queuedLength = 0;
    const room = current.write(text);
    if (current.writableLength > pendingBytes) {
      reason = 'the peer reads too slowly';
      current.destroy();
    } else if (!room && !draining) {
      // Who does not read the answers is not asked for more.
      draining = true;
      pause();
    }
  }

  function pause(): void {
    paused += 1;
    if (paused === 1) current.pause();
  }

  function resume(): void {
    paused -= 1;
    if (paused === 0) current.resume();
  }

  function secure(host: string | undefined, protocols?: DataView): Promise<void> {
    flush();
    const raw = current;
    raw.removeListener('data', onData);
    const next = (begin ?? beginAsServer)(raw, host, protocols);
    current = next;
    watch(next);
    return new Promise((resolve, reject) => {
      next.once('close', () => reject(new Error(reason)));
      // A server-side TLSSocket without a tls.Server reports what goes wrong in TLS here and nowhere else.
      next.on('_tlsError', (error: Error) => {
        onError(error);
        reject(error);
      });
      next.once('secure', () => {
        if (events) next.on('data', onData);
        resolve();
      });
    });
  }

  function beginAsServer(raw: Socket, host: string | undefined, protocols: DataView | undefined): TLSSocket {
    context = certificates.contextFor(host);
    return new TLSSocket(raw, {
      isServer: true,
      secureContext: context,
      // WHY only then: it makes OpenSSL stop in the middle of every handshake to ask.
      ...(certificates.several && { SNICallback: chooseByName }),
      ...(protocols && { ALPNProtocols: protocols }),
      // XEP-0178 §2: asked for, not demanded; whom it lets in is decided at the log-in.
      ...(certificates.asksClients && { requestCert: true, rejectUnauthorized: false }),
    });
  }

  function chooseByName(name: string, done: (error: Error | null, chosen?: SecureContext) => void): void {
    context = certificates.contextFor(name);
    done(null, context);
  }

  watch(socket);
  return {
    remoteAddress,
    remotePort,
    canStartTls,
    tls: {
      get encrypted() {
        return current instanceof TLSSocket;
      },
      get protocol() {
        return current instanceof TLSSocket ? (current.getProtocol() ?? undefined) : undefined;
      },
      channelBinding: (type) =>
        current instanceof TLSSocket && !over ? channelBinding(current, type, context) : undefined,
      clientAddresses(host) {
        const authorities = certificates.clientAuthorities(host);
        if (authorities.length === 0 || over || !(current instanceof TLSSocket)) return [];
        return clientAddresses(current.getPeerX509Certificate(), authorities, host, Date.now());
      },
    },
    listen(next) {
      events = next;
      current.on('data', onData);
    },
    send(text) {
      if (over) return;
      queued.push(text);
      queuedLength += text.length;
      if (queued.length === 1) setImmediate(flush);
      // A burst within one turn counts, too.
      if (queuedLength > pendingBytes) flush();
    },
    startTls: (host) => secure(host),
    secure,
    secured: () => (current instanceof TLSSocket ? current : undefined),
    pause,
    resume,
    end() {
      flush();
      if (over || current.writableEnded) return;
      current.end();
      setTimeout(() => current.destroy(), LINGER_MS).unref();
    },
    destroy: () => void current.destroy(),
  };
}
