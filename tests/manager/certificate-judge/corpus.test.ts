/** A corpus of certificates broken in one way each: exactly the finding expected, and openssl's opinion of the same chain. */
import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import {
  judge,
  publicAuthorities,
  type WantedName,
} from '../../../electron/manager/certificates/judge/judge.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import {
  type CertificateOptions,
  type Issued,
  makeAuthority,
  makeSelfSigned,
  PURPOSE,
} from '../../support/pki.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DOMAIN = 'office.example';
const NAMES = [DOMAIN, `xmpp.${DOMAIN}`, `conference.${DOMAIN}`, `upload.${DOMAIN}`];
const WANTED: WantedName[] = [
  { name: DOMAIN, what: 'address', ports: [5222, 5223, 5269], required: true },
  { name: `xmpp.${DOMAIN}`, what: 'web', ports: [5443], required: true },
  { name: `conference.${DOMAIN}`, what: 'rooms', ports: [5269], required: true },
  { name: `upload.${DOMAIN}`, what: 'upload', ports: [5443], required: false },
];
const now = Date.now();
const DAY = 86_400_000;

interface Shown {
  /** PEM, as it is sent. */
  readonly chain: string;
  readonly key?: string;
  readonly more?: Partial<Parameters<typeof judge>[0]>;
}
interface Row {
  readonly title: string;
  make(pki: Pki): Promise<Shown>;
  /** Codes, all of them, worst first. */
  readonly found: readonly string[];
  /** What `openssl verify` says: it goes by the same path, and knows nothing of our wishes. */
  readonly openssl: 'ok' | 'refused';
}

interface Pki {
  readonly root: Issued;
  readonly middle: Issued;
  leaf(options?: CertificateOptions): Promise<Issued>;
}

const text = (...list: { pem: string }[]) => list.map(({ pem }) => `${pem.trim()}\n`).join('');
/** The usual: a leaf and the one above it. */
const usual =
  (options: CertificateOptions = {}) =>
  async (pki: Pki): Promise<Shown> => {
    const leaf = await pki.leaf(options);
    return { chain: text(leaf, pki.middle), key: leaf.key };
  };
/** TLS feature 5: status_request (RFC 7633). */
const MUST_STAPLE = new x509.Extension('1.3.6.1.5.5.7.1.24', false, Buffer.from([0x30, 3, 2, 1, 5]));

const GOOD: Row[] = [
  { title: 'P-256, server only', make: usual(), found: [], openssl: 'ok' },
  { title: 'RSA 2048', make: usual({ key: 'RSA-2048' }), found: [], openssl: 'ok' },
  {
    title: 'server and client',
    make: usual({ purposes: [PURPOSE.server, PURPOSE.client] }),
    found: [],
    openssl: 'ok',
  },
  { title: 'no use said', make: usual({ purposes: undefined }), found: [], openssl: 'ok' },
  {
    title: 'a star beside the domain',
    make: usual({ dns: [DOMAIN, `*.${DOMAIN}`] }),
    found: [],
    openssl: 'ok',
  },
  {
    title: 'SRV and XMPP names beside the plain ones',
    make: usual({ dns: NAMES, srv: [`_xmpp-server.${DOMAIN}`], xmpp: [DOMAIN] }),
    found: [],
    openssl: 'ok',
  },
  { title: 'for six days', make: usual({ from: -1, to: 5 }), found: [], openssl: 'ok' },
  {
    title: 'the root sent along',
    make: async (pki) => ({ chain: text(await pki.leaf(), pki.middle, pki.root) }),
    found: [],
    openssl: 'ok',
  },
  {
    title: 'cross-signed besides',
    async make(pki) {
      const other = await makeAuthority('Old root');
      // The middle authority under another signature: what leads older devices to a root they know.
      const crossed = await makeCrossed(other, pki.middle, 30);
      return { chain: text(await pki.leaf(), pki.middle, crossed) };
    },
    found: [],
    openssl: 'ok',
  },
  {
    title: 'within the constraints of its authority',
    async make(pki) {
      const held = await pki.root.issue({ authority: true, name: 'Held', permitted: [DOMAIN] });
      return { chain: text(await held.issue({ dns: NAMES }), held) };
    },
    found: [],
    openssl: 'ok',
  },
  {
    title: 'that its zone allows',
    async make(pki) {
      const issuer = await pki.root.issue({ authority: true, name: "R3, O=Let's Encrypt" });
      const records = [{ tag: 'issue', value: 'letsencrypt.org; validationmethods=dns-01' }];
      return { chain: text(await issuer.issue({ dns: NAMES }), issuer), more: { caa: { records } } };
    },
    found: [],
    openssl: 'ok',
  },
];

