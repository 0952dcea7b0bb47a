/** The file to take along does what our own writer does: the same bytes, the same refusals, the same way back. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import type { OfficeFacts } from '../../../electron/manager/clients/facts.ts';
import { clientScript } from '../../../electron/manager/clients/script.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { describeWith } from '../../support/need.ts';
import { createPerson, OTTO, type Person, PROGRAMS } from './person.ts';

vi.setConfig({ testTimeout: 30_000 });
const run = promisify(execFile);
const PASSWORD = `pass "word" & <ünïcode> 'x' \\ {n}`;

/** Runs the file in a home folder of its own. */
async function takeAlong(person: Person, file: string, ...args: string[]) {
  // A test's person has no keyring, whatever this computer has.
  const env = {
    ...{ PATH: '/usr/bin:/bin', HOME: person.home, LC_ALL: 'C.UTF-8' },
    PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
  };
  const asked = run('python3', [file, '--language', 'en', ...args], { env });
  asked.child.stdin?.end('n\n');
  return asked.then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      stdout: `${error.stdout}${error.stderr}`,
    }),
  );
}

async function write(
  person: Person,
  facts: OfficeFacts = DIRECT,
  password: string | null = PASSWORD,
): Promise<string> {
  const { name, text } = await clientScript({ address: OTTO, language: 'en', password }, facts);
  const file = join(person.home, '..', name);
  writeFileSync(file, text);
  return file;
}

const DIRECT: OfficeFacts = { server: null, trust: null, systemTrusts: false };

/** What neither side chooses: a device's name by chance, and which SQLite has written last. */
function settled(file: string, program: string): Buffer {
  const bytes = readFileSync(file);
  if (program === 'gajim' || program === 'dino') bytes.fill(0, 96, 100);
  return Buffer.from(
    bytes.toString('latin1').replace(/(dino|profanity)\.[0-9a-f]{8}/g, '$1.########'),
    'latin1',
  );
}

