/** Files of the office: what is shown, what is deleted, which rules hold; each noted, and only for people of our own. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configurationText } from '../../electron/manager/engines/bundled/configuration.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { fillFiles } from '../support/fake-files.ts';
import { createFakeEngine, type FakeEngine, temporaryFolder, testHost } from '../support/host.ts';

const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
  admins: ['sophie@example.org'],
};
const RULES = { keepDays: 100, quotaBytes: 2 ** 30, maxBytes: 2 ** 27 };

const caller = { session: null, signal: undefined };
let folder: ReturnType<typeof temporaryFolder>;
let engine: FakeEngine;
let manager: Manager;

beforeEach(async () => {
  folder = temporaryFolder();
  engine = createFakeEngine();
  manager = await openManager({ host: testHost(folder.path), engine });
  await manager.settings!.setOffice(OFFICE);
  fillFiles(engine.office.files, [{ address: 'sophie@example.org' }, { address: 'nina@example.org' }]);
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
const changes = () => manager.calls.app.changes({ before: null, limit: 10 }, caller);

it('the overview is of the office’s own domain, the largest first', async () => {
  const { people, biggest } = await manager.calls.files.overview(undefined, caller);
  expect(people.map(({ account, files }) => `${account} ${files}`)).toEqual([
    'sophie@example.org 9',
    'nina@example.org 8',
  ]);
  expect(biggest.map(({ bytes }) => bytes)).toEqual(biggest.map(({ bytes }) => bytes).sort((a, b) => b - a));
});

it('a file is deleted once, and the history says whose and which', async () => {
  const { files } = manager.calls;
  const [latest] = (await files.of({ address: 'nina@example.org' }, caller)).files;
  const asked = { address: 'nina@example.org', handle: latest!.handle };
  await files.remove(asked, caller);
  expect(await code(files.remove(asked, caller))).toBe('entry.gone');
  expect((await changes())[0]).toMatchObject({
    ...{ action: 'files.remove', subject: 'nina@example.org', before: latest!.name, after: null },
  });
});

it('only of people of our own', async () => {
  const { files } = manager.calls;
  expect(await code(files.of({ address: 'eve@elsewhere.example' }, caller))).toBe('person.unknown');
  expect(await code(files.remove({ address: 'eve@notexample.org', handle: 'x' }, caller))).toBe(
    'person.unknown',
  );
});

it('rules are counted before, kept, noted, and part of what the server is told', async () => {
  const { files } = manager.calls;
  const loss = await files.preview(RULES, caller);
  expect(loss).toMatchObject({ people: 2 });
  expect(loss.files).toBeGreaterThan(0);
  expect(manager.settings!.office?.files).toBeUndefined();
  await files.setRules(RULES, caller);
  expect(manager.settings!.office?.files).toEqual(RULES);
  expect((await changes())[0]).toMatchObject({ action: 'files.rules', after: JSON.stringify(RULES) });
  const text = configurationText('/data', manager.settings!.office!, () => ({ chain: '/c', key: '/k' }));
  expect(JSON.parse(text).modules.upload).toEqual(RULES);
});
