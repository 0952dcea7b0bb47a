/**
 * The log of changes as a whole: every call that changes something notes it, every kind of change has an answer to "how do I
 * undo that?", and what is put back right away is byte for byte what was before.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANGE_ACTIONS, type ChangeAction, NO_WAY_BACK } from '../../electron/contract/change-actions.ts';
import { contract } from '../../electron/contract/index.ts';
import { RECORDED } from '../../electron/contract/recorded.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { createDispatcher } from '../../electron/transport/dispatcher.ts';
import { createFakeEngine, type FakeEngine, temporaryFolder, testHost } from '../support/host.ts';

const folder = temporaryFolder();
let [engine, manager]: [FakeEngine, Manager] = [undefined as never, undefined as never];
const open = () => createRouterClient(createDispatcher(manager), { context: { session: null } });
let client: ReturnType<typeof open>;

const [ZOE, ROOM] = ['zoe@office.example', 'all@conference.office.example'];
beforeAll(async () => {
  engine = createFakeEngine();
  manager = await openManager({ host: testHost(folder.path), engine, portFree: async () => undefined });
  client = open();
  const admin = { username: 'sophie', displayName: 'Sophie' };
  await client.setup.save({ step: 'summary', answers: { way: 'domain', domain: 'office.example', admin } });
  await client.setup.password({ password: 'correct horse battery' });
  await manager.areas!.jobs.ended((await client.setup.apply()).jobId);
  await client.setup.finish();
  // The server in memory takes no configuration: what it would say is what was decided.
  const { overview } = engine.files;
  Object.assign(engine.files, {
    overview: async (host: string) => ({
      ...(await overview(host)),
      rules: manager.settings!.office!.files ?? { keepDays: 365, quotaBytes: 2 ** 30, maxBytes: 2 ** 26 },
    }),
  });
  for (const username of ['zoe', 'otto']) await client.people.add({ username, displayName: username });
  await client.teams.create({ label: 'Workshop', members: ['otto@office.example'] });
  await client.rooms.create({
    ...{ local: 'all', name: 'All', description: '', topic: 'Hello', password: '', people: [ZOE] },
    ...{ entry: 'members', membersMayInvite: true, everyoneSetsTopic: false, keepsHistory: true },
    ...{ listed: true, moderated: false },
  });
});
afterAll(async () => {
  await manager.close();
  folder[Symbol.dispose]();
});

const newest = async () => (await client.app.changes({ before: null, limit: 1 }))[0]!;
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

/** What is done, by which action it is noted, and what a person would look at afterwards. */
const ROWS: readonly [ChangeAction, () => Promise<unknown>, () => Promise<unknown>][] = [
  [
    'people.rename',
    () => client.people.rename({ address: ZOE, displayName: 'Zoé M.' }),
    () => client.people.get({ address: ZOE }),
  ],
  [
    'people.disable',
    () => client.people.setDisabled({ address: ZOE, disabled: true }),
    () => client.people.get({ address: ZOE }),
  ],
  ['joining.rule', () => client.joining.setRule({ rule: 'anyone' }), () => client.joining.rule()],
  ['joining.invite', () => client.joining.invite({ username: 'ada', days: 3 }), openLinks],
  ['joining.reset-link', () => client.joining.resetLink({ address: ZOE }), openLinks],
  [
    'teams.rename',
    async () => client.teams.rename({ id: await team(), label: 'Atelier' }),
    () => client.teams.list(),
  ],
  ['teams.add', async () => client.teams.add({ id: await team(), address: ZOE }), () => client.teams.list()],
  [
    'teams.take-out',
    async () => client.teams.takeOut({ id: await team(), address: 'otto@office.example' }),
    () => client.teams.list(),
  ],
  [
    'rooms.change',
    () => client.rooms.change({ address: ROOM, name: 'Everybody', topic: 'New', listed: false }),
    () => client.rooms.get({ address: ROOM }),
  ],
  [
    'rooms.standing',
    () => client.rooms.setStanding({ address: ROOM, person: ZOE, standing: 'admin' }),
    () => client.rooms.get({ address: ROOM }),
  ],
  [
    'safety.keep-out',
    () => client.safety.keepOut({ address: 'spam.example' }),
    () => client.safety.keptOut(),
  ],
  ['history.keep', () => client.history.set({ people: 30, rooms: 90 }), () => client.history.get()],
  [
    'files.rules',
    () => client.files.setRules({ keepDays: 30, quotaBytes: 2 ** 30, maxBytes: 2 ** 20 }),
    async () => (await client.files.overview()).rules,
  ],
  ['federation.policy', () => client.federation.setPolicy({ policy: 'listed' }), rule],
  [
    'federation.company',
    () =>
      client.federation.setCompany({
        domain: 'partner.example',
        allowed: true,
        target: 'xmpp.partner.example:5269',
      }),
    rule,
  ],
  ['doors.set', () => client.doors.set({ calls: false }), () => client.doors.get()],
  ['domains.guests', () => client.domains.setGuests({ label: 'visitors' }), () => client.domains.list()],
  [
    'domains.names',
    () => client.domains.setChoices({ caa: false, ttl: 600 }),
    () => client.domains.choices(),
  ],
  [
    'dns.dynamic',
    () => client.dnsProviders.setDynamic({ update: true }),
    async () => (await client.dnsProviders.dynamic()).choice,
  ],
  [
    'dns.asked',
    () => client.dnsProviders.setAsked({ domain: 'office.example', who: 'Martin' }),
    () => client.dnsProviders.asked({ domain: 'office.example' }),
  ],
  [
    'dns.resolvers',
    () => client.dns.setResolvers({ resolvers: [{ name: 'Own', address: '192.0.2.53' }] }),
    () => client.dns.resolvers(),
  ],
  ['webchat.set', () => client.webchat.set({ on: false }), () => client.webchat.get()],
  [
    'website.use',
    () => client.website.use({ front: { program: 'nginx', name: 'www.office.example', machine: null } }),
    async () => (await client.website.get()).inUse,
  ],
  [
    'website.one-port',
    () => client.website.setOnePort({ wanted: true }),
    async () => (await client.website.get()).onePort.wanted,
  ],
  [
    'programs.door',
    () => client.programs.decideDoor({ from: ['192.168.1.0/24'], rules: [] }),
    async () => (await client.programs.list()).door.from,
  ],
  [
    'notices.set',
    () => client.notices.set({ quiet: { on: true, from: 60, to: 120 } }),
    async () => (await client.notices.get()).config,
  ],
  [
    'backup.plan',
    async () => client.backups.setPlan({ plan: { ...(await client.backups.get()).plan, minute: 77 } }),
    async () => (await client.backups.get()).plan,
  ],
  [
    'update.channel',
    () => client.updates.setChannel({ channel: 'beta' }),
    async () => (await client.updates.view()).channel,
  ],
  [
    'terminal.on',
    async () => client.terminal.setOn({ on: !(await client.terminal.state()).on }),
    async () => (await client.terminal.state()).on,
  ],
  ['settings.set', () => client.settings.set({ theme: 'dark', language: 'fr' }), () => client.settings.get()],
  [
    'acme.bind',
    () => client.acme.keepBinding({ authority: 'zerossl', kid: 'k1', macKey: 'A'.repeat(40) }),
    () => client.acme.authorities(),
  ],
  [
    'firewall.monitors',
    () => client.firewall.decideMonitors({ monitors: ['192.168.1.7'] }),
    () => client.firewall.monitors(),
  ],
];

