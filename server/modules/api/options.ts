/** Who may run commands over HTTP, beside those who have a token. */
import { z } from 'zod';
import { network } from '../../kernel/networks.ts';

/**
 * `read`, `people`, `rooms`, `all`, the name of a command, or `!` and a name that is excepted: then `all` neither makes tokens nor
 * changes administrators, which would lead around the exception.
 */
export const scope = z
  .string()
  .regex(/^!?[a-z][a-z0-9_]{0,60}$/, 'must be read, people, rooms, all, or the name of a command');

const rule = z.strictObject({
  /** For the audit log. */
  name: z.string().min(1).max(60),
  /** `anyone` needs no token; `administrators` log in with their own address and password (HTTP Basic). */
  who: z.enum(['anyone', 'administrators']).default('anyone'),
  from: z.array(network).min(1).max(100),
  /**
   * Also for who comes through a reverse proxy, from the address it tells. Whoever runs a program on this machine can then claim to come
   * from there.
   */
  proxied: z.boolean().default(false),
  /** What they may run. */
  scopes: z.array(scope).min(1).max(200),
});
export type Rule = z.infer<typeof rule>;

export const apiOptions = z.object({
  /** On the public web, too, instead of the administration port alone. */
  public: z.boolean().default(false),
  rules: z.array(rule).max(50).default([]),
  /** Commands a second that a token, or an address without one, may run, after a burst of ten times as many. */
  perSecond: z.int().min(1).max(1000).default(10),
  /** How long it is remembered who ran what. */
  auditDays: z.int().min(1).max(3650).default(90),
});
export type ApiOptions = z.infer<typeof apiOptions>;
