/**
 * Queries from people of other servers to our people's devices. Spec: RFC 6121 §8.5.3.1.
 * Only those who may see a device reach it; to all others it is as if it were not there.
 * It does not look at what is asked, nor at colleagues: they find each other in rooms and calls, and are no strangers.
 */
import type { IqEvent } from '../../kernel/hooks.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { type HookResult, type ModuleContext, stop } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import type { Contacts } from './contacts.ts';
import { DIRECTED } from './directed.ts';
import { isSubscriber } from './subscription-chart.ts';

export interface DeviceQueryParts {
  readonly router: Pick<ModuleContext['router'], 'bounce' | 'isOutside'>;
  readonly sessions: Pick<ModuleContext['sessions'], 'get'>;
  readonly contacts: Pick<Contacts, 'get' | 'all'>;
}

/** A handler of `iq.received`. */
export function onlyForThoseShown({ router, sessions, contacts }: DeviceQueryParts) {
  /** Somebody sees the presence of an account; a server, when one of its people does. */
  function sees(account: Jid, from: Jid): boolean {
    if (from.local !== '') return isSubscriber(contacts.get(account, from.bare).state);
    const all = contacts.all(account);
    return all.some(([address, { state }]) => isSubscriber(state) && isOf(from, parseJid(address)));
  }

  return ({ stanza, from, to, account }: IqEvent): HookResult => {
    const { type } = stanza.attrs;
    if (to.isBare || (type !== 'get' && type !== 'set') || !router.isOutside(from)) return undefined;
    // "if the intended recipient does not share presence with the requesting entity either by means of a presence subscription of type
    // "both" or "from" or by means of directed presence, then the server SHOULD NOT deliver the IQ stanza but instead SHOULD return a
    // <service-unavailable/> stanza error".
    if (sees(account, from)) return undefined;
    const shown = sessions.get(to)?.get(DIRECTED) ?? [];
    if (shown.some((address) => isOf(from, parseJid(address)))) return undefined;
    router.bounce(stanza, new StanzaError('service-unavailable'));
    return stop('a query to a device that does not show itself to the sender');
  };
}

/** COMPAT: ejabberd asks in its own name what a device can do that its people see (mod_caps). */
const isOf = (from: Jid, other: Jid | undefined): boolean =>
  other !== undefined && (from.local === '' ? other.domain === from.domain : other.bare.equals(from.bare));
