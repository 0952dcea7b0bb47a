/** An account in each program's own files: put there, found again, mended, and taken out, with all else as it was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { createPerson, FILES, OTTO, type Person, PROGRAMS, treeModes } from './person.ts';

const OTHERS = ['otto@elsewhere.example', 'otto@second.example', 'zoë@third.example'];
/** Pidgin's fixture has an IRC account, Profanity's a name of its own. */
const OTHERS_OF: Readonly<Record<string, readonly string[]>> = {
  pidgin: ['otto@elsewhere.example', 'otto@irc.example', 'zoë@third.example'],
  profanity: ['otto@elsewhere.example', 'otto@second.example', 'zoé@third.example'],
};
const PASSWORD = `pass "word" & <ünïcode> 'x' \\ {n}`;

async function accounts(person: Person, program: string): Promise<string[]> {
  const { clients } = await person.clients.list();
  const found = clients.find((one) => one.program === program && one.kind === 'system')!;
  return [...found.profiles[0]!.accounts].sort();
}

const TROUBLES: readonly [string, (file: string) => void][] = [
  ['unreadable', (file) => chmodSync(file, 0o000)],
  ['huge', (file) => truncateSync(file, 300 * 1024 * 1024)],
  ['broken', (file) => writeFileSync(file, '<account><half>\0')],
  ['not-yours', (file) => lchownSync(file, 65_534, 65_534)],
  [
    'elsewhere',
    (file) => {
      renameSync(file, `${file}.moved`);
      symlinkSync(`${file}.moved`, file);
    },
  ],
];

describe.each(PROGRAMS)('%s', (program) => {
  const others = [...(OTHERS_OF[program] ?? OTHERS)].sort();

  test('three other accounts stay as they are; undone, the file is as it was, byte for byte', async () => {
    using person = createPerson();
    const file = person.has(program);
    const before = person.tree();
    const bytes = readFileSync(file);
    const wish = { profile: await person.profile(program), address: OTTO, keepPassword: true };
    const plan = await person.clients.plan(wish);
    expect(person.tree()).toEqual(before);
    expect(plan).toMatchObject({
      what: 'add',
      running: false,
      trust: { way: 'public' },
      files: [{ path: file, deed: 'changed' }],
    });
    expect([...plan.stays].sort()).toEqual(others);
    expect(JSON.stringify(plan)).not.toContain(PASSWORD);
    const set = await person.clients.apply({ ...wish, digest: plan.digest, password: PASSWORD });
    expect(await accounts(person, program)).toEqual([...others, OTTO].sort());
    expect((await person.clients.plan(wish)).what).toBe('there');
    if (program !== 'gajim' && program !== 'dino') expect(isWithin(readFileSync(file), bytes)).toBe(true);
    expect((await person.clients.list()).done).toEqual([set]);
    await person.clients.undo(set.id, 'exact');
    expect(person.tree()).toEqual(before);
    expect((await person.clients.list()).done).toEqual([]);
  });

  test('without a password: it asks, or the person is told that it does not', async () => {
    using person = createPerson();
    const wish = { profile: await person.profile(program), address: OTTO, keepPassword: false };
    const { password } = await person.clients.plan(wish);
    // Seen with the real programs: Dino shows its empty window and says nothing.
    expect(password).toBe(program === 'dino' ? 'by-hand' : 'asks');
  });

  test('where the program was never started, its file is made; undone, nothing is left', async () => {
    using person = createPerson();
    const before = person.tree();
    const set = await person.setUp(program, program === 'gajim' ? null : PASSWORD);
    expect(await accounts(person, program)).toEqual([OTTO]);
    expect(
      (
        await person.clients.plan({
          profile: await person.profile(program),
          address: OTTO,
          keepPassword: false,
        })
      ).what,
    ).toBe('there');
    await person.clients.undo(set.id, 'exact');
    expect(person.tree()).toEqual(before);
  });

  test('the program has written since: only our account is taken out', async () => {
    using person = createPerson();
    const file = person.has(program);
    const set = await person.setUp(program, null);
    rewrite(file, program);
    await expect(person.clients.undo(set.id, 'exact')).rejects.toMatchObject({
      code: 'client.changed-since',
    });
    expect((await person.clients.list()).done).toMatchObject([{ exact: false }]);
    await person.clients.undo(set.id, 'account');
    expect(await accounts(person, program)).toEqual(others);
  });

  test('the same account, switched off and led elsewhere, is mended in that and in nothing else', async () => {
    using person = createPerson({ facts: { server: { host: '192.0.2.7', port: 5223, tls: 'direct' } } });
    person.has(program);
    await person.setUp(program, 'first');
    spoil(person.file(program), program);
    const wish = { profile: await person.profile(program), address: OTTO, keepPassword: true };
    const plan = await person.clients.plan(wish);
    expect(plan.what).toBe('repair');
    expect(JSON.stringify(plan)).not.toContain('first');
    await person.clients.apply({ ...wish, digest: plan.digest, password: 'second' });
    expect((await person.clients.plan(wish)).what).toBe('there');
    expect(await accounts(person, program)).toEqual([...others, OTTO].sort());
    expect(readFileSync(person.file(program), 'latin1')).not.toContain('second\0');
  });

  test('while it runs, nothing is written, and nothing undone', async () => {
    using person = createPerson();
    person.has(program);
    const set = await person.setUp(program, null);
    const before = person.tree();
    person.runs.add(program === 'dino' ? 'dino-im' : program === 'psi' ? 'psi-plus' : program);
    await expect(person.clients.undo(set.id, 'exact')).rejects.toMatchObject({ code: 'client.running' });
    await expect(person.setUp(program, null)).rejects.toMatchObject({ code: 'client.running' });
    expect(person.tree()).toEqual(before);
  });

  test('what changed after it was shown is not written over', async () => {
    using person = createPerson();
    const file = person.has(program);
    const wish = { profile: await person.profile(program), address: OTTO, keepPassword: false };
    const { digest } = await person.clients.plan(wish);
    rewrite(file, program);
    await expect(person.clients.apply({ ...wish, digest, password: null })).rejects.toMatchObject({
      code: 'client.plan-changed',
    });
  });

  test.each(TROUBLES)('a file that is %s is left as it is', async (trouble, spoilFile) => {
    using person = createPerson();
    const file = person.has(program);
    spoilFile(file);
    const { clients } = await person.clients.list();
    const found = clients.find((one) => one.program === program && one.kind === 'system')!;
    expect(found.profiles[0]).toMatchObject({ trouble, accounts: [] });
    await expect(
      person.clients.plan({ profile: found.profiles[0]!.id, address: OTTO, keepPassword: false }),
    ).rejects.toMatchObject({ code: 'client.trouble', data: { file, trouble } });
  });
});

