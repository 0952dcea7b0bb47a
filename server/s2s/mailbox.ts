/** Negotiation written down as it happens: what the other server says next, as promises. */
import type { Element } from 'ltx';
import type { PeerHeader } from './header.ts';
import { FederationFailure } from './problems.ts';
import type { FederationCode } from './report.ts';
import type { StreamUser } from './stream.ts';

export interface Mailbox extends StreamUser {
  /** The next thing that comes must be a header, or an element. Rejects with a FederationFailure. */
  nextHeader(): Promise<PeerHeader>;
  nextElement(): Promise<Element>;
  /** Rejects whatever is waited for, now and later. */
  give(up: FederationFailure): void;
  /** Rejects when `give` was called; never resolves. */
  readonly over: Promise<never>;
  /** What came and nobody asked for yet; empties the box. Throws what was given. */
  rest(): Element[];
}

type Item = { readonly header: PeerHeader } | { readonly element: Element };

/** Nobody says that much before being asked. */
const MOST_ITEMS = 20;

export function createMailbox(): Mailbox {
  const items: Item[] = [];
  let waiting: { resolve(item: Item): void; reject(failure: FederationFailure): void } | undefined;
  let failure: FederationFailure | undefined;
  const { promise: over, reject: end } = Promise.withResolvers<never>();
  // Whoever does not wait for it needs no warning.
  over.catch(() => {});

  function put(item: Item): void {
    if (waiting) {
      waiting.resolve(item);
      waiting = undefined;
    } else if (items.push(item) > MOST_ITEMS)
      box.give(new FederationFailure('stream.protocol', 'they say too much'));
  }

  function next(): Promise<Item> {
    const item = items.shift();
    if (item) return Promise.resolve(item);
    if (failure) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
  }

  const box: Mailbox = {
    header: (header) => put({ header }),
    element: (element) => put({ element }),
    error: (condition, text) =>
      box.give(new FederationFailure(codeOfError(condition), text ? `${condition}: ${text}` : condition)),
    closed: (reason) => box.give(new FederationFailure('connect.closed', reason)),
    over,
    give(up) {
      failure ??= up;
      waiting?.reject(failure);
      waiting = undefined;
      end(failure);
    },
    rest() {
      if (failure) throw failure;
      return items.splice(0).flatMap((item) => ('element' in item ? [item.element] : []));
    },
    async nextHeader() {
      const item = await next();
      if ('header' in item) return item.header;
      throw new FederationFailure('stream.protocol', `<${item.element.name}/> instead of a header`);
    },
    async nextElement() {
      const item = await next();
      if ('element' in item) return item.element;
      throw new FederationFailure('stream.protocol', 'a header where none belongs');
    },
  };
  return box;
}

/** RFC 6120 §4.9.3: what their stream error means for us. */
const CODES: Readonly<Record<string, FederationCode>> = {
  'host-unknown': 'stream.host-unknown',
  'host-gone': 'stream.host-unknown',
  'policy-violation': 'stream.refused',
  // Before anything was sent it can only be about who we are: our certificate, most often.
  'not-authorized': 'auth.refused',
  'invalid-from': 'stream.refused',
  'remote-connection-failed': 'dialback.unreachable',
  // Those say something of them, and time may mend it.
  'connection-timeout': 'stream.timeout',
  'internal-server-error': 'connect.closed',
  'resource-constraint': 'connect.closed',
  'system-shutdown': 'connect.closed',
  reset: 'connect.closed',
  conflict: 'connect.closed',
  'see-other-host': 'connect.closed',
  // They have a reason of their own.
  'undefined-condition': 'stream.refused',
};

export const codeOfError = (condition: string): FederationCode => CODES[condition] ?? 'stream.protocol';
