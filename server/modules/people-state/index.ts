/**
 * How people stand. Specs: XEP-0092 1.1 (asked), XEP-0232 0.3 and XEP-0115 1.6.0 (as caps/ learned them), XEP-0384 (lists of keys).
 * Tells the operator from which programs each person is connected, what those have switched on, and whether keys are published.
 * It reads no message and counts none, and knows nothing a program did not say.
 */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import { defineModule } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { WANTED } from '../support/capabilities.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import { ATTENTION, CARBONS, PROGRAM, PUSH_ASKED, READ_AT } from '../support/device-facts.ts';
import { KEY_LISTS, publishedKeys } from './keys.ts';
import { createVersions } from './versions.ts';

/** Accounts of one answer: an office has dozens, and an answer is no dump. */
const MAX_PEOPLE = 2000;

export const peopleState = defineModule({
  name: 'people-state',
  specs: ['XEP-0092 1.1', 'XEP-0232 0.3'],
  needs: ['caps'],
  setup(ctx) {
    const items = ctx.store.items('pubsub');
    const left = ctx.store.keyval('last-activity', z.object({ when: z.number() }));
    const versions = createVersions(ctx);

    ctx.on('interest.known', 'record', ({ session }) => {
      if (session) ctx.announce('standing.changed', { account: session.jid.bare });
    });
    for (const event of ['personal.published', 'personal.retracted'] as const)
      ctx.on(event, 'record', ({ account, node }) => {
        if ((KEY_LISTS as readonly string[]).includes(node)) ctx.announce('standing.changed', { account });
      });

    ctx.command({
      name: 'people_state',
      scope: 'people',
      reads: true,
      summary: 'Tell how each account of a domain stands: programs, encryption, when it was last there',
      positional: ['host'],
      details: 'Connected programs are asked for their version, which takes a second and a half at most.',
      args: z.strictObject({ host: hostArgument }),
      async run({ host }) {
        const people = ctx.accounts.list(servedHost(ctx, host)).slice(0, MAX_PEOPLE);
        await versions.askAll(people.flatMap(({ jid }) => ctx.sessions.of(jid)));
        return people.map(({ jid }) => stateOf(jid));
      },
    });

    function stateOf(account: Jid) {
      const sessions = ctx.sessions.of(account);
      return {
        jid: account.toString(),
        keys: publishedKeys(items, account),
        lastSeen: sessions.length > 0 ? null : (left.get(account.toString(), '')?.when ?? null),
        programs: sessions.map(programOf),
      };
    }

    function programOf(session: Session) {
      const identity = session.get(PROGRAM);
      const version = versions.of(session);
      const wanted = session.get(WANTED);
      return {
        resource: session.jid.resource,
        name: version?.name || identity.name,
        version: version?.version || identity.version,
        os: version?.os || identity.os,
        type: identity.type,
        since: session.connectedAt,
        live: session.status === 'live',
        inactive: session.get(ATTENTION).away,
        omemo: KEY_LISTS.some((node) => wanted.includes(node)) ? 'yes' : identity.known ? 'no' : 'unknown',
        carbons: session.get(CARBONS),
        historyAt: session.get(READ_AT) || null,
        push: session.get(PUSH_ASKED) !== '',
      };
    }
  },
});