async function openLinks() {
  return (await client.joining.invitations()).filter(({ state }) => state === 'open');
}
const team = async () => (await client.teams.list())[0]!.id;
async function rule() {
  const { policy, companies } = await client.federation.get();
  return { policy, companies };
}

describe('put back right away, it is as before, byte for byte', () => {
  it.each(ROWS)('%s', async (action, change, look) => {
    const before = JSON.stringify(await look());
    await change();
    const noted = await newest();
    expect(noted).toMatchObject({ who: { face: 'desktop' }, canPutBack: true, noWayBack: null });
    // On and off are two names of one thing.
    expect(noted.action.split('.')[0]).toBe(action.split('.')[0]);
    expect(JSON.stringify(await look())).not.toBe(before);
    await client.app.putBack({ id: noted.id });
    expect(JSON.stringify(await look())).toBe(before);
    const back = await newest();
    expect(back.id).toBeGreaterThan(noted.id);
    // The first is overtaken by its own way back.
    const [, first] = await client.app.changes({ before: null, limit: 2 });
    expect(first).toMatchObject({ id: noted.id, canPutBack: false, noWayBack: 'overtaken' });
    expect(await code(client.app.putBack({ id: noted.id }))).toBe('change.not-undoable');
  });
});

describe('changed past the log', () => {
  it('nothing is put back, and what is there now is said', async () => {
    await client.people.rename({ address: ZOE, displayName: 'Zoé B.' });
    const { id } = await newest();
    // As from a phone.
    await engine.accounts.setDisplayName(ZOE, 'Zoé Tremblay');
    await expect(client.app.putBack({ id })).rejects.toMatchObject({
      ...{ code: 'change.since', data: { now: 'Zoé Tremblay' } },
    });
    expect(await client.people.get({ address: ZOE })).toMatchObject({ displayName: 'Zoé Tremblay' });
  });
  it('one member of a team does not stand in the way of another', async () => {
    const id = await team();
    await client.teams.add({ id, address: ZOE });
    const first = await newest();
    await client.teams.add({ id, address: 'sophie@office.example' });
    await client.app.putBack({ id: first.id });
    expect((await client.teams.list())[0]!.members).toEqual(['otto@office.example', 'sophie@office.example']);
  });
});

describe('every kind of change', () => {
  it('that should have a way back has one', () => expect(manager.areas!.undo.missing()).toEqual([]));

  it('is noted by something, and says what to do in both languages', () => {
    const source = sources(join(import.meta.dirname, '../../electron'));
    for (const [action, stance] of Object.entries(CHANGE_ACTIONS)) {
      const [area, name] = action.split('.') as [string, string];
      const made = [
        `'${action}'`,
        `\`${area}.\${`,
        `'${area}.${name}'`,
        `\`${area}.${name.split('-')[0]}-\${`,
      ];
      expect(
        made.some((text) => source.includes(text)),
        `${action} is noted nowhere`,
      ).toBe(true);
      if (stance === 'undo') continue;
      const { en, fr } = NO_WAY_BACK[stance];
      expect([en, fr].every((words) => words.length > 20 && words.endsWith('.'))).toBe(true);
    }
  });

  it('is left by a call of the contract, and every call says what it leaves', () => {
    const calls = Object.entries(contract).flatMap(([area, of]) =>
      Object.keys(of).map((name) => `${area}.${name}`),
    );
    const said = Object.entries(RECORDED).flatMap(([area, of]) =>
      Object.keys(of).map((name) => `${area}.${name}`),
    );
    expect(said.sort()).toEqual(calls.sort());
  });
});

/** Everything but the two tables themselves. */
function sources(at: string): string {
  return readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/change-actions|recorded/.test(file))
    .map((file) => readFileSync(join(at, file), 'utf8'))
    .join('\n');
}
