/**
 * Connections to other servers: which there are, and how a new one comes about for a pair of domains.
 *
 * One connection to a domain serves all of ours where the other server lets it (XEP-0220 §2.6.1); where it does not, each has its own.
 */
import type { Log } from '../kernel/log.ts';
import type { DialbackOutcome } from './dialback.ts';
import type { Link } from './link.ts';
import type { CheckOutcome, KeyCheck } from './link-dialback.ts';
import type { Attempt } from './negotiating.ts';
import type { FederationLimits } from './options.ts';
import { keyOf, type Pair } from './pair.ts';
import type { Policy } from './policy.ts';
import { FederationFailure } from './problems.ts';
import type { FederationCode } from './report.ts';

export interface LinksParts {
  readonly limits: () => FederationLimits;
  readonly log: Log;
  /** Makes a connection; what is proven and granted on it is told to the links' host before it resolves. */
  readonly initiate: (attempt: Attempt) => Promise<Link>;
  /** Throws a FederationFailure where we do not speak with that server. */
  readonly admit: (pair: Pair) => Policy;
  /** Connections there are, those coming in among them. */
  readonly count: () => number;
}

export interface Links {
  /** Connects until stanzas of the pair may leave. Rejects with a FederationFailure. */
  reach(pair: Pair, signal: AbortSignal, onStep?: Attempt['onStep']): Promise<void>;
  /** XEP-0220 §2.1.2: asks the Authoritative Server. Never rejects. */
  check(check: KeyCheck, askedOn: Link, signal: AbortSignal): Promise<CheckOutcome>;
  lost(link: Link): void;
  /** Connections that carry no stanzas: made to ask about a key, or nobody let us in. */
  idle(): readonly Link[];
}

/** WHY not as long as for a first connection: not everybody answers on one that is in use, and then another is made. */
const SHARE_MS = 8000;

export function createLinks({ limits, log, initiate, admit, count }: LinksParts): Links {
  /** The connections we made, by their domain. */
  const standing = new Map<string, Set<Link>>();
  /** Those under way, by pair. */
  const opening = new Map<string, Promise<Link>>();

  const usable = (remote: string, fits: (link: Link) => boolean): Link | undefined =>
    [...(standing.get(remote) ?? [])].find((link) => !link.stream.ending && fits(link));

  async function open(pair: Pair, signal: AbortSignal, onStep?: Attempt['onStep']): Promise<Link> {
    const key = keyOf(pair);
    const other = opening.get(key);
    if (other && !onStep) return other;
    const policy = admit(pair);
    // Those under way count, too: a domain that leads nowhere holds one for as long as it takes.
    if (count() + opening.size >= limits().connections)
      throw new FederationFailure('queue.full', 'too many connections to other servers');
    const made = initiate({ ...pair, policy, signal, onStep });
    opening.set(key, made);
    try {
      const link = await made;
      standing.set(pair.remote, (standing.get(pair.remote) ?? new Set()).add(link));
      return link;
    } finally {
      if (opening.get(key) === made) opening.delete(key);
    }
  }

  /** XEP-0220 §2.6.1: another of our domains on a connection that is there. False where they do not let it. */
  async function share(pair: Pair): Promise<boolean> {
    const link = usable(pair.remote, ({ dialback, sends, security }) => {
      return dialback && sends.size > 0 && security.how !== 'none';
    });
    if (!link) return false;
    const late = new Promise<DialbackOutcome>((resolve) => {
      setTimeout(resolve, SHARE_MS, { error: 'timeout' }).unref();
    });
    const outcome = await Promise.race([link.ask(pair), late]);
    if (outcome === 'valid') link.grant(pair);
    else log.info('a domain of ours needs a connection of its own', { ...pair, outcome: textOf(outcome) });
    return outcome === 'valid';
  }

  return {
    async reach(pair, signal, onStep) {
      const key = keyOf(pair);
      admit(pair);
      if (!onStep) {
        // Somebody else's first connection to that domain is waited for: it may do for both.
        await Promise.allSettled(
          [...opening].filter(([other]) => other.endsWith(` ${pair.remote}`)).map(([, link]) => link),
        );
        if (await share(pair)) return;
      }
      const link = await open(pair, signal, onStep);
      if (link.sends.has(key)) return;
      const outcome = await link.ask(pair);
      if (outcome === 'valid') return link.grant(pair);
      if (link.sends.size === 0 && link.accepts.size === 0) link.close();
      throw refusal(outcome, link);
    },

    async check(check, askedOn, signal) {
      try {
        // XEP-0288 §2.2: the receiving server "MUST NOT attempt to verify a dialback key on the same connection where the
        // corresponding request was issued".
        const link =
          usable(check.remote, (one) => one !== askedOn && one.dialback) ?? (await open(check, signal));
        return await link.verify(check);
      } catch (error) {
        const failure = error as FederationFailure;
        log.info('nobody could be asked whether a key is right', {
          ...{ local: check.local, remote: check.remote, code: failure.code, detail: failure.message },
        });
        return failure.code === 'stream.host-unknown' || failure.code?.startsWith('dns.')
          ? { error: 'host-unknown' }
          : 'unreachable';
      }
    },

    lost(link) {
      const links = standing.get(link.pair.remote);
      links?.delete(link);
      if (links?.size === 0) standing.delete(link.pair.remote);
    },
    idle: () =>
      [...standing.values()].flatMap((links) =>
        [...links].filter(({ sends, accepts }) => sends.size + accepts.size === 0),
      ),
  };
}

const textOf = (outcome: DialbackOutcome): string => (typeof outcome === 'string' ? outcome : outcome.error);

/** XEP-0220 §2.5: what their answer means for us. */
const CODES: Readonly<Record<string, FederationCode>> = {
  invalid: 'dialback.denied',
  forbidden: 'dialback.denied',
  'not-acceptable': 'dialback.denied',
  'item-not-found': 'stream.host-unknown',
  'not-authorized': 'dialback.not-allowed',
  'policy-violation': 'stream.refused',
  'remote-connection-failed': 'dialback.unreachable',
  'remote-server-not-found': 'dialback.unreachable',
  'remote-server-timeout': 'dialback.unreachable',
  timeout: 'auth.timeout',
  closed: 'connect.closed',
};

function refusal(outcome: DialbackOutcome, link: Link): FederationFailure {
  const text = textOf(outcome);
  const { remoteAddress } = link.stream.connection;
  const target = link.port === undefined ? remoteAddress : `${remoteAddress}:${link.port}`;
  return new FederationFailure(CODES[text] ?? 'dialback.failed', `dialback: ${text}`, { target });
}
