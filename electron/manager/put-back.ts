/**
 * How the changes of everyday areas are put back: each by a call of the contract, with what was noted before it. What is
 * missing here has its own way back in its area, or none (contract/change-actions.ts says why).
 */
import { z } from 'zod';
import { backupPlan } from '../contract/backups.ts';
import type { Calls } from '../contract/calls.ts';
import { publicResolver } from '../contract/dns.ts';
import { dynamicChoice } from '../contract/dns-providers.ts';
import { nameChoices } from '../contract/domains.ts';
import { relayRange } from '../contract/doors.ts';
import { company, federationPolicy } from '../contract/federation.ts';
import { fileRules } from '../contract/files.ts';
import { keepDays } from '../contract/history.ts';
import type { Change } from '../contract/index.ts';
import { joiningRule } from '../contract/joining.ts';
import { noticeConfig } from '../contract/notices.ts';
import { programDoor } from '../contract/programs.ts';
import { roomOptions } from '../contract/rooms.ts';
import { settings } from '../contract/settings.ts';
import { websiteFront } from '../contract/website.ts';
import { networks } from './firewall/operations.ts';
import type { Joining } from './joining/joining.ts';
import { relayOf } from './office-doors.ts';
import { problem } from './problem.ts';
import type { Undo, Undoer } from './undo.ts';

export interface PutBackParts {
  /** The contract, in the name of whoever presses: what asks for the password does so here as well. */
  readonly calls: () => Calls;
  /** Tokens of invitations are noted nowhere. */
  readonly joining: Pick<Joining, 'restoreLast'>;
}

const ASKED = { session: null, signal: undefined };
type Scope = Undoer['scope'];

/** The same text whatever order its keys are in. Pure. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const rows = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${rows
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
    .join()}}`;
}

const fromJson = (text: string | null): unknown => {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

interface Ways<T> {
  readonly actions: readonly string[];
  readonly scope?: Scope;
  /** Of `before`, as it was noted. What it does not read cannot be put back. */
  readonly before: z.ZodType<T>;
  readonly isSame?: Undoer['isSame'];
  readonly possible?: (before: T, change: Change) => boolean;
  readonly set: (before: T, change: Change) => Promise<unknown>;
  /** What is now, in the form of `after`. */
  readonly now: (change: Change) => Promise<unknown>;
}

/** A change whose values were noted: `read` makes them what they were. */
function values<T>(read: (text: string | null) => unknown, ways: Ways<T>): Undoer {
  const { actions, scope = 'all', isSame, set, now } = ways;
  const before = (change: Change) => ways.before.safeParse(read(change.before));
  return {
    ...{ actions, scope, ...(isSame && { isSame }) },
    possible(change) {
      const found = before(change);
      return found.success && (ways.possible?.(found.data, change) ?? true);
    },
    async since(change) {
      const [is, was] = [await now(change), read(change.after)];
      if (canonical(is) === canonical(was)) return undefined;
      return typeof is === 'string' ? is : canonical(is);
    },
    async putBack(change) {
      const found = before(change);
      if (found.success) await set(found.data, change);
    },
  };
}
const json = <T>(ways: Ways<T>) => values(fromJson, ways);
const text = <T>(ways: Ways<T>) => values((noted) => noted, ways);

/** Two actions that take each other back. `is`: whether what the first does holds now. */
function opposites(
  [done, undone]: readonly [string, string],
  is: (subject: string) => Promise<boolean>,
  act: (forward: boolean, subject: string) => Promise<unknown>,
): Undoer {
  return {
    ...{ actions: [done, undone], scope: 'subject' },
    possible: () => true,
    since: async ({ action, subject }) =>
      (await is(subject)) === (action === done) ? undefined : action === done ? '–' : '+',
    async putBack({ action, subject }) {
      await act(action === undone, subject);
    },
  };
}

/** As rooms note it: an address, a space, the standing. */
const standingBefore = z
  .string()
  .transform((noted) => noted.split(' '))
  .pipe(z.tuple([z.string().min(3), z.enum(['owner', 'admin', 'member', 'outcast', 'none'])]));
/** As the firewall notes them (firewall/monitors.ts); null: nobody. */
const monitorsBefore = z
  .string()
  .nullable()
  .transform((noted) => (noted === null ? [] : noted.split(', ')))
  .pipe(networks);
