/** The table of profile cards (XEP-0054), which more than one module reads and writes. */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { parseXml } from '../../kernel/xml.ts';

export interface Vcards {
  get(account: Jid): Element | undefined;
  /** Stores a card and announces it. `by` is the module that changes it in somebody's place. */
  set(account: Jid, card: Element, by?: string): void;
  forget(account: Jid): void;
}

export function createVcards(ctx: ModuleContext): Vcards {
  const table = ctx.store.keyval('vcard', z.string());
  return {
    get(account) {
      const text = table.get(account.toString(), '');
      return text === undefined ? undefined : parseXml(text);
    },
    set(account, card, by) {
      table.set(account.toString(), '', card.toString());
      ctx.announce('vcard.changed', { account, card, by });
    },
    forget: (account) => void table.deleteOwner(account.toString()),
  };
}
