/** What the operator may decide about the relay for files, each default written here. */
import { z } from 'zod';

const MIB = 1024 * 1024;

export const proxyOptions = z.object({
  /** The service's address beside each domain. */
  address: z.string().default('proxy.{host}'),
  /** Where programs find it; `{host}` for the domain. */
  name: z.string().min(1).default('{host}'),
  /** Streams one person may have open at once. */
  perPerson: z.int().min(1).default(5),
  /** Streams in all that one of our people has activated. */
  streams: z.int().min(1).default(200),
  /** Connections that wait for their other end and for being activated: anybody's. The address with the most gives way. */
  waiting: z.int().min(2).default(500),
  /** Of them, from one address (of IPv6, one /64). */
  waitingPerAddress: z.int().min(2).default(20),
  /** Bytes one stream may carry, both ways together. */
  maxBytes: z
    .int()
    .min(1)
    .default(2048 * MIB),
  /** Seconds a connection may wait for its other end and for being activated. */
  waitSeconds: z.int().min(1).max(3600).default(120),
  /** Seconds a stream may be silent. */
  idleSeconds: z.int().min(1).default(300),
});

export type ProxyOptions = z.infer<typeof proxyOptions>;
