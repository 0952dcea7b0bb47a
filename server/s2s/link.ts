/**
 * A connection to another server whose stream is negotiated: which pairs of domains it carries, and the stanzas of those pairs.
 *
 * It does not choose who is connected, nor what waits for a connection; that is routes.ts.
 */
import type { Element } from 'ltx';
import type { Jid } from '../kernel/jid.ts';
import type { Log } from '../kernel/log.ts';
import type { Mutable } from '../kernel/mutable.ts';
import { adopt, release } from '../kernel/rescope.ts';
import { isStanza, NS, type StreamCondition } from '../kernel/stanza.ts';
import type { Commits } from '../kernel/store.ts';
import { type Acks, createAcks } from './acks.ts';
import type { DialbackCondition, DialbackKeys } from './dialback.ts';
import { judgeStanza } from './incoming.ts';
import { type CheckOutcome, createLinkDialback, type KeyCheck, type LinkDialback } from './link-dialback.ts';
import type { FederationLimits } from './options.ts';
import { keyOf, type Pair } from './pair.ts';
import { createReceipts } from './receipts.ts';
import type { Flaw, LinkSecurity, PeerCertificate, Proof } from './report.ts';
import type { PeerStream } from './stream.ts';
import type { Waiting } from './waiting.ts';

/** What links share: what the rest of the server does for them. */
export interface LinkHost {
  readonly keys: DialbackKeys;
  readonly commits: Commits;
  readonly limits: () => FederationLimits;
  readonly now: () => number;
  readonly log: Log;
  isOurs(domain: string): boolean;
  /** Why a pair is not let in here whatever it proves, if so. `encrypted` is whether this connection is. */
  refuses(pair: Pair, encrypted: boolean): DialbackCondition | undefined;
  mayCallBack(domain: string): boolean;
  check(check: KeyCheck, link: Link): Promise<CheckOutcome>;
  receive(stanza: Element, from: Jid, to: Jid): void;
  /** What was sent has arrived, or nobody will ever know. */
  settled(waiting: Waiting): void;
  /** Asks the other server whether it is there, on this link, from and to the domains of a pair. False when it does not answer. */
  ask(pair: Pair, link: Link): Promise<boolean>;
  /** Stanzas of the pair may leave by this link from now on. */
  granted(pair: Pair, link: Link): void;
  /** Stanzas of the pair may come in by this link from now on. */
  proven(pair: Pair, link: Link): void;
  unproven(pair: Pair, outcome: CheckOutcome | DialbackCondition, link: Link): void;
  /** `unacked` is what was sent and is not known to have arrived; `because` is a stream error's condition, or the reason. */
  closed(link: Link, because: string, unacked: readonly Waiting[]): void;
}

export interface LinkOptions {
  readonly direction: 'in' | 'out';
  /** The id in the receiving end's header. */
  readonly id: string;
  /** Whom the headers name. */
  readonly pair: Pair;
  readonly security: LinkSecurity;
  readonly certificate: PeerCertificate | undefined;
  /** How the other end proved to be `pair.remote`, as far as the connection itself goes. */
  readonly proof: Proof;
  /** When the certificate that proves it ends, in milliseconds since the epoch. */
  readonly until: number | undefined;
  /** What is wrong with the certificate they showed. */
  readonly flaw: Flaw | undefined;
  /** Whether dialback is spoken by the other end, and takes errors. */
  readonly dialback: boolean;
  /** The language of their words where they do not say. */
  readonly lang: string | undefined;
  readonly port: number | undefined;
  proofOf(domain: string): Promise<Proof | undefined>;
}

export interface Link extends LinkOptions {
  readonly stream: PeerStream;
  readonly since: number;
  readonly bidirectional: boolean;
  readonly acks: Acks;
  /** Pairs whose stanzas may come in, and how the other end proved its domain. */
  readonly accepts: ReadonlyMap<string, Proof>;
  /** Pairs whose stanzas may leave. */
  readonly sends: ReadonlySet<string>;
  readonly ask: LinkDialback['ask'];
  readonly verify: LinkDialback['verify'];
  readonly checking: LinkDialback['checking'];
  /** Both directions are open (XEP-0288). */
  openBoth(): void;
  grant(pair: Pair): void;
  prove(pair: Pair, proof: Proof): void;
  send(waiting: Waiting): void;
  /** A query of our own, which nobody misses when it is lost. */
  question(ping: Element): void;
  /** Anything that is not the negotiation's. */
  take(element: Element): void;
  /** Resolves when all that was sent is known to have arrived, or never will be. */
  drained(): Promise<void>;
  /** They said what is wrong; the end follows. */
  errored(condition: string): void;
  /** The connection is gone, or the stream began anew. */
  ended(reason: string): void;
  /** In order; what they still send is taken. */
  close(): void;
  fail(condition: StreamCondition, text?: string): void;
}

/**
 * Keys that may be checked for one connection at a time: while it has proven something, and before.
 * WHY so few: each makes us connect to whomever a stranger names.
 */
