/**
 * Who is there (XEP-0356 §7): our people, and with `roster` those they see, told to components without anybody's contact list knowing.
 */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import type { PresenceEvent } from '../../kernel/hooks.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { Session } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import { parseXml } from '../../kernel/xml.ts';
import { createContacts } from '../support/contacts.ts';
import { readdress, xml } from '../support/elements.ts';
import { isSubscribed, isSubscriber } from '../support/subscription-chart.ts';
import type { Holder, PrivilegeParts } from './parts.ts';

/** Contacts of ours elsewhere whose presence is remembered for components that come later, and its characters. */
const MAX_REMEMBERED = 5000;
const MAX_LENGTH = 4096;
/** Kept of what is longer: that they are there. */
const EMPTY = xml('presence', { xmlns: NS.client }).toString();

interface Seen {
  readonly digest: string;
  readonly text: string;
}

export interface PresenceService {
  /** §8: all that a component that comes later "would have had if it was connected first". */
  greet(host: string, holder: Holder): void;
}

/** @param seesContacts some component may see contacts, too. */
export function servePresence(
  { ctx, holders }: PrivilegeParts,
  { seesContacts }: { seesContacts: boolean },
): PresenceService {
  const contacts = createContacts(ctx);
  /** Full addresses of our people's devices that were last told to be there. */
  const shown = new Set<string>();
  /** By served domain: what contacts elsewhere last said, by their full addresses. */
  const elsewhere = new Map<string, Map<string, Seen>>();

  for (const { jid, presence } of ctx.sessions.all()) if (presence) shown.add(jid.toString());

  // Behind the presence module: what it refused does not come here, and what the session shows is settled.
  ctx.on('presence.sent', 'deliver', ({ session, to, stanza }: PresenceEvent) => {
    if (session && !to) changed(session, stanza);
  });
  ctx.on('session.ended', 'deliver', ({ session }) =>
    changed(session, xml('presence', { xmlns: NS.client, type: 'unavailable' })),
  );
  // Before delivery: a contact of somebody who is away counts, too. What is blocked does not come so far.
  if (seesContacts)
    ctx.on('presence.received', 'copy', ({ stanza, from, account }: PresenceEvent) => {
      const { type } = stanza.attrs;
      if ((type !== undefined && type !== 'unavailable') || from.isBare) return;
      // Colleagues are told of already.
      if (from.domain !== account.domain && isSubscribed(contacts.get(account, from.bare).state))
        heard(account.domain, from.toString(), stanza);
    });

  /**
   * §7.4: "every presence information with no 'type' attribute or with a 'type' with a value of 'unavailable' that the privileged
   * entity is receiving or would receive if it were available", from contacts of the people of `host`.
   */
  function heard(host: string, full: string, presence: Element): void {
    const isHere = presence.attrs.type === undefined;
    // §8: of several the same "the server SHOULD send it only once", however many of our people see it.
    if (!remember(host, full, isHere ? withoutAddresses(presence) : undefined)) return;
    for (const { domain, grant } of holders(host))
      if (grant.presence === 'roster') ctx.router.route(readdress(presence, { from: full, to: domain }));
  }

  /**
   * §7.1: "Only initial <presence/> stanzas and <presence/> stanzas with a 'type' attribute with the value "unavailable" are
   * transmitted to the privileged entity, the server MUST NOT transmit any other <presence/> stanza."
   */
  function changed(session: Session, stanza: Element): void {
    const full = session.jid.toString();
    const isHere = session.presence !== undefined;
    if (isHere === shown.has(full)) return;
    if (isHere) shown.add(full);
    else shown.delete(full);
    for (const { domain, grant } of holders(session.jid.domain))
      if (grant.presence !== 'none') ctx.router.route(readdress(stanza, { from: full, to: domain }));
    if (seesContacts) toOtherHosts(session.jid.bare, full, stanza);
  }

  /** Contacts on another domain of ours: presence for those of them who are away never comes to `presence.received`. */
  function toOtherHosts(account: Jid, full: string, stanza: Element): void {
    for (const [address, { state }] of contacts.all(account)) {
      const host = isSubscriber(state) ? parseJid(address)?.domain : undefined;
      if (host !== undefined && host !== account.domain && ctx.server.hosts.includes(host))
        heard(host, full, readdress(stanza, { from: full, to: host }));
    }
  }

  /** False when it is nothing new. Undefined: gone. The oldest make room. */
  function remember(host: string, full: string, text: string | undefined): boolean {
    const known = elsewhere.get(host) ?? new Map<string, Seen>();
    elsewhere.set(host, known);
    const digest = text === undefined ? undefined : createHash('sha256').update(text).digest('base64');
    if (known.get(full)?.digest === digest) return false;
    known.delete(full);
    if (text === undefined || digest === undefined) return true;
    known.set(full, { digest, text: text.length > MAX_LENGTH ? EMPTY : text });
    for (const [oldest] of known) {
      if (known.size <= MAX_REMEMBERED) break;
      known.delete(oldest);
    }
    return true;
  }

  return {
    greet(host, { domain, grant }) {
      if (grant.presence === 'none') return;
      for (const { jid, presence } of ctx.sessions.all())
        if (presence && jid.domain === host)
          ctx.router.route(readdress(presence, { from: jid.toString(), to: domain }));
      if (grant.presence !== 'roster') return;
      for (const [from, { text }] of elsewhere.get(host) ?? [])
        ctx.router.route(readdress(parseXml(text), { from, to: domain }));
    },
  };
}

function withoutAddresses(presence: Element): string {
  const { from: _from, to: _to, ...attrs } = presence.attrs;
  const copy = readdress(presence, { to: '' });
  copy.attrs = { ...attrs, xmlns: NS.client };
  return copy.toString();
}
