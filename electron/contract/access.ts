/** Who may open the headless face: the password, passkeys, browsers that are let in, and the office network. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/** Why the address a page was opened under can have no passkeys. */
export const passkeyImpossible = z.enum(['ip-address', 'not-secure']);
export type PasskeyImpossible = z.infer<typeof passkeyImpossible>;

/** What the door offers to whoever stands before it; asked over HTTP, before there is a session. */
export const accessWays = z.object({
  password: z.boolean(),
  /** Whether there is one for the address that was asked. */
  passkey: z.boolean(),
  /** A name under which there is one, where the page was opened by number: no passkey works there. */
  passkeyAt: z.string().nullable(),
});
export type AccessWays = z.infer<typeof accessWays>;

export const accessSession = z.object({
  id: z.string(),
  since: z.number(),
  lastSeen: z.number(),
  browser: z.string(),
  /** Where it came from when it was let in; empty for those of before this was noted. */
  address: z.string(),
  by: z.enum(['link', 'password', 'passkey']),
  current: z.boolean(),
});
export type AccessSession = z.infer<typeof accessSession>;

export const shownPasskey = z.object({
  id: z.string(),
  name: z.string(),
  since: z.number(),
  lastUsed: z.number().nullable(),
  /** The name it works under. */
  under: z.string(),
});
export type ShownPasskey = z.infer<typeof shownPasskey>;

/**
 * Whether these pages can be opened from other computers of the office network. The address on this computer itself stays
 * whatever becomes of it.
 *
 *   closed ──open──▶ trying ──a browser came in by it──▶ open        trying ──its time is over──▶ closed
 */
export const lanState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('closed') }),
  z.object({ state: z.literal('trying'), addresses: z.array(z.string()), until: z.number() }),
  z.object({ state: z.literal('open'), addresses: z.array(z.string()), port: z.number() }),
  /** It should be open, and could not be: `code` is the system's. */
  z.object({ state: z.literal('failed'), port: z.number(), code: z.string() }),
]);
export type LanState = z.infer<typeof lanState>;

const port = z.number().int().min(1).max(65_535);

export const access = {
  get: base.output(
    z.object({
      /** Null on the desktop, which has no door: it belongs to the account of the computer. */
      address: z.string().nullable(),
      password: z.object({ since: z.number() }).nullable(),
      passkeys: z.array(shownPasskey),
      /** Null where a passkey can be made in this very page. */
      passkeyImpossible: passkeyImpossible.nullable(),
      sessions: z.array(accessSession),
      lan: lanState,
    }),
  ),
  /**
   * Confirms the line it comes over, with what the door answered when the password or a passkey was given: for five minutes
   * weighty calls are taken from it. All other lines of the session end. Refused with `access.confirm`.
   */
  claim: base.input(z.object({ ticket: z.string().max(64) })).output(z.object({})),
  /** A new one-time link, for another browser; works once, for ten minutes. */
  newLink: base.output(z.object({ url: z.string(), until: z.number() })),
  /** Ends all other sessions. Refused with `access.password-weak`, and with `access.confirm` where there is one already. */
  setPassword: base
    .input(z.object({ password: z.string().max(1024) }))
    .output(z.object({ ended: z.number() })),
  /** Refused with `access.last-way` while the office network is let in and there is no passkey. */
  removePassword: base.output(z.object({})),
  /** What `navigator.credentials.create` is to be given. Refused with `access.passkey-impossible`. */
  passkeyOptions: base.output(z.record(z.string(), z.unknown())),
  /** `response` as the browser gave it. Refused with `access.passkey-refused`. */
  addPasskey: base
    .input(z.object({ name: z.string().trim().min(1).max(100), response: z.record(z.string(), z.unknown()) }))
    .output(z.object({})),
  renamePasskey: base
    .input(z.object({ id: z.string().max(1400), name: z.string().trim().min(1).max(100) }))
    .output(z.object({})),
  removePasskey: base.input(z.object({ id: z.string().max(1400) })).output(z.object({})),
  revokeSession: base.input(z.object({ id: z.string().max(64) })).output(z.object({})),
  /** All but the one that asks. */
  revokeOthers: base.output(z.object({ ended: z.number() })),
  /** What opening to the office network would open; changes nothing. */
  lanPreview: base.input(z.object({ port })).output(
    z.object({
      addresses: z.array(z.string()),
      port: z.number(),
      /** Whether browsers know who signed the certificate: true for a public authority. */
      real: z.boolean(),
      /** Null when it can be opened. */
      because: z.enum(['no-password', 'no-network', 'port']).nullable(),
    }),
  ),
  /** Refused with `access.password-needed`, `access.lan-impossible` and `port.in-use`. */
  lanOpen: base.input(z.object({ port })).output(lanState),
  lanClose: base.output(lanState),
};
