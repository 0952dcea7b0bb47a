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
import { network } from './kernel/networks.ts';
import { type FederationConfig, federation } from './s2s/options.ts';

const path = z.string().min(1, 'needs the path of a file or folder');

/** An address for strangers, as a URI (XEP-0157 §2). */
const contact = z
  .array(
    z.string().regex(/^(mailto|xmpp|https?|tel):\S+$/, 'must be a mailto:, xmpp:, https: or tel: address'),
  )
  .max(20)
  .default([]);

const host = z.strictObject({
  /** PEM files: the chain with the leaf first, and its private key. */
  certificate: z.strictObject({ chain: path, key: path }),
  /** `open` lets anyone make an account from a chat program (XEP-0077). */
  registration: z.enum(['closed', 'open']).default('closed'),
  /** Guests without an account may come in, each with an address for as long as it stays (XEP-0175); nobody else can log in here. */
  anonymous: z.boolean().default(false),
  /** PEM file of the authorities whose client certificates let people in instead of a password (XEP-0178). */
  clientAuthorities: path.optional(),
  /** Bare addresses of people who may administer this domain. */
  admins: z.array(z.string().refine(isBareAddress, 'must be an address like name@example.org')).default([]),
  /** Whom strangers can turn to about this domain; advertised to everybody (XEP-0157). */
  contacts: z
    .strictObject({
      abuse: contact,
      admin: contact,
      feedback: contact,
      sales: contact,
      security: contact,
      status: contact,
      support: contact,
    })
    .partial()
    .default({}),
});

/** Ports below 1 are not refused: 0 lets the system choose, and the `ready` line tells which it took. */
const port = z.int().min(0).max(65535);

/** An address of this machine; without it, all of them. */
const address = z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address of this machine' }).optional();

/** Addresses and networks. */
const addresses = z.array(network).max(100);

/** Proxies that bring every connection to this port and say with the PROXY protocol whose it is. Nobody else is let in there. */
const proxyProtocol = addresses.min(1, 'needs the address of at least one proxy').optional();

const c2s = z.strictObject({
  type: z.literal('c2s'),
  port,
  address,
  proxyProtocol,
  tls: z.enum(['starttls', 'direct']),
});

/** WebSocket, BOSH, uploads and all else that is web. */
const http = z.strictObject({
  type: z.literal('http'),
  port,
  /** Without it all of them, or this machine alone where it is in the clear. */
  address,
  /** `none` is for a reverse proxy in front, which does TLS. */
  tls: z.enum(['direct', 'none']),
  proxyProtocol,
  /** The server starts without it when somebody else has the port. */
  optional: z.boolean().default(false),
});

/** STUN and TURN, for calls. */
const stun = z.strictObject({
  type: z.literal('stun'),
  port,
  address,
  /** `direct` is TLS from the first byte, over TCP (`stuns`, `turns`). */
  tls: z.enum(['none', 'direct']).default('none'),
  /** Without it UDP and TCP, each on this port; under TLS it is TCP. */
  transport: z.enum(['udp', 'tcp']).optional(),
  /** For connections; datagrams come from people themselves. */
  proxyProtocol,
  /** The server starts without it when somebody else has the port. */
  optional: z.boolean().default(false),
});

/** SOCKS5 bytestreams, for files from program to program. */
const proxy65 = z.strictObject({
  type: z.literal('proxy65'),
  port,
  address,
  proxyProtocol,
  /** The server starts without it when somebody else has the port. */
  optional: z.boolean().default(false),
});

/** Commands over HTTP, metrics and health: for those who look after the server. */
const admin = z.strictObject({
  type: z.literal('admin'),
  port,
  /** Without it this machine alone, under TLS too; or where `from` says who may come, all of them. */
  address,
  /** Who may connect: nobody else gets as far as a first byte. Without it everybody who reaches the port. */
  from: addresses.min(1, 'needs at least one address').optional(),
  tls: z.enum(['none', 'direct']).default('none'),
  /** The server starts without it when somebody else has the port. */
  optional: z.boolean().default(false),
});

/** Other servers. */
const s2s = z.strictObject({
  type: z.literal('s2s'),
  port,
  address,
  proxyProtocol,
  tls: z.enum(['starttls', 'direct']),
  /** The server starts without it when somebody else has the port. */
  optional: z.boolean().default(false),
});

