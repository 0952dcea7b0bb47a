/**
 * Who has logged in may still lose the account before there is a session: disabled or removed in between. Specs: RFC 6120 §4.9.3.12.
 * Sessions there are already are ended by whoever disables or removes the account; here is what comes after.
 */
import type { HookBus } from '../kernel/hooks.ts';
import { stop } from '../kernel/module.ts';
import type { AccountsWithPasswords } from './accounts.ts';

/** Ends a session as soon as it is bound when its account is not there, or is disabled. Guests have none. */
export function refuseLate({
  hooks,
  accounts,
  isGuestHost,
}: {
  hooks: HookBus;
  accounts: Pick<AccountsWithPasswords, 'get'>;
  isGuestHost: (host: string) => boolean;
}): void {
  hooks.on('session.bound', 'guard', ({ session }) => {
    const { bare, domain } = session.jid;
    if (isGuestHost(domain) || accounts.get(bare)?.disabled === false) return undefined;
    session.end('the account was disabled or removed during the log-in', 'not-authorized');
    return stop('the account is disabled, or is no more');
  });
}
