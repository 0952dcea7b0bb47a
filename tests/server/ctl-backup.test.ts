/** `chatelaine ctl backup` and `restore`: one moment of a running server to a folder, and back while it is stopped. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openServerControl } from '../../server/control-commands.ts';
import { CTL_EXIT, ctl } from '../../server/ctl.ts';
import { createLog } from '../../server/kernel/log.ts';
import { prepareFolder, startTestServer } from '../support/server.ts';

async function run(file: string, ...args: string[]) {
  let [out, err] = ['', ''];
  const code = await ctl({
    args: ['--config', file, ...args],
    stdin: Readable.from(['']),
    out: (text) => (out += text),
    err: (text) => (err += text),
    patienceMs: 300,
  });
  return { code, out, err };
}

test('copied while it runs, put back while it is stopped', async () => {
  const server = await startTestServer({ hosts: ['office.test'] });
  const { file, folder } = server;
  const { data } = server.config;
  const copy = join(folder, 'copy');
  const own = (...path: string[]) => join(data, 'uploads', ...path);
  for (const name of ['f-6162', 'incoming']) mkdirSync(own(name), { recursive: true });
  writeFileSync(own('f-6162', 'plan'), 'the plan');
  writeFileSync(own('incoming', 'half'), 'the pl');
  const control = await openServerControl({
    ...{ server: server.server, data, stop: () => undefined, reload: () => [] },
    log: createLog({ level: 'error', write: () => undefined }),
  });
  await using _ = { [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }) };
  try {
    await run(file, 'register', 'nina', 'office.test', 'secret');
    expect(await run(file, 'backup', copy)).toEqual({
      ...{ code: CTL_EXIT.done, err: '' },
      out: `${copy} holds 1 people, 0 rooms, 0 archived messages, 0 files.\n`,
    });
    expect(readdirSync(copy).sort()).toEqual(['data.sqlite', 'uploads']);
    expect(readdirSync(join(copy, 'uploads'))).toEqual(['f-6162']);
    const again = await run(file, 'backup', copy);
    expect(again).toMatchObject({ code: CTL_EXIT.failed, err: expect.stringContaining('there already') });
    const running = await run(file, 'restore', copy);
    expect(running).toMatchObject({ code: CTL_EXIT.failed, err: 'The server runs: stop it first.\n' });
    await run(file, 'unregister', 'nina', 'office.test');
    await run(file, 'register', 'otto', 'office.test', 'secret');
  } finally {
    await control.close();
    await server.stop({ keep: true });
  }
  rmSync(own('f-6162', 'plan'));
  expect((await run(file, 'registered_users', 'office.test')).out).toBe('otto\n');
  expect(await run(file, 'restore', copy)).toMatchObject({ code: CTL_EXIT.done, err: '' });
  expect((await run(file, 'registered_users', 'office.test')).out).toBe('nina\n');
  expect((await run(file, 'check_password', 'nina', 'office.test', 'secret')).code).toBe(CTL_EXIT.done);
  expect(readFileSync(own('f-6162', 'plan'), 'utf8')).toBe('the plan');
  // What was there before is beside it, and nothing unfinished is.
  const before = new Database(join(data, 'data.sqlite.before-restore'), { readonly: true });
  expect(before.prepare('SELECT count(*) AS n FROM accounts').get()).toEqual({ n: 1 });
  before.close();
  expect(existsSync(join(data, 'data.sqlite.part'))).toBe(false);
});

test('refused, and nothing is left: no data, no copy, a damaged one, one of a newer version', async () => {
  const { file, folder } = await prepareFolder({ hosts: ['office.test'] });
  await using _ = { [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }) };
  const copy = join(folder, 'copy');
  const says = async (...args: string[]) => {
    const { code, err } = await run(file, ...args);
    expect(code).toBe(CTL_EXIT.failed);
    return err;
  };
  expect(await says('backup', copy)).toContain('There is no data.sqlite');
  await run(file, 'register', 'nina', 'office.test', 'secret');
  expect(await says('restore', copy)).toContain('There is no data.sqlite');
  expect(await says('backup', join(file, 'below'))).toContain('ENOTDIR');
  expect((await run(file, 'backup', copy)).code).toBe(CTL_EXIT.done);
  const database = new Database(join(copy, 'data.sqlite'));
  database.pragma('user_version = 9999');
  database.close();
  expect(await says('restore', copy)).toContain('newer version');
  writeFileSync(
    join(copy, 'data.sqlite'),
    'not a database at all, but long enough to be read as one '.repeat(40),
  );
  expect(await says('restore', copy)).toContain('is damaged');
  expect((await run(file, 'registered_users', 'office.test')).out).toBe('nina\n');
  expect((await run(file, 'help', 'restore')).out).toContain('the server must be stopped');
});