const missing = (left: readonly string[]) => NAMES.filter((name) => !left.includes(name));
const caa =
  (value: string) =>
  async (pki: Pki): Promise<Shown> => {
    const issuer = await pki.root.issue({ authority: true, name: "R3, O=Let's Encrypt" });
    return {
      chain: text(await issuer.issue({ dns: NAMES }), issuer),
      more: { caa: { records: [{ tag: 'issue', value }] } },
    };
  };
const above =
  (options: CertificateOptions) =>
  async (pki: Pki): Promise<Shown> => {
    const issuer = await pki.root.issue({ authority: true, name: 'Above', ...options });
    return { chain: text(await issuer.issue({ dns: NAMES }), issuer) };
  };

const BROKEN: Row[] = [
  // The times.
  {
    title: 'run out yesterday',
    make: usual({ from: -90, to: -1 }),
    found: ['certificate.expired'],
    openssl: 'refused',
  },
  {
    title: 'run out an hour ago',
    make: usual({ from: -90, to: -1 / 24 }),
    found: ['certificate.expired'],
    openssl: 'refused',
  },
  {
    title: 'from tomorrow on',
    make: usual({ from: 1, to: 90 }),
    found: ['certificate.not-yet-valid'],
    openssl: 'refused',
  },
  {
    title: 'two days left of ninety',
    make: usual({ from: -88, to: 2 }),
    found: ['certificate.ends-soon'],
    openssl: 'ok',
  },
  {
    title: 'for ten years',
    make: usual({ from: -1, to: 3650 }),
    found: ['certificate.too-long'],
    openssl: 'ok',
  },
  {
    title: 'the authority above has run out',
    make: above({ from: -90, to: -1 }),
    found: ['certificate.issuer-expired'],
    openssl: 'refused',
  },
  {
    title: 'the authority above is not valid yet',
    make: above({ from: 2, to: 90 }),
    found: ['certificate.issuer-expired'],
    openssl: 'refused',
  },
  // The chain.
  {
    title: 'nothing but words',
    make: async () => ({ chain: 'cert.pem: see attachment' }),
    found: ['certificate.unreadable'],
    openssl: 'refused',
  },
  {
    title: 'cut off in the middle',
    make: async (pki) => ({ chain: (await pki.leaf()).pem.slice(0, 300) }),
    found: ['certificate.unreadable'],
    openssl: 'refused',
  },
  {
    title: 'the leaf alone',
    make: async (pki) => ({ chain: text(await pki.leaf()) }),
    found: ['certificate.chain-incomplete'],
    openssl: 'refused',
  },
  {
    title: 'the leaf alone, the rest fetched',
    make: async (pki) => ({ chain: text(await pki.leaf()), more: { fetched: pki.middle.pem } }),
    found: ['certificate.chain-incomplete'],
    openssl: 'refused',
  },
  {
    title: 'two above it, the nearer missing',
    async make(pki) {
      const lower = await pki.middle.issue({ authority: true, name: 'Lower' });
      return { chain: text(await lower.issue({ dns: NAMES }), pki.middle) };
    },
    found: ['certificate.chain-incomplete'],
    openssl: 'refused',
  },
  {
    title: 'two above it, the farther missing',
    async make(pki) {
      const lower = await pki.middle.issue({ authority: true, name: 'Lower' });
      return { chain: text(await lower.issue({ dns: NAMES }), lower) };
    },
    found: ['certificate.chain-incomplete'],
    openssl: 'refused',
  },
  {
    title: 'the authority before the leaf',
    async make(pki) {
      const leaf = await pki.leaf();
      return { chain: text(pki.middle, leaf), key: leaf.key };
    },
    found: ['certificate.chain-order'],
    openssl: 'ok',
  },
  {
    title: 'three in the wrong order',
    async make(pki) {
      const lower = await pki.middle.issue({ authority: true, name: 'Lower' });
      return { chain: text(await lower.issue({ dns: NAMES }), pki.middle, lower) };
    },
    found: ['certificate.chain-order'],
    openssl: 'ok',
  },
  {
    title: 'the leaf twice',
    async make(pki) {
      const leaf = await pki.leaf();
      return { chain: text(leaf, leaf, pki.middle) };
    },
    found: ['certificate.chain-extra'],
    openssl: 'ok',
  },
  {
    title: 'somebody else’s authority in between',
    make: async (pki) => ({ chain: text(await pki.leaf(), pki.middle, await makeAuthority('Stranger')) }),
    found: ['certificate.chain-extra'],
    openssl: 'ok',
  },
  {
    title: 'a root that has run out, sent along (as DST Root CA X3 was)',
    async make(pki) {
      const old = await makeAuthority('DST', { from: -900, to: -10 });
      const crossed = await makeCrossed(old, pki.middle, 30);
      return { chain: text(await pki.leaf(), pki.middle, crossed, old) };
    },
    found: ['certificate.expired-in-chain'],
    openssl: 'ok',
  },
  {
    title: 'a cross-signature that has run out',
    async make(pki) {
      const crossed = await makeCrossed(await makeAuthority('DST'), pki.middle, -3);
      return { chain: text(await pki.leaf(), pki.middle, crossed) };
    },
    found: ['certificate.expired-in-chain'],
    openssl: 'ok',
  },
  // Who vouches.
  {
    title: 'it vouches for itself',
    make: async () => ({ chain: text(await makeSelfSigned({ dns: NAMES })) }),
    found: ['certificate.self-signed'],
    openssl: 'refused',
  },
  {
    title: 'it vouches for itself, as an authority',
    make: async () => ({ chain: text(await makeSelfSigned({ dns: NAMES, authority: true })) }),
    found: ['certificate.self-signed'],
    openssl: 'refused',
  },
  {
    title: 'of an authority nobody knows',
    async make() {
      const private_ = await makeAuthority('Cellar');
      return { chain: text(await private_.issue({ dns: NAMES }), private_) };
    },
    found: ['certificate.unknown-authority'],
    openssl: 'refused',
  },
  {
    title: 'issued by one that is no authority',
    make: above({ authority: false, dns: ['x.example'] }),
    found: ['certificate.issuer-no-authority'],
    openssl: 'refused',
  },
  {
    title: 'one authority too many below it',
    async make(pki) {
      const last = await pki.root.issue({ authority: true, name: 'Last', pathLength: 0 });
      const more = await last.issue({ authority: true, name: 'More' });
      return { chain: text(await more.issue({ dns: NAMES }), more, last) };
    },
    found: ['certificate.issuer-no-authority'],
    openssl: 'refused',
  },
  {
    title: 'the authority is for mail only',
    make: above({ purposes: [PURPOSE.mail] }),
    found: ['certificate.issuer-no-authority'],
    openssl: 'refused',
  },
  {
    title: 'the authority has a critical extension nobody knows',
    make: above({ strange: true }),
    found: ['certificate.issuer-no-authority'],
    openssl: 'refused',
  },
  {
    title: 'outside what its authority may',
    make: above({ permitted: ['other.example'] }),
    found: ['certificate.name-constraint'],
    openssl: 'refused',
  },
  {
    title: 'in what its authority may not',
    make: above({ excluded: [`upload.${DOMAIN}`] }),
    found: ['certificate.name-constraint'],
    openssl: 'refused',
  },
  {
    title: 'it says it is an authority',
    make: usual({ authority: true, purposes: [PURPOSE.server] }),
    found: ['certificate.is-authority'],
    openssl: 'ok',
  },
  // Strength.
  {
    title: 'RSA 1024',
    make: usual({ key: 'RSA-1024' }),
    found: ['certificate.weak-key'],
    openssl: 'refused',
  },
  {
    title: 'an authority of RSA 1024 above',
    make: above({ key: 'RSA-1024' }),
    found: ['certificate.weak-key'],
    openssl: 'refused',
  },
  {
    title: 'signed with SHA-1',
    make: usual({ hash: 'SHA-1' }),
    found: ['certificate.weak-signature'],
    openssl: 'refused',
  },
  {
    title: 'the authority above signed with SHA-1',
    make: above({ hash: 'SHA-1' }),
    found: ['certificate.weak-signature'],
    openssl: 'refused',
  },
  { title: 'Ed25519', make: usual({ key: 'Ed25519' }), found: ['certificate.unusual-key'], openssl: 'ok' },
  // Uses.
  {
    title: 'for clients only',
    make: usual({ purposes: [PURPOSE.client] }),
    found: ['certificate.not-for-servers'],
    openssl: 'refused',
  },
  {
    title: 'for mail',
    make: usual({ purposes: [PURPOSE.mail] }),
    found: ['certificate.not-for-servers'],
    openssl: 'refused',
  },
  {
    title: 'a critical extension nobody knows',
    make: usual({ strange: true }),
    found: ['certificate.malformed'],
    openssl: 'refused',
  },
  {
    title: 'it demands stapling',
    make: usual({ more: [MUST_STAPLE] }),
    found: ['certificate.must-staple'],
    openssl: 'ok',
  },
  // Names: openssl is asked about the domain.
  {
    title: 'of another company',
    make: usual({ dns: ['other.example', 'www.other.example'] }),
    found: ['certificate.other-names'],
    openssl: 'refused',
  },
  {
    title: 'for the host, not for the domain of the addresses',
    make: usual({ dns: missing([DOMAIN]) }),
    found: ['certificate.address-missing'],
    openssl: 'refused',
  },
  {
    title: 'without the rooms',
    make: usual({ dns: missing([`conference.${DOMAIN}`]) }),
    found: ['certificate.name-missing'],
    openssl: 'ok',
  },
  {
    title: 'without the web',
    make: usual({ dns: missing([`xmpp.${DOMAIN}`]) }),
    found: ['certificate.name-missing'],
    openssl: 'ok',
  },
  {
    title: 'without the uploads',
    make: usual({ dns: missing([`upload.${DOMAIN}`]) }),
    found: ['certificate.name-optional'],
    openssl: 'ok',
  },
  {
    title: 'a star that does not reach the domain',
    make: usual({ dns: [`*.${DOMAIN}`] }),
    found: ['certificate.wildcard-reach'],
    openssl: 'refused',
  },
  {
    title: 'a star that does not reach two words deep',
    async make(pki) {
      const leaf = await pki.leaf({ dns: [...NAMES, `*.${DOMAIN}`] });
      const deep: WantedName = { name: `files.eu.${DOMAIN}`, what: 'upload', ports: [5443], required: false };
      return { chain: text(leaf, pki.middle), more: { wanted: [...WANTED, deep] } };
    },
    found: ['certificate.wildcard-reach'],
    openssl: 'ok',
  },
  {
    title: 'the domain as XmppAddr only',
    make: usual({ dns: missing([DOMAIN]), xmpp: [DOMAIN] }),
    found: ['certificate.xmpp-name-only'],
    openssl: 'refused',
  },
  {
    title: 'the domain as SRVName only',
    make: usual({ dns: missing([DOMAIN]), srv: [`_xmpp-client.${DOMAIN}`] }),
    found: ['certificate.xmpp-name-only'],
    openssl: 'refused',
  },
  {
    title: 'no names but the old common name',
    make: usual({ dns: undefined, name: DOMAIN } as CertificateOptions),
    found: ['certificate.no-names'],
    openssl: 'ok',
  },
  // The zone, the authority's word, the key.
  {
    title: 'its zone allows another authority',
    make: caa('sectigo.com'),
    found: ['certificate.caa-forbids'],
    openssl: 'ok',
  },
  { title: 'its zone allows none', make: caa(';'), found: ['certificate.caa-forbids'], openssl: 'ok' },
  {
    title: 'withdrawn',
    async make(pki) {
      const revocation = { state: 'revoked', at: now - DAY, how: 'ocsp', detail: '' } as const;
      return { chain: text(await pki.leaf(), pki.middle), more: { revocation } };
    },
    found: ['certificate.revoked'],
    openssl: 'ok',
  },
  {
    title: 'the authority does not say',
    async make(pki) {
      const revocation = { state: 'unknown', at: null, how: 'ocsp', detail: 'no answer' } as const;
      return { chain: text(await pki.leaf(), pki.middle), more: { revocation } };
    },
    found: ['certificate.revocation-unknown'],
    openssl: 'ok',
  },
  {
    title: 'another certificate’s key',
    make: async (pki) => ({ chain: text(await pki.leaf(), pki.middle), key: (await pki.leaf()).key }),
    found: ['certificate.key-mismatch'],
    openssl: 'ok',
  },
  {
    title: 'a key that is none',
    make: async (pki) => ({
      chain: text(await pki.leaf(), pki.middle),
      key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
    }),
    found: ['certificate.key-unreadable'],
    openssl: 'ok',
  },
];

