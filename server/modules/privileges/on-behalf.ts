/**
 * Queries the server sends in the name of one of its people for a component, and their answers on the way back.
 *
 * They carry an id of ours: the component chooses its own, and another could have taken the same.
 */
import { randomUUID } from 'node:crypto';
import type { Element } from 'ltx';
import type { IqEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import { type HookResult, type ModuleContext, stop } from '../../kernel/module.ts';
import { errorReply, NS, StanzaError } from '../../kernel/stanza.ts';
import { readdress, xml } from '../support/elements.ts';
import { markSentFor } from '../support/sent-for.ts';

const ANSWER_MS = 60_000;
/** Questions of one component that wait for their answers. */
const MAX_WAITING = 1000;

export interface Asked {
  /** In whose name. */
  readonly account: Jid;
  readonly to: Jid;
  readonly type: 'get' | 'set';
  readonly payload: Element;
  /** The id the answer is to have. */
  readonly id: string;
  /** Whose privilege it is; for the bound. */
  readonly component: string;
}

/** @returns `ask`: calls back once, with a result or an error from `to`, whole. Throws when too many wait already. */
export function createOnBehalf(ctx: ModuleContext): (asked: Asked, done: (answer: Element) => void) => void {
  const waiting = new Map<string, { asked: Asked; answered: (answer: Element) => void }>();

  ctx.on('iq.received', 'guard', ({ stanza, from, to }: IqEvent): HookResult => {
    const { type, id = '' } = stanza.attrs;
    if (type !== 'result' && type !== 'error') return undefined;
    const found = waiting.get(id);
    // Nobody answers in another's name.
    if (!found?.asked.to.equals(from) || !found.asked.account.equals(to)) return undefined;
    found.answered(stanza);
    return stop('the answer to a query in somebody’s name');
  });

  return (asked, done) => {
    const { account, to, type, payload, component } = asked;
    if ([...waiting.values()].filter((one) => one.asked.component === component).length >= MAX_WAITING)
      throw new StanzaError('resource-constraint', 'too many queries wait for an answer');
    const id = randomUUID();
    const addresses = { from: account.toString(), to: to.toString() };
    const iq = xml('iq', { xmlns: NS.client, type, id, ...addresses }, payload);
    markSentFor(iq, component);
    const answered = (answer: Element) => {
      clearTimeout(timer);
      waiting.delete(id);
      const own = readdress(answer, { from: addresses.to, to: addresses.from });
      own.attrs.id = asked.id;
      done(own);
    };
    const late = () => answered(errorReply(iq, new StanzaError('remote-server-timeout')));
    const timer = setTimeout(late, ANSWER_MS);
    timer.unref();
    waiting.set(id, { asked, answered });
    ctx.router.route(iq);
  };
}
