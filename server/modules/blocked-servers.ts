/**
 * Blocked servers and addresses. Specs: XEP-0133 1.3.1 §4.11, §4.12 (blacklist, whitelist).
 * The administrators decide with whom nobody of a domain exchanges anything, or with whom alone.
 * A blocked server is not connected to, may not connect, and what it says all the same is refused.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { AdhocValues } from '../kernel/adhoc.ts';
import { CommandError } from '../kernel/command-error.ts';
import type { HostEvent, IqEvent, PresenceEvent } from '../kernel/hooks.ts';
import { type Jid, parseJid } from '../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../kernel/module.ts';
import { errorReply, StanzaError } from '../kernel/stanza.ts';
import { adminCommand, many } from './support/admin-command.ts';
import { hostArgument, servedHost } from './support/command-arguments.ts';
import { createServerLists, type Judgement, judgeAddress } from './support/server-lists.ts';

export const blockedServers = defineModule({
  name: 'blocked-servers',
  specs: ['XEP-0133 1.3.1'],
  needs: ['adhoc'],
  setup(ctx) {
    const lists = createServerLists(ctx);
    const isOurs = ({ domain }: Jid) =>
      ctx.server.hosts.includes(domain) || ctx.services.at(domain) !== undefined;

    function judge(domain: string, other: Jid): Judgement {
      const blocked = lists.get(domain, 'blacklist');
      const allowed = lists.get(domain, 'whitelist');
      if (blocked.size === 0 && allowed.size === 0) return { pass: true, because: 'no lists' };
      return judgeAddress(other, { blocked, allowed, isOurs: isOurs(other) });
    }

    /** A whole server: one is spoken with for the sake of a single address, too. */
    function judgeServer(domain: string, host: string): Judgement {
      const other = parseJid(domain);
      if (!other) return { pass: false, because: 'no domain' };
      const verdict = judge(host, other);
      if (verdict.pass || lists.get(host, 'blacklist').has(domain)) return verdict;
      const known = [...lists.get(host, 'whitelist')].some((entry) => parseJid(entry)?.domain === domain);
      return known ? { pass: true, because: 'somebody there is on the whitelist' } : verdict;
    }

    /** Nobody is told twice: an answer to an answer is none. */
    const isAnswer = ({ name, attrs: { type } }: Element) =>
      type === 'error' || (name === 'iq' && type === 'result');

    function arriving({ stanza, account, from }: IqEvent | PresenceEvent): HookResult {
      const verdict = judge(account.domain, from);
      if (verdict.pass) return undefined;
      if (stanza.name !== 'presence' && !isAnswer(stanza)) ctx.router.bounce(stanza, refusal());
      return stop(verdict.because);
    }

    function leaving({ stanza, account, to, session }: IqEvent | PresenceEvent): HookResult {
      const verdict = to ? judge(account.domain, to) : undefined;
      if (!verdict || verdict.pass) return undefined;
      if (!isAnswer(stanza)) session?.send(errorReply(stanza, refusal()));
      return stop(verdict.because);
    }

    /** At a domain itself, or a service of it. */
    function toHost({ stanza, from, host }: HostEvent): HookResult {
      const verdict = judge(host, from);
      if (verdict.pass) return undefined;
      ctx.router.bounce(stanza, refusal());
      return stop(verdict.because);
    }

    ctx.on('service.received', 'guard', toHost);
    // What is for a person, or a service, is looked at where it arrives.
    ctx.on('outside.received', 'guard', (event) =>
      event.to.local === '' && ctx.server.hosts.includes(event.to.domain) ? toHost(event) : undefined,
    );
    ctx.on('remote.contacted', 'guard', ({ domain, host }) => {
      const verdict = judgeServer(domain, host);
      return verdict.pass ? undefined : stop(verdict.because);
    });
    for (const hook of ['message.received', 'presence.received', 'iq.received'] as const)
      ctx.on(hook, 'guard', arriving);
    for (const hook of ['message.sent', 'presence.sent', 'iq.sent'] as const) ctx.on(hook, 'guard', leaving);
    // Our own refusals, too, are sent in the name of the person.
    ctx.on('stanza.routed', 'guard', (event) => (isAnswer(event.stanza) ? undefined : leaving(event)));

    for (const [node, name, list, label] of [
      ['edit-blacklist', 'Edit Blacklist', 'blacklist', 'disallowed'],
      ['edit-whitelist', 'Edit Whitelist', 'whitelist', 'allowed'],
    ] as const)
      ctx.adhoc(
        adminCommand({
          node,
          name,
          title: `Editing the ${name.slice(5)}`,
          instructions: `Fill out this form to edit the list of entities with whom communications are ${label}.`,
          fields: ({ host }) => [
            {
              name: `${list}jids`,
              type: 'jid-multi',
              label: `The ${list}`,
              values: [...lists.get(host, list)],
            },
          ],
          run(values: AdhocValues, { host }) {
            const failed = lists.set(host, list, many(values, `${list}jids`));
            return failed === undefined ? { note: 'Done.' } : { failed };
          },
        }),
      );

    ctx.command({
      name: 'list_blocked',
      reads: true,
      summary: 'List the servers and addresses nobody of a domain exchanges anything with',
      positional: ['host'],
      args: z.strictObject({ host: hostArgument }),
      run: ({ host }) => [...lists.get(servedHost(ctx, host), 'blacklist')],
    });
    const change = (
      name: string,
      summary: string,
      next: (list: readonly string[], entry: string) => string[],
    ) =>
      ctx.command({
        ...{ name, summary, positional: ['host', 'address'] },
        args: z.strictObject({ host: hostArgument, address: z.string().min(1) }),
        run({ host, address }) {
          const domain = servedHost(ctx, host);
          const entry = parseJid(address)?.toString() ?? address;
          const failed = lists.set(domain, 'blacklist', next([...lists.get(domain, 'blacklist')], entry));
          if (failed !== undefined) throw new CommandError('refused', failed);
          return { address: entry };
        },
        text: ({ address }) => `${address}: done.`,
      });
    change('block_address', 'Exchange nothing with a server or address any more', (list, entry) => [
      ...list,
      entry,
    ]);
    change('unblock_address', 'Exchange messages with a server or address again', (list, entry) =>
      list.filter((one) => one !== entry),
    );
  },
});

const refusal = () =>
  new StanzaError('policy-violation', 'this server does not exchange anything with that address', {
    type: 'cancel',
  });
