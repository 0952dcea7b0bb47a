/**
 * Invitations. Specs: XEP-0401 0.6.0, XEP-0379 0.3.3.
 * An address to open, which makes somebody a colleague with an account, a contact, or lets them set a forgotten password.
 * Registering with a token is registration/. The page behind the web address leads to a program; it does not replace one.
 */
import { networkOf } from '../../auth/throttle.ts';
import type { PresenceEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../../kernel/module.ts';
import { createBudget } from '../support/budget.ts';
import { createContacts } from '../support/contacts.ts';
import { createInvitations, PARS, stateOf } from '../support/invitations.ts';
import { inbound, outbound } from '../support/subscription-chart.ts';
import { createVisibility } from '../support/visibility.ts';
import { adhocCommands } from './adhoc.ts';
import { registerCommands } from './commands.ts';
import { createDesk, PATH } from './desk.ts';
import { options } from './options.ts';
import { gonePage, invitationPage, PAGE_HEADERS } from './page.ts';
import { systemOf } from './programs.ts';
import { languageOf, languages } from './words.ts';

const HOUR = 3_600_000;
/** Pages shown to one network: an office behind one address opens its invitations again and again; nobody finds one by trying. */
const PAGES_AN_HOUR = 300;

export const invitations = defineModule({
  name: 'invitations',
  specs: ['XEP-0401 0.6.0', 'XEP-0379 0.3.3'],
  needs: ['adhoc', 'subscriptions', 'registration'],
  options,
  setup(ctx) {
    const store = createInvitations(ctx);
    const desk = createDesk(ctx, store);
    const mayLook = createBudget(PAGES_AN_HOUR);
    const contacts = createContacts(ctx);
    const { tell, announce } = createVisibility(ctx);

    ctx.every(HOUR, store.sweep);
    for (const end of ['account.closed', 'account.removed'] as const)
      ctx.on(end, 'record', ({ account }) => store.forget(account));
    ctx.on('presence.received', 'guard', subscribed);
    for (const command of adhocCommands({ ...ctx, ...desk })) ctx.adhoc(command);
    registerCommands(ctx, store, desk);

    /**
     * XEP-0379 §3.4: a subscription request with a token of ours is answered as if our person had said yes and asked, too.
     * §4.1: "If a client receives a malformed or unknown 'preauth' token, it MUST ignore it and act as if no preauth token was
     * contained."
     */
    function subscribed({ stanza, account, from }: PresenceEvent): HookResult {
      const token = stanza.getChild('preauth', PARS)?.attrs.token;
      if (stanza.attrs.type !== 'subscribe' || !token || from.bare.equals(account)) return undefined;
      const invitation = store.find(account.domain, token);
      if (invitation?.kind !== 'contact' || invitation.inviter !== account.toString()) return undefined;
      if (!contacts.get(account, from.bare).listed && contacts.isFull(account)) return undefined;
      store.use(account.domain, token, from.bare);
      welcome(account, from.bare);
      return stop('invited');
    }

    function welcome(account: Jid, contact: Jid): void {
      const known = contacts.get(account, contact);
      const asked = inbound('subscribe', known.state).next;
      const granted = outbound('subscribed', asked).next;
      const asking = outbound('subscribe', granted).next;
      // §5.4: "it SHOULD add the new contact to the roster without a 'name'".
      const value = { ...known, state: asking, listed: true, request: undefined, askedAt: Date.now() };
      contacts.save(account, contact, value);
      tell('subscribed', account, contact);
      announce(account, contact);
      if (asking !== granted) tell('subscribe', account, contact);
    }

    ctx.http.route({
      method: 'GET',
      path: `${PATH}/*`,
      handler({ host, segments, headers, query, remoteAddress }) {
        const accepted = headers['accept-language'] ?? '';
        const answer = (status: number, body: string) => ({ status, headers: PAGE_HEADERS, body });
        if (ctx.server.limited && !mayLook(networkOf(remoteAddress)))
          return answer(429, gonePage('too-often', languageOf(accepted)));
        const token = segments.length === 1 ? segments[0] : undefined;
        const found = host !== undefined && token !== undefined ? store.recall(host, token) : undefined;
        const language =
          languages.find((one) => one === query.get('language')) ?? languageOf(accepted, found?.language);
        if (host === undefined || !found) return answer(404, gonePage('unknown', language));
        const state = stateOf(found);
        const content = desk.contentOf(host, found);
        // RFC 9110 §15.5.11: 410 is for what was there and is not any more; 404 for what nobody remembers.
        if (state !== 'open') return answer(410, gonePage(state, language, content));
        return answer(200, invitationPage(content, systemOf(headers['user-agent'] ?? ''), language));
      },
    });
  },
});
