/**
 * Presence towards those who are blocked or no longer are. Spec: XEP-0191 §3.3, §3.4.
 * It decides nothing about who is blocked: it is asked before and after the list changes.
 */
import type { Jid } from '../../kernel/jid.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import type { Contacts } from '../support/contacts.ts';
import { DIRECTED } from '../support/directed.ts';
import { readdress, xml } from '../support/elements.ts';
import { isSubscribed, isSubscriber } from '../support/subscription-chart.ts';

export interface Reach {
  /** For those who change, and may see the account, all its devices are gone. `entries` may be single devices of a contact. */
  goDark(account: Jid, changes: (address: Jid) => boolean, entries: readonly Jid[]): void;
  /** Those who change, and may see the account, see it again; those it may see are asked. */
  comeBack(account: Jid, changes: (address: Jid) => boolean, entries: readonly Jid[]): void;
}

export function createReach(ctx: ModuleContext, contacts: Contacts): Reach {
  /** Contacts, and single devices of contacts that `entries` name, of which `wanted` is true. */
  function those(
    account: Jid,
    wanted: (address: Jid) => boolean,
    entries: readonly Jid[],
    may: typeof isSubscriber,
  ): Jid[] {
    const found: Jid[] = [];
    for (const [address, { state }] of contacts.all(account)) {
      const jid = may(state) ? parseJid(address) : undefined;
      if (!jid) continue;
      if (wanted(jid)) found.push(jid);
      else found.push(...entries.filter((entry) => !entry.isBare && entry.bare.equals(jid) && wanted(entry)));
    }
    return found;
  }

  const presence = (attrs: { type: string; from: string; to: string }) =>
    ctx.router.route(xml('presence', { xmlns: NS.client, ...attrs }));

  return {
    goDark(account, changes, entries) {
      const subscribers = those(account, changes, entries, isSubscriber);
      for (const session of ctx.sessions.of(account)) {
        const from = session.jid.toString();
        // RFC 6121 §4.6: rooms and others the device showed itself to, subscribed or not.
        const directed = session.get(DIRECTED).filter((address) => {
          const jid = parseJid(address);
          return jid !== undefined && changes(jid);
        });
        const shown = session.presence ? subscribers.map(String) : [];
        for (const to of new Set([...shown, ...directed])) presence({ type: 'unavailable', from, to });
        if (directed.length > 0)
          session.set(
            DIRECTED,
            session.get(DIRECTED).filter((address) => !directed.includes(address)),
          );
      }
    },
    comeBack(account, changes, entries) {
      const subscribers = those(account, changes, entries, isSubscriber);
      const seen = those(account, changes, entries, isSubscribed);
      for (const { jid, presence: shown } of ctx.sessions.of(account)) {
        if (!shown) continue;
        const from = jid.toString();
        for (const to of subscribers) ctx.router.route(readdress(shown, { from, to: to.toString() }));
        // RFC 6121 §4.3: what they sent meanwhile was dropped.
        for (const to of seen) presence({ type: 'probe', from, to: to.bare.toString() });
      }
    },
  };
}
