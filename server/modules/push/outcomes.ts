/**
 * How the last notification of each device went, for the operator who is asked why a telephone stays silent.
 * Kept beside the registrations, because one that a service refused for good is a registration no more.
 */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { keyOf, type Registration } from './registrations.ts';

const outcomeSchema = z.object({
  service: z.string(),
  resource: z.string(),
  /** When the service last took one; 0: never. To the minute. */
  acceptedAt: z.number(),
  /** Set while the last one was refused. `over`: nothing is sent any more before the device asks again. */
  failure: z
    .object({ at: z.number(), condition: z.string(), inARow: z.number(), over: z.boolean() })
    .optional(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

/** As many as registrations, and some that are over. */
const MAX_OUTCOMES = 30;
/** WHY: a write for every message of a busy day would be one too many. */
const WRITE_AGAIN_MS = 60_000;

export interface Outcomes {
  of(account: Jid): [key: string, outcome: Outcome][];
  accepted(account: Jid, registration: Registration): void;
  refused(account: Jid, registration: Registration, failure: { condition: string; over: boolean }): void;
  /** The device asks anew, or wants no more: what was before is of no interest. */
  clear(account: Jid, keys: readonly string[]): void;
  forget(account: Jid): void;
}

export function createOutcomes(ctx: Pick<ModuleContext, 'store' | 'announce'>): Outcomes {
  const table = ctx.store.keyval('push-outcome', outcomeSchema);
  const get = (account: Jid, registration: Registration) =>
    table.get(account.toString(), keyOf(registration));

  function put(account: Jid, registration: Registration, part: Omit<Outcome, 'service' | 'resource'>): void {
    const owner = account.toString();
    const { service, resource } = registration;
    table.set(owner, keyOf(registration), { service, resource, ...part });
    ctx.announce('standing.changed', { account });
    const all = table.entries(owner);
    if (all.length <= MAX_OUTCOMES) return;
    const lastOf = ([, { acceptedAt, failure }]: (typeof all)[number]) =>
      Math.max(acceptedAt, failure?.at ?? 0);
    for (const [key] of all.sort((a, b) => lastOf(b) - lastOf(a)).slice(MAX_OUTCOMES))
      table.delete(owner, key);
  }

  return {
    of: (account) => table.entries(account.toString()),
    accepted(account, registration) {
      const before = get(account, registration);
      if (before && !before.failure && Date.now() - before.acceptedAt < WRITE_AGAIN_MS) return;
      put(account, registration, { acceptedAt: Date.now() });
    },
    refused(account, registration, { condition, over }) {
      const before = get(account, registration);
      const inARow = (before?.failure?.inARow ?? 0) + 1;
      put(account, registration, {
        acceptedAt: before?.acceptedAt ?? 0,
        failure: { at: Date.now(), condition, inARow, over },
      });
    },
    clear(account, keys) {
      for (const key of keys) table.delete(account.toString(), key);
    },
    forget: (account) => void table.deleteOwner(account.toString()),
  };
}
