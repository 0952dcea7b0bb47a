/** Somebody leaves a real server: with a real program connected, in a room she runs; her copy is opened; she comes back. */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { coachWords } from '../../../electron/contract/coach-words.ts';
import { type Manager, openManager } from '../../../electron/manager/manager.ts';
import { type Agent, startAgent } from '../../support/agent.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';
import { answerCommands } from '../../support/line.ts';
import { describeWith } from '../../support/need.ts';
import { freePort } from '../../support/ports.ts';
import { connectClient } from '../../support/xmpp-client.ts';

const DOMAIN = 'example.org';
const MARIE = `marie@${DOMAIN}`;
const ZOE = `zoe@${DOMAIN}`;
const SECRET = 'correct horse battery';
const CLI = join(import.meta.dirname, '../../../electron/cli.ts');
const folder = temporaryFolder();
const nobody = { session: null, signal: undefined };
let manager: Manager;
let calls: Manager['calls'];
let hangUp: () => Promise<void>;
let ports: { starttls: number; direct: number };

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

beforeAll(async () => {
  ports = { starttls: await freePort(), direct: await freePort() };
  manager = await openManager({ host: testHost(folder.path) });
  ({ calls } = manager);
  await manager.begin();
  hangUp = await answerCommands(manager, folder.path);
  const admin = { username: 'sophie', displayName: 'Sophie' };
  await calls.setup.save({ answers: { way: 'lan', domain: DOMAIN, admin, ports } }, nobody);
  await calls.setup.password({ password: SECRET }, nobody);
  const { jobId } = await calls.setup.apply(undefined, nobody);
  expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
  for (const [username, displayName] of [
    ['marie', 'Marie'],
    ['zoe', 'Zoé'],
  ] as const)
    await calls.people.add({ username, displayName, password: SECRET }, nobody);
});
afterAll(async () => {
  await hangUp();
  await manager.close();
  folder[Symbol.dispose]();
});

async function logIn(username: string, resource: string) {
  const ca = readFileSync(join(folder.path, 'certificates/authority.pem'), 'utf8');
  const client = await connectClient({ port: ports.starttls, host: DOMAIN, ca });
  await client.startTls();
  await client.authenticate(username, SECRET);
  await client.bind(resource);
  return client;
}

const standings = async (room: string) =>
  Object.fromEntries(
    (await calls.rooms.get({ address: room }, nobody)).people.map(({ address, standing }) => [
      address,
      standing,
    ]),
  );

/** The copy, as a page gets it: piece by piece. */
async function download(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const piece = await calls.leaving.copy({ address: MARIE, offset }, nobody);
    pieces.push(Buffer.from(piece.data, 'base64'));
    offset = piece.next;
  }
  return Buffer.concat(pieces);
}

