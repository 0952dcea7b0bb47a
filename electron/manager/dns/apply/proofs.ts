/**
 * Texts that prove to an authority that a name is ours (RFC 8555 §8.4), put into the zone and taken away again.
 * Through whichever access covers the name, or the name an alias there hands it on to; where none does, by a person's hand:
 * then the text is shown, and looked for until it is there.
 */
import type { HandProof, ProviderId } from '../../../contract/dns-providers.ts';
import type { Events } from '../../events.ts';
import type { Clock } from '../../host.ts';
import { oneAtATime } from '../../pace.ts';
import { ProblemError, problem } from '../../problem.ts';
import type { Accesses } from '../providers/accesses.ts';
import { wait } from '../providers/http.ts';
import type { ProofPublisher } from '../providers/provider.ts';
import { canonicalSet, quoteText } from '../providers/values.ts';

/** How a proof gets into the zone; `at` is where it has to be in the end. */
export type ProofRoad =
  | { readonly way: 'provider'; readonly provider: ProviderId; readonly at: string }
  | { readonly way: 'hand'; readonly at: string };

export interface Proofs extends ProofPublisher {
  /** @param name with its `_acme-challenge.` */
  ways(name: string, signal?: AbortSignal): Promise<ProofRoad>;
  /** What waits for a person. */
  byHand(): HandProof[];
}

/** What the world can see (dns/ask). */
export interface SeenLook {
  /** Where an alias at the name leads, in the end; the name itself without one. */
  alias(name: string, signal: AbortSignal): Promise<string>;
  /** Whether all the name servers that answered tell the text. Rejects with the signal's reason only. */
  tells(name: string, text: string, signal: AbortSignal): Promise<{ all: boolean; some: boolean }>;
}

export interface ProofsParts {
  readonly accesses: Accesses;
  readonly seen: SeenLook;
  readonly events: Events;
  readonly clock: Clock;
}

/** Between looks for one we wrote: 1, 3, 6, 11 … s, then each ten seconds for a quarter of an hour. */
const LOOK_MS = [1_000, 2_000, 3_000, 5_000];
const LATER_MS = 10_000;
const MOST_LOOKS = 90;
/** Between looks for one a person puts in; a day has to be enough for a technician. */
const HAND_MS = 10_000;
const HAND_LONGEST_MS = 24 * 60 * 60_000;
/** Another of ours may write to the same name at the same moment. */
const TRIES = 3;
const PROOF_TTL = 60;

export function createProofs({ accesses, seen, events, clock }: ProofsParts): Proofs {
  const waiting = new Map<string, HandProof>();
  // A wildcard and its domain have their texts at one name: each starts from what the other has left.
  const inTurn = oneAtATime();
  const keyOf = (name: string, text: string) => `${name} ${text}`;
  const tell = () => events.emit({ type: 'dns-proofs.changed' });

  /** Adds a text to those of a name, or takes it away; the others stay. */
  async function change(name: string, text: string, how: 'add' | 'take', signal: AbortSignal): Promise<void> {
    const keeper = await accesses.keeperOf(name);
    if (!keeper) {
      if (how === 'take') return;
      throw problem('dns-provider.no-zone', { name });
    }
    const { provider, zone } = keeper;
    const value = quoteText(text);
    for (let tries = 1; ; tries++) {
      const found = await provider.read(zone, name, 'TXT', signal);
      const values = found ? canonicalSet(found, name).values : [];
      if (values.includes(value) === (how === 'add')) return;
      const next = how === 'add' ? [...values, value] : values.filter((one) => one !== value);
      const ttl = found?.ttl ?? Math.max(PROOF_TTL, zone.leastTtl ?? provider.leastTtl);
      try {
        return await provider.write(zone, { name, type: 'TXT', ttl, values: next }, found, signal);
      } catch (error) {
        const changed = error instanceof ProblemError && error.code === 'dns-provider.changed';
        if (!changed || tries >= TRIES) throw error;
      }
    }
  }

  async function ways(name: string, signal = NEVER): Promise<ProofRoad> {
    const at = await seen.alias(name, signal);
    const keeper = await accesses.keeperOf(at);
    return keeper ? { way: 'provider', provider: keeper.access.provider, at } : { way: 'hand', at };
  }

  async function untilTold(at: string, text: string, signal: AbortSignal): Promise<void> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const { all } = await seen.tells(at, text, signal);
      if (all) return;
      await wait(clock, LOOK_MS[looks] ?? LATER_MS, signal);
    }
    throw problem('dns-proof.not-seen', { name: at });
  }

  async function untilPutIn(at: string, text: string, signal: AbortSignal): Promise<void> {
    const key = keyOf(at, text);
    const since = clock.now();
    waiting.set(key, { name: at, text, since, seen: 'nowhere', lastLook: null });
    tell();
    try {
      while (clock.now() - since < HAND_LONGEST_MS) {
        const { all, some } = await seen.tells(at, text, signal);
        if (all) return;
        waiting.set(key, { name: at, text, since, seen: some ? 'some' : 'nowhere', lastLook: clock.now() });
        tell();
        await wait(clock, HAND_MS, signal);
      }
      throw problem('dns-proof.not-seen', { name: at });
    } finally {
      waiting.delete(key);
      tell();
    }
  }

  return {
    ways,
    byHand: () => [...waiting.values()],
    async publish(name, text, signal) {
      const { way, at } = await ways(name, signal);
      if (way === 'hand') return untilPutIn(at, text, signal);
      await inTurn(() => change(at, text, 'add', signal));
      await untilTold(at, text, signal);
    },
    async withdraw(name, text, signal) {
      const { at } = await ways(name, signal);
      await inTurn(() => change(at, text, 'take', signal));
    },
  };
}

const NEVER = new AbortController().signal;
