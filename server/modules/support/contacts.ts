/**
 * A person's contacts as they are kept, and how changes reach the person's devices. Spec: RFC 6121 §2.
 * Shared by the modules that read the roster (roster, subscriptions, presence, disco); the table's name and shape are here
 * and nowhere else. It decides nothing: what may change is the modules' business.
 */
import { clone, type Element } from 'ltx';
import { z } from 'zod';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session, SessionStateKey } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';
import { SUBSCRIPTION_STATES, subscriptionOf } from './subscription-chart.ts';
import { createTeams } from './teams.ts';

/** Contacts one person may have; strangers who asked are counted apart. */
const MAX_CONTACTS = 2000;
const MAX_REQUESTS = 500;
/** Of these, people of one other server: one alone must not take the place of all. */
const MAX_REQUESTS_OF_A_SERVER = 100;

const contactSchema = z.object({
  name: z.string().optional(),
  groups: z.array(z.string()).default([]),
  state: z.enum(SUBSCRIPTION_STATES),
  /** RFC 6121 §3.4: our person said yes before being asked. */
  approved: z.boolean().default(false),
  /** On the roster; false for someone who only asked (§3.1.3). */
  listed: z.boolean(),
  /** The `subscribe` that waits for an answer, as XML. */
  request: z.string().optional(),
  /** When our person asked last, in ms; known while the question is open. */
  askedAt: z.number().optional(),
});
type Stored = z.infer<typeof contactSchema>;
export interface Contact extends Stored {
  /** The groups of the teams both are in: then each sees the other, whatever is stored (support/teams.ts). */
  readonly team?: readonly string[];
}

/** How many of an owner's rows are on the roster, and how many are strangers who asked. */
const countSchema = z.object({ listed: z.int(), strangers: z.int() });
type Count = z.infer<typeof countSchema>;

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
  /** Tells the devices what there is of it now. */
  tell(account: Jid, contact: Jid): void;
  /** The list is another one than it was, and nobody is there to be told. */
  touch(account: Jid): void;
  forget(account: Jid): void;
  /** No further contact fits; never under `"limits": "off"`. */
  isFull(account: Jid): boolean;
  /** So many strangers ask already that no further one is kept, or so many of this one's server. */
  hasTooManyRequests(account: Jid, from: Jid): boolean;
  version(account: Jid): string;
  item(address: string, contact: Contact): Element;
  /** A device that asked for the roster is "interested" and gets the pushes (RFC 6121 §2.2). */
  setInterested(session: Session): void;
  interested(account: Jid): Session[];
}

/** Not `ctx.sessionState`, which is one module's own: several modules ask for this. */
const INTERESTED: SessionStateKey<boolean> = { name: 'roster.interested', initial: () => false };

const stranger = (): Stored => ({ state: 'none', groups: [], approved: false, listed: false });
const isNothing = ({ listed, approved, state }: Stored) => !listed && !approved && state === 'none';

