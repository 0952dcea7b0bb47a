/** What the operator may decide about calls, each default written here. */
import { z } from 'zod';

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be an IP address or a network such as 10.0.0.0/8',
});

/** A relay, or anything else, that somebody else runs (XEP-0215). */
const external = z.strictObject({
  type: z.string().regex(/^[A-Za-z_][\w.-]*$/, 'must be a type such as turn or stun'),
  host: z.string().min(1),
  port: z.int().min(1).max(65535).optional(),
  transport: z.enum(['udp', 'tcp']).optional(),
  name: z.string().optional(),
  /** Names and passwords for a while are made with it ("use-auth-secret" of coturn). */
  secret: z.string().min(1).optional(),
  /** Or the same for everybody. */
  username: z.string().optional(),
  password: z.string().optional(),
});

export const turnOptions = z.object({
  /** Where people find the relay; `{host}` for the domain. */
  name: z.string().min(1).default('{host}'),
  /** This machine's addresses as the world sees them. Without, they are found out. */
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }))
    .max(4)
    .default([]),
  /** UDP ports for the other ends of calls; a firewall must let them in. A call takes one to four. */
  relayPorts: z
    .strictObject({
      from: z.int().min(1024).max(65535).default(49152),
      to: z.int().min(1024).max(65535).default(49351),
    })
    .refine(({ from, to }) => from <= to, 'must go from the smaller to the larger port')
    .default({ from: 49152, to: 49351 }),
  /** Addresses and networks that may be relayed to although they are not on the public internet. */
  allowPeers: z.array(network).max(100).default([]),
  denyPeers: z.array(network).max(1000).default([]),
  /** How long a name and password are good for. */
  credentialHours: z.int().min(1).max(168).default(12),
  /** Relayed addresses one person may have at once. */
  perPerson: z.int().min(1).default(20),
  /** Others that one of them may speak to. */
  peersEach: z.int().min(1).max(1000).default(100),
  /** Bytes a second through one of them, both ways together: video calls take some 400,000. */
  bytesPerSecond: z.int().min(1000).default(1_500_000),
  /** Relays and other services elsewhere, told to people as well. */
  others: z.array(external).max(50).default([]),
});

export type TurnOptions = z.infer<typeof turnOptions>;
export type ExternalService = z.infer<typeof external>;
