/** What one peer costs, and how long it has been silent: the budgets and the clock of a stream. */
import type { AccountPace } from './account-pace.ts';
import { createBudget, type Limits } from './limits.ts';
import { type Due, type Silence, whatIsDue } from './stream-time.ts';
import type { Transport } from './transport.ts';

export interface Pace {
  /** Who it is is known now: from here on it spends of its account's budget as well. */
  belongsTo(account: AccountPace): void;
  /** Something came. */
  heard(): void;
  /** It was a stanza, too. */
  countStanza(): void;
  /** Takes what came since off the budgets. Over budget, reading pauses until they have grown back: only this peer is slowed. */
  charge(bytes: number): void;
  /** What the silence calls for at `time`. */
  due(time: number, phase: Silence['phase'], managed: boolean): Due;
  /** The peer was asked whether it is there. */
  asked(): void;
  /** We have closed; from now on the peer's answer is waited for. */
  closed(): void;
}

export function createPace(parts: {
  limits: Limits;
  transport: Pick<Transport, 'pause' | 'resume'>;
  now: () => number;
}): Pace {
  const { limits, transport, now } = parts;
  const openedAt = now();
  const stanzas = createBudget(limits.stanzasPerSecond);
  const bytes = createBudget(limits.bytesPerSecond);
  let heardAt = openedAt;
  let asked = false;
  let taken = 0;
  let shared: AccountPace | undefined;

  return {
    belongsTo(account) {
      shared = account;
    },
    heard() {
      heardAt = now();
      asked = false;
    },
    countStanza() {
      taken += 1;
    },
    charge(size) {
      const wait = Math.max(
        bytes.spend(size, heardAt),
        stanzas.spend(taken, heardAt),
        shared?.spend(size, taken, heardAt) ?? 0,
      );
      taken = 0;
      if (wait === 0) return;
      transport.pause();
      setTimeout(transport.resume, wait).unref();
    },
    due(time, phase, managed) {
      const [age, silent] = [(time - openedAt) / 1000, (time - heardAt) / 1000];
      return whatIsDue({ phase, age, silent, asked, managed }, limits);
    },
    asked() {
      asked = true;
    },
    closed() {
      heardAt = now();
    },
  };
}
