/**
 * Blocking. Specs: XEP-0191 1.3, XEP-0377 0.4.1 (reports.ts).
 * Lets people hear nothing more from an address, a room or a whole domain, and report it to the administrators.
 * It blocks politely: subscriptions stay as they are, and the blocked are not told. No privacy lists (XEP-0016).
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { IqEvent, PresenceEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../../kernel/module.ts';
import { errorReply, StanzaError } from '../../kernel/stanza.ts';
import { blocks, createBlocklist } from '../support/blocklist.ts';
import { createContacts } from '../support/contacts.ts';
import { xml } from '../support/elements.ts';
import { createReach } from './reach.ts';
import { createReports, REPORTING } from './reports.ts';
import { BLOCKING, createRequests } from './requests.ts';
import { createStrangers, strangersCommand } from './strangers-setting.ts';
import { inbound, outbound, routed, type Verdict } from './verdict.ts';

const BLOCKING_ERRORS = 'urn:xmpp:blocking:errors';

const options = z.object({
  /** Entries of one person's list. */
  maxEntries: z.int().min(1).default(1000),
  /** What people hear from those they do not know, unless they decide otherwise for themselves. */
  strangers: z.enum(['allow', 'block']).default('allow'),
});
const MAX_CACHED = 10_000;
const NOBODY: ReadonlySet<string> = new Set();

export const blocking = defineModule({
  name: 'blocking',
  specs: ['XEP-0191 1.3', 'XEP-0377 0.4.1'],
  needs: ['roster', 'presence', 'adhoc'],
  options,
  setup(ctx) {
    const kept = createBlocklist(ctx);
    const contacts = createContacts(ctx);
    const reach = createReach(ctx, contacts);
    const reports = createReports(ctx);
    const strangers = createStrangers(ctx, contacts, ctx.options.strangers);
    /** Lists by account, for every stanza looks here. */
    const cache = new Map<string, ReadonlySet<string>>();

    for (const feature of [BLOCKING, REPORTING]) ctx.feature(feature, 'host');
    const requests = createRequests(ctx, {
      ...{ kept, listOf, reach, reports },
      changed: (account) => void cache.delete(account.toString()),
      maxEntries: ctx.options.maxEntries,
    });
    ctx.iq('get', BLOCKING, 'blocklist', 'self', requests.get);
    ctx.iq('set', BLOCKING, 'block', 'self', requests.block);
    ctx.iq('set', BLOCKING, 'unblock', 'self', requests.unblock);
    ctx.on('account.removed', 'record', ({ account }) => {
      kept.clear(account);
      strangers.forget(account);
      cache.delete(account.toString());
    });

    for (const hook of ['message.received', 'presence.received', 'iq.received'] as const)
      ctx.on(hook, 'guard', arriving);
    for (const hook of ['message.sent', 'presence.sent', 'iq.sent'] as const) ctx.on(hook, 'guard', leaving);
    ctx.on('stanza.routed', 'guard', ({ stanza, account, to }) => {
      const entry = entryFor(stanza, account, to);
      const verdict = entry === undefined ? undefined : routed(stanza);
      return verdict?.do === 'drop' ? stop(verdict.because) : undefined;
    });

    ctx.adhoc(strangersCommand(strangers));

    function listOf(account: Jid): ReadonlySet<string> {
      const owner = account.toString();
      let list = cache.get(owner);
      if (!list) {
        const entries = kept.of(account);
        list = entries.length === 0 ? NOBODY : new Set(entries);
        if (cache.size >= MAX_CACHED) cache.clear();
        cache.set(owner, list);
      }
      return list;
    }

    /** The entry that stands between the account and the other side. */
    function entryFor(stanza: Element, account: Jid, other: Jid): string | undefined {
      const list = listOf(account);
      if (list.size === 0) return undefined;
      // WHY: without its own server a client can do nothing any more, not even see what it has blocked.
      const isOwnServer = stanza.name === 'iq' && !other.local && other.domain === account.domain;
      return isOwnServer ? undefined : blocks(list, account, other);
    }

    function arriving({ stanza, account, from, to = account }: IqEvent | PresenceEvent): HookResult {
      const entry = entryFor(stanza, account, from);
      const verdict = entry === undefined ? strangers.judge(stanza, account, from, to) : inbound(stanza);
      if (verdict.do === 'pass') return undefined;
      if (verdict.do === 'service-unavailable') ctx.router.bounce(stanza, new StanzaError(verdict.do));
      return stop(verdict.because);
    }

    function leaving({ stanza, account, to, session }: IqEvent | PresenceEvent): HookResult {
      if (!to) return undefined;
      const entry = entryFor(stanza, account, to);
      if (entry === undefined) {
        strangers.noteSent(stanza, account, to);
        return undefined;
      }
      const verdict: Verdict = outbound(stanza);
      // WHY not the router's `bounce`: an error seeming to come from the blocked address would be stopped on its way in.
      if (verdict.do === 'not-acceptable') session?.send(errorReply(stanza, refusal(entry)));
      return stop(verdict.because);
    }
  },
});

/** §3.3: with "an application-specific error condition of <blocked/>". */
const refusal = (entry: string) =>
  new StanzaError('not-acceptable', `you have blocked ${entry}`, {
    type: 'cancel',
    application: xml('blocked', { xmlns: BLOCKING_ERRORS }),
  });
