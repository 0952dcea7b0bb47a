/** The office's own authority and the server's certificate, judged by OpenSSL. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createCertificates } from '../../electron/manager/certificates/certificates.ts';
import { issueLeaf, limitsOf, newKey } from '../../electron/manager/certificates/issue.ts';
import { leafNames, permitted } from '../../electron/manager/certificates/names.ts';
import { type Present, renewAt, renewal } from '../../electron/manager/certificates/renewal.ts';
import { createFakeClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/host.ts';
import { describeWith } from '../support/need.ts';

const DAY = 86_400_000;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const DOMAIN = 'example.org';

function office(folder: string, more: { addresses?: string[]; hostname?: string } = {}) {
  const clock = createFakeClock(Date.now());
  const host = {
    dataDir: folder,
    hostname: 'atelier',
    addresses: () => ['192.168.1.20', '203.0.113.9'],
    ...more,
  };
  const given = more.addresses;
  const certificates = createCertificates({
    host: given ? { ...host, addresses: () => given } : (host as never),
    clock,
    log: pino({ level: 'silent' }),
  });
  return { clock, certificates };
}

/** OpenSSL's verdict about `file` under the office's authority. */
function verify(folder: string, file: string, ...more: string[]): string {
  const authority = join(folder, 'certificates/authority.pem');
  try {
    const args = ['verify', '-x509_strict', '-no-CApath', '-CAfile', authority, ...more, file];
    return execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' }).trim().endsWith(': OK')
      ? 'OK'
      : 'odd';
  } catch (error) {
    return /error \d+ at .*: (.*)/.exec(String((error as { stderr: string }).stderr))?.[1] ?? String(error);
  }
}

