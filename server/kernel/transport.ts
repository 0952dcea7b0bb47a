/** A connection as a stream sees it: types only. `server/net/` implements them over TCP and TLS. */
import type { TlsFacts } from './sasl.ts';

export interface Transport {
  /** The peer's address, as text. */
  readonly remoteAddress: string;
  /** The peer's port, where it has one of its own. */
  readonly remotePort?: number;
  readonly tls: TlsFacts;
  /** Whether `startTls` can be asked for. */
  readonly canStartTls: boolean;
  /** Queues text; all that is queued within one turn of the event loop leaves as one write. */
  send(text: string): void;
  /** Negotiates TLS as the server. Bytes that came before the handshake are dropped. Rejects when it fails. */
  startTls(host: string): Promise<void>;
  /** Stops and continues reading; counted, so that each `pause` needs its `resume`. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, then closes; destroys after a few seconds if the peer does not follow. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

/** What a transport tells the stream above it. */
export interface TransportEvents {
  data(chunk: Uint8Array): void;
  /** The connection is gone, with or without an error; nothing comes after. */
  closed(reason: string): void;
}
