/**
 * Dialback on one connection (XEP-0220 1.1.1), in all its roles: asking to be let in, letting in, asking whether a key is right,
 * and saying so.
 *
 * ```
 *   our domain, their domain:   unknown ──we send a key──▶ asked ──valid──▶ granted
 *                                                            └──invalid, error, time──▶ unknown
 *   their domain, our domain:   unknown ──they send a key──▶ checking ──certificate, or their own server says so──▶ proven
 *                                                            └──not so──▶ unknown
 * ```
 * What is answered without having been asked for on this very connection is dropped (§3.1).
 */
import type { Element } from 'ltx';
import type { Log } from '../kernel/log.ts';
import {
  type DialbackCondition,
  type DialbackElement,
  type DialbackKeys,
  type DialbackOutcome,
  readDialback,
  writeAnswer,
  writeKey,
  writeVerify,
} from './dialback.ts';
import { keyOf, type Pair } from './pair.ts';
import type { Proof } from './report.ts';
import type { PeerStream } from './stream.ts';

/** A key another server gave us, to be checked with its own server. */
export interface KeyCheck extends Pair {
  /** Of the stream it was given on. */
  readonly id: string;
  readonly key: string;
}

/** Keys that may fail on a connection on which nothing is proven. */
const MOST_FAILURES = 10;

/** How a key check went; `unreachable` when nobody could be asked. */
export type CheckOutcome = DialbackOutcome | 'unreachable';

export interface LinkDialbackParts {
  readonly stream: PeerStream;
  /** The id in the receiving end's header. */
  readonly id: string;
  readonly keys: DialbackKeys;
  readonly log: Log;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** Keys that may be checked at a time. */
  readonly mostChecks: () => number;
  isOurs(domain: string): boolean;
  /** Whether they may ask us on this connection: they connected, or both directions are open (XEP-0288). */
  mayAsk(): boolean;
  /** Why a pair is not let in here whatever it proves, if so. */
  refuses(pair: Pair): DialbackCondition | undefined;
  /** Whether the connection itself proves the domain: by the certificate they showed. */
  proofOf(domain: string): Promise<Proof | undefined>;
  /** Whether being called back is proof enough for this domain. */
  mayCallBack(domain: string): boolean;
  check(check: KeyCheck): Promise<CheckOutcome>;
  proven(pair: Pair, proof: Proof): void;
  /** A domain could not prove itself: for the record. */
  failed(pair: Pair, outcome: CheckOutcome | DialbackCondition): void;
  /** Another domain has been proven here. */
  hasProven(): boolean;
  isProven(pair: Pair): boolean;
}

export interface LinkDialback {
  take(element: Element): void;
  /** Asks to be let in for a pair; settles with their answer, or with `timeout` or `closed` as the error. */
  ask(pair: Pair): Promise<DialbackOutcome>;
  /** Asks whether a key that was given to us for `pair.local` by `pair.remote` is right. */
  verify(check: KeyCheck): Promise<DialbackOutcome>;
  /** A key of theirs is being checked. */
  checking(): boolean;
  /** Whatever was asked is not answered any more. */
  closed(): void;
}

