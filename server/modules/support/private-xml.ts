/** The table of private XML (XEP-0049): one element for each name and namespace. Bookmarks are kept there, too. */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { parseXml } from '../../kernel/xml.ts';

export interface PrivateXml {
  /** The element of that name and namespace. */
  get(account: Jid, like: Element): Element | undefined;
  has(account: Jid, like: Element): boolean;
  /** Stores an element and announces it. `by` is the module that does so in somebody's place. */
  set(account: Jid, element: Element, by?: string): void;
  count(account: Jid): number;
  forget(account: Jid): void;
}

export function createPrivateXml(ctx: ModuleContext): PrivateXml {
  const table = ctx.store.keyval('private', z.string());
  const keyOf = (element: Element) => `${element.getNS()} ${element.getName()}`;
  return {
    get(account, like) {
      const text = table.get(account.toString(), keyOf(like));
      return text === undefined ? undefined : parseXml(text);
    },
    has: (account, like) => table.get(account.toString(), keyOf(like)) !== undefined,
    set(account, element, by) {
      table.set(account.toString(), keyOf(element), element.toString());
      ctx.announce('private.changed', { account, element, by });
    },
    count: (account) => table.entries(account.toString()).length,
    forget: (account) => void table.deleteOwner(account.toString()),
  };
}
