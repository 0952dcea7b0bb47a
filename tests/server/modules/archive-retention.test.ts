/** Deleting what is too old: by class, counted beforehand, and nothing else (XEP-0313 §3.2). */
import { afterEach, expect, it } from 'vitest';
import { COMMANDS } from '../../../server/commands/index.ts';
import { parseXml } from '../../../server/kernel/xml.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const DAY = 86_400_000;
let test: TestServer;
afterEach(() => test.stop());

function fill(): void {
  const stanza = parseXml("<message xmlns='jabber:client'><body>x</body></message>");
  const now = Date.now();
  for (const [archive, owner] of [
    ['mam', 'nina@test'],
    ['mam', 'otto@test'],
    ['muc', 'room@conference.test'],
  ] as const)
    for (const days of [40, 20, 0])
      test.server.storage
        .archive(archive)
        .append(owner, { when: now - days * DAY, with: 'lea@test', stanza });
}

async function left(archive: string, owner: string): Promise<number> {
  const page = await test.server.storage.archive(archive).query(owner, { max: 0 });
  return page === 'item-not-found' ? -1 : page.count;
}

const run = (name: string, type: string, days: number): unknown => {
  const command = test.server.commands().find((one) => one.name === name);
  if (command) return command.run(command.args.parse({ type, days }));
  const own = COMMANDS.find((one) => one.name === name)!;
  return own.run(own.args.parse({ type, days }) as never, { storage: test.server.storage } as never);
};

it('no command has the name of another', async () => {
  test = await startTestServer();
  const names = [...COMMANDS, ...test.server.commands()].map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

it('deletes by class what is older than so many days, and says beforehand how much that is', async () => {
  test = await startTestServer();
  fill();
  expect(await run('count_old_mam_messages', 'all', 30)).toEqual({ people: 2, rooms: 1 });
  expect(await run('delete_old_mam_messages', 'chat', 30)).toEqual({ people: 2, rooms: 0 });
  expect(await left('mam', 'nina@test')).toBe(2);
  expect(await left('muc', 'room@conference.test')).toBe(3);
  expect(await run('delete_old_mam_messages', 'groupchat', 10)).toEqual({ people: 0, rooms: 2 });
  expect(await run('count_old_mam_messages', 'all', 30)).toEqual({ people: 0, rooms: 0 });
});

it('says since when there is something', async () => {
  test = await startTestServer();
  const command = test.server.commands().find(({ name }) => name === 'oldest_mam_messages')!;
  expect(await command.run({})).toEqual({ people: null, rooms: null });
  fill();
  const { people, rooms } = (await command.run({})) as { people: number; rooms: number };
  const days = (at: number) => Math.round((Date.now() - at) / DAY);
  expect([days(people), days(rooms)]).toEqual([40, 40]);
});

it.each([
  ['everything', 1],
  ['chat', -1],
  ['chat', 1.5],
])('refuses type %s and %s days', async (type, days) => {
  test = await startTestServer();
  expect(() => run('delete_old_mam_messages', type, days)).toThrow();
});

it('keeps people and rooms as long as configured, from the start on', async () => {
  const keepDays = { people: 30, rooms: 0 };
  test = await startTestServer();
  fill();
  await test.stop({ keep: true });
  test = await startTestServer({ folder: test.folder, config: { modules: { archive: { keepDays } } } });
  await expect.poll(() => left('mam', 'otto@test')).toBe(2);
  expect(await left('muc', 'room@conference.test')).toBe(3);
});