export function createContacts(ctx: ModuleContext): Contacts {
  const table = ctx.store.keyval('roster', contactSchema);
  const counts = ctx.store.keyval('roster-count', countSchema);
  const versions = ctx.store.keyval('roster-version', z.int());

  const teams = createTeams(ctx);

  const get = (account: Jid, contact: Jid) =>
    withTeams(table.get(account.toString(), contact.toString()), teams.between(account, contact));
  const version = (account: Jid) => String(versions.get(account.toString(), '') ?? 0);
  const interested = (account: Jid) => ctx.sessions.of(account).filter((session) => session.get(INTERESTED));

  /** Kept, so that a stranger's request costs the same whatever the size of the roster; counted once where it is not. */
  function count(account: Jid): Count {
    const owner = account.toString();
    const kept = counts.get(owner, '');
    if (kept) return kept;
    const rows = table.entries(owner);
    const listed = rows.filter(([, contact]) => contact.listed).length;
    return { listed, strangers: rows.length - listed };
  }

  /** Undefined takes the row away. */
  function write(account: Jid, contact: Jid, given: Contact | undefined): void {
    const [owner, key] = [account.toString(), contact.toString()];
    const before = table.get(owner, key);
    const value = given && withoutTeams(given, before);
    const more = (listed: boolean) => Number(value?.listed === listed) - Number(before?.listed === listed);
    if (more(true) !== 0 || more(false) !== 0) {
      const { listed, strangers } = count(account);
      counts.set(owner, '', { listed: listed + more(true), strangers: strangers + more(false) });
    }
    if (value) table.set(owner, key, value);
    else if (before) table.delete(owner, key);
  }

  /**
   * RFC 6121 §2.1.6: a roster push holds one item. §2.6.3: "the version contained in a roster push MUST be unique", also
   * when an account is made anew under an old name: the first one is the time.
   */
  function touch(account: Jid): number {
    const known = versions.get(account.toString(), '');
    const next = known === undefined ? Date.now() : known + 1;
    versions.set(account.toString(), '', next);
    return next;
  }

  function push(account: Jid, item: Element): void {
    const next = touch(account);
    ctx.announce('roster.changed', { account, item });
    for (const session of interested(account)) {
      const query = xml('query', { xmlns: NS.roster, ver: String(next) }, clone(item));
      session.send(
        xml('iq', { xmlns: NS.client, type: 'set', id: `push-${next}`, to: session.jid.toString() }, query),
      );
    }
  }

  function item(address: string, { name, groups, state, approved, team }: Contact): Element {
    const attrs = {
      jid: address,
      name: name ?? (team && nameOf(address)),
      subscription: subscriptionOf(state),
      ask: state.includes('+out') ? 'subscribe' : undefined,
      approved: approved ? 'true' : undefined,
    };
    return xml('item', attrs, ...groups.map((group) => xml('group', {}, group)));
  }

  /** What a colleague is called, until one calls them something else. */
  function nameOf(address: string): string | undefined {
    const jid = parseJid(address);
    return (jid && ctx.accounts.get(jid)?.displayName) || undefined;
  }

  function remove(account: Jid, contact: Jid): void {
    const { listed } = get(account, contact);
    write(account, contact, undefined);
    if (listed) tell(account, contact);
  }

  function tell(account: Jid, contact: Jid): void {
    const value = get(account, contact);
    const address = contact.toString();
    push(
      account,
      value.listed ? item(address, value) : xml('item', { jid: address, subscription: 'remove' }),
    );
  }

  function all(account: Jid): [address: string, contact: Contact][] {
    const stored = table.entries(account.toString());
    const mates = teams.mates(account);
    if (mates.size === 0) return stored;
    const rows = new Map(stored);
    const known = stored.filter(([address]) => !mates.has(address));
    return [...known, ...Array.from(mates, ([address, team]) => row(address, rows.get(address), team))];
  }

  return {
    get,
    all,
    save(account, contact, value) {
      if (isNothing(value)) {
        remove(account, contact);
        return;
      }
      write(account, contact, value);
      if (value.listed) tell(account, contact);
    },
    note: (account, contact, value) => write(account, contact, isNothing(value) ? undefined : value),
    remove,
    tell,
    touch,
    forget(account) {
      for (const one of [table, counts, versions]) one.deleteOwner(account.toString());
    },
    isFull: (account) => ctx.server.limited && count(account).listed >= MAX_CONTACTS,
    hasTooManyRequests(account, from) {
      const { strangers } = count(account);
      if (strangers >= MAX_REQUESTS) return true;
      if (strangers < MAX_REQUESTS_OF_A_SERVER || !ctx.router.isOutside(from)) return false;
      const same = ([address, { listed }]: [string, Stored]) =>
        !listed && parseJid(address)?.domain === from.domain;
      return table.entries(account.toString()).filter(same).length >= MAX_REQUESTS_OF_A_SERVER;
    },
    version,
    item,
    setInterested: (session) => session.set(INTERESTED, true),
    interested,
  };
}

const row = (address: string, stored: Stored | undefined, team: string[]): [string, Contact] => [
  address,
  withTeams(stored, team),
];

/** What is stored of a contact, and what its teams make of it. */
function withTeams(stored: Stored = stranger(), team: readonly string[]): Contact {
  if (team.length === 0) return stored;
  const groups = [...team, ...stored.groups.filter((group) => !team.includes(group))];
  return { ...stored, listed: true, state: 'both', request: undefined, groups, team };
}

/** What of a contact is to be stored: its name, and groups of one's own; of a team nothing. */
function withoutTeams({ team, ...value }: Contact, before: Stored = stranger()): Stored {
  if (!team) return value;
  const groups = value.groups.filter((group) => !team.includes(group));
  return { ...before, listed: true, name: value.name, groups };
}
