/** Who may register here, and what people may do with their own account. */
import { z } from 'zod';
import { parseJid } from '../../kernel/jid.ts';
import { isRange } from './rules.ts';

/** Words strangers trust in an address (RFC 2142 and custom). */
const RESERVED =
  'abuse admin administrator contact dns hostmaster info mail noc postmaster root security staff support tech webmaster xmpp'.split(
    ' ',
  );
const range = z.string().refine(isRange, 'must be an address or a range like 192.0.2.0/24 or 2001:db8::/32');
const address = z
  .string()
  .refine((text) => parseJid(text)?.local, 'must be an address like name@example.org');

export const options = z.object({
  /** Attempts to register that one address may make within an hour; an office shares one. */
  perAddressAndHour: z.int().min(1).default(100),
  /** Only from these networks; without any, from everywhere. */
  from: z.array(range).default([]),
  notFrom: z.array(range).default([]),
  /** A regular expression names must match, such as ^[a-z]+[a-z0-9_-]+[a-z0-9]+$ */
  names: z.string().refine(isPattern, 'must be a regular expression').default(''),
  reserved: z.array(z.string()).default(RESERVED),
  /** Where people register instead: shown in their program. */
  redirect: z.url({ protocol: /^https?$/ }).optional(),
  /** Asks a question only people answer. */
  captcha: z.boolean().default(false),
  /** Accounts wait until an administrator approves them. */
  approval: z.boolean().default(false),
  /** Who is told of each new account. */
  watchers: z.array(address).max(20).default([]),
  /** Whether people may delete their own account, and change their own password, from their program. */
  mayLeave: z.boolean().default(true),
  mayChangePassword: z.boolean().default(true),
});
export type RegistrationOptions = z.infer<typeof options>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