/** Whether `now` is `before` with one piece put in. */
function isWithin(now: Buffer, before: Buffer): boolean {
  const at = before.findIndex((byte, index) => byte !== now[index]);
  const head = at < 0 ? before.length : at;
  return now.subarray(now.length - (before.length - head)).equals(before.subarray(head));
}

/** As a program would that was open in between: our account is kept, and other bytes surround it. */
function rewrite(file: string, program: string): void {
  if (program === 'profanity') {
    appendFileSync(file, '\n');
    return;
  }
  if (program === 'gajim' || program === 'dino') {
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE later (name TEXT)');
    database.close();
    return;
  }
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\n '));
}

function spoil(file: string, program: string): void {
  if (program === 'gajim' || program === 'dino') {
    const database = new DatabaseSync(file);
    if (program === 'dino') database.exec(`UPDATE account SET enabled = 0 WHERE bare_jid = '${OTTO}'`);
    else
      database.exec(
        `UPDATE account_settings SET settings = json_set(settings, '$.account.active', json('false'), '$.account.custom_host', 'old') WHERE account = '${OTTO}'`,
      );
    database.close();
    return;
  }
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('192.0.2.7', '198.51.100.1'));
}

/** Another process with a database in its hands: locks of one process do not keep that process out. */
async function holding(file: string, sql: string): Promise<() => Promise<void>> {
  const program = `import { DatabaseSync } from 'node:sqlite';
    new DatabaseSync(process.argv[1]).exec(process.argv[2]); console.log('held'); process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, file, sql], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
}

test.each([
  ['gajim', 'BEGIN EXCLUSIVE'],
  ['dino', 'PRAGMA journal_mode = WAL; BEGIN IMMEDIATE'],
] as const)('%s: a database that another program holds is left as it is', async (program, sql) => {
  using person = createPerson();
  const release = await holding(person.has(program), sql);
  try {
    const before = person.tree();
    await expect(person.setUp(program, null)).rejects.toMatchObject({
      code: 'client.trouble',
      data: { trouble: 'locked' },
    });
    expect((await person.clients.list()).done).toEqual([]);
    expect(person.tree()).toEqual(before);
  } finally {
    await release();
  }
});

test('gajim: a database of a later version is left as it is', async () => {
  using person = createPerson();
  const database = new DatabaseSync(person.has('gajim'));
  database.exec('PRAGMA user_version = 6');
  database.close();
  await expect(person.setUp('gajim', null)).rejects.toMatchObject({ data: { trouble: 'newer' } });
});

test('gajim: with a keyring the password goes there, and nowhere else; undone, it is gone', async () => {
  using person = createPerson({ keyring: true });
  person.has('gajim');
  const set = await person.setUp('gajim', 'schwer zu raten');
  expect([...person.keyring]).toEqual([[OTTO, 'schwer zu raten']]);
  expect(readFileSync(person.file('gajim'), 'latin1')).not.toContain('schwer zu raten');
  await person.clients.undo(set.id, 'exact');
  expect([...person.keyring]).toEqual([]);
});

test('a folder that leads elsewhere is not followed', async () => {
  using person = createPerson();
  const other = join(person.home, 'other');
  mkdirSync(other);
  mkdirSync(dirname(person.file('dino')), { recursive: true });
  symlinkSync(other, join(person.home, '.purple'));
  await expect(person.setUp('pidgin', null)).rejects.toMatchObject({ data: { trouble: 'elsewhere' } });
  expect(Object.keys(person.tree())).not.toContain(FILES.pidgin);
});

test('copies are for nobody else', async () => {
  using person = createPerson();
  person.has('pidgin');
  await person.setUp('pidgin', 'x');
  expect(treeModes(join(person.home, '../kept')).every((mode) => (mode & 0o077) === 0)).toBe(true);
});