const onOff = z.enum(['on', 'off']);
const yesNo = z.enum(['true', 'false']);
const doors = z.object({
  calls: z.boolean().default(true),
  files: z.boolean().default(true),
  relay: relayRange.optional(),
});
const bridge = z.object({ network: z.string().nullable(), rights: z.boolean(), on: z.boolean() });
const guests = z.object({ guests: z.object({ label: z.string() }).optional() });
const settingsChange = settings.set['~orpc'].inputSchema as z.ZodType<
  Parameters<Calls['settings']['set']>[0]
>;
const NO_COMPANY = { allowed: false, certificate: false, target: '', authority: '' };

export function registerPutBack(undo: Pick<Undo, 'register'>, { calls, joining }: PutBackParts): void {
  const asks = <A extends keyof Calls>(area: A): Calls[A] => calls()[area];
  const rows: Undoer[] = [
    ...people(asks, joining),
    ...rooms(asks),
    ...office(asks),
    ...network(asks),
    ...machine(asks),
    ...door(asks),
  ];
  for (const undoer of rows) undo.register(undoer);
}
type Asks = <A extends keyof Calls>(area: A) => Calls[A];

function people(ask: Asks, joining: PutBackParts['joining']): Undoer[] {
  const person = (address: string) => ask('people').get({ address }, ASKED);
  const team = async (label: string) =>
    (await ask('teams').list(undefined, ASKED)).find((one) => one.label === label);
  const teamNow = async (label: string) => {
    const found = await team(label);
    if (!found) throw problem('team.unknown', {});
    return found;
  };
  /** A link that was made then and is still open. Nothing else of it is noted. */
  const link = async ({ subject, after }: Change) =>
    (await ask('joining').invitations(undefined, ASKED)).find(
      ({ username, host, expires, state }) =>
        (username === '' ? host : `${username}@${host}`) === subject &&
        new Date(expires).toISOString() === after &&
        state === 'open',
    );
  const links = (action: string): Undoer => ({
    ...{ actions: [action], overtakenBy: ['joining.revoke'], scope: 'subject' },
    isSame: (later, change) => later.action === 'joining.revoke' || later.after === change.after,
    possible: ({ after }) => after !== null,
    since: async (change) => ((await link(change)) ? undefined : '–'),
    async putBack(change) {
      const found = await link(change);
      if (found) await ask('joining').revoke({ token: found.token }, ASKED);
    },
  });
  return [
    text({
      ...{ actions: ['people.rename'], scope: 'subject', before: z.string() },
      set: (displayName, { subject }) => ask('people').rename({ address: subject, displayName }, ASKED),
      now: async ({ subject }) => (await person(subject)).displayName,
    }),
    opposites(
      ['people.disable', 'people.enable'],
      async (address) => (await person(address)).disabled,
      (disabled, address) => ask('people').setDisabled({ address, disabled }, ASKED),
    ),
    text({
      ...{ actions: ['joining.rule'], before: joiningRule },
      set: (rule) => ask('joining').setRule({ rule }, ASKED),
      now: async () => (await ask('joining').rule(undefined, ASKED)).rule,
    }),
    links('joining.invite'),
    links('joining.reset-link'),
    {
      actions: ['joining.revoke', 'joining.restore'],
      scope: 'subject',
      possible: ({ action }) => action === 'joining.revoke',
      putBack: ({ subject }) => joining.restoreLast(subject),
    },
    text({
      ...{ actions: ['teams.rename'], before: z.string().min(1) },
      isSame: (later, change) => later.before === change.after,
      set: async (label, { after }) =>
        ask('teams').rename({ id: (await teamNow(after ?? '')).id, label }, ASKED),
      now: async ({ after }) => (await team(after ?? ''))?.label ?? null,
    }),
    {
      actions: ['teams.add', 'teams.take-out'],
      scope: 'subject',
      isSame: (later, change) => (later.before ?? later.after) === (change.before ?? change.after),
      // A team that is new was filled with several at once: that is no change of one.
      possible: ({ before, after }) => /^[^ ]+@[^ ]+$/.test(before ?? after ?? ''),
      async since({ action, subject, before, after }) {
        const members = (await team(subject))?.members ?? [];
        const isIn = members.includes(before ?? after ?? '');
        return isIn === (action === 'teams.add') ? undefined : members.join(' ') || '–';
      },
      async putBack({ action, subject, before, after }) {
        const { id } = await teamNow(subject);
        const one = { id, address: before ?? after ?? '' };
        await (action === 'teams.add' ? ask('teams').takeOut(one, ASKED) : ask('teams').add(one, ASKED));
      },
    },
    opposites(
      ['safety.keep-out', 'safety.let-in'],
      async (address) => (await ask('safety').keptOut(undefined, ASKED)).includes(address),
      (out, address) =>
        out ? ask('safety').keepOut({ address }, ASKED) : ask('safety').letIn({ address }, ASKED),
    ),
  ];
}