/** The same authority, name and key, vouched for by another. */
async function makeCrossed(by: Issued, whom: Issued, to: number): Promise<{ pem: string }> {
  return by.issueFor(whom, { authority: true, name: 'Middle', from: -900, to });
}

let pki: Pki;
beforeAll(async () => {
  const root = await makeAuthority('Root');
  const middle = await root.issue({ authority: true, name: 'Middle' });
  pki = { root, middle, leaf: (options = {}) => middle.issue({ dns: NAMES, ...options }) };
});

function codes({ chain, key, more }: Shown): string[] {
  const authorities = publicAuthorities([], [pki.root.pem]);
  const judged = judge({ chain, key, subject: DOMAIN, wanted: WANTED, authorities, now, ...more });
  for (const finding of [...judged.findings, ...judged.remarks])
    for (const language of ['en', 'fr'] as const) {
      const words = wordsOfFinding(finding, language);
      expect(Object.values(words!).join(' ')).not.toMatch(/undefined|null|NaN|\?\?|\[object|\( \)/);
    }
  return judged.findings.map(({ code }) => code);
}

describe('a certificate is judged', () => {
  test.each([...GOOD, ...BROKEN])('$title', async ({ make, found }) => {
    expect(codes(await make(pki))).toEqual(found);
  });

  test('there are as many as were promised', () => {
    expect(BROKEN.length).toBeGreaterThanOrEqual(40);
  });

  test('server-auth only is said, and no finding', async () => {
    const leaf = await pki.leaf();
    const authorities = publicAuthorities([], [pki.root.pem]);
    const parts = { chain: text(leaf, pki.middle), subject: DOMAIN, wanted: WANTED, authorities, now };
    const { findings, remarks, coverage, chain } = judge(parts);
    expect(findings).toEqual([]);
    expect(remarks.map(({ code }) => code)).toEqual(['certificate.server-only']);
    expect(coverage.map(({ name, by }) => [name, by])).toEqual(NAMES.map((name) => [name, name]));
    expect(chain).toBe(text(leaf, pki.middle));
  });
});

describeWith(['openssl'], 'openssl says of the same chains', () => {
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.dispose]());

  test.each([...GOOD, ...BROKEN])('$openssl: $title', async ({ make, openssl }) => {
    const { chain, more } = await make(pki);
    // The leaf is found by whoever repairs the chain; openssl is told.
    const authorities = publicAuthorities([], [pki.root.pem]);
    const judged = judge({ chain, subject: DOMAIN, wanted: [], authorities, now, ...more, fetched: '' });
    const [leaf, all, root] = ['leaf.pem', 'all.pem', 'root.pem'].map((name) => join(folder.path, name));
    writeFileSync(leaf!, /-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/.exec(judged.chain)?.[0] ?? chain);
    writeFileSync(all!, chain);
    writeFileSync(root!, pki.root.pem);
    const args = [
      'verify',
      '-CAfile',
      root!,
      '-untrusted',
      all!,
      '-purpose',
      'sslserver',
      '-auth_level',
      '2',
    ];
    let said = 'ok';
    try {
      execFileSync('openssl', [...args, '-verify_hostname', DOMAIN, leaf!], { stdio: 'pipe' });
    } catch {
      said = 'refused';
    }
    expect(said).toBe(openssl);
  });
});
