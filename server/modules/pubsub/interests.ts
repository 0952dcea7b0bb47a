/**
 * Which devices asked to hear of a personal node: those of the account itself, of contacts who see its presence, and of
 * whoever sent presence here (XEP-0060 §9.1, §9.2).
 */
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { WANTED } from '../support/capabilities.ts';
import { createContacts } from '../support/contacts.ts';
import { isSubscriber } from '../support/subscription-chart.ts';

export interface Interests {
  /** Full addresses of available devices that want `node` of `account` and have shown themselves to it. */
  in(account: Jid, node: string): Jid[];
  /** What one of our devices wants. */
  of(session: Session): readonly string[];
  /** Devices of somebody who is no subscriber or of another server that have shown themselves to `account`, and what they want. */
  visiting(account: Jid, contact: Jid): (readonly [device: Jid, nodes: readonly string[]])[];
}

/** Devices of others that one account remembers. */
const MAX_VISITORS = 1000;

export function createInterests(ctx: ModuleContext): Interests {
  const contacts = createContacts(ctx);
  /**
   * By account: devices of other servers and of strangers that sent presence, and what they want. In memory only: presence
   * is.
   */
  const visitors = new Map<string, Map<string, readonly string[]>>();

  ctx.on('interest.known', 'record', ({ jid, account, session, nodes }) => {
    if (session || !account) return;
    const own = visitors.get(account.toString()) ?? new Map<string, readonly string[]>();
    if (nodes.length === 0) own.delete(jid.toString());
    else if (own.size < MAX_VISITORS || own.has(jid.toString())) own.set(jid.toString(), nodes);
    if (own.size > 0) visitors.set(account.toString(), own);
    else visitors.delete(account.toString());
  });
  ctx.on('account.removed', 'record', ({ account }) => void visitors.delete(account.toString()));

  const wanting = (account: Jid, node: string) =>
    ctx.sessions
      .of(account)
      .filter((session) => session.presence && session.get(WANTED).includes(node))
      .map(({ jid }) => jid);

  return {
    of: (session) => session.get(WANTED),
    visiting: (account, contact) =>
      [...(visitors.get(account.toString()) ?? [])].flatMap(([address, nodes]) => {
        const jid = parseJid(address);
        return jid?.bare.equals(contact) ? [[jid, nodes] as const] : [];
      }),
    in(account, node) {
      const found = new Map(wanting(account, node).map((jid) => [jid.toString(), jid]));
      const add = (jid: Jid | undefined) => jid && found.set(jid.toString(), jid);
      for (const [address, { state }] of contacts.all(account)) {
        const contact = isSubscriber(state) ? parseJid(address) : undefined;
        if (contact && ctx.router.isLocal(contact)) wanting(contact, node).forEach(add);
      }
      for (const [address, nodes] of visitors.get(account.toString()) ?? [])
        if (nodes.includes(node)) add(parseJid(address));
      return [...found.values()];
    },
  };
}
