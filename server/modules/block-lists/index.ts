/**
 * Realtime block lists. Specs: XEP-0060 1.26 as a subscriber; the custom of lists like `muc_bans_sha256`.
 * Keeps known spammers away from people and rooms, as soon as somebody the operator trusts has listed them.
 * Our own people and contacts are never affected, whatever a list says. Off until the operator names a list.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { HostEvent, IqEvent, PresenceEvent } from '../../kernel/hooks.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../../kernel/module.ts';
import { errorReply, StanzaError } from '../../kernel/stanza.ts';
import { createContacts } from '../support/contacts.ts';
import { createBlockList, hashesOf } from './list.ts';

const address = z.string().refine((text) => parseJid(text) !== undefined, 'must be the address of a service');
const options = z.object({
  lists: z
    .array(z.object({ service: address, node: z.string().min(1).default('muc_bans_sha256') }))
    .max(10)
    .default([]),
});
const RETRY = 10 * 60_000;
/** What was missed while a connection was broken is made good at the latest after this time. */
const REFRESH = 6 * 3_600_000;

export const blockLists = defineModule({
  name: 'block-lists',
  specs: ['XEP-0060 1.26'],
  needs: ['roster'],
  options,
  setup(ctx) {
    if (ctx.options.lists.length === 0) return;
    const contacts = createContacts(ctx);
    const lists = ctx.options.lists.map((source) =>
      createBlockList({
        source: { ...source, service: parseJid(source.service)?.toString() ?? source.service },
        subscriber: () => ctx.server.hosts[0] ?? '',
        query: ctx.router.query,
      }),
    );

    function fetchDue(): void {
      for (const list of lists) {
        if (list.fetchedAt !== undefined && list.fetchedAt > Date.now() - REFRESH) continue;
        list.fetch().then(
          () => ctx.log.info('Block list fetched', { ...list.source, entries: list.size }),
          (error: Error) => ctx.log.warn('Block list not fetched', { ...list.source, cause: error.message }),
        );
      }
    }
    ctx.every(RETRY, fetchDue);
    // Once all modules are there: one of them may be the service.
    setImmediate(() => !ctx.signal.aborted && fetchDue());

    ctx.on('host.message', 'guard', ({ stanza, from }) => {
      const told = lists.some((list) => list.source.service === from.toString() && list.notice(stanza));
      return told ? stop('a block list changed') : undefined;
    });

    const isListed = (jid: Jid) =>
      !ctx.router.isLocal(jid) && hashesOf(jid).some((hash) => lists.some((list) => list.has(hash)));

    const isAnswer = ({ name, attrs: { type } }: Element) =>
      type === 'error' || (name === 'iq' && type === 'result');

    function toPerson({ stanza, account, from }: IqEvent | PresenceEvent): HookResult {
      if (!isListed(from) || contacts.get(account, from.bare).listed) return undefined;
      // As if there were nobody.
      if (stanza.name !== 'presence' && !isAnswer(stanza))
        ctx.router.bounce(stanza, new StanzaError('service-unavailable'));
      return stop('on a block list');
    }

    function toService({ stanza, from }: HostEvent): HookResult {
      if (!isListed(from)) return undefined;
      if (!isAnswer(stanza) && stanza.attrs.type !== 'unavailable')
        ctx.router.route(errorReply(stanza, new StanzaError('forbidden', 'your address is on a block list')));
      return stop('on a block list');
    }

    for (const hook of ['message.received', 'presence.received', 'iq.received'] as const)
      ctx.on(hook, 'guard', toPerson);
    ctx.on('service.received', 'guard', toService);

    ctx.command({
      name: 'list_block_lists',
      reads: true,
      summary: 'List the realtime block lists, with how many entries each has and since when',
      positional: [],
      args: z.strictObject({}),
      run: () =>
        lists.map(({ source, size, fetchedAt }) => ({
          ...source,
          entries: size,
          fetchedAt: fetchedAt ?? null,
        })),
    });
  },
});
