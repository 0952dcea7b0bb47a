/**
 * The memory of an order: on disk before anything is shown to the world, so that a process killed anywhere leaves nothing behind
 * that the next one does not find. Whether an order of old is taken up again is pure.
 *
 *   nothing ── newOrder ──▶ ordered ── each proof: noted ▸ shown ▸ taken away ▸ struck out ──▶ issued ── settle ──▶ nothing
 */
import type { ProofWay } from '../../../contract/acme.ts';
import { oneAtATime } from '../../pace.ts';
import type { ObtainRequest, OrderJournal } from './acme.ts';
import type { Challenge } from './challenger.ts';
import type { AcmeStore } from './store.ts';

export interface Wanted {
  readonly directory: string;
  readonly account: string;
  readonly key: string;
  readonly names: readonly string[];
  readonly profile: string | null;
}

export type Fits =
  | { readonly fits: true }
  | {
      readonly fits: false;
      readonly because: 'authority' | 'account' | 'key' | 'names' | 'profile' | 'age' | 'settled';
    };

/** An authority keeps an order for hours or days; what nobody came back to in a day is begun anew. */
const OLD_MS = 24 * 60 * 60 * 1000;

const no = (because: Exclude<Fits, { fits: true }>['because']): Fits => ({ fits: false, because });
const same = (one: readonly string[], other: readonly string[]) =>
  [...one].sort().join(' ') === [...other].sort().join(' ');

export function fits(journal: OrderJournal, wanted: Wanted, now: number): Fits {
  if (journal.settled) return no('settled');
  if (journal.directory !== wanted.directory) return no('authority');
  if (journal.account !== wanted.account) return no('account');
  // A certificate for another key would be of no use to whoever asks.
  if (journal.key !== wanted.key) return no('key');
  if (!same(journal.names, wanted.names)) return no('names');
  if (journal.profile !== wanted.profile) return no('profile');
  if (Math.abs(now - journal.createdAt) > OLD_MS) return no('age');
  return { fits: true };
}

export interface Journal {
  read(): Promise<OrderJournal | undefined>;
  begin(journal: Omit<OrderJournal, 'shown'>): Promise<void>;
  /** Before a proof is shown. */
  show(way: ProofWay, challenge: Challenge): Promise<void>;
  /** After it is gone. */
  gone(challenge: Challenge): Promise<void>;
  /** Strikes the order out; what is still shown stays noted until it is gone. */
  over(): Promise<void>;
}

const isSame = (one: Challenge, other: Challenge) => one.token === other.token && one.name === other.name;

export function createJournal(store: AcmeStore, id: string): Journal {
  const inTurn = oneAtATime();

  const change = (next: (now: OrderJournal) => OrderJournal | undefined): Promise<void> =>
    inTurn(async () => {
      const now = await store.journal(id);
      if (now) await store.saveJournal(id, next(now));
    });

  return {
    read: () => inTurn(() => store.journal(id)),
    begin: (journal) => inTurn(() => store.saveJournal(id, { ...journal, shown: [] })),
    show: (way, challenge) =>
      change((now) => ({
        ...now,
        shown: [...now.shown.filter((one) => !isSame(one.challenge, challenge)), { way, challenge }],
      })),
    gone: (challenge) =>
      change((now) => {
        const shown = now.shown.filter((one) => !isSame(one.challenge, challenge));
        return now.settled && shown.length === 0 ? undefined : { ...now, shown };
      }),
    over: () => change((now) => (now.shown.length === 0 ? undefined : { ...now, settled: true })),
  };
}

/**
 * Takes away all that is still shown.
 * @returns how many could not be: they stay noted, for the next time.
 */
export async function takeAway(
  journal: Journal,
  challengers: ObtainRequest['challengers'],
  signal: AbortSignal,
  trouble: (challenge: Challenge, error: unknown) => void,
): Promise<number> {
  const shown = (await journal.read())?.shown ?? [];
  const done = await Promise.all(
    shown.map(async ({ way, challenge }) => {
      try {
        const challenger = challengers[way];
        if (!challenger) throw new Error(`nobody here for ${way}`);
        await challenger.withdraw(challenge, signal);
        await journal.gone(challenge);
        return true;
      } catch (error) {
        trouble(challenge, error);
        return false;
      }
    }),
  );
  return done.filter((gone) => !gone).length;
}
