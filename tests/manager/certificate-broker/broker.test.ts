/** The way between two hosts, against a real sshd on loopback: what our key gets there, what it must not get, and what is said when it fails. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { certificateSources } from '../../../electron/contract/certificate-sources.ts';
import { certificateSource } from '../../../electron/contract/certificates.ts';
import {
  type Broker,
  createBroker,
  type Machine,
} from '../../../electron/manager/certificates/broker/broker.ts';
import { readHostKeys } from '../../../electron/manager/certificates/broker/host-keys.ts';
import {
  authorizedKey,
  brokerSetup,
  SCRIPT_PATH,
  script,
} from '../../../electron/manager/certificates/broker/setup.ts';
import { sshArgs, troubleOf } from '../../../electron/manager/certificates/broker/ssh.ts';
import { publicAuthorities } from '../../../electron/manager/certificates/judge/judge.ts';
import { certificatesIn } from '../../../electron/manager/certificates/judge/pem.ts';
import { run } from '../../../electron/manager/run.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';
import { freePort } from '../../support/ports.ts';
import { createFakeRunner } from '../../support/runner.ts';
import { createSshd, type Sshd } from '../../support/sshd.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PARTS = { chainFile: '/etc/letsencrypt/live/a.example/fullchain.pem', keyFile: '/k.pem' };
const HOST = { host: 'web.example', port: 22, user: 'broker' };

test.each([
  ['an option of ssh-keyscan', { host: '-f/etc/hosts' }],
  ['a pattern of known_hosts', { host: '*' }],
  ['two lines', { host: 'web.example\nother.example' }],
  ['another option of ssh', { user: 'a -oProxyCommand=id' }],
  ['no port', { port: 70_000 }],
])('what is kept of another computer is never %s', (_, more) => {
  const source = { from: 'machine', ...HOST, fingerprint: 'SHA256:x' };
  expect(certificateSource.safeParse(source).success).toBe(true);
  expect(certificateSource.safeParse({ ...source, ...more }).success).toBe(false);
});

describe('what a person carries over', () => {
  test('one line that allows one command, and a script without arguments', () => {
    const setup = brokerSetup({ publicKey: 'ssh-ed25519 AAAAC3 chatelaine\n', ...PARTS, from: 'atelier' });
    expect(setup.authorizedKey).toBe(
      'restrict,command="/usr/local/bin/chatelaine-certificate" ssh-ed25519 AAAAC3 chatelaine@atelier',
    );
    expect(setup.script.split('\n').slice(3, -1)).toEqual([
      'set -eu',
      'unset SSH_ORIGINAL_COMMAND',
      'PATH=/usr/bin:/bin',
      `[ "$(id -u)" = 0 ] || [ -r '${PARTS.keyFile}' ] || exec sudo -n -- ${SCRIPT_PATH}`,
      `exec cat -- '${PARTS.chainFile}' '${PARTS.keyFile}'`,
    ]);
    expect(setup.commands.join('\n')).toContain(setup.authorizedKey);
  });

  test('the script is one for every sh', () => {
    const text = script(PARTS);
    for (const sh of ['sh', 'dash', 'bash --posix'])
      execFileSync('sh', ['-c', `command -v ${sh.split(' ')[0]} >/dev/null || exit 0; exec ${sh} -n`], {
        input: text,
      });
  });

  test.each(["/etc/it's.pem", '/a\nb', 'relative.pem', '/a"b', '/a$(id)', '/a`id`', '/a\\b'])(
    'a path such as %j is refused',
    (chainFile) => {
      const input = certificateSources.brokerSetup['~orpc'].inputSchema as {
        safeParse(value: unknown): { success: boolean };
      };
      expect(input.safeParse({ ...PARTS, chainFile }).success).toBe(false);
      expect(input.safeParse(PARTS).success).toBe(true);
    },
  );

  test.each(['-oProxyCommand=id', 'a b', '', '$(id)', 'a;id', 'x\ny'])(
    'a host such as %j is refused',
    (host) => {
      const input = certificateSources.brokerHostKeys['~orpc'].inputSchema as {
        safeParse(value: unknown): { success: boolean };
      };
      expect(input.safeParse({ ...HOST, host }).success).toBe(false);
      expect(input.safeParse(HOST).success).toBe(true);
    },
  );
});

describe('what ssh says, in our words', () => {
  const ran = (stderr: string, exitCode: number | null = 255) => ({
    exitCode,
    stdout: '',
    stderr,
    why: 'ended' as const,
  });
  test.each([
    ['Host key verification failed.', 255, 'certificate.ssh-host-changed'],
    [
      'No ED25519 host key is known for web and you have requested strict checking.',
      255,
      'certificate.ssh-host-changed',
    ],
    ['broker@web: Permission denied (publickey).', 255, 'certificate.ssh-refused'],
    ['ssh: connect to host web port 22: Connection refused', 255, 'certificate.ssh-unreachable'],
    ['ssh: Could not resolve hostname web: Name or service not known', 255, 'certificate.ssh-unreachable'],
    ['kex_exchange_identification: Connection closed by remote host', 255, 'certificate.ssh-unreachable'],
    ['cat: /etc/letsencrypt/live/x/privkey.pem: Permission denied', 1, 'certificate.ssh-script'],
    ['sh: 1: /usr/local/bin/chatelaine-certificate: not found', 127, 'certificate.ssh-script'],
  ])('%s', (said, exitCode, code) => {
    expect(troubleOf(ran(said, exitCode), HOST)).toMatchObject({ code, subject: 'web.example' });
  });

  test('no ssh, no time', () => {
    expect(troubleOf({ ...ran('', null), why: 'not-found' }, HOST)?.code).toBe('certificate.ssh-missing');
    expect(troubleOf({ ...ran('', null), why: 'timeout' }, HOST)?.code).toBe('certificate.ssh-unreachable');
  });

  test('nothing of this account’s own SSH plays a part, and the host is no option', () => {
    const args = sshArgs(HOST, { identity: '/d/id', knownHosts: '/my data/100%/known_hosts' });
    expect(args.slice(0, 2)).toEqual(['-F', 'none']);
    expect(args.slice(-3)).toEqual(['--', 'web.example', 'certificate']);
    expect(args).toContain('UserKnownHostsFile="/my data/100%%/known_hosts"');
    expect(args).toContain('StrictHostKeyChecking=yes');
    expect(args).toContain('BatchMode=yes');
  });

  test('host keys are read, and what is none is left out', () => {
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJfO0Wb1p8z0cJ0q5m3Yw1yS1xF9cJkq6d7kW2nQm1aB';
    const text = `# web:22 SSH-2.0\nweb ssh-rsa ${'A'.repeat(80)}\nweb ssh-ed25519 ${key}\nweb ssh-dss AAAA\n<html>\n`;
    const keys = readHostKeys(text, { host: 'web', port: 2222 });
    expect(keys.map(({ type, line }) => `${type} ${line.split(' ')[0]}`)).toEqual([
      'ssh-ed25519 [web]:2222',
      'ssh-rsa [web]:2222',
    ]);
  });

  test('without ssh-keygen it is a problem with a name', async () => {
    using folder = temporaryFolder();
    const fake = createFakeRunner(() => ({ exitCode: null, why: 'not-found' }));
    const broker = createBroker({
      run: fake.run,
      folder: join(folder.path, 'b'),
      hostname: 'h',
      authorities: () => publicAuthorities(),
      now: Date.now,
    });
    await expect(broker.setup(PARTS)).rejects.toMatchObject({ code: 'program.failed' });
    expect(await broker.hostKeys(HOST)).toMatchObject({ finding: { code: 'certificate.ssh-missing' } });
  });
});

describeWith(['sshd', 'ssh', 'ssh-keygen', 'ssh-keyscan'], 'the other computer, with a real sshd', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  let sshd: Sshd;
  let root: Issued;
  let middle: Issued;
  let leaf: Issued;
  let broker: Broker;
  let machine: Machine;
  let line: string;

  const chainOf = (one: Issued) => `${one.pem.trim()}\n${middle.pem.trim()}\n`;
  const authorize = (text: string) => writeFileSync(at('authorized_keys'), `${text}\n`);
  /** The script where this test's sshd can find it; the line names that place. */
  const mine = (text: string) => text.replaceAll(SCRIPT_PATH, at('script'));

  beforeAll(async () => {
    sshd = await createSshd(folder.path);
    root = await makeAuthority('Root');
    middle = await root.issue({ authority: true, name: 'Middle' });
    leaf = await middle.issue({ dns: ['office.example'] });
    writeFileSync(at('fullchain.pem'), chainOf(leaf));
    writeFileSync(at('privkey.pem'), leaf.key, { mode: 0o600 });
    await sshd.start();
    broker = createBroker({
      ...{ run, folder: at('secrets/broker'), hostname: 'atelier' },
      ...{ authorities: () => publicAuthorities([], [root.pem]), now: Date.now },
    });
    const files = { chainFile: at('fullchain.pem'), keyFile: at('privkey.pem') };
    const setup = await broker.setup(files);
    line = mine(setup.authorizedKey);
    writeFileSync(at('script'), mine(setup.script), { mode: 0o755 });
    const where = { host: '127.0.0.1', port: sshd.port, user: userInfo().username };
    const found = await broker.hostKeys(where);
    if (!('keys' in found)) throw new Error(JSON.stringify(found));
    machine = { ...where, fingerprint: found.keys[0]!.fingerprint };
  }, 60_000);
  beforeEach(() => authorize(line));
  afterAll(async () => {
    await sshd.stop();
    folder[Symbol.dispose]();
  });

  const codes = async (which: Machine = machine) => {
    const found = await broker.fetch(which);
    return 'findings' in found ? found.findings.map(({ code }) => code) : 'fetched';
  };

  test('hands over the certificate with its key', async () => {
    const found = await broker.fetch(machine);
    if (!('chain' in found)) throw new Error(JSON.stringify(found));
    expect(certificatesIn(found.chain).map(({ fingerprint256 }) => fingerprint256)).toEqual(
      certificatesIn(chainOf(leaf)).map(({ fingerprint256 }) => fingerprint256),
    );
    expect(found.key).toContain('BEGIN PRIVATE KEY');
  });

  test('the fingerprint is the one ssh-keygen prints there', () => {
    const said = execFileSync('ssh-keygen', ['-lf', at('host_key.pub')], { encoding: 'utf8' });
    expect(said).toContain(machine.fingerprint);
  });

  test('our key is ours alone, and the same each time', async () => {
    const key = at('secrets/broker/id_ed25519');
    const before = readFileSync(key, 'utf8');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(at('secrets/broker')).mode & 0o777).toBe(0o700);
    await broker.setup({ chainFile: '/a', keyFile: '/b' });
    expect(readFileSync(key, 'utf8')).toBe(before);
  });

  test('the key may do nothing else: no command, no terminal, no forwarding, no files', async () => {
    expect(await broker.probe(machine)).toEqual([]);
  });

  test('a key that was put there without its restrictions is noticed, all four', async () => {
    authorize(line.replace(/^restrict,command="[^"]+" /, ''));
    const found = await broker.probe(machine);
    expect(found).toMatchObject([
      { code: 'certificate.ssh-too-free', data: { may: ['commands', 'terminal', 'forwarding', 'sftp'] } },
    ]);
  });

  test('a forced command alone is not enough', async () => {
    authorize(line.replace('restrict,', ''));
    const [found] = await broker.probe(machine);
    expect(found?.data.may).toEqual(['terminal', 'forwarding']);
  });

  test('what the client asks for does not reach the script', async () => {
    const files = { identity: at('secrets/broker/id_ed25519'), knownHosts: at('secrets/broker/known_hosts') };
    const { stdout } = await run('ssh', sshArgs(machine, files, [`touch ${at('pwned')}; cat /etc/passwd`]));
    expect(certificatesIn(stdout)).toHaveLength(2);
    expect(stdout).not.toContain('root:');
    expect(() => statSync(at('pwned'))).toThrow();
  });

  test('a key that was not put there', async () => {
    authorize('# nothing');
    expect(await codes()).toEqual(['certificate.ssh-refused']);
  });

  test('a script that is not there', async () => {
    authorize(line.replace(at('script'), at('gone')));
    expect(await codes()).toEqual(['certificate.ssh-script']);
  });

  test('a script that may not read its files', async () => {
    authorize(line.replace(at('script'), at('poor')));
    writeFileSync(at('poor'), script({ chainFile: at('fullchain.pem'), keyFile: '/nowhere/privkey.pem' }), {
      mode: 0o755,
    });
    expect(await codes()).toEqual(['certificate.ssh-script']);
  });

  test('something else in the script’s place', async () => {
    authorize(line.replace(at('script'), '/bin/echo welcome'));
    expect(await codes()).toEqual(['certificate.ssh-script']);
  });

  test('a flood in the script’s place is cut off', async () => {
    authorize(line.replace(at('script'), 'head -c 40000000 /dev/zero'));
    expect(await codes()).toEqual(['certificate.ssh-script']);
  });

  test('a chain without its key', async () => {
    authorize(line.replace(at('script'), `cat ${at('fullchain.pem')}`));
    expect(await codes()).toEqual(['certificate.key-missing']);
  });

  test('another fingerprint than the one that was compared is never believed', async () => {
    rmSync(at('secrets/broker/known_hosts'), { force: true });
    expect(
      await codes({ ...machine, fingerprint: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
    ).toEqual(['certificate.ssh-host-changed']);
  });

  test('a computer whose key has changed is not asked', async () => {
    expect(await codes()).toBe('fetched');
    await sshd.stop();
    const old = ['host_key', 'host_key.pub'].map((name) => [name, readFileSync(at(name))] as const);
    for (const [name] of old) rmSync(at(name));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('host_key')]);
    await sshd.start();
    expect(await codes()).toEqual(['certificate.ssh-host-changed']);
    // A person compared the new one: it takes the old one's place.
    const found = await broker.hostKeys(machine);
    const fingerprint = 'keys' in found ? found.keys[0]!.fingerprint : '';
    expect(await codes({ ...machine, fingerprint })).toBe('fetched');
    expect(readFileSync(at('secrets/broker/known_hosts'), 'utf8').trim().split('\n')).toHaveLength(1);
    machine = { ...machine, fingerprint };
  });

  test('a computer that is off', async () => {
    const away = { ...machine, port: await freePort() };
    expect(await codes(away)).toEqual(['certificate.ssh-unreachable']);
    await sshd.stop();
    expect(await codes()).toEqual(['certificate.ssh-unreachable']);
    await sshd.start();
    expect(await codes()).toBe('fetched');
  });

  test('who leaves stops it', async () => {
    authorize(line.replace(at('script'), `touch ${at('began')}; sleep 600`));
    const stop = new AbortController();
    const fetching = broker.fetch(machine, stop.signal);
    stop.abort();
    expect(await fetching).toMatchObject({ findings: [{ code: 'certificate.ssh-unreachable' }] });
  });

  test('the line is one for sshd: checked as sshd itself reads it', () => {
    appendFileSync(
      at('copy'),
      `${authorizedKey({ publicKey: readFileSync(at('secrets/broker/id_ed25519.pub'), 'utf8'), from: 'a' })}\n`,
    );
    chmodSync(at('copy'), 0o600);
    expect(execFileSync('ssh-keygen', ['-lf', at('copy')], { encoding: 'utf8' })).toMatch(/^256 SHA256:/);
  });
});

