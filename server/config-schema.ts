/**
 * The shape of the configuration, each default written here and nowhere else.
 *
 * `modules.<name>` is each module's own (`options` in its file), the bounds' defaults are in kernel/limits.ts.
 * Paths are as written here; config.ts makes them absolute.
 */
import { z } from 'zod';
import { parseJid, prepareDomain } from './kernel/jid.ts';
import { DEFAULT_LIMITS, type Limits } from './kernel/limits.ts';
import { LOG_LEVELS, type LogLevel } from './kernel/log.ts';

const path = z.string().min(1, 'needs the path of a file or folder');

const host = z.strictObject({
  /** PEM files: the chain with the leaf first, and its private key. */
  certificate: z.strictObject({ chain: path, key: path }),
  /** `open` lets anyone make an account from a chat program (XEP-0077). */
  registration: z.enum(['closed', 'open']).default('closed'),
  /** Bare addresses of people who may administer this domain. */
  admins: z.array(z.string().refine(isBareAddress, 'must be an address like name@example.org')).default([]),
});

/** Ports below 1 are not refused: 0 lets the system choose, and the `ready` line tells which it took. */
const port = z.int().min(0).max(65535);

const c2s = z.strictObject({
  type: z.literal('c2s'),
  port,
  /** An address of this machine; without it, all of them. */
  address: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address of this machine' }).optional(),
  tls: z.enum(['starttls', 'direct']),
});

/** Later listener types are further rows here. */
const listener = z.discriminatedUnion('type', [c2s]);

const bound = (value: number | boolean) =>
  typeof value === 'boolean' ? z.boolean().default(value) : z.int().min(1).default(value);

const bounds = z.strictObject(
  Object.fromEntries(
    Object.entries(DEFAULT_LIMITS).map(([name, value]) => [name, bound(value)]),
  ) as unknown as {
    [K in keyof Limits]: z.ZodDefault<z.ZodType<Limits[K]>>;
  },
);

export const configSchema = z.strictObject({
  /** The folder of everything the server stores. */
  data: path,
  /** Served domains. */
  hosts: z
    .record(z.string(), host)
    .refine((hosts) => Object.keys(hosts).length > 0, 'needs at least one domain'),
  listen: z
    .array(listener)
    .min(1, 'needs at least one listener')
    .default([
      { type: 'c2s', port: 5222, tls: 'starttls' },
      { type: 'c2s', port: 5223, tls: 'direct' },
    ]),
  /** `off` is for tests and benchmarks: no rates, quotas or log-in timeouts. */
  limits: z
    .union([z.literal('off'), bounds], { error: 'must be "off" or a group of settings in { }' })
    .default(() => bounds.parse({})),
  log: z
    .strictObject({ level: z.enum(LOG_LEVELS as [LogLevel, ...LogLevel[]]).default('info') })
    .default({ level: 'info' }),
  modules: z.record(z.string(), z.unknown()).default({}),
});

export type HostConfig = z.infer<typeof host>;
export type ListenerConfig = z.infer<typeof listener>;

export interface ServerConfig {
  /** The file it was read from, absolute; absent when it came from elsewhere. */
  readonly file?: string;
  /** Absolute, like all paths in here. */
  readonly data: string;
  /** By domain, after IDNA. */
  readonly hosts: Readonly<Record<string, HostConfig>>;
  readonly listen: readonly ListenerConfig[];
  readonly limits: 'off' | Limits;
  readonly log: { readonly level: LogLevel };
  /** Options by module name, not yet checked unless the modules' schemas were handed to the reader. */
  readonly modules: Readonly<Record<string, unknown>>;
}

function isBareAddress(text: string): boolean {
  const jid = parseJid(text);
  return jid?.isBare === true && jid.local !== '';
}

/** The domain as the server writes it, or undefined. */
export const normalHost = prepareDomain;
