/** The office's own authority and its successor: whoever trusts either of the two goes on connecting. OpenSSL is the judge. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { wordsOfFinding } from '../../electron/contract/findings/index.ts';
import { createCertificates } from '../../electron/manager/certificates/certificates.ts';
import { authorityDue } from '../../electron/manager/certificates/renewal.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { createFakeClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/host.ts';
import { describeWith } from '../support/need.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DAY = 86_400_000;
const DOMAIN = 'example.org';

test.each([
  ['ten years left', 3650, [], { due: false }],
  ['a day more than two years', 731, [], { due: false }],
  ['two years', 730, [], { due: true, because: 'time' }],
  ['run out', -1, [], { due: true, because: 'time' }],
  ['a domain it may not sign for', 3650, ['b.example'], { due: true, because: 'names' }],
])('%s left', (_, days, missing, due) => {
  expect(authorityDue({ validUntil: days * DAY, now: 0, missing })).toEqual(due);
});

function start(folder: string, more: Partial<Office> = {}) {
  const clock = createFakeClock(Date.now());
  let office: Office = {
    way: 'lan',
    domain: DOMAIN,
    ports: { starttls: 5222, direct: 5223 },
    admins: [],
    ...more,
  };
  const certificates = createCertificates({
    host: { dataDir: folder, hostname: 'atelier', addresses: () => ['192.168.1.20'] },
    ...{ clock, log: pino({ level: 'silent' }), office: () => office },
  });
  const decide = (next: Partial<Office>) => {
    office = { ...office, ...next };
  };
  return { clock, certificates, decide };
}

/** OpenSSL's verdict of a device that trusts `anchor` only, about what the server sends, at a time. */
function verify(chain: string, anchor: string, name: string, at: number): string {
  const args = [
    'verify',
    '-x509_strict',
    '-no-CApath',
    '-no-CAstore',
    '-CAfile',
    anchor,
    '-untrusted',
    chain,
  ];
  const when = ['-attime', String(Math.floor(at / 1000)), '-verify_hostname', name, '-purpose', 'sslserver'];
  try {
    execFileSync('openssl', [...args, ...when, chain], { stdio: 'pipe' });
    return 'OK';
  } catch (error) {
    return /error \d+ at .*: (.*)/.exec(String((error as { stderr: Buffer }).stderr))?.[1] ?? String(error);
  }
}