// A mount namespace of its own has an account and a rule that this computer has not.
const needed = ['sshd', 'ssh', 'ssh-keygen', 'ssh-keyscan', 'sudo', 'visudo', 'unshare'];
describeWith(
  process.getuid?.() === 0 ? needed : ['root (to have another account)'],
  'an account of the other computer that may not read the key',
  () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder.path, name);
    const mine = (text: string) => text.replaceAll(SCRIPT_PATH, at('script'));
    let sshd: Sshd;
    let broker: Broker;
    let machine: Machine;

    beforeAll(async () => {
      sshd = await createSshd(folder.path, [
        ...['unshare', '--mount', 'sh', '-euc'],
        'mount --bind "$1/passwd" /etc/passwd; mount --bind "$1/sudoers" /etc/sudoers; shift; exec "$@"',
        ...['sh', folder.path],
      ]);
      const root = await makeAuthority('Root');
      const leaf = await root.issue({ dns: ['office.example'] });
      chmodSync(folder.path, 0o711);
      writeFileSync(at('fullchain.pem'), leaf.pem, { mode: 0o644 });
      // As certbot leaves it: root's alone.
      writeFileSync(at('privkey.pem'), leaf.key, { mode: 0o600 });
      broker = createBroker({
        ...{ run, folder: at('secrets/broker'), hostname: 'atelier' },
        ...{ authorities: () => publicAuthorities([], [root.pem]), now: Date.now },
      });
      const setup = await broker.setup({ chainFile: at('fullchain.pem'), keyFile: at('privkey.pem') });
      writeFileSync(at('script'), mine(setup.script), { mode: 0o755 });
      writeFileSync(at('authorized_keys'), `${mine(setup.authorizedKey)}\n`);
      writeFileSync(
        at('passwd'),
        `${readFileSync('/etc/passwd', 'utf8').trim()}\ncertificates:*:61234:61234::/nonexistent:/bin/sh\n`,
      );
      const rule = setup.commands
        .map((one) => /^printf '(.*)\\n' "\$\(id -un\)"/.exec(one)?.[1])
        .find(Boolean)!;
      writeFileSync(at('sudoers'), `${mine(rule).replace('%s', 'certificates')}\n`, { mode: 0o440 });
      await sshd.start();
      const where = { host: '127.0.0.1', port: sshd.port, user: 'certificates' };
      const found = await broker.hostKeys(where);
      if (!('keys' in found)) throw new Error(JSON.stringify(found));
      machine = { ...where, fingerprint: found.keys[0]!.fingerprint };
    });
    afterAll(async () => {
      await sshd.stop();
      folder[Symbol.dispose]();
    });

    test('gets it by the one script it may run as root, also after a renewal', async () => {
      for (const _ of ['now', 'renewed']) {
        const found = await broker.fetch(machine);
        if (!('chain' in found)) throw new Error(JSON.stringify(found));
        expect(found.key).toContain('BEGIN PRIVATE KEY');
        // Another file, with none of the rights the old one may have been given.
        const key = readFileSync(at('privkey.pem'));
        rmSync(at('privkey.pem'));
        writeFileSync(at('privkey.pem'), key, { mode: 0o600 });
      }
    });

    test('may do nothing else, here neither', async () => {
      expect(await broker.probe(machine)).toEqual([]);
    });

    test('without the rule it is said that the script does not work, and why', async () => {
      writeFileSync(at('sudoers'), '# nothing\n');
      const found = await broker.fetch(machine);
      expect(found).toMatchObject({
        findings: [{ code: 'certificate.ssh-script', data: { detail: expect.stringContaining('sudo') } }],
      });
    });

    test('the rule is one for sudo', () => {
      const { commands } = brokerSetup({ publicKey: 'ssh-ed25519 AAAAC3', ...PARTS, from: 'atelier' });
      const [line] = commands.filter((one) => one.startsWith('printf') && one.includes('NOPASSWD'));
      const said = execFileSync('sh', ['-c', line!.split(' > ')[0]!], { encoding: 'utf8' });
      expect(said).toMatch(/^root ALL=\(root\) NOPASSWD: \/usr\/local\/bin\/chatelaine-certificate ""\n$/);
      writeFileSync(at('rule'), said);
      execFileSync('visudo', ['-cqf', at('rule')]);
    });
  },
);
