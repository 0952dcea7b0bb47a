/** What the programs of the firewalls say, word for word: read by the helper, which alone may, understood by `seen.ts`. */
import { z } from 'zod';

const text = z.string().max(4 * 1024 * 1024);

export const rawState = z.strictObject({
  /** Null: nftables is not there. */
  nftables: z.strictObject({ json: text, listing: text }).nullable(),
  /** Empty texts where a program has no rules, null where it is not there. */
  iptables: z.array(z.strictObject({ family: z.enum(['v4', 'v6']), legacy: z.boolean(), saved: text })),
  /** `ufw status`; null: not there. */
  ufw: text.nullable(),
  /** `firewall-cmd --state` and the zone of the interface by which the world comes in; null: not there or not running. */
  firewalld: z.strictObject({ zone: z.string().max(64) }).nullable(),
  /** By which the world comes in, as far as the routes tell. */
  interface: z.string().max(64).nullable(),
  /** `ss` with everybody who listens; empty where it is not there. */
  sockets: text,
  /** What brings rules back after a restart of the machine. */
  kept: z.strictObject({ nftables: z.boolean(), iptables: z.boolean() }),
});
export type RawState = z.infer<typeof rawState>;