describeWith(['openssl'], 'the authority and its successor', () => {
  test('two years before its end there is a successor, and both are trusted until then', async () => {
    using folder = temporaryFolder();
    const { clock, certificates } = start(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    await certificates.ensureLeaf(DOMAIN);
    const old = join(folder.path, 'old.pem');
    copyFileSync(certificates.authorityFile, old);
    expect(await certificates.authorityFindings()).toEqual([]);

    clock.advance((3650 - 730 + 1) * DAY);
    expect(await certificates.ensureLeaf(DOMAIN)).toMatchObject({ renew: true, because: 'authority' });
    const { chain, key } = certificates.files(DOMAIN);
    expect(readFileSync(certificates.authorityFile, 'utf8')).not.toBe(readFileSync(old, 'utf8'));
    expect(verify(chain, old, DOMAIN, clock.now())).toBe('OK');
    expect(verify(chain, certificates.authorityFile, DOMAIN, clock.now())).toBe('OK');
    expect(verify(chain, certificates.authorityFile, 'bank.example', clock.now())).toMatch(
      /hostname mismatch/i,
    );
    expect(statSync(key).mode & 0o777).toBe(0o600);
    // The old key is gone: nobody can sign with it any more.
    expect(existsSync(join(folder.path, 'secrets/authority-next-key.pem'))).toBe(false);
    const [finding] = await certificates.authorityFindings();
    expect(finding).toMatchObject({ code: 'certificate.authority-ends' });
    expect(wordsOfFinding(finding!, 'fr')?.cause).toContain('prend fin le');

    // Nothing further happens for a year, renewals aside.
    const signer = readFileSync(certificates.authorityFile, 'utf8');
    clock.advance(300 * DAY);
    expect(await certificates.ensureLeaf(DOMAIN)).toMatchObject({ because: 'time' });
    expect(readFileSync(certificates.authorityFile, 'utf8')).toBe(signer);
    expect(verify(chain, old, DOMAIN, clock.now())).toBe('OK');

    // The old one is over: so is what was said about it, and its cross certificate is sent no more.
    clock.advance(500 * DAY);
    await certificates.ensureLeaf(DOMAIN);
    expect(await certificates.authorityFindings()).toEqual([]);
    expect(verify(chain, certificates.authorityFile, DOMAIN, clock.now())).toBe('OK');
    expect(readFileSync(chain, 'utf8').trim().endsWith(signer.trim())).toBe(true);
  });

  test('a second domain gets an authority that may sign for both, and those who trust the first keep the first', async () => {
    using folder = temporaryFolder();
    const { clock, certificates, decide } = start(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    await certificates.ensureLeaf(DOMAIN);
    const old = join(folder.path, 'old.pem');
    copyFileSync(certificates.authorityFile, old);

    decide({ otherDomains: ['second.example'] });
    await certificates.ensureLeaf('second.example');
    await certificates.ensureLeaf(DOMAIN);
    const verdicts = [DOMAIN, 'second.example'].map((name) =>
      [old, certificates.authorityFile].map((anchor) =>
        verify(certificates.files(name).chain, anchor, name, clock.now()),
      ),
    );
    expect(verdicts).toEqual([
      ['OK', 'OK'],
      ['permitted subtree violation', 'OK'],
    ]);
    expect(await certificates.authorityFindings()).toMatchObject([
      { code: 'certificate.authority-narrow', data: { names: ['second.example'] } },
    ]);
    expect(await certificates.ensureLeaf(DOMAIN)).toEqual({ renew: false });
    expect(await certificates.ensureLeaf('second.example')).toEqual({ renew: false });
  });

  test('two domains from the beginning need no successor', async () => {
    using folder = temporaryFolder();
    const { certificates } = start(folder.path, { otherDomains: ['second.example'] });
    await certificates.ensureAuthority(DOMAIN);
    const made = readFileSync(certificates.authorityFile, 'utf8');
    await certificates.ensureLeaf(DOMAIN);
    await certificates.ensureLeaf('second.example');
    expect(readFileSync(certificates.authorityFile, 'utf8')).toBe(made);
    expect(await certificates.authorityFindings()).toEqual([]);
  });

  test('services that are called otherwise are on the certificate by those names', async () => {
    using folder = temporaryFolder();
    const { certificates } = start(folder.path, { names: { conference: 'salons' } });
    await certificates.ensureAuthority(DOMAIN);
    await certificates.ensureLeaf(DOMAIN);
    const { names } = (await certificates.current(DOMAIN))!;
    expect(names).toContain('salons.example.org');
    expect(names).not.toContain('conference.example.org');
  });

  test('killed between certificate and key it goes on with the successor', async () => {
    using folder = temporaryFolder();
    const { clock, certificates } = start(folder.path);
    await certificates.ensureAuthority(DOMAIN);
    const secrets = (name: string) => join(folder.path, 'secrets', name);
    const oldKey = readFileSync(secrets('authority-key.pem'));
    clock.advance(3000 * DAY);
    await certificates.ensureLeaf(DOMAIN);
    const signer = readFileSync(certificates.authorityFile, 'utf8');
    // As it was a moment before the last rename.
    renameSync(secrets('authority-key.pem'), secrets('authority-next-key.pem'));
    writeFileSync(secrets('authority-key.pem'), oldKey, { mode: 0o600 });
    const again = start(folder.path);
    again.clock.advance(3000 * DAY);
    expect(await again.certificates.ensureAuthority(DOMAIN)).toBe(false);
    clock.advance(300 * DAY);
    await certificates.ensureLeaf(DOMAIN);
    expect(readFileSync(certificates.authorityFile, 'utf8')).toBe(signer);
    expect(verify(certificates.files(DOMAIN).chain, certificates.authorityFile, DOMAIN, clock.now())).toBe(
      'OK',
    );
  });
});
