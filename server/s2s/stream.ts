/**
 * The stream between two servers on one connection: what both ends have in common, from the first byte to the last.
 *
 * ```
 *   opening ──their header──▶ open ──restart──▶ opening
 *   any ──fault, fail, close──▶ closing ──they close, too──▶ closed        any ──connection lost──▶ closed
 * ```
 * What an element means is told by whoever takes it: negotiation first (receiving.ts, initiating.ts), then link.ts.
 */
import type { Element } from 'ltx';
import type { AccountPace } from '../kernel/account-pace.ts';
import { createBudget } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import type { Mutable } from '../kernel/mutable.ts';
import { NS, type StreamCondition } from '../kernel/stanza.ts';
import { writeStreamError } from '../kernel/stream-header.ts';
import { createXmlReader, type XmlLimits } from '../kernel/xml.ts';
import type { Connection } from '../net/connection.ts';
import { type PeerHeader, readPeerHeader, writePeerHeader } from './header.ts';
import type { FederationLimits } from './options.ts';

export interface StreamParts {
  readonly connection: Connection;
  readonly limits: FederationLimits;
  readonly xmlLimits: XmlLimits;
  readonly log: Log;
  readonly now: () => number;
  /** Our header where something is wrong before theirs has come (RFC 6120 §4.9.1.2). */
  readonly header: () => Parameters<typeof writePeerHeader>[0];
}

/** Who takes what comes. Exchanged when negotiation is over. */
export interface StreamUser {
  header(header: PeerHeader): void;
  element(element: Element): void;
  /** They said what is wrong (RFC 6120 §4.9); the end follows. */
  error(condition: string, text: string | undefined): void;
  /** Nothing comes any more and nothing can be sent. */
  closed(reason: string): void;
}

export interface PeerStream {
  readonly connection: Connection;
  /** Nothing can be sent any more. */
  readonly ending: boolean;
  /** Milliseconds since the epoch: when anything last came, when a stanza last went either way. */
  heardAt(): number;
  usedAt(): number;
  use(user: StreamUser): void;
  header(header: Parameters<typeof writePeerHeader>[0]): void;
  write(text: string): void;
  send(element: Element): void;
  /** A stanza went either way. */
  used(): void;
  /** What comes counts against a budget that others share, too. */
  share(pace: AccountPace): void;
  /** RFC 6120 §4.3.3: both sides forget what they knew of the old stream. */
  restart(): void;
  /** RFC 6120 §4.9: the error, the end of the stream, the end of the connection. */
  fail(condition: StreamCondition, text?: string, application?: Element): void;
  /** RFC 6120 §4.4: our end of the stream; what they still send is taken until they end theirs. */
  close(): void;
  destroy(): void;
  /** Calls back when the connection is gone. */
  onGone(call: () => void): void;
}

/** How long they have to close their side. */
const CLOSING_MS = 5000;

export function createPeerStream(parts: StreamParts, first: StreamUser): PeerStream {
  const { connection, limits, log, now } = parts;
  const stanzas = createBudget(limits.stanzasPerSecond);
  const bytes = createBudget(limits.bytesPerSecond);
  let user = first;
  let state: 'running' | 'closing' | 'closed' = 'running';
  let headerSent = false;
  let theirEnd = false;
  let heardAt = now();
  let usedAt = now();
  let taken = 0;
  const gone: (() => void)[] = [];
  const shared: AccountPace[] = [];

  const reader = createXmlReader(
    {
      header: (element) => user.header(readPeerHeader(element)),
      element: onElement,
      footer: onFooter,
      fault: ({ condition, text }) => stream.fail(condition, text),
    },
    parts.xmlLimits,
  );

  function onElement(element: Element) {
    taken += 1;
    // RFC 6120 §4.9.1.1: the peer found an error and is gone; an answer with another error would be to nobody.
    if (element.name !== 'error' || element.getNS() !== NS.streams) return user.element(element);
    const words = element.getChildElements().filter((child) => child.getNS() === NS.streamErrors);
    const condition = words.find((child) => child.name !== 'text')?.name ?? 'undefined-condition';
    user.error(
      condition,
      words
        .find((child) => child.name === 'text')
        ?.getText()
        .slice(0, 500),
    );
    stream.close();
    connection.end();
  }

  function onFooter(): void {
    theirEnd = true;
    if (state === 'closing') connection.end();
    else stream.close();
  }

  function finish(last: string): void {
    state = 'closing';
    stream.ending = true;
    if (!headerSent) stream.header(parts.header());
    connection.send(`${last}</stream:stream>`);
    if (theirEnd || last !== '') connection.end();
    else setTimeout(connection.end, CLOSING_MS).unref();
  }

  const stream: Mutable<PeerStream> = {
    connection,
    ending: false,
    heardAt: () => heardAt,
    usedAt: () => usedAt,
    use(next) {
      user = next;
    },
    header(header) {
      headerSent = true;
      connection.send(writePeerHeader(header));
    },
    write(text) {
      if (state === 'running') connection.send(text);
    },
    send: (element) => stream.write(element.toString()),
    used() {
      usedAt = now();
    },
    share: (pace) => void shared.push(pace),
    restart() {
      headerSent = false;
      reader.reset();
    },
    fail(condition, text, application) {
      if (state !== 'running') return;
      log.info('stream error', { condition, text, address: connection.remoteAddress });
      finish(writeStreamError(condition, text, application));
      reader.stop();
    },
    close() {
      if (state === 'running') finish('');
    },
    destroy: () => connection.destroy(),
    onGone: (call) => void gone.push(call),
  };

  connection.listen({
    data(chunk) {
      heardAt = now();
      try {
        reader.write(chunk);
      } catch (error) {
        // RFC 6120 §4.9.3.8: one stream stumbles, its neighbours do not notice. To the peer generic, to the log exact.
        log.error('a stream failed', { cause: (error as Error).stack ?? String(error) });
        stream.fail('internal-server-error');
      }
      const wait = Math.max(
        bytes.spend(chunk.length, heardAt),
        stanzas.spend(taken, heardAt),
        ...shared.map((pace) => pace.spend(chunk.length, taken, heardAt)),
      );
      taken = 0;
      if (wait === 0) return;
      // Over budget means reading more slowly: TCP slows the sender.
      connection.pause();
      setTimeout(connection.resume, wait).unref();
    },
    closed(reason) {
      state = 'closed';
      stream.ending = true;
      reader.stop();
      user.closed(reason);
      for (const call of gone) call();
    },
  });
  return stream;
}