export function createLinkDialback(parts: LinkDialbackParts): LinkDialback {
  const { stream, id, keys, log } = parts;
  const asked = new Map<string, (outcome: DialbackOutcome) => void>();
  const verifying = new Map<string, (outcome: DialbackOutcome) => void>();
  const checking = new Set<string>();
  let failures = 0;

  /** Waits for the answer under `key`; asking the same twice waits for the same answer. */
  function wait(table: typeof asked, key: string, say: () => void): Promise<DialbackOutcome> {
    return new Promise((resolve) => {
      const earlier = table.get(key);
      const timer = setTimeout(() => table.get(key)?.({ error: 'timeout' }), parts.timeoutMs);
      table.set(key, (outcome) => {
        clearTimeout(timer);
        table.delete(key);
        earlier?.(outcome);
        resolve(outcome);
      });
      if (stream.ending) table.get(key)?.({ error: 'closed' });
      else if (!earlier) say();
    });
  }

  /**
   * XEP-0220 §2.1.1: "The Initiating Server MUST ensure that the 'from' and 'to' attributes in this response correlate to a request
   * that was sent over the same XML stream"; §2.1.2 likewise, with the 'id'.
   */
  function settle(table: typeof asked, key: string, { name, from, to, outcome }: DialbackElement): void {
    const waiting = table.get(key);
    if (waiting && outcome) waiting(outcome);
    else log.warn('an answer nobody asked for (dialback)', { element: name, from, to });
  }

  function answer(
    request: DialbackElement,
    outcome: 'valid' | 'invalid' | { readonly error: DialbackCondition },
  ) {
    stream.send(writeAnswer(request, outcome));
  }

  /** WHY counted: each key makes us look for, and connect to, whomever a stranger names. */
  function failed(pair: Pair, outcome: CheckOutcome | DialbackCondition): void {
    parts.failed(pair, outcome);
    // Too many at a time cost nothing, and a server of many domains may begin with all of them.
    if (outcome !== 'resource-constraint') failures += 1;
    if (failures >= MOST_FAILURES && !parts.hasProven()) stream.fail('policy-violation', 'too many attempts');
  }

  /** XEP-0220 §2.2.1: we are the Receiving Server. */
  async function letIn(request: DialbackElement): Promise<void> {
    const pair: Pair = { local: request.to, remote: request.from };
    const key = keyOf(pair);
    if (parts.isProven(pair)) return answer(request, 'valid');
    const refused = refusal(pair);
    if (refused) {
      answer(request, { error: refused });
      return failed(pair, refused);
    }
    // It has been asked already, and the one answer is for both.
    if (checking.has(key)) return;
    checking.add(key);
    try {
      await decide(request, pair);
    } finally {
      checking.delete(key);
    }
  }

  function refusal(pair: Pair): DialbackCondition | undefined {
    // §2.2.1: "If the Target Domain […] is not a configured domain of the Receiving Server, this results in a dialback error".
    if (!parts.isOurs(pair.local)) return 'item-not-found';
    if (parts.isOurs(pair.remote)) return 'not-acceptable';
    return parts.refuses(pair) ?? (checking.size >= parts.mostChecks() ? 'resource-constraint' : undefined);
  }

  async function decide(request: DialbackElement, pair: Pair): Promise<void> {
    // §2.2.1: "this can be done by verifying the dialback key or by using some out-of-band method": their certificate.
    const proof = await parts.proofOf(pair.remote);
    if (stream.ending) return;
    if (proof) {
      // The answer first: what we send them before it comes from somebody they do not know yet (XEP-0288).
      answer(request, 'valid');
      return parts.proven(pair, proof);
    }
    if (!parts.mayCallBack(pair.remote)) {
      // §2.5: "a policy requiring either a valid PKIX certificate containing the identity of the Sender Domain or some other proof".
      answer(request, { error: 'not-authorized' });
      return failed(pair, 'not-authorized');
    }
    const outcome = await parts.check({ ...pair, id, key: request.key });
    if (stream.ending) return;
    if (outcome === 'valid') {
      answer(request, 'valid');
      return parts.proven(pair, 'dialback');
    }
    if (outcome !== 'invalid') {
      answer(request, { error: conditionOf(outcome) });
      return failed(pair, outcome);
    }
    failed(pair, outcome);
    // §2.2.1: "If no other valid domain pairs exist for this connection […], the Receiving Server SHOULD send a result with type
    // "invalid" and MUST close the XML stream"; else it "MAY (instead of closing the connection) return […] <forbidden/>".
    if (parts.hasProven()) return answer(request, { error: 'forbidden' });
    answer(request, 'invalid');
    stream.close();
  }

  /** XEP-0220 §2.2.2: we are the Authoritative Server. Stateless: the key says everything. */
  function confirm(request: DialbackElement) {
    const pair = { from: request.to, to: request.from };
    if (!parts.isOurs(pair.from)) return answer(request, { error: 'item-not-found' });
    answer(request, keys.isRight(request.key, pair, request.id!) ? 'valid' : 'invalid');
  }

  return {
    take(element) {
      const read = readDialback(element);
      if (!read) return stream.fail('improper-addressing', 'dialback as nobody writes it');
      const { name, from, to, outcome } = read;
      if (outcome !== undefined) {
        const pair = { local: to, remote: from };
        if (name === 'result') settle(asked, keyOf(pair), read);
        else settle(verifying, `${keyOf(pair)} ${read.id}`, read);
      } else if (!parts.mayAsk()) {
        stream.fail('not-authorized', 'this stream has one direction');
      } else if (name === 'verify') confirm(read);
      else
        letIn(read).catch((error: Error) => {
          log.error('dialback failed', { cause: error.stack ?? error.message });
          stream.fail('internal-server-error');
        });
    },
    ask: (pair) =>
      wait(asked, keyOf(pair), () => {
        const addressed = { from: pair.local, to: pair.remote };
        stream.send(writeKey(addressed, keys.make(addressed, id)));
      }),
    verify: (check) =>
      wait(verifying, `${keyOf(check)} ${check.id}`, () =>
        stream.send(writeVerify({ from: check.local, to: check.remote }, check.id, check.key)),
      ),
    checking: () => checking.size > 0,
    closed() {
      for (const table of [asked, verifying])
        for (const settled of [...table.values()]) settled({ error: 'closed' });
    },
  };
}

/** XEP-0220 §2.5, by what came of asking their server. */
function conditionOf(outcome: Exclude<CheckOutcome, 'valid' | 'invalid'>): DialbackCondition {
  if (outcome === 'unreachable') return 'remote-connection-failed';
  // §2.5: that, or a <host-unknown/> stream error, "when attempting to contact the Authoritative Server".
  if (outcome.error === 'item-not-found' || outcome.error === 'host-unknown')
    return 'remote-server-not-found';
  // "if the Authoritative Server unexpectedly closed the stream without verifying the dialback key"
  if (outcome.error === 'timeout' || outcome.error === 'closed') return 'remote-server-timeout';
  // §2.5: "If an error is encountered in Step 3 of the dialback negotiation, the Receiving Server MUST send a
  // <remote-server-not-found/> dialback error".
  return 'remote-server-not-found';
}