describeWith(['openssl'], 'certificates, by OpenSSL', () => {
  test('the chain verifies for every name and address it promises', async () => {
    using folder = temporaryFolder();
    const { certificates } = office(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    await certificates.ensureLeaf(DOMAIN);
    const { chain, key } = certificates.files(DOMAIN);
    const names = (await certificates.current(DOMAIN))!.names;
    expect(names).toEqual([
      'example.org',
      'conference.example.org',
      'upload.example.org',
      'pubsub.example.org',
      'proxy.example.org',
      'xmpp.example.org',
      'atelier',
      'atelier.local',
      'localhost',
      '127.0.0.1',
      '::1',
      '192.168.1.20',
      '203.0.113.9',
    ]);
    const verdicts = names.map((name) =>
      verify(
        folder.path,
        chain,
        '-purpose',
        'sslserver',
        /[:]|^\d+\./.test(name) ? '-verify_ip' : '-verify_hostname',
        name,
      ),
    );
    expect(new Set(verdicts)).toEqual(new Set(['OK']));
    expect(verify(folder.path, chain, '-verify_hostname', 'example.com')).toMatch(/hostname mismatch/i);
    expect(
      [key, join(folder.path, 'secrets/authority-key.pem')].map((file) => statSync(file).mode & 0o777),
    ).toEqual([0o600, 0o600]);
  });

  test('the authority can sign for nothing but this office', async () => {
    using folder = temporaryFolder();
    const { certificates } = office(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    const authority = {
      certificate: readFileSync(certificates.authorityFile, 'utf8'),
      key: readFileSync(join(folder.path, 'secrets/authority-key.pem'), 'utf8'),
    };
    const forge = async (dns: string[], ip: string[]) => {
      const leaf = await issueLeaf({ authority, names: { dns, ip }, key: await newKey(), now: Date.now() });
      const file = join(folder.path, 'forged.pem');
      writeFileSync(file, leaf);
      return verify(folder.path, file);
    };
    expect(await forge(['mail.example.org'], ['10.1.2.3'])).toBe('OK');
    expect(await forge(['bank.example'], [])).toBe('permitted subtree violation');
    expect(await forge(['example.org.evil.example'], [])).toBe('permitted subtree violation');
    expect(await forge(['example.org'], ['198.51.100.7'])).toBe('permitted subtree violation');
  });

  test('an address the authority may not sign is left out, so that the rest stays valid', async () => {
    using folder = temporaryFolder();
    await office(folder.path, { addresses: [] }).certificates.ensureAuthority(DOMAIN);
    const { certificates } = office(folder.path, { addresses: ['192.168.7.7', '203.0.113.9'] });
    await certificates.ensureLeaf(DOMAIN);
    expect((await certificates.current(DOMAIN))!.names.slice(-3)).toEqual([
      '127.0.0.1',
      '::1',
      '192.168.7.7',
    ]);
    expect(verify(folder.path, certificates.files(DOMAIN).chain)).toBe('OK');
  });

  test('a machine that was renamed keeps a certificate programs accept', async () => {
    using folder = temporaryFolder();
    await office(folder.path).certificates.ensureAuthority(DOMAIN);
    const { certificates } = office(folder.path, { hostname: 'bureau' });
    await certificates.ensureLeaf(DOMAIN);
    expect((await certificates.current(DOMAIN))!.names).not.toContain('bureau');
    expect(verify(folder.path, certificates.files(DOMAIN).chain)).toBe('OK');
    expect(await certificates.ensureLeaf(DOMAIN)).toEqual({ renew: false });
  });

  test('another domain, chosen before the set-up was done, gets an authority of its own', async () => {
    using folder = temporaryFolder();
    const { certificates } = office(folder.path);
    await certificates.ensureAuthority('exmaple.org');
    expect(await certificates.ensureAuthority(DOMAIN)).toBe(true);
    await certificates.ensureLeaf(DOMAIN);
    expect(verify(folder.path, certificates.files(DOMAIN).chain)).toBe('OK');
  });
});

describe('renewal', () => {
  test('nothing is made twice, and the key stays', async () => {
    using folder = temporaryFolder();
    const { certificates, clock } = office(folder.path);
    expect(await certificates.ensureAuthority(DOMAIN)).toBe(true);
    expect(await certificates.ensureAuthority(DOMAIN)).toBe(false);
    expect(await certificates.ensureLeaf(DOMAIN)).toEqual({ renew: true, because: 'none' });
    expect(await certificates.ensureLeaf(DOMAIN)).toEqual({ renew: false });
    const key = readFileSync(certificates.files(DOMAIN).key, 'utf8');
    clock.advance(245 * DAY);
    expect(await certificates.ensureLeaf(DOMAIN)).toEqual({ renew: true, because: 'time' });
    expect(readFileSync(certificates.files(DOMAIN).key, 'utf8')).toBe(key);
    writeFileSync(certificates.files(DOMAIN).key, 'broken');
    expect(await certificates.ensureLeaf(DOMAIN)).toEqual({ renew: true, because: 'key' });
  });

  const names = leafNames(
    { domain: DOMAIN, hostname: 'atelier', addresses: ['fd00::5'] },
    { names: ['atelier', 'atelier.local', 'localhost'], networks: ['fc00::/7'] },
  );
  const present: Present = {
    validFrom: 0,
    validUntil: 300 * DAY,
    names: [...names.dns, ...names.ip.map((ip) => (ip === 'fd00::5' ? 'FD00:0:0:0:0:0:0:5' : ip))],
    keyMatches: true,
    ours: true,
  };
  test.each<[string, Present | undefined, number, string | false]>([
    ['there is none', undefined, 0, 'none'],
    ['all is well, whatever way an address is written', present, 199 * DAY, false],
    ['two thirds of its life are over', present, 200 * DAY, 'time'],
    ['it was only six days long', { ...present, validUntil: 6 * DAY }, 4 * DAY, 'time'],
    ['the key is another', { ...present, keyMatches: false }, 0, 'key'],
    ['the authority is another', { ...present, ours: false }, 0, 'authority'],
    ['this machine has a new address', { ...present, names: names.dns }, 0, 'names'],
  ])('%s', (_, certificate, now, because) => {
    const verdict = renewal(certificate, names, now);
    expect(verdict.renew ? verdict.because : false).toBe(because);
  });

  test('one that cannot be read is made again, and breaks nothing before that', async () => {
    using folder = temporaryFolder();
    const { certificates } = office(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    await certificates.ensureLeaf(DOMAIN);
    writeFileSync(certificates.files(DOMAIN).chain, 'half a certif');
    expect(await certificates.current(DOMAIN)).toBeUndefined();
    expect(await certificates.ensureLeaf(DOMAIN)).toEqual({ renew: true, because: 'none' });
  });

  test('a renewal that fails keeps no server down while the certificate is good', async () => {
    using folder = temporaryFolder();
    const { certificates, clock } = office(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    await certificates.ensureUsable(DOMAIN);
    writeFileSync(join(folder.path, 'secrets/authority-key.pem'), 'broken');
    clock.advance(245 * DAY);
    await certificates.ensureUsable(DOMAIN);
    expect(certificates.lastFailure).toMatchObject({ at: clock.now(), cause: expect.any(String) });
    clock.advance(121 * DAY);
    await expect(certificates.ensureUsable(DOMAIN)).rejects.toThrow();
  });

  test('two at once make one, and its key', async () => {
    using folder = temporaryFolder();
    const { certificates } = office(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    const both = await Promise.all([certificates.ensureLeaf(DOMAIN), certificates.ensureLeaf(DOMAIN)]);
    expect(both).toEqual([{ renew: true, because: 'none' }, { renew: false }]);
  });

  test('it is looked after by itself, once, and renewed when its time has come', async () => {
    using folder = temporaryFolder();
    const { certificates, clock } = office(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    const start = clock.now();
    const days: number[] = [];
    let renewed = Promise.withResolvers<void>();
    const watch = () =>
      certificates.watch(DOMAIN, async () => {
        days.push(Math.floor((clock.now() - start) / DAY));
        renewed.resolve();
      });
    watch();
    await renewed.promise;
    // Watched anew, as after each start of the server.
    watch();
    await certificates.ensureLeaf(DOMAIN);
    await turn();
    expect(clock.waiting).toBe(1);
    renewed = Promise.withResolvers<void>();
    clock.advance(245 * DAY);
    await renewed.promise;
    expect(days).toEqual([0, 245]);
    certificates.stop();
    await turn();
    expect(clock.waiting).toBe(0);
  });

  test('never "30 days before"', () => {
    expect(renewAt({ validFrom: 0, validUntil: 45 * DAY })).toBe(30 * DAY);
  });
});

test('what an authority may sign is read back from it', async () => {
  using folder = temporaryFolder();
  const { certificates } = office(folder.path);
  await certificates.ensureAuthority(DOMAIN);
  expect(limitsOf(readFileSync(certificates.authorityFile, 'utf8'))).toEqual(
    permitted({ domain: DOMAIN, hostname: 'atelier', addresses: ['192.168.1.20', '203.0.113.9'] }),
  );
});
