/**
 * Guests. Specs: RFC 4505 (ANONYMOUS), XEP-0175 1.2.
 * Lets people in without an account, on a domain that is for nobody else; what they did is forgotten when they leave.
 * It does not say where guests may go: that is the routing of their domain.
 */
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { HookBus } from '../kernel/hooks.ts';
import { type Jid, makeJid } from '../kernel/jid.ts';

/** RFC 4505 §2: "message = [ email / token ]", a token having "1*255TCHAR". */
const MAX_TRACE = 255;
const NAME_BYTES = 15;

/** What a guest may say of itself, or why not; it is neither kept nor believed. */
export function isTrace(message: Buffer): boolean {
  return (
    isUtf8(message) &&
    [...message.toString('utf8')].length <= MAX_TRACE &&
    !/\p{Cc}/u.test(message.toString())
  );
}

/**
 * XEP-0175 §3: the name is the server's to make, and nobody's guess: 120 bits. Hexadecimal, since names know no upper case.
 */
export function guestAddress(host: string): Jid {
  const jid = makeJid(`guest-${randomBytes(NAME_BYTES).toString('hex')}`, host);
  if (!jid) throw new Error('no address for a guest');
  return jid;
}

/** Everything that hangs on a guest goes when it does. */
export function forgetGuests({
  hooks,
  isGuestHost,
}: {
  hooks: HookBus;
  isGuestHost: (host: string) => boolean;
}): void {
  hooks.on('session.ended', 'deliver', ({ session }) => {
    if (isGuestHost(session.jid.domain)) hooks.run('account.removed', { account: session.jid.bare });
  });
}
