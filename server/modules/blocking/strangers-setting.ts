/**
 * Who wants to hear nothing from strangers, and whom they addressed first. The verdict itself is strangers.ts.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { AdhocCommand } from '../../kernel/adhoc.ts';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Contacts } from '../support/contacts.ts';
import { DIRECTED } from '../support/directed.ts';
import { isSubscriber } from '../support/subscription-chart.ts';
import { fromStranger } from './strangers.ts';
import type { Verdict } from './verdict.ts';

/** Addresses remembered for one person; the earliest are forgotten first. */
const MAX_ADDRESSED = 500;

export interface Strangers {
  judge(stanza: Element, account: Jid, from: Jid, to: Jid): Verdict;
  /** Our person wrote to somebody, who may answer from now on. */
  noteSent(stanza: Element, account: Jid, to: Jid): void;
  isBlocking(account: Jid): boolean;
  setBlocking(account: Jid, blocking: boolean): void;
  forget(account: Jid): void;
}

const PASS: Verdict = { do: 'pass', because: 'strangers are welcome' };

export function createStrangers(
  ctx: ModuleContext,
  contacts: Contacts,
  normally: 'allow' | 'block',
): Strangers {
  const settings = ctx.store.keyval('strangers', z.object({ block: z.boolean() }));
  const written = ctx.store.keyval('strangers-addressed', z.object({ when: z.number() }));
  /** By account; every stanza asks. */
  const known = new Map<string, boolean>();

  function isBlocking(account: Jid): boolean {
    const owner = account.toString();
    let answer = known.get(owner);
    if (answer === undefined) {
      answer = settings.get(owner, '')?.block ?? normally === 'block';
      if (known.size >= 10_000) known.clear();
      known.set(owner, answer);
    }
    return answer;
  }

  function addressed(account: Jid, from: Jid): boolean {
    if (written.get(account.toString(), from.bare.toString())) return true;
    const address = from.bare.toString();
    return ctx.sessions
      .of(account)
      .some((session) =>
        session.get(DIRECTED).some((one) => one === address || one.startsWith(`${address}/`)),
      );
  }

  return {
    isBlocking,
    judge(stanza, account, from, to) {
      if (!isBlocking(account)) return PASS;
      const contact = contacts.get(account, from.bare);
      return fromStranger(stanza, {
        sameDomain: from.domain === account.domain,
        contact: contact.listed || isSubscriber(contact.state),
        toAccount: to.isBare,
        get addressed() {
          return addressed(account, from);
        },
      });
    },
    noteSent(stanza, account, to) {
      if (stanza.name !== 'message' || !isBlocking(account) || to.domain === account.domain) return;
      const owner = account.toString();
      if (written.get(owner, to.bare.toString())) return;
      const all = written.entries(owner);
      if (all.length >= MAX_ADDRESSED) {
        const [oldest] = all.reduce((a, b) => (a[1].when <= b[1].when ? a : b));
        written.delete(owner, oldest);
      }
      written.set(owner, to.bare.toString(), { when: Date.now() });
    },
    setBlocking(account, block) {
      settings.set(account.toString(), '', { block });
      known.set(account.toString(), block);
    },
    forget(account) {
      settings.deleteOwner(account.toString());
      written.deleteOwner(account.toString());
      known.delete(account.toString());
    },
  };
}

/** Where people decide for themselves. */
export const strangersCommand = (strangers: Strangers): AdhocCommand => ({
  node: 'chatelaine#strangers',
  name: 'Messages from strangers',
  at: ['host', 'account'],
  who: 'user',
  start: ({ from }) => ({
    form: {
      title: 'Messages from strangers',
      instructions: 'People who are neither colleagues nor contacts can always ask to become contacts.',
      fields: [
        {
          name: 'block',
          type: 'boolean',
          label: 'Nothing else from them',
          values: [strangers.isBlocking(from.bare) ? '1' : '0'],
        },
      ],
    },
    submit(values) {
      const block = ['1', 'true'].includes(values.get('block')?.[0] ?? '');
      strangers.setBlocking(from.bare, block);
      return { note: block ? 'Strangers are blocked.' : 'Strangers can write to you.' };
    },
  }),
});
