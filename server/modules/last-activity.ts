/**
 * Last activity. Specs: XEP-0012 2.0.
 * Tells contacts when somebody was last there, and everybody how long the server has been running.
 * It tells strangers nothing, not even whether there is such a person, and keeps no record beyond the last time.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { IqEvent, PresenceEvent } from '../kernel/hooks.ts';
import type { Jid } from '../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../kernel/module.ts';
import type { Session } from '../kernel/session.ts';
import { StanzaError } from '../kernel/stanza.ts';
import { createContacts } from './support/contacts.ts';
import { xml } from './support/elements.ts';
import { isSubscriber } from './support/subscription-chart.ts';

const LAST = 'jabber:iq:last';
const MAX_STATUS = 1000;

export const lastActivity = defineModule({
  name: 'last-activity',
  specs: ['XEP-0012 2.0'],
  needs: ['roster'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const table = ctx.store.keyval('last-activity', z.object({ when: z.number(), status: z.string() }));
    /** What the device said when it became unavailable. */
    const farewell = ctx.sessionState('farewell', () => '');

    ctx.feature(LAST, 'both');
    ctx.iq('get', LAST, 'query', 'host', () => answer(Date.now() - ctx.server.startedAt));
    ctx.iq('get', LAST, 'query', 'account', ({ to }) => lastOf(to.bare));
    ctx.on('iq.received', 'guard', onlyForFriends);
    ctx.on('presence.sent', 'deliver', noteFarewell);
    ctx.on('session.ended', 'deliver', ({ session }) => left(session));
    ctx.on('account.removed', 'record', ({ account }) => void table.deleteOwner(account.toString()));

    /**
     * §3: "If the requesting entity is not authorized to view the user's presence information […], the user's server MUST NOT
     * return last activity information but instead MUST return a <forbidden/> error"; §4: "MUST NOT deliver the IQ-get to an
     * available resource". The same for names nobody has.
     */
    function onlyForFriends({ stanza, account, from }: IqEvent): HookResult {
      if (stanza.attrs.type !== 'get' || !stanza.getChild('query', LAST)) return undefined;
      const mayKnow = from.bare.equals(account) || isSubscriber(contacts.get(account, from.bare).state);
      if (mayKnow && ctx.accounts.exists(account)) return undefined;
      ctx.router.bounce(stanza, new StanzaError('forbidden'));
      return stop('last activity is for contacts');
    }

    function lastOf(account: Jid): Element {
      // §3: with "at least one connected or available resource […] an empty <query/> element whose 'seconds' attribute is set to
      // a value of '0'".
      if (ctx.sessions.of(account).length > 0) return answer(0);
      const kept = table.get(account.toString(), '');
      const known = ctx.accounts.get(account);
      const when = kept?.when ?? known?.lastLogin ?? known?.createdAt ?? Date.now();
      return answer(Date.now() - when, kept?.status);
    }

    function noteFarewell({ stanza, session, to }: PresenceEvent): void {
      if (!session || to) return;
      if (stanza.attrs.type === 'unavailable')
        session.set(farewell, (stanza.getChildText('status') ?? '').slice(0, MAX_STATUS));
      else if (stanza.attrs.type === undefined && session.get(farewell) !== '') session.set(farewell, '');
    }

    function left(session: Session): void {
      const account = session.jid.bare;
      if (ctx.sessions.of(account).some((other) => other !== session) || !ctx.accounts.exists(account))
        return;
      table.set(account.toString(), '', { when: Date.now(), status: session.get(farewell) });
    }
  },
});

const answer = (ms: number, status = ''): Element =>
  xml(
    'query',
    { xmlns: LAST, seconds: Math.max(0, Math.floor(ms / 1000)) },
    ...(status === '' ? [] : [status]),
  );
