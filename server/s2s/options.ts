/**
 * `federation` of the configuration: with which other servers we speak, and what they must prove. Each default is written here.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { prepareDomain } from '../kernel/jid.ts';

/** `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:5353`, `2001:db8::53` */
function isNameServer(text: string): boolean {
  const [, host = text] = /^\[(.+)\](?::\d{1,5})?$/.exec(text) ?? /^([\d.]+):\d{1,5}$/.exec(text) ?? [];
  return isIP(host) !== 0;
}

/** `partner.example`, or `*.partner.example` for all names under it. */
export const isHostPattern = (text: string): boolean =>
  prepareDomain(text.startsWith('*.') ? text.slice(2) : text) !== undefined;

/** The proof we want of who they are: a certificate only, or being called back at their address (XEP-0220) is good enough. */
const authenticate = z.enum(['certificate', 'dialback']);
const tls = z.enum(['required', 'optional']);

const hostRule = z.strictObject({
  policy: z.enum(['allow', 'block']).optional(),
  authenticate: authenticate.optional(),
  tls: tls.optional(),
  /** `host` or `host:port` to connect to, instead of what their DNS says. */
  target: z.string().min(1).max(262).optional(),
  /**
   * PEM text of authorities that may vouch for this host, and for no other: a partner's private one, or its own certificate.
   * WHY not in the file of all: whoever holds such an authority could be anybody.
   */
  authorities: z
    .string()
    .max(64 * 1024)
    .regex(/-----BEGIN CERTIFICATE-----/, 'must be the text of a certificate (PEM)')
    .optional(),
});

const count = (value: number) => z.int().min(1).default(value);

/** What other servers may cost us. They hold under `"limits": "off"`, too: what they bound is kept in memory. */
const limits = z.strictObject({
  /** Stanzas that wait for one connection: one of our domains, one of theirs. */
  queueStanzas: count(1000),
  /** Characters of them. */
  queueBytes: count(4 * 1024 * 1024),
  /** Seconds a stanza waits for a connection before it goes back to its sender. */
  queueSeconds: count(300),
  /** Stanzas that wait for all connections together. */
  queuedInAll: count(20_000),
  /** Characters of those. */
  queuedBytesInAll: count(64 * 1024 * 1024),
  /** Seconds from connecting until a domain is proven. */
  negotiateSeconds: count(30),
  /** Seconds after which a connection nobody used is closed. */
  idleSeconds: count(900),
  /** Seconds of silence after which a connection is looked at. */
  keepaliveSeconds: count(240),
  /** Connections, in and out together. */
  connections: count(2000),
  /** Connections one other server may have made to us. Together they may bring twice as much as one. */
  connectionsPerServer: count(20),
  /** Pairs of domains that one connection may carry. */
  pairs: count(100),
  /** Stanzas a connection may bring per second, after a burst of ten times as many. */
  stanzasPerSecond: count(200),
  /** Bytes likewise. */
  bytesPerSecond: count(2 * 1024 * 1024),
});

export const federation = z.strictObject({
  /** `listed` is with hosts that have `"policy": "allow"` only; `closed` is with nobody. */
  policy: z.enum(['open', 'listed', 'closed']).default('open'),
  hosts: z
    .record(z.string().refine(isHostPattern, 'must be a domain, or *. and a domain'), hostRule)
    .default({}),
  /** What every host must prove unless its own entry says otherwise. */
  authenticate: authenticate.default('dialback'),
  tls: tls.default('required'),
  dns: z
    .strictObject({
      servers: z
        .array(z.string().refine(isNameServer, 'must be an IP address, with a port if need be'))
        .max(8)
        .optional(),
      /** The way to them, or to those of the system, cannot be tampered with: their word on DNSSEC is taken. */
      trusted: z.boolean().default(false),
    })
    .default({ trusted: false }),
  /** Whether zones may say which certificate is right (RFC 7673). */
  dane: z.boolean().default(true),
  /** PEM file of further authorities, such as a partner's private one. */
  authorities: z.string().min(1).optional(),
  limits: limits.default(() => limits.parse({})),
});

export type FederationConfig = z.infer<typeof federation>;
export type FederationLimits = FederationConfig['limits'];
export type HostRule = z.infer<typeof hostRule>;
