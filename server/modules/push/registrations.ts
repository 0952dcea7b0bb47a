/**
 * Which push services a person's devices asked for. Spec: XEP-0357 §5, §6.
 * One entry for each combination of service and node; bounded, the one enabled longest ago goes first.
 */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';

/** Devices of one person, those forgotten in a drawer included. */
const MAX_REGISTRATIONS = 20;

const registrationSchema = z.object({
  /** The push service. */
  service: z.string(),
  node: z.string(),
  /** The submitted form of publish-options, as XML. */
  options: z.string().optional(),
  /** The resource that asked; a device keeps it as a rule. */
  resource: z.string(),
  enabledAt: z.number(),
  /** Errors of the push service in a row. */
  errors: z.number(),
  /** When the first of these came; undefined while there is none. */
  failingSince: z.number().optional(),
});
export type Registration = z.infer<typeof registrationSchema>;

export const keyOf = ({ service, node }: Pick<Registration, 'service' | 'node'>): string =>
  `${service} ${node}`;

export interface Registrations {
  of(account: Jid): Registration[];
  get(account: Jid, key: string): Registration | undefined;
  put(account: Jid, registration: Registration): void;
  /** Removes one, or without a node all of a service; answers the keys. */
  remove(account: Jid, service: string, node?: string): string[];
  forget(account: Jid): void;
}

export function createRegistrations(ctx: Pick<ModuleContext, 'store'>): Registrations {
  const table = ctx.store.keyval('push', registrationSchema);
  /** Every message asks; most people have none. */
  const cache = new Map<string, Registration[]>();

  function of(account: Jid): Registration[] {
    const owner = account.toString();
    let list = cache.get(owner);
    if (!list) {
      list = table.entries(owner).map(([, registration]) => registration);
      if (cache.size >= 10_000) cache.clear();
      cache.set(owner, list);
    }
    return list;
  }

  const drop = (account: Jid, key: string) => {
    table.delete(account.toString(), key);
    cache.delete(account.toString());
  };

  return {
    of,
    get: (account, key) => of(account).find((one) => keyOf(one) === key),
    put(account, registration) {
      const key = keyOf(registration);
      const others = of(account).filter((one) => keyOf(one) !== key);
      const tooMany = others.sort((a, b) => b.enabledAt - a.enabledAt).slice(MAX_REGISTRATIONS - 1);
      for (const one of tooMany) drop(account, keyOf(one));
      table.set(account.toString(), key, registration);
      cache.delete(account.toString());
    },
    remove(account, service, node) {
      const gone = of(account).filter(
        (one) => one.service === service && (node === undefined || one.node === node),
      );
      for (const one of gone) drop(account, keyOf(one));
      return gone.map(keyOf);
    },
    forget(account) {
      table.deleteOwner(account.toString());
      cache.delete(account.toString());
    },
  };
}
