/**
 * A person's contacts as they are kept, and how changes reach the person's devices. Spec: RFC 6121 §2.
 * Shared by the modules that read the roster (roster, subscriptions, presence, disco); the table's name and shape are here
 * and nowhere else. It decides nothing: what may change is the modules' business.
 */
import { clone, type Element } from 'ltx';
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session, SessionStateKey } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';
import type { SubscriptionState } from './subscription-chart.ts';

/** Contacts one person may have, strangers who asked included. */
const MAX_CONTACTS = 2000;

const STATES = [
  'none',
  'none+out',
  'none+in',
  'none+out+in',
  'to',
  'to+in',
  'from',
  'from+out',
  'both',
] as const satisfies readonly SubscriptionState[];

const contactSchema = z.object({
  name: z.string().optional(),
  groups: z.array(z.string()).default([]),
  state: z.enum(STATES),
  /** RFC 6121 §3.4: our person said yes before being asked. */
  approved: z.boolean().default(false),
  /** On the roster; false for someone who only asked (§3.1.3). */
  listed: z.boolean(),
  /** The `subscribe` that waits for an answer, as XML. */
  request: z.string().optional(),
});
export type Contact = z.infer<typeof contactSchema>;

export interface Contacts {
  /** A stranger is a contact that is not listed, in state `none`. */
  get(account: Jid, contact: Jid): Contact;
  /** By address, including those that only asked. */
  all(account: Jid): [address: string, contact: Contact][];
  /** Writes; tells the person's devices when it is on the roster or was. */
  save(account: Jid, contact: Jid, value: Contact): void;
  /** Writes what devices do not see of a contact, such as a request that waits. */
  note(account: Jid, contact: Jid, value: Contact): void;
  /** Removes it and tells the devices. */
  remove(account: Jid, contact: Jid): void;
  forget(account: Jid): void;
  /** No further contact fits; never under `"limits": "off"`. */
  isFull(account: Jid): boolean;
  version(account: Jid): string;
  item(address: string, contact: Contact): Element;
  /** A device that asked for the roster is "interested" and gets the pushes (RFC 6121 §2.2). */
  setInterested(session: Session): void;
  interested(account: Jid): Session[];
}

/** Not `ctx.sessionState`, which is one module's own: several modules ask for this. */
const INTERESTED: SessionStateKey<boolean> = { name: 'roster.interested', initial: () => false };

const stranger = (): Contact => ({ state: 'none', groups: [], approved: false, listed: false });

export function createContacts(ctx: ModuleContext): Contacts {
  const table = ctx.store.keyval('roster', contactSchema);
  const versions = ctx.store.keyval('roster-version', z.int());

  const get = (account: Jid, contact: Jid) => table.get(account.toString(), contact.toString()) ?? stranger();
  const version = (account: Jid) => String(versions.get(account.toString(), '') ?? 0);
  const interested = (account: Jid) => ctx.sessions.of(account).filter((session) => session.get(INTERESTED));

  /** RFC 6121 §2.1.6: a roster push holds one item. */
  function push(account: Jid, item: Element): void {
    const next = Number(version(account)) + 1;
    versions.set(account.toString(), '', next);
    for (const session of interested(account)) {
      const query = xml('query', { xmlns: NS.roster, ver: String(next) }, clone(item));
      session.send(
        xml('iq', { xmlns: NS.client, type: 'set', id: `push-${next}`, to: session.jid.toString() }, query),
      );
    }
  }

  function item(address: string, { name, groups, state, approved }: Contact): Element {
    const [subscription] = state.split('+');
    const ask = state.includes('+out') ? 'subscribe' : undefined;
    const attrs = { jid: address, name, subscription, ask, approved: approved ? 'true' : undefined };
    return xml('item', attrs, ...groups.map((group) => xml('group', {}, group)));
  }

  function remove(account: Jid, contact: Jid): void {
    const { listed } = get(account, contact);
    table.delete(account.toString(), contact.toString());
    if (listed) push(account, xml('item', { jid: contact.toString(), subscription: 'remove' }));
  }

  return {
    get,
    all: (account) => table.entries(account.toString()),
    save(account, contact, value) {
      const nothingLeft = !value.listed && !value.approved && value.state === 'none';
      if (nothingLeft) {
        remove(account, contact);
        return;
      }
      table.set(account.toString(), contact.toString(), value);
      if (value.listed) push(account, item(contact.toString(), value));
    },
    note: (account, contact, value) => void table.set(account.toString(), contact.toString(), value),
    remove,
    forget(account) {
      table.deleteOwner(account.toString());
      versions.deleteOwner(account.toString());
    },
    isFull: (account) => ctx.server.limited && table.entries(account.toString()).length >= MAX_CONTACTS,
    version,
    item,
    setInterested: (session) => session.set(INTERESTED, true),
    interested,
  };
}