/** One port for everything: XMPP with STARTTLS or TLS at once, the web, calls over TLS; told apart by first bytes and ALPN. */
const multiplex = z.strictObject({
  type: z.literal('multiplex'),
  port,
  address,
  proxyProtocol,
  /** The server starts without it when somebody else has the port. */
  optional: z.boolean().default(false),
});

/** Programs beside this server that speak for a domain of their own (XEP-0114). */
const componentPort = z.strictObject({
  type: z.literal('component'),
  port,
  /** Without it this machine alone: what passes here is not encrypted. */
  address,
  /** The server starts without it when somebody else has the port. */
  optional: z.boolean().default(false),
});

/** By domain: a program that attaches on a port for components, such as a gateway to IRC. */
const component = z.strictObject({
  /** The file with the secret that program knows, too; only its owner and group may read it. */
  secret: path,
  /** The served domain it stands beside, and where its privileges hold; by default the one its own name ends in. */
  host: z.string().optional(),
  /** What people read in lists of services. */
  name: z.string().min(1).max(200).optional(),
  /** Who may reach it: `local` is for people and services of this server alone. */
  access: z.enum(['everyone', 'local']).default('everyone'),
});

/** Later listener types are further rows here. */
const listener = z.discriminatedUnion('type', [
  multiplex,
  c2s,
  s2s,
  http,
  stun,
  proxy65,
  admin,
  componentPort,
]);

const web = z.strictObject({
  /** The web's own name beside each domain; the domain itself where its certificate does not know that name. */
  name: z
    .string()
    .includes('{host}', { error: 'must contain {host}, such as xmpp.{host}' })
    .default('xmpp.{host}'),
  /** Where a reverse proxy shows the web: the beginning of every address. `{host}` stands for the domain. */
  url: z
    .string()
    .regex(/^https:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'must begin with https:// and have neither ? nor #')
    .optional(),
  /**
   * Reverse proxies whose word counts for whom they speak for. Without it those on this machine, and only in the clear: what brings
   * people's own TLS here (sslh) leaves in it what they wrote.
   */
  forwarders: addresses.optional(),
  /** What they write: `x-forwarded` (X-Forwarded-For, X-Forwarded-Proto) or `forwarded` (RFC 7239). The other kind does not count. */
  forwardedBy: z.enum(['x-forwarded', 'forwarded']).default('x-forwarded'),
});

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
      { type: 's2s', port: 5269, tls: 'starttls', optional: true },
      { type: 's2s', port: 5270, tls: 'direct', optional: true },
      { type: 'http', port: 5443, tls: 'direct', optional: true },
      { type: 'stun', port: 3478, tls: 'none', optional: true },
      { type: 'stun', port: 5349, tls: 'direct', optional: true },
      { type: 'proxy65', port: 7777, optional: true },
      { type: 'component', port: 5347, optional: true },
      { type: 'admin', port: 5280, tls: 'none', optional: true },
    ]),
  /** Programs attached to this server, by their domain. */
  components: z.record(z.string(), component).default({}),
  /** `off` is for tests and benchmarks: no rates, quotas or log-in timeouts. */
  limits: z
    .union([z.literal('off'), bounds], { error: 'must be "off" or a group of settings in { }' })
    .default(() => bounds.parse({})),
  log: z
    .strictObject({ level: z.enum(LOG_LEVELS as [LogLevel, ...LogLevel[]]).default('info') })
    .default({ level: 'info' }),
  web: web.default(() => web.parse({})),
  federation: federation.default(() => federation.parse({})),
  modules: z.record(z.string(), z.unknown()).default({}),
});

export type HostConfig = z.infer<typeof host>;
export type ListenerConfig = z.infer<typeof listener>;

export type GivenComponent = z.infer<typeof component>;

export interface ComponentConfig {
  readonly host: string;
  readonly name: string | undefined;
  readonly access: 'everyone' | 'local';
  /** Absolute. */
  readonly secret: string;
}

export interface ServerConfig {
  /** The file it was read from, absolute; absent when it came from elsewhere. */
  readonly file?: string;
  /** Absolute, like all paths in here. */
  readonly data: string;
  /** By domain, after IDNA. */
  readonly hosts: Readonly<Record<string, HostConfig>>;
  readonly listen: readonly ListenerConfig[];
  /** By domain, after IDNA. */
  readonly components: Readonly<Record<string, ComponentConfig>>;
  readonly limits: 'off' | Limits;
  readonly web: z.infer<typeof web>;
  readonly federation: FederationConfig;
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