describeWith(['slixmpp', 'unzip', 'python3'], 'a colleague leaves', () => {
  let marie: Agent;
  let own: string;
  let shared: string;
  const said = ['bonjour Zoé', 'à <demain> & merci', 'x'.repeat(3000)];

  test('she is connected, runs rooms, is in a team, and writes', async () => {
    const team = await calls.teams.create({ label: 'Workshop', members: [MARIE, ZOE] }, nobody);
    const room = {
      ...{ description: '', topic: '', password: '', entry: 'members' as const, membersMayInvite: false },
      ...{
        everyoneSetsTopic: false,
        keepsHistory: true,
        listed: true,
        moderated: false,
        people: [MARIE, ZOE],
      },
    };
    ({ address: own } = await calls.rooms.create({ ...room, local: 'plans', name: 'Plans' }, nobody));
    ({ address: shared } = await calls.rooms.create({ ...room, local: 'lunch', name: 'Lunch' }, nobody));
    await calls.rooms.setStanding({ address: own, person: MARIE, standing: 'owner' }, nobody);
    await calls.rooms.setStanding({ address: own, person: `sophie@${DOMAIN}`, standing: 'none' }, nobody);
    expect(await standings(own)).toEqual({ [MARIE]: 'owner', [ZOE]: 'member' });

    marie = startAgent('marie', {
      ...{ jid: `${MARIE}/laptop`, password: SECRET, ca: join(folder.path, 'certificates/authority.pem') },
      ...{ host: '127.0.0.1', port: ports.starttls },
    });
    await marie.expect('session_start');
    marie.send({ do: 'join', room: own, nick: 'marie' });
    await marie.expect('joined');
    const zoe = await logIn('zoe', 'desk');
    zoe.send('<presence/>');
    for (const [id, body] of said.entries()) marie.send({ do: 'message', to: ZOE, id: `m${id}`, body });
    for (const body of said)
      expect(
        (await zoe.find((one) => one.is('message') && one.getChildText('body') !== null)).getChildText(
          'body',
        ),
      ).toBe(body);
    zoe.send(`<message to='${MARIE}' type='chat' id='z1'><body>salut Marie</body></message>`);
    await zoe.settle();
    await marie.expect('message', { body: 'salut Marie' });
    marie.send({ do: 'room_message', room: own, id: 'r1', body: 'the plan is ready' });
    await marie.expect('room_message', { body: 'the plan is ready' });
    await zoe.close();
    expect(team.members).toContain(MARIE);
  });

  test('the preview says what becomes of it all, and what remains', async () => {
    const preview = await calls.leaving.preview({ address: MARIE, successor: ZOE }, nobody);
    expect(preview).toMatchObject({
      ...{ displayName: 'Marie', devices: 1, teams: [{ label: 'Workshop' }] },
      // The four, and what rooms and the team sent.
      remains: { messages: expect.any(Number), files: 0, keepDays: { people: 0, rooms: 0 } },
    });
    const becomes = Object.fromEntries(preview.rooms.map(({ address, becomes: what }) => [address, what]));
    expect(becomes).toMatchObject({ [own]: 'handed-over', [shared]: 'left' });
    expect(preview.successors[0]?.address).toBe(`sophie@${DOMAIN}`);
    const alone = await calls.leaving.preview({ address: MARIE, successor: null }, nobody);
    expect(alone.rooms.find(({ address }) => address === own)?.becomes).toBe('stays');
    await expect(
      calls.leaving.preview({ address: `sophie@${DOMAIN}`, successor: null }, nobody),
    ).rejects.toMatchObject({
      code: 'person.last-admin',
    });
  });

  test('her program is out at once with a stream error, and does not get in again', async () => {
    const tablet = await logIn('marie', 'tablet');
    const started = await calls.leaving.start(
      { address: MARIE, successor: ZOE, removeAfterDays: 30, copy: true, language: 'en' },
      nobody,
    );
    expect(started.state).not.toBe('failed');
    await marie.expect('disconnected');
    // RFC 6120 §4.9.3.12.
    const error = await tablet.find((one) => one.name === 'stream:error');
    expect(error.getChild('not-authorized')).toBeDefined();
    await tablet.closed();
    await expect(logIn('marie', 'again')).rejects.toThrow(/account-disabled/);
    expect(await manager.areas?.jobs.ended(started.jobId!)).toMatchObject({ state: 'done' });
    const [left] = await calls.leaving.list(undefined, nobody);
    expect(left).toMatchObject({ state: 'left', copy: { files: 0 }, successor: ZOE });
    expect(await standings(own)).toEqual({ [ZOE]: 'owner' });
    expect(await standings(shared)).not.toHaveProperty(MARIE);
    expect((await calls.teams.list(undefined, nobody))[0]?.members).toEqual([ZOE]);
  });

  test('her copy opens, and holds what was said, word for word', async () => {
    const file = join(folder.path, 'copy.zip');
    writeFileSync(file, await download());
    execFileSync('unzip', ['-tq', file]);
    const read = (name: string) => execFileSync('unzip', ['-p', file, name], { encoding: 'utf8' });
    const lines = read('messages.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ kind }) => kind === 'text').map(({ mine, text }) => [mine, text])).toEqual([
      ...said.map((text) => [true, text]),
      [false, 'salut Marie'],
    ]);
    // A parser of another make, and the shape of XEP-0227.
    const shape = execFileSync(
      'python3',
      [
        '-c',
        `import sys, xml.etree.ElementTree as e
r = e.fromstring(sys.stdin.buffer.read())
u = r.find('{urn:xmpp:pie:0}host/{urn:xmpp:pie:0}user')
print(r.tag, u.get('name'), [c.tag.split('}')[1] for c in u], len(u.findall('.//{urn:xmpp:mam:2}result')))
print([b.text for b in u.iter('{jabber:client}body')])`,
      ],
      { input: read('data.xml'), encoding: 'utf8' },
    );
    expect(shape).toContain("{urn:xmpp:pie:0}server-data marie ['query', ");
    expect(shape).toContain(`'archive'] ${lines.length}`);
    expect(shape).toContain("'à <demain> & merci'");
    const names = execFileSync('unzip', ['-Z1', file], { encoding: 'utf8' }).trim().split('\n');
    const talk = names.find((name) => name.startsWith('conversations/zoe'))!;
    expect(read(talk)).toContain('à &#60;demain&#62; &#38; merci');
    expect(read(names.find((name) => name.startsWith('rooms/'))!)).toContain('the plan is ready');
    expect(read('index.html')).toContain('The data of Marie');
    // What rooms and programs say to each other is in the document, and on no page.
    expect(names.filter((name) => name.startsWith('conversations/'))).toEqual([talk]);
    const kept = manager.areas!.leaving.copyFile(MARIE)!;
    expect(statSync(kept).mode & 0o777).toBe(0o600);
  });

  test('she comes back from the page History, with her rooms and her team', async () => {
    const changes = await calls.app.changes({ before: null, limit: 50 }, nobody);
    const change = changes.find(({ action }) => action === 'people.leave')!;
    expect(change.canPutBack).toBe(true);
    await calls.app.putBack({ id: change.id }, nobody);
    expect(await standings(own)).toEqual({ [MARIE]: 'owner', [ZOE]: 'member' });
    expect(await standings(shared)).toMatchObject({ [MARIE]: 'member' });
    expect((await calls.teams.list(undefined, nobody))[0]?.members.sort()).toEqual([MARIE, ZOE]);
    expect(await calls.leaving.list(undefined, nobody)).toEqual([]);
    await (await logIn('marie', 'back')).close();
    await expect(calls.leaving.copy({ address: MARIE, offset: 0 }, nobody)).rejects.toMatchObject({
      code: 'leaving.no-copy',
    });
    await marie.stop();
  });

  test('the same from a terminal, beside the running manager', async () => {
    const env = { ...process.env, LC_ALL: 'fr_FR.UTF-8' };
    const chatelaine = (...args: string[]) =>
      new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
        execFile(process.execPath, [CLI, ...args, '--data', folder.path], { env }, (error, out, err) =>
          resolve({ code: error?.code ?? 0, out, err }),
        );
      });
    const file = join(folder.path, 'marie.zip');
    const left = await chatelaine(
      'leave',
      MARIE,
      '--to',
      ZOE,
      '--export',
      file,
      '--days',
      'never',
      '--yes',
      '--json',
    );
    expect([left.code, JSON.parse(left.out)]).toMatchObject([
      0,
      { state: 'left', removeAt: null, address: MARIE },
    ]);
    expect(execFileSync('unzip', ['-p', file, 'index.html'], { encoding: 'utf8' })).toContain(
      'Les données de Marie',
    );
    expect((await chatelaine('leave', '--back', MARIE)).out).toBe(
      `${MARIE} : de retour, avec ses salons et ses équipes.\n`,
    );
    const coach = await chatelaine('coach', '--once', '--person', MARIE);
    expect([coach.code, coach.out]).toEqual([0, expect.stringContaining('Marie\u00a0: connexion établie')]);
  });

  test('who asked for an account and is not let in yet is no disabled account; then said yes', async () => {
    await calls.joining.setRule({ rule: 'approval' }, nobody);
    const lea = `lea@${DOMAIN}`;
    const ca = readFileSync(join(folder.path, 'certificates/authority.pem'), 'utf8');
    const asking = await connectClient({ port: ports.direct, host: DOMAIN, tls: 'direct', ca });
    await asking.openStream();
    const form = `<username>lea</username><password>${SECRET}</password>`;
    await asking.query('set', `<query xmlns='jabber:iq:register'>${form}</query>`);
    await asking.close();
    await expect(logIn('lea', 'early')).rejects.toThrow();
    const abort = new AbortController();
    const watched = await calls.coach.watch({ person: lea }, { session: null, signal: abort.signal });
    const until = async (state: string) => {
      for (;;) {
        const [story] = (await watched.next()).value?.stories ?? [];
        if (story?.state === state) return story;
      }
    };
    const early = await until('stuck');
    expect(early).toMatchObject({ code: 'waiting-for-yes', fix: 'approve', person: lea });
    expect(coachWords(early, 'en', Date.now()).title).toContain('waits for your yes');
    await calls.joining.approve({ address: lea }, nobody);
    await (await logIn('lea', 'late')).close();
    expect((await until('connected')).before.map(({ code }) => code)).toEqual(['disabled']);
    abort.abort();
    await calls.joining.setRule({ rule: 'invited' }, nobody);
  });

  test('what the coach saw of it', async () => {
    const abort = new AbortController();
    const watched = await calls.coach.watch({ person: MARIE }, { session: null, signal: abort.signal });
    const { value } = await watched.next();
    abort.abort();
    expect(
      value?.stories.map(({ state, displayName, before }) => [
        state,
        displayName,
        before.map((one) => one.code),
      ]),
    ).toContainEqual(['connected', 'Marie', ['disabled']]);
  });
});