function rooms(ask: Asks): Undoer[] {
  const room = (address: string) => ask('rooms').get({ address }, ASKED);
  const noted = roomOptions.extend({ topic: z.string() }).partial().strict();
  return [
    json({
      // A password of before is kept nowhere: such a change does not read.
      ...{ actions: ['rooms.change'], scope: 'subject', before: noted },
      possible: (before) => Object.keys(before).length > 0,
      set: (before, { subject }) => ask('rooms').change({ ...before, address: subject }, ASKED),
      async now({ subject, after }) {
        const now = { ...(await room(subject)) } as Record<string, unknown>;
        return Object.fromEntries(Object.keys(Object(fromJson(after))).map((key) => [key, now[key]]));
      },
    }),
    text({
      ...{ actions: ['rooms.standing'], scope: 'subject', before: standingBefore },
      isSame: (later, change) => later.before?.split(' ')[0] === change.before?.split(' ')[0],
      set: ([person, standing], { subject }) =>
        ask('rooms').setStanding({ address: subject, person, standing }, ASKED),
      async now({ subject, after }) {
        const person = after?.split(' ')[0] ?? '';
        const found = (await room(subject)).people.find(({ address }) => address === person);
        return `${person} ${found?.standing ?? 'none'}`;
      },
    }),
  ];
}

function office(ask: Asks): Undoer[] {
  return [
    json({
      ...{ actions: ['history.keep'], before: keepDays },
      set: (keep) => ask('history').set(keep, ASKED),
      now: async () => (await ask('history').get(undefined, ASKED)).keep,
    }),
    json({
      ...{ actions: ['files.rules'], before: fileRules },
      set: (rules) => ask('files').setRules(rules, ASKED),
      now: async () => (await ask('files').overview(undefined, ASKED)).rules,
    }),
    json({
      ...{ actions: ['webchat.set'], before: z.object({ on: z.boolean(), name: z.string() }) },
      set: (before) => ask('webchat').set(before, ASKED),
      async now() {
        const { on, name } = await ask('webchat').get(undefined, ASKED);
        return { on, name };
      },
    }),
    opposites(
      ['programs.revoke', 'programs.restore'],
      async (id) => (await ask('programs').list(undefined, ASKED)).programs.every((one) => one.id !== id),
      (gone, id) => (gone ? ask('programs').revoke({ id }, ASKED) : ask('programs').restore({ id }, ASKED)),
    ),
    json({
      ...{ actions: ['programs.door'], before: programDoor },
      set: (before) => ask('programs').decideDoor(before, ASKED),
      async now() {
        const { from, rules } = (await ask('programs').list(undefined, ASKED)).door;
        return { from, rules };
      },
    }),
    json({
      ...{ actions: ['notices.set'], before: noticeConfig },
      // With another relay its password was forgotten, and would be missing.
      possible: ({ mail }, { after }) =>
        noticeConfig.safeParse(fromJson(after)).data?.mail.host === mail.host,
      set: (before) => ask('notices').set(before, ASKED),
      now: async () => (await ask('notices').get(undefined, ASKED)).config,
    }),
  ];
}