describeWith(['python3'], 'a file to take along', () => {
  test.each(PROGRAMS.flatMap((program) => [true, false].map((had) => [program, had] as const)))(
    '%s (accounts before: %s): the same bytes, and the same back',
    async (program, had) => {
      using here = createPerson({
        facts: { server: { host: '192.0.2.7', port: 5223, tls: 'direct' }, trust: await trusted() },
      });
      using there = createPerson();
      if (had) {
        here.has(program);
        there.has(program);
      }
      const before = there.tree();
      await here.setUp(program, PASSWORD);
      const file = await write(there, {
        server: { host: '192.0.2.7', port: 5223, tls: 'direct' },
        trust: await trusted(),
        systemTrusts: false,
      });
      const said = await takeAlong(there, file, '--yes', '--only', program);
      expect(said.stdout).not.toContain(PASSWORD);
      expect(said).toEqual({ code: 0, stdout: expect.stringContaining('done. Start it') });
      expect(settled(there.file(program), program).equals(settled(here.file(program), program))).toBe(true);
      const names = (person: Person) =>
        Object.keys(person.tree())
          .filter((name) => !name.includes('chatelaine-client-setup'))
          .sort();
      const folders = (name: string) => !['.local', '.local/share'].includes(name);
      expect(names(there).filter(folders)).toEqual(names(here).filter(folders));
      expect(await takeAlong(there, file, '--yes', '--only', program)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('is there already'),
      });
      await takeAlong(there, file, '--undo');
      const after = there.tree();
      for (const name of Object.keys(after))
        if (name.startsWith('.local') && !(name in before)) delete after[name];
      expect(after).toEqual(before);
    },
  );

  test.each(PROGRAMS)('%s: what has been written since stays, and only our account goes', async (program) => {
    using there = createPerson();
    there.has(program);
    const file = await write(there);
    await takeAlong(there, file, '--yes', '--only', program);
    await there.clients.list();
    // Something else writes there as well: our own writer, for somebody else's account.
    const wish = { profile: await there.profile(program), address: 'nina@office.test', keepPassword: false };
    const { digest } = await there.clients.plan(wish);
    await there.clients.apply({ ...wish, digest, password: null });
    expect(await takeAlong(there, file, '--undo')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Only this account'),
    });
    const { clients } = await there.clients.list();
    const found = clients.find((one) => one.program === program && one.kind === 'system')!;
    expect(found.profiles[0]!.accounts).toContain('nina@office.test');
    expect(found.profiles[0]!.accounts).not.toContain(OTTO);
  });

  test('shows its plan and changes nothing; asked, it takes no for an answer', async () => {
    using there = createPerson();
    for (const program of PROGRAMS) there.has(program);
    const file = await write(there);
    const before = there.tree();
    const { stdout } = await takeAlong(there, file, '--plan');
    for (const name of ['Gajim', 'Pidgin', 'Dino', 'Psi+', 'Profanity'])
      expect(stdout).toContain(`${name}: this is written to`);
    expect(stdout).toContain('readable in that file');
    expect(stdout).toContain('holds the password');
    expect(stdout).not.toContain(PASSWORD);
    expect((await takeAlong(there, file)).code).not.toBe(0);
    expect(there.tree()).toEqual(before);
  });

  test('a file that is closed, broken, or leads elsewhere is left as it is', async () => {
    using there = createPerson();
    chmodSync(there.has('pidgin'), 0o000);
    writeFileSync(there.has('psi'), '<accounts><half>');
    const other = join(there.home, 'other');
    mkdirSync(other);
    mkdirSync(join(there.home, '.local/share'), { recursive: true });
    symlinkSync(other, join(there.home, '.local/share/dino'));
    const before = there.tree();
    const file = await write(there);
    const said = await takeAlong(there, file, '--plan');
    expect(said.code).toBe(1);
    for (const why of ['cannot be read', 'not what this program writes', 'leads elsewhere'])
      expect(said.stdout).toContain(why);
    expect(there.tree()).toEqual(before);
  });

  test.each([
    ['this home folder', true],
    ['another one', false],
  ])('a program that runs with %s is in the way: %s', async (_, own) => {
    using there = createPerson();
    const file = await write(there, DIRECT, null);
    // Takes the name of one, as the table of processes has it.
    const program = spawn('sleep', ['60'], {
      ...{ argv0: 'profanity', stdio: 'ignore' },
      env: { PATH: '/usr/bin:/bin', HOME: own ? there.home : join(there.home, 'other') },
    });
    try {
      await once(program, 'spawn');
      const { stdout } = await takeAlong(there, file, '--plan', '--only', 'profanity');
      expect(stdout.includes('Profanity: it is open')).toBe(own);
    } finally {
      program.kill();
    }
  });

  test('says where the office’s authority has to be added by hand, and nothing where there is none', async () => {
    using there = createPerson();
    const plan = async (trust: Awaited<ReturnType<typeof trusted>> | null) => {
      const file = await write(there, { server: null, trust, systemTrusts: false });
      return (await takeAlong(there, file, '--plan')).stdout;
    };
    expect((await plan(await trusted())).match(/\S+ looks at this computer's list/g)).toEqual([
      "Dino looks at this computer's list",
    ]);
    expect(await plan(null)).not.toContain('list of authorities');
  });

  test('speaks French', async () => {
    using there = createPerson();
    const file = await write(there, DIRECT, null);
    const { stdout } = await run('python3', [file, '--plan', '--language', 'fr'], {
      env: { PATH: '/usr/bin:/bin', HOME: there.home },
    });
    expect(stdout).toContain('dans les applications de chat');
    expect(stdout).toContain('Pidgin demande le mot de passe');
    expect(stdout).toContain('Dino ne demande pas de lui-même');
  });
});

let made: { authority: string; certificate: string } | undefined;
async function trusted() {
  if (made) return made;
  using scratch = createPerson();
  const { pem } = await makeCertificate(scratch.home, 'office', ['office.test']);
  made = { authority: pem, certificate: pem };
  return made;
}
