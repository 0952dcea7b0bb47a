/**
 * openssl as a second opinion: the same chains, the same name, the same answer. Its verdict is yes or no; ours says why.
 * Where the two differ on purpose the row says so.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createAuthorities, judgePeer } from '../../../server/s2s/trust/index.ts';
import { describeWith } from '../../support/need.ts';
import {
  type CertificateOptions,
  type Issued,
  makeAuthority,
  makeSelfSigned,
  PURPOSE,
} from '../../support/pki.ts';

const domain = 'partner.example';
const folder = mkdtempSync(join(tmpdir(), 'chatelaine-trust-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const root = await makeAuthority('Root');
writeFileSync(join(folder, 'root.pem'), root.pem);
const authorities = createAuthorities([root.pem], () => []);
const leaf = { dns: [domain] };

async function below(authority: CertificateOptions, own: CertificateOptions = leaf): Promise<Issued[]> {
  const between = await root.issue({ name: 'Between', authority: true, ...authority });
  return [await between.issue(own), between];
}

function openssl([peer, ...others]: readonly Issued[]): boolean {
  writeFileSync(join(folder, 'peer.pem'), peer!.pem);
  writeFileSync(join(folder, 'others.pem'), others.map(({ pem }) => pem).join('\n'));
  const options = [
    '-CAfile',
    join(folder, 'root.pem'),
    '-no-CApath',
    '-no-CAstore',
    '-purpose',
    'sslserver',
    '-auth_level',
    '2',
  ];
  const chain = others.length > 0 ? ['-untrusted', join(folder, 'others.pem')] : [];
  try {
    execFileSync(
      'openssl',
      ['verify', ...options, '-verify_hostname', domain, ...chain, join(folder, 'peer.pem')],
      { stdio: 'pipe' },
    );
    return true;
  } catch (error) {
    // It ends with a number other than 0 and says why; anything else is a fault of this test.
    if (!/verification failed/.test(String((error as { stderr: Buffer }).stderr))) throw error;
    return false;
  }
}

const ROWS: [title: string, chain: () => Promise<readonly Issued[]>, ours?: 'stricter'][] = [
  ['good', async () => [await root.issue(leaf)]],
  ['good, by an intermediate', () => below({})],
  ['no intermediate', async () => [(await below({}))[0]!]],
  ['ended', async () => [await root.issue({ ...leaf, to: -0.5 })]],
  ['not begun', async () => [await root.issue({ ...leaf, from: 1 })]],
  ['another name', async () => [await root.issue({ dns: ['other.example'] })]],
  ['wildcard above it', async () => [await root.issue({ dns: ['*.partner.example'] })]],
  ['wildcard of a top-level domain', async () => [await root.issue({ dns: ['*.example'] })]],
  ['itself', async () => [await makeSelfSigned(leaf)]],
  ['not an authority', () => below({ authority: false })],
  [
    'path too long',
    async () => {
      const first = await root.issue({ name: 'First', authority: true, pathLength: 0 });
      const second = await first.issue({ name: 'Second', authority: true });
      return [await second.issue(leaf), second, first];
    },
  ],
  ['intermediate ended', () => below({ to: -0.5 })],
  ['permitted', () => below({ permitted: ['partner.example'] })],
  ['permitted, above', () => below({ permitted: ['example'] })],
  ['permitted, below only', () => below({ permitted: ['.partner.example'] })],
  ['not permitted', () => below({ permitted: ['other.example'] })],
  [
    'one of two names not permitted',
    () => below({ permitted: ['partner.example'] }, { dns: [domain, 'other.example'] }),
  ],
  ['excluded', () => below({ excluded: ['partner.example'] })],
  ['excluded, another', () => below({ excluded: ['other.example'] })],
  ['intermediate for mail', () => below({ purposes: [PURPOSE.mail] })],
  ['for clients only', async () => [await root.issue({ ...leaf, purposes: [PURPOSE.client] })]],
  ['no use said', async () => [await root.issue({ ...leaf, purposes: undefined })]],
  ['strange and critical', async () => [await root.issue({ ...leaf, strange: true })]],
  ['SHA-1', async () => [await root.issue({ ...leaf, hash: 'SHA-1' })]],
  ['RSA of 1024 bits', async () => [await root.issue({ ...leaf, key: 'RSA-1024' })]],
  // RFC 9525 does not count the common name; openssl does where there is no DNS-ID.
  ['the common name', async () => [await root.issue({ name: domain })], 'stricter'],
  // An authority held to DNS names may not vouch in SRV names; openssl compares constraints of one kind only.
  [
    'in other words',
    () => below({ permitted: ['partner.example'] }, { dns: [domain], srv: ['_xmpp-server.other.example'] }),
    'stricter',
  ],
];

describeWith(['openssl'], 'openssl says the same', () => {
  test.each(ROWS)('%s', async (_, make, ours) => {
    const chain = await make();
    const verdict = judgePeer({ chain: chain.map(({ der }) => der), domain, authorities, now: Date.now() });
    expect(verdict.ok, JSON.stringify(verdict)).toBe(ours === 'stricter' ? false : openssl(chain));
    if (ours === 'stricter') expect(openssl(chain)).toBe(true);
  });
});