function network(ask: Asks): Undoer[] {
  return [
    json({
      ...{ actions: ['doors.set'], before: doors },
      set: ({ relay, ...before }) =>
        ask('doors').set({ ...before, relay: relayOf({ doors: { relay } }) }, ASKED),
      async now({ after }) {
        const { doors: all, relay } = await ask('doors').get(undefined, ASKED);
        const wanted = (id: string) => all.find((one) => one.id === id)?.wanted;
        const now = { calls: wanted('calls'), files: wanted('files'), relay };
        return Object.fromEntries(Object.entries(now).filter(([name]) => name in Object(fromJson(after))));
      },
    }),
    text({
      ...{ actions: ['federation.policy'], before: federationPolicy },
      set: (policy) => ask('federation').setPolicy({ policy }, ASKED),
      now: async () => (await ask('federation').get(undefined, ASKED)).policy,
    }),
    json({
      ...{ actions: ['federation.company'], scope: 'subject' },
      before: z.record(z.string(), company.partial().nullable()),
      set: (before, { subject }) =>
        ask('federation').setCompany({ ...NO_COMPANY, ...before[subject], domain: subject }, ASKED),
      async now({ subject, after }) {
        const { companies } = await ask('federation').get(undefined, ASKED);
        const {
          domain: _,
          trusted: __,
          ...now
        } = companies.find((one) => one.domain === subject) ?? {
          ...NO_COMPANY,
          ...{ domain: '', trusted: [] },
        };
        // Noted is only what was ever decided.
        const noted = Object(fromJson(after))[subject] as object | null;
        const isAsNoted = canonical({ ...NO_COMPANY, ...noted }) === canonical({ ...NO_COMPANY, ...now });
        return { [subject]: isAsNoted ? noted : now };
      },
    }),
    json({
      ...{ actions: ['domains.guests'], before: guests },
      set: (before) => ask('domains').setGuests({ label: before.guests?.label ?? null }, ASKED),
      async now({ after }) {
        const noted = guests.parse(fromJson(after)).guests;
        const [first] = await ask('domains').list(undefined, ASKED);
        const is = first?.names.guests ?? null;
        const was = noted ? `${noted.label}.${first?.names.domain}` : null;
        return is === was ? fromJson(after) : is;
      },
    }),
    json({
      ...{ actions: ['domains.names'], before: nameChoices },
      set: (before) => ask('domains').setChoices(before, ASKED),
      now: async () => (await ask('domains').choices(undefined, ASKED)).chosen,
    }),
    json({
      ...{ actions: ['dns.dynamic'], before: dynamicChoice },
      set: (before) => ask('dnsProviders').setDynamic(before, ASKED),
      now: async () => (await ask('dnsProviders').dynamic(undefined, ASKED)).choice,
    }),
    text({
      ...{ actions: ['dns.asked'], scope: 'subject', before: z.string().nullable() },
      set: (who, { subject }) => ask('dnsProviders').setAsked({ domain: subject, who: who ?? '' }, ASKED),
      now: async ({ subject }) =>
        (await ask('dnsProviders').asked({ domain: subject }, ASKED)).asked?.who ?? null,
    }),
    json({
      ...{ actions: ['dns.resolvers'], before: z.array(publicResolver).nullable() },
      set: (resolvers) => ask('dns').setResolvers({ resolvers }, ASKED),
      async now() {
        const { resolvers, usual } = await ask('dns').resolvers(undefined, ASKED);
        return usual ? null : resolvers;
      },
    }),
    json({
      ...{ actions: ['website.use'], before: websiteFront.nullable() },
      set: (front) => ask('website').use({ front }, ASKED),
      now: async () => (await ask('website').get(undefined, ASKED)).inUse,
    }),
    text({
      ...{ actions: ['website.one-port'], before: yesNo },
      set: (wanted) => ask('website').setOnePort({ wanted: wanted === 'true' }, ASKED),
      now: async () => String((await ask('website').get(undefined, ASKED)).onePort.wanted),
    }),
    json({
      ...{ actions: ['bridges.change'], scope: 'subject', before: bridge },
      set: ({ network: host, ...before }, { subject }) =>
        ask('bridges').change(
          { ...before, address: subject, ...(host !== null && { network: host }) },
          ASKED,
        ),
      async now({ subject, after }) {
        const now = (await ask('bridges').list(undefined, ASKED)).bridges.find(
          ({ address }) => address === subject,
        );
        const is = now && { network: now.network, rights: now.rights, on: now.on };
        const was = bridge.safeParse(fromJson(after)).data;
        return is && canonical(is) === canonical(was) ? fromJson(after) : (is ?? null);
      },
    }),
    text({
      ...{ actions: ['bridges.port'], before: z.coerce.number().int() },
      set: (port) => ask('bridges').setPort({ port }, ASKED),
      now: async () => String((await ask('bridges').list(undefined, ASKED)).door.port),
    }),
    text({
      ...{ actions: ['firewall.monitors'], before: monitorsBefore },
      set: (monitors) => ask('firewall').decideMonitors({ monitors }, ASKED),
      now: async () => (await ask('firewall').monitors(undefined, ASKED)).join(', ') || null,
    }),
  ];
}

