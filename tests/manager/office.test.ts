/** What the office decides: teams, who may join, how long messages are kept, who is kept out. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationText } from '../../electron/manager/engines/bundled/configuration.ts';
import type { Manager } from '../../electron/manager/manager.ts';
import { openManager } from '../../electron/manager/manager.ts';
import { readOutsider } from '../../electron/manager/safety/outsider.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { teamId } from '../../electron/manager/teams/name.ts';
import { createFakeEngine, type FakeEngine, temporaryFolder, testHost } from '../support/host.ts';

const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
  admins: ['sophie@example.org'],
};

const caller = { session: null, signal: undefined };
let folder: ReturnType<typeof temporaryFolder>;
let engine: FakeEngine;
let manager: Manager;

beforeEach(async () => {
  folder = temporaryFolder();
  engine = createFakeEngine();
  manager = await openManager({ host: testHost(folder.path), engine });
  await manager.settings!.setOffice(OFFICE);
  for (const username of ['sophie', 'nina', 'otto'])
    await engine.accounts.add({ username, host: 'example.org', password: 'x', displayName: username });
});
afterEach(async () => {
  await manager.close();
  folder[Symbol.dispose]();
});

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
const actions = async () =>
  (await manager.calls.app.changes({ before: null, limit: 10 }, caller)).map(
    ({ action, subject }) => `${action} ${subject}`,
  );

describe('the id of a team', () => {
  it.each([
    ['Workshop', [], 'workshop'],
    ['Atelier de menuiserie', [], 'atelier-de-menuiserie'],
    ['Équipe « Nuit » n° 2', [], 'equipe-nuit-n-2'],
    ['Œuvres', [], 'oeuvres'],
    ['工作坊', [], '工作坊'],
    ['***', [], 'team'],
    ['Workshop', ['workshop', 'workshop-2'], 'workshop-3'],
    ['x'.repeat(200), [], 'x'.repeat(60)],
  ])('of %s, with %j taken, is %s', (label, taken, id) => {
    expect(teamId(label, new Set(taken))).toBe(id);
  });
});

describe('teams', () => {
  it('are made with their people, renamed, filled and emptied, and each step is in the history', async () => {
    const { calls } = manager;
    const made = await calls.teams.create({ label: 'Atelier', members: ['nina@example.org'] }, caller);
    expect(made).toEqual({
      id: 'atelier',
      label: 'Atelier',
      members: ['nina@example.org'],
      room: 'atelier@conference.example.org',
    });
    await calls.teams.rename({ id: 'atelier', label: 'Montage' }, caller);
    await calls.teams.add({ id: 'atelier', address: 'otto@example.org' }, caller);
    const team = await calls.teams.takeOut({ id: 'atelier', address: 'nina@example.org' }, caller);
    expect([team.label, team.members]).toEqual(['Montage', ['otto@example.org']]);
    await calls.teams.remove({ id: 'atelier', room: 'stays' }, caller);
    expect(await calls.teams.list(undefined, caller)).toEqual([]);
    expect(await actions()).toEqual([
      'teams.remove Montage',
      'teams.take-out Montage',
      'teams.add Montage',
      'teams.rename Montage',
      'teams.add Atelier',
      'teams.create Atelier',
    ]);
  });

  it('come back with their id and those of their people who are still here', async () => {
    const members = ['nina@example.org', 'gone@example.org'];
    const team = await manager.calls.teams.create({ id: 'atelier', label: 'Montage', members }, caller);
    expect([team.id, team.members]).toEqual(['atelier', ['nina@example.org']]);
  });

  it('that do not exist, and people who do not, are refused', async () => {
    const { calls } = manager;
    await calls.teams.create({ label: 'Atelier', members: [] }, caller);
    expect(await code(calls.teams.rename({ id: 'x', label: 'y' }, caller))).toBe('team.unknown');
    expect(await code(calls.teams.add({ id: 'atelier', address: 'x@example.org' }, caller))).toBe(
      'person.unknown',
    );
  });
});

describe('an administrator who is removed', () => {
  it('takes the right along: whoever has the name one day is somebody else', async () => {
    await manager.settings!.setOffice({ ...OFFICE, admins: ['sophie@example.org', 'paul@example.org'] });
    await engine.accounts.add({ username: 'paul', host: 'example.org', password: 'x', displayName: '' });
    Object.assign(engine.people.get('paul@example.org')!, { admin: true });
    await manager.calls.people.remove({ address: 'paul@example.org' }, caller);
    expect(manager.settings!.office?.admins).toEqual(['sophie@example.org']);
    expect(await code(manager.calls.people.remove({ address: 'sophie@example.org' }, caller))).toBe(
      'person.last-admin',
    );
  });
});

describe('who may join', () => {
  it('is nobody but those who are added, until the office decides otherwise', async () => {
    const { joining } = manager.calls;
    expect(await joining.rule(undefined, caller)).toEqual({ rule: 'invited' });
    await joining.setRule({ rule: 'approval' }, caller);
    expect(manager.settings!.office).toEqual({ ...OFFICE, joining: 'approval' });
    expect(engine.counts.configure).toBe(1);
    expect(await actions()).toEqual(['joining.rule example.org']);
  });

  it('stays what it was when the server refuses the configuration', async () => {
    engine.configure = async () => {
      throw Object.assign(new Error('refused'), { code: 'server.config-refused' });
    };
    const { joining } = manager.calls;
    expect(await code(joining.setRule({ rule: 'anyone' }, caller))).toBe('server.config-refused');
    expect(await joining.rule(undefined, caller)).toEqual({ rule: 'invited' });
  });

  it('is decided once: the second yes finds that it has been dealt with', async () => {
    const applicant = { address: 'paul@example.org', username: 'paul', askedAt: 1, from: '192.0.2.1' };
    engine.office.waiting.set(applicant.address, applicant);
    // The server keeps the name for them, and the password they chose.
    await engine.accounts.add({ username: 'paul', host: 'example.org', password: 'x', displayName: '' });
    await engine.accounts.setDisabled(applicant.address, true);
    const { joining, people } = manager.calls;
    const listed = async () => (await people.list(undefined, caller)).map(({ username }) => username);
    expect(await joining.waiting(undefined, caller)).toEqual([applicant]);
    expect(await listed()).not.toContain('paul');
    expect(await code(people.setDisabled({ address: applicant.address, disabled: false }, caller))).toBe(
      'person.unknown',
    );
    await joining.approve({ address: applicant.address }, caller);
    expect(await listed()).toContain('paul');
    expect(await code(joining.approve({ address: applicant.address }, caller))).toBe('entry.gone');
  });

  it('an invitation is for a name as the server has it, and its token is in no history', async () => {
    const { joining } = manager.calls;
    const made = await joining.invite({ username: ' Paul ', days: 7 }, caller);
    expect(made.username).toBe('paul');
    expect(JSON.stringify(await manager.calls.app.changes({ before: null, limit: 9 }, caller))).not.toContain(
      made.token,
    );
    expect(await code(joining.invite({ username: 'a b', days: 7 }, caller))).toBe('person.name-invalid');
    await joining.revoke({ token: made.token }, caller);
    expect(await joining.invitations(undefined, caller)).toMatchObject([
      { state: 'revoked', username: 'paul' },
    ]);
    await joining.restore({ token: made.token }, caller);
    expect(await joining.invitations(undefined, caller)).toMatchObject([{ state: 'open' }]);
    expect(await code(joining.restore({ token: made.token }, caller))).toBe('entry.gone');
    // And from the list of changes, which knows no token.
    await joining.revoke({ token: made.token }, caller);
    const [revoked] = await manager.calls.app.changes({ before: null, limit: 1 }, caller);
    expect(revoked).toMatchObject({
      action: 'joining.revoke',
      subject: 'paul@example.org',
      canPutBack: true,
    });
    await manager.calls.app.putBack({ id: revoked!.id }, caller);
    expect(await joining.invitations(undefined, caller)).toMatchObject([{ state: 'open' }]);
  });
});

describe('how long messages are kept', () => {
  it('says before what would go, and since when there is something', async () => {
    engine.office.messages.people.push(400, 366, 10);
    engine.office.messages.rooms.push(90);
    const { history } = manager.calls;
    const preview = await history.preview({ people: 365, rooms: 0 }, caller);
    expect(preview.remove).toEqual({ people: 2, rooms: 0 });
    expect(preview.before.rooms).toBeNull();
    expect(Math.round((Date.now() - preview.before.people!) / 86_400_000)).toBe(365);
    expect(Math.round((Date.now() - preview.oldest.people!) / 86_400_000)).toBe(400);
    expect((await history.get(undefined, caller)).keep).toEqual({ people: 0, rooms: 0 });
    await history.set({ people: 365, rooms: 0 }, caller);
    expect((await history.get(undefined, caller)).keep).toEqual({ people: 365, rooms: 0 });
  });
});

describe('keeping out', () => {
  it.each([
    ['spam.example', 'spam.example'],
    [' Spam.Example. ', 'spam.example'],
    ['Nuisance@Spam.example', 'nuisance@spam.example'],
    ['xn--mnchen-3ya.example', 'münchen.example'],
  ])('%s is %s', (typed, address) => expect(readOutsider(typed, ['example.org'])).toBe(address));

  it.each([
    ['', 'malformed'],
    ['spam', 'malformed'],
    ['https://spam.example/', 'malformed'],
    ['a b@spam.example', 'malformed'],
    ['@spam.example', 'malformed'],
    ['x'.repeat(4000), 'malformed'],
    ['example.org', 'own'],
    ['nina@example.org', 'own'],
  ])('%s is refused as %s', (typed, reason) => {
    expect(() => readOutsider(typed, ['example.org'])).toThrow(
      expect.objectContaining({ code: 'address.invalid', data: expect.objectContaining({ reason }) }),
    );
  });

  it('shows of a report whether whom it is about is kept out already, newest first', async () => {
    const report = (id: number, offender: string) =>
      engine.office.reports.set(id, {
        ...{ id, at: id, reporter: 'nina@example.org', offender, reason: 'spam', text: '', quotes: [] },
      });
    report(1, 'bot@spam.example/x');
    report(2, 'otto@elsewhere.example');
    const { safety } = manager.calls;
    await safety.keepOut({ address: 'spam.example' }, caller);
    const list = await safety.reports(undefined, caller);
    expect(list.map(({ id, keptOut }) => [id, keptOut])).toEqual([
      [2, false],
      [1, true],
    ]);
    await safety.closeReport({ id: 1 }, caller);
    expect(await code(safety.closeReport({ id: 1 }, caller))).toBe('entry.gone');
    await safety.letIn({ address: 'spam.example' }, caller);
    expect(await safety.keptOut(undefined, caller)).toEqual([]);
  });
});

describe('the server’s configuration', () => {
  const certificate = () => ({ chain: '/data/c.pem', key: '/data/c.key' });
  it.each<[string, Partial<Office>, string, Record<string, unknown> | undefined]>([
    ['of an office that decided nothing', {}, 'closed', undefined],
    ['lets in whom it adds', { joining: 'invited' }, 'closed', undefined],
    ['asks first', { joining: 'approval' }, 'open', { registration: { approval: true } }],
    ['lets in anyone', { joining: 'anyone' }, 'open', undefined],
    [
      'keeps for a year',
      { keepDays: { people: 365, rooms: 0 } },
      'closed',
      { archive: { keepDays: { people: 365, rooms: 0 } } },
    ],
  ])('%s', (_, part, registration, modules) => {
    const written = JSON.parse(configurationText('/data', { ...OFFICE, ...part }, certificate));
    expect(written.hosts['example.org'].registration).toBe(registration);
    // Where relays are found, whatever was decided.
    const found = { name: 'xmpp.example.org' };
    expect(written.modules).toEqual({ ...modules, proxy65: found, turn: found });
  });
});
