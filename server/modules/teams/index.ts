/**
 * Teams. Specs: none; what members see is RFC 6121 §2 and §4, from a group the operator keeps.
 * Everybody of a team has the others on the contact list, in a group of its name, and sees whether they are there.
 * It makes no room: `team.changed` tells muc/, which keeps the team's room and its bookmark in step.
 */
import { CommandError } from '../../kernel/command-error.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { defineModule } from '../../kernel/module.ts';
import { type Contact, createContacts } from '../support/contacts.ts';
import { isSubscriber } from '../support/subscription-chart.ts';
import { createTeams, type Team } from '../support/teams.ts';
import { createVisibility } from '../support/visibility.ts';
import { addTeamCommands } from './commands.ts';

/** One side of two people, and what they were to each other. */
interface Pair {
  readonly account: Jid;
  readonly contact: Jid;
  readonly before: Contact;
}

export const teams = defineModule({
  name: 'teams',
  specs: [],
  needs: ['roster', 'presence', 'subscriptions'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const { announce, goDark } = createVisibility(ctx);
    const kept = createTeams(ctx);

    const tools = addTeamCommands(ctx, { kept, change });
    // Before the roster forgets whom the account knew.
    ctx.on('account.removed', 'guard', ({ account }) => {
      const gone = account.toString();
      for (const team of kept.of(account))
        change(team, { ...team, members: team.members.filter((member) => member !== gone) });
    });

    ctx.on('account.invited', 'record', ({ account, team }) => {
      const { domain, local } = account;
      try {
        tools.join({ user: local, host: domain, team });
      } catch (error) {
        // The team is full, or is no more: whoever was invited is here all the same.
        if (!(error instanceof CommandError)) throw error;
        ctx.log.warn('An invitation was for a team that cannot be joined', { team, cause: error.message });
      }
    });

    /** Undefined: it was not there before, or is to be no more. */
    function change(before: Team | undefined, after: Team | undefined): void {
      const [was, is] = [before?.members ?? [], after?.members ?? []];
      const joined = is.filter((member) => !was.includes(member));
      const left = was.filter((member) => !is.includes(member));
      const concerned = before?.label === after?.label ? [...joined, ...left] : [...was, ...joined];
      const everybody = [...was, ...joined];
      const affected = pairs(concerned, everybody)
        .filter(([account]) => ctx.sessions.of(account).length > 0)
        .map(([account, contact]) => ({ account, contact, before: contacts.get(account, contact) }));
      if (after) kept.save(after);
      else if (before) kept.delete(before);
      follow(affected);
      // WHY so: for who is not there a new version says it all, and a team of hundreds has ten thousands of pairs.
      for (const account of concerned.length > 0 ? everybody.map(toJid) : [])
        if (ctx.sessions.of(account).length === 0) contacts.touch(account);
      const { host, id, label } = (after ?? before)!;
      const people = { joined: joined.map(toJid), left: left.map(toJid), members: is.map(toJid) };
      ctx.announce('team.changed', { host, id, label, ...people });
    }

    /** What devices notice of a change: who may see nothing more, then the contact lists, then who may see something. */
    function follow(pairs: readonly Pair[]): void {
      const looks = pairs.map(({ account, contact, before }) => ({
        ...{ account, contact, before },
        after: contacts.get(account, contact),
      }));
      for (const { account, contact, before, after } of looks)
        if (isSubscriber(before.state) && !isSubscriber(after.state)) goDark(account, contact);
      for (const { account, contact, before, after } of looks)
        if (lookOf(contact, before) !== lookOf(contact, after)) contacts.tell(account, contact);
      for (const { account, contact, before, after } of looks)
        if (!isSubscriber(before.state) && isSubscriber(after.state)) announce(account, contact);
    }

    const lookOf = (contact: Jid, value: Contact) =>
      value.listed ? contacts.item(contact.toString(), value).toString() : '';
  },
});

/** Members are kept as addresses made by `parseJid`. */
const toJid = (address: string): Jid => parseJid(address)!;

/** Each of `some` with each of `all` and the other way round, nobody with themselves, no pair twice. */
function pairs(some: readonly string[], all: readonly string[]): [account: Jid, contact: Jid][] {
  const found = new Map<string, [Jid, Jid]>();
  for (const one of some)
    for (const other of all)
      if (one !== other) {
        found.set(`${one} ${other}`, [toJid(one), toJid(other)]);
        found.set(`${other} ${one}`, [toJid(other), toJid(one)]);
      }
  return [...found.values()];
}
