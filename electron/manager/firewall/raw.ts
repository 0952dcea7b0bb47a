/** What the programs of the firewalls say, word for word: read by the helper, which alone may, understood by `seen.ts`. */
import { z } from 'zod';

/** Lists of addresses that a blocklist keeps are long; longer ones are left out by nft itself (`terse`). */
export const MAX_TEXT = 8 * 1024 * 1024;
const text = z.string().max(MAX_TEXT);

export const rawState = z.strictObject({
  /** Null: nftables is not there. `terse`: sets without what is in them, which would have been too much. */
  nftables: z.strictObject({ json: text, listing: text, terse: z.boolean() }).nullable(),
  /** All tables in use. Empty texts where a program has no rules, no row where it is not there. */
  iptables: z.array(z.strictObject({ family: z.enum(['v4', 'v6']), legacy: z.boolean(), saved: text })),
  /** `ipset save`; null: not there. */
  ipset: text.nullable(),
  /** `ufw status`; null: not there. */
  ufw: text.nullable(),
  /** The zone of the interface by which the world comes in, and `firewall-cmd --list-all` of it; null: not there or not running. */
  firewalld: z.strictObject({ zone: z.string().max(64), listed: text }).nullable(),
  /** By which the world comes in, as far as the routes tell. */
  interface: z.string().max(64).nullable(),
  /** `ip -j addr`; empty where it is not there. */
  addresses: text,
  /** `ss` with everybody who listens; empty where it is not there. */
  sockets: text,
  /** Containers that run, one a line: name, tab, ports. */
  containers: z.array(z.strictObject({ by: z.enum(['docker', 'podman']), listed: text })),
  /** What brings rules back after a restart of the machine: its file, and whether it is started (null: nobody can tell). */
  kept: z.strictObject({
    ...{ nftables: z.boolean(), iptables: z.boolean() },
    ...{ nftablesStarts: z.boolean().nullable(), iptablesStarts: z.boolean().nullable() },
  }),
});
export type RawState = z.infer<typeof rawState>;
