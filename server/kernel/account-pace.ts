/** What all sessions of one account together cost: a budget they share, beside each connection's own (stream-pace.ts). */
import { type Budget, createBudget, type Limits } from './limits.ts';

/** One connection's share in its account's budget. */
export interface AccountPace {
  /** Returns for how many milliseconds reading should pause; 0 for none. */
  spend(bytes: number, stanzas: number, now: number): number;
  leave(): void;
}

export interface AccountPaces {
  /** @param account the bare address that has logged in. */
  enter(account: string): AccountPace;
  /** Forgets accounts whose budgets are whole again; call every few seconds. */
  sweep(now: number): void;
}

/** WHY longer than a budget needs to fill: else coming back would be a new budget. */
const FORGOTTEN_AFTER_MS = 30_000;

interface Shared {
  readonly bytes: Budget;
  readonly stanzas: Budget;
  connections: number;
  spentAt: number;
}

/** @param limits asked for each account that comes, because the configuration can be reloaded. */
export function createAccountPaces(limits: () => Limits): AccountPaces {
  const accounts = new Map<string, Shared>();

  return {
    enter(account) {
      const { budgetsPerAccount: times, bytesPerSecond, stanzasPerSecond } = limits();
      const shared = accounts.get(account) ?? {
        bytes: createBudget(bytesPerSecond * times),
        stanzas: createBudget(stanzasPerSecond * times),
        ...{ connections: 0, spentAt: 0 },
      };
      accounts.set(account, shared);
      shared.connections += 1;
      return {
        spend(bytes, stanzas, now) {
          shared.spentAt = now;
          return Math.max(shared.bytes.spend(bytes, now), shared.stanzas.spend(stanzas, now));
        },
        leave() {
          shared.connections -= 1;
        },
      };
    },
    sweep(now) {
      for (const [account, { connections, spentAt }] of accounts)
        if (connections === 0 && spentAt + FORGOTTEN_AFTER_MS <= now) accounts.delete(account);
    },
  };
}