function machine(ask: Asks): Undoer[] {
  return [
    text({
      ...{ actions: ['trust.here'], before: yesNo },
      set: (trusted) => ask('connect').trustHere({ trusted: trusted === 'true' }, ASKED),
      now: async () => String((await ask('connect').checkTrust(undefined, ASKED)).trusted),
    }),
    text({
      ...{ actions: ['terminal.on', 'terminal.off'], before: onOff },
      set: (was) => ask('terminal').setOn({ on: was === 'on' }, ASKED),
      now: async () => ((await ask('terminal').state(undefined, ASKED)).on ? 'on' : 'off'),
    }),
    json({
      ...{ actions: ['backup.plan'], before: backupPlan },
      set: (plan) => ask('backups').setPlan({ plan }, ASKED),
      now: async () => (await ask('backups').get(undefined, ASKED)).plan,
    }),
    text({
      ...{ actions: ['update.channel'], before: z.enum(['stable', 'beta']) },
      set: (channel) => ask('updates').setChannel({ channel }, ASKED),
      now: async () => (await ask('updates').view(undefined, ASKED)).channel,
    }),
    {
      actions: ['acme.bind'],
      overtakenBy: ['acme.unbind'],
      scope: 'subject',
      // The one of before is kept nowhere.
      possible: ({ before }) => before === 'false',
      async since({ subject }) {
        const found = (await ask('acme').authorities(undefined, ASKED)).find(({ id }) => id === subject);
        return found?.bound ? undefined : '–';
      },
      async putBack({ subject }) {
        const found = (await ask('acme').authorities(undefined, ASKED)).find(({ id }) => id === subject);
        if (found) await ask('acme').forgetBinding({ authority: found.id }, ASKED);
      },
    },
    {
      actions: ['settings.set'],
      scope: 'subject',
      possible: (change) => settingsPart(change, change.before) !== undefined,
      async since(change) {
        const { values: now } = await ask('settings').get(undefined, ASKED);
        const is = settingsPart(change, JSON.stringify(now));
        return canonical(is) === canonical(settingsPart(change, change.after)) ? undefined : canonical(is);
      },
      async putBack(change) {
        const before = settingsPart(change, change.before);
        if (before) await ask('settings').set(before, ASKED);
      },
    },
  ];
}

/** Of all settings those that were changed, by the names in the subject. Pure. */
function settingsPart({ subject }: Change, noted: string | null): z.infer<typeof settingsChange> | undefined {
  const names = new Set(subject.split(' '));
  const rows = Object.entries(Object(fromJson(noted))).filter(([name]) => names.has(name));
  return rows.length === names.size ? settingsChange.safeParse(Object.fromEntries(rows)).data : undefined;
}

function door(ask: Asks): Undoer[] {
  const passkeys = async () => (await ask('access').get(undefined, ASKED)).passkeys;
  /** Names are free, so that of two of one name nobody can say which was meant: then none is touched. */
  const named = async (name: string) => (await passkeys()).filter((one) => one.name === name);
  /** Changes of before the id was noted say the name alone. */
  const added = async ({ subject, after }: Change) =>
    after === null ? await named(subject) : (await passkeys()).filter(({ id }) => id === after);
  const only = <T>(found: readonly T[]): T => {
    const [one, ...others] = found;
    if (one === undefined || others.length > 0)
      throw problem('change.not-undoable', { because: 'overtaken' });
    return one;
  };
  const names = (found: readonly { readonly name: string }[]) =>
    found.map(({ name }) => name).join(', ') || '–';
  return [
    {
      ...{ actions: ['access.passkey-add'], overtakenBy: ['access.passkey-rename'], scope: 'subject' },
      isSame: (later, change) => change.after === null || later.after === change.after,
      possible: () => true,
      async since(change) {
        const found = await added(change);
        return found.length === 1 ? undefined : names(found);
      },
      async putBack(change) {
        const { id } = only(await added(change));
        await ask('access').removePasskey({ id }, ASKED);
      },
    },
    {
      ...{ actions: ['access.passkey-rename'], overtakenBy: ['access.passkey-add'], scope: 'subject' },
      possible: ({ before }) => before !== null && before !== '',
      async since({ subject }) {
        const found = await named(subject);
        return found.length === 1 ? undefined : names(found);
      },
      async putBack({ subject, before }) {
        const { id } = only(await named(subject));
        await ask('access').renamePasskey({ id, name: before ?? '' }, ASKED);
      },
    },
    {
      actions: ['access.lan-open', 'access.lan-close'],
      scope: 'all',
      possible: ({ action, before }) => action === 'access.lan-open' && before === null,
      async since() {
        const { lan } = await ask('access').get(undefined, ASKED);
        return lan.state === 'closed' ? lan.state : undefined;
      },
      async putBack() {
        await ask('access').lanClose(undefined, ASKED);
      },
    },
  ];
}