const [MOST_CHECKS, FIRST_CHECKS] = [20, 3];
/** WHY more than wait in a queue: these have left, and their acknowledgements are on the way. */
const MOST_IN_FLIGHT = 20_000;

export function createLink(stream: PeerStream, options: LinkOptions, host: LinkHost): Link {
  const accepts = new Map<string, Proof>();
  const sends = new Set<string>();
  const pairs = new Map<string, Pair>();
  const encrypted = options.security.how !== 'none';
  let because: string | undefined;
  let over = false;

  const acks = createAcks({
    ...{ stream, commits: host.commits, most: MOST_IN_FLIGHT, arrived: host.settled },
    mayEnable: () => options.direction === 'in' && accepts.size > 0,
  });
  const receipts = createReceipts({
    ask: ({ pair }) => host.ask(pair, link),
    most: MOST_IN_FLIGHT,
    settled: host.settled,
  });
  const dialback = createLinkDialback({
    ...{ stream, id: options.id, keys: host.keys, log: host.log },
    mostChecks: () => (accepts.size > 0 ? MOST_CHECKS : FIRST_CHECKS),
    timeoutMs: host.limits().negotiateSeconds * 1000,
    isOurs: host.isOurs,
    mayAsk: () => options.direction === 'in' || link.bidirectional,
    refuses(pair) {
      if (pairs.size >= host.limits().pairs) return 'resource-constraint';
      return host.refuses(pair, encrypted);
    },
    proofOf: options.proofOf,
    mayCallBack: host.mayCallBack,
    check: (check) => host.check(check, link),
    proven: (pair, proof) => link.prove(pair, proof),
    failed: (pair, outcome) => host.unproven(pair, outcome, link),
    hasProven: () => accepts.size > 0,
    isProven: (pair) => accepts.has(keyOf(pair)),
  });

  function onStanza(stanza: Element) {
    const judged = judgeStanza(stanza, { pairs: accepts, isOurs: host.isOurs });
    if ('fault' in judged) {
      host.log.warn('a stanza from another server is refused', {
        ...{ condition: judged.fault, because: judged.because, remote: options.pair.remote },
      });
      return stream.fail(judged.fault);
    }
    const { from, to } = judged;
    stream.used();
    adopt(stanza);
    // RFC 7622 §4: what goes on is the address as it is compared, not as it was typed.
    stanza.attrs.from = from.toString();
    stanza.attrs.to = to.toString();
    // RFC 6120 §8.1.5: without 'xml:lang' a stanza has the language of its stream.
    if (options.lang !== undefined) stanza.attrs['xml:lang'] ??= options.lang;
    host.receive(stanza, from, to);
    acks.handled();
  }

  if (options.flaw)
    host.log.info('another server’s certificate is not good, and being called back has to do', {
      ...{ remote: options.pair.remote, direction: options.direction },
      ...{ code: options.flaw.code, because: options.flaw.because },
    });

  const link: Mutable<Link> = {
    ...options,
    ...{ stream, acks, accepts, sends, since: host.now(), bidirectional: false },
    ...{ ask: dialback.ask, verify: dialback.verify, checking: dialback.checking },
    openBoth() {
      link.bidirectional = true;
    },
    grant(pair) {
      const key = keyOf(pair);
      pairs.set(key, pair);
      sends.add(key);
      // XEP-0288 §2.2: they may send on "the inverse of any domain pair that has been used in a dialback request".
      const theirs = options.direction === 'out' && link.bidirectional && pair.remote === options.pair.remote;
      if (theirs && !accepts.has(key)) link.prove(pair, options.proof);
      host.granted(pair, link);
    },
    prove(pair, proof) {
      pairs.set(keyOf(pair), pair);
      accepts.set(keyOf(pair), proof);
      host.proven(pair, link);
      // XEP-0288 §2.2: the receiving server sends on pairs that are "the inverse of any domain pair that has been used in a dialback
      // request", or of the one SASL has authenticated.
      if (options.direction === 'in' && link.bidirectional) link.grant(pair);
    },
    send(waiting) {
      stream.used();
      stream.write(waiting.xml);
      if (!acks.sent(waiting)) receipts.sent(waiting);
    },
    question: (ping) => stream.send(release(ping)),
    take(element) {
      if (element.getNS() === NS.dialback) return dialback.take(element);
      if (isStanza(element)) {
        if (element.getNS() === NS.server) return onStanza(element);
        // RFC 6120 §4.8.3: a content namespace that is not this stream's.
        return stream.fail('invalid-namespace');
      }
      if (acks.take(element)) return;
      // RFC 6120 §4.9.3.24: "does not understand the namespace" or "the element name for the applicable namespace".
      stream.fail('unsupported-stanza-type');
    },
    errored(condition) {
      because = condition;
    },
    drained: () => (acks.on ? acks.drained() : receipts.drained()),
    ended(reason) {
      if (over) return;
      over = true;
      dialback.closed();
      const unacked = [...receipts.unconfirmed(), ...acks.unacked()];
      receipts.stop();
      host.closed(link, because ?? reason, unacked);
    },
    close: stream.close,
    fail: stream.fail,
  };

  return link;
}
