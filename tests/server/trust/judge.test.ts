/** Certificates of other servers: each rule of RFC 5280, 6120, 6125 and 7671 that can be broken, and the code it is refused with. */
import { describe, expect, test } from 'vitest';
import { createAuthorities, judgePeer } from '../../../server/s2s/trust/index.ts';
import type { CertificateCode } from '../../../server/s2s/trust/verdict.ts';
import {
  type CertificateOptions,
  type Issued,
  makeAuthority,
  makeSelfSigned,
  PURPOSE,
} from '../../support/pki.ts';

const NOBODY = () => [];
const domain = 'partner.example';
const root = await makeAuthority('Root');
const middle = await root.issue({ name: 'Middle', authority: true });
const trusted = createAuthorities([root.pem], NOBODY);

const judge = (chain: readonly Issued[], more: Partial<Parameters<typeof judgePeer>[0]> = {}) =>
  judgePeer({ chain: chain.map(({ der }) => der), domain, authorities: trusted, now: Date.now(), ...more });

/** `ok`, or the code. */
const verdictOf = (...given: Parameters<typeof judge>) => {
  const verdict = judge(...given);
  return verdict.ok ? verdict.by : verdict.code;
};

describe('whom a certificate names', () => {
  const ROWS: [
    title: string,
    options: CertificateOptions,
    domain: string,
    verdict: 'pkix' | CertificateCode,
  ][] = [
    ['DNS-ID', { dns: [domain] }, domain, 'pkix'],
    ['DNS-ID in capitals', { dns: ['Partner.EXAMPLE'] }, domain, 'pkix'],
    ['one of several', { dns: ['other.example', domain] }, domain, 'pkix'],
    ['another', { dns: ['other.example'] }, domain, 'certificate.name-mismatch'],
    ['a name that ends like it', { dns: ['notpartner.example'] }, domain, 'certificate.name-mismatch'],
    [
      'a name with it as a part',
      { dns: ['partner.example.evil.example'] },
      domain,
      'certificate.name-mismatch',
    ],
    ['the common name alone', { name: domain }, domain, 'certificate.name-mismatch'],
    ['wildcard', { dns: ['*.partner.example'] }, 'chat.partner.example', 'pkix'],
    ['wildcard, not the name above it', { dns: ['*.partner.example'] }, domain, 'certificate.name-mismatch'],
    [
      'wildcard, one label only',
      { dns: ['*.partner.example'] },
      'a.b.partner.example',
      'certificate.name-mismatch',
    ],
    ['wildcard not leftmost', { dns: ['a.*.example'] }, 'a.b.example', 'certificate.name-mismatch'],
    [
      'wildcard as a part of a label',
      { dns: ['c*.partner.example'] },
      'chat.partner.example',
      'certificate.name-mismatch',
    ],
    ['wildcard for a whole top-level domain', { dns: ['*.example'] }, domain, 'certificate.name-mismatch'],
    ['wildcard alone', { dns: ['*'] }, 'localhost', 'certificate.name-mismatch'],
    ['SRV-ID', { srv: ['_xmpp-server.partner.example'] }, domain, 'pkix'],
    [
      'SRV-ID of another service',
      { srv: ['_xmpp-client.partner.example'] },
      domain,
      'certificate.name-mismatch',
    ],
    [
      'SRV-ID of another domain',
      { srv: ['_xmpp-server.other.example'] },
      domain,
      'certificate.name-mismatch',
    ],
    ['SRV-ID with a wildcard', { srv: ['_xmpp-server.*.example'] }, domain, 'certificate.name-mismatch'],
    ['XmppAddr', { xmpp: [domain] }, domain, 'pkix'],
    ['XmppAddr of a person', { xmpp: ['nina@partner.example'] }, domain, 'certificate.name-mismatch'],
    ['XmppAddr with umlauts', { xmpp: ['bücher.example'] }, 'bücher.example', 'pkix'],
    ['A-labels for U-labels', { dns: ['xn--bcher-kva.example'] }, 'bücher.example', 'pkix'],
    ['an address', { ip: ['192.0.2.7'] }, '192.0.2.7', 'pkix'],
    ['another address', { ip: ['192.0.2.8'] }, '192.0.2.7', 'certificate.name-mismatch'],
    ['an address as a DNS name', { dns: ['192.0.2.7'] }, '192.0.2.7', 'certificate.name-mismatch'],
  ];
  test.each(ROWS)('%s', async (_, options, wanted, verdict) => {
    expect(verdictOf([await root.issue(options)], { domain: wanted })).toBe(verdict);
  });
});

describe('who vouches for it', () => {
  const leaf = { dns: [domain] };
  /** What it shows, and the verdict. */
  type Row = [title: string, chain: () => Promise<readonly Issued[]>, verdict: 'pkix' | CertificateCode];
  const below = async (authority: CertificateOptions, own: CertificateOptions = leaf) => {
    const between = await root.issue({ name: 'Between', authority: true, ...authority });
    return [await between.issue(own), between];
  };
  const ROWS: Row[] = [
    ['the root itself', async () => [await root.issue(leaf)], 'pkix'],
    ['an intermediate', async () => [await middle.issue(leaf), middle], 'pkix'],
    ['the root sent along, too', async () => [await middle.issue(leaf), middle, root], 'pkix'],
    [
      'in another order, with strangers between',
      async () => [await middle.issue(leaf), root, await makeAuthority('X'), middle],
      'pkix',
    ],
    ['nothing', async () => [], 'certificate.none'],
    ['no certificate at all', async () => [{ ...root, der: Buffer.from('hello') }], 'certificate.malformed'],
    ['the intermediate left out', async () => [await middle.issue(leaf)], 'certificate.chain-incomplete'],
    ['itself', async () => [await makeSelfSigned(leaf)], 'certificate.self-signed'],
    [
      'itself, for another name',
      async () => [await makeSelfSigned({ dns: ['localhost'] })],
      'certificate.self-signed',
    ],
    [
      'a root nobody knows',
      async () => {
        const stranger = await makeAuthority('Stranger');
        return [await stranger.issue(leaf), stranger];
      },
      'certificate.unknown-authority',
    ],
    [
      'a root of the same name',
      async () => {
        const twin = await makeAuthority('Root');
        return [await twin.issue(leaf), twin];
      },
      'certificate.unknown-authority',
    ],
    [
      'another server',
      async () => {
        const server = await root.issue({ dns: ['other.example'] });
        return [await server.issue(leaf), server];
      },
      'certificate.unknown-authority',
    ],
    [
      'one authority too many',
      async () => {
        const first = await root.issue({ name: 'First', authority: true, pathLength: 0 });
        const second = await first.issue({ name: 'Second', authority: true });
        return [await second.issue(leaf), second, first];
      },
      'certificate.unknown-authority',
    ],
    ['an expired authority', () => below({ to: -0.5 }), 'certificate.expired'],
    ['an authority for mail', () => below({ purposes: [PURPOSE.mail] }), 'certificate.wrong-purpose'],
    ['an authority with something strange', () => below({ strange: true }), 'certificate.malformed'],
    ['an authority for this name', () => below({ permitted: ['partner.example'] }), 'pkix'],
    ['an authority for everything below', () => below({ permitted: ['example'] }), 'pkix'],
    [
      'an authority for another name',
      () => below({ permitted: ['other.example'] }),
      'certificate.name-constraint',
    ],
    [
      'an authority for all but this name',
      () => below({ excluded: ['partner.example'] }),
      'certificate.name-constraint',
    ],
    [
      'an authority for another name, in other words',
      () => below({ permitted: ['other.example'] }, { srv: ['_xmpp-server.partner.example'] }),
      'certificate.name-constraint',
    ],
    [
      'and in others still',
      () => below({ permitted: ['other.example'] }, { xmpp: [domain] }),
      'certificate.name-constraint',
    ],
    ['an authority with a short key', () => below({ key: 'RSA-1024' }), 'certificate.weak'],
    ['SHA-1', async () => [await root.issue({ ...leaf, hash: 'SHA-1' })], 'certificate.weak'],
    ['a short key', async () => [await root.issue({ ...leaf, key: 'RSA-1024' })], 'certificate.weak'],
    ['a key long enough', async () => [await root.issue({ ...leaf, key: 'RSA-2048' })], 'pkix'],
  ];
  test.each(ROWS)('%s', async (_, chain, verdict) => {
    expect(verdictOf(await chain())).toBe(verdict);
  });

  test.each([
    ['chat.partner.example', 'certificate.name-constraint'],
    ['partner.example', 'certificate.name-constraint'],
    ['deep.chat.partner.example', 'pkix'],
    ['other.example', 'pkix'],
  ])('a star where all below %s is excluded', async (excluded, verdict) => {
    const chain = await below({ excluded: [excluded] }, { dns: ['*.partner.example'] });
    expect(verdictOf(chain, { domain: 'chat.partner.example' })).toBe(verdict);
  });

  test('a partner’s own certificate, once the operator has added it', async () => {
    const own = await makeSelfSigned(leaf);
    expect(verdictOf([own], { authorities: createAuthorities([own.pem], NOBODY) })).toBe('pkix');
  });

  test('a root that was renewed: the old one has ended, the new one is known, too', async () => {
    const old = await makeAuthority('Old', { to: -0.5 });
    const between = await old.issue({ name: 'Cross', authority: true });
    const own = await between.issue(leaf);
    const both = createAuthorities([old.pem, between.pem], NOBODY);
    expect(verdictOf([own, between], { authorities: createAuthorities([old.pem], NOBODY) })).toBe(
      'certificate.expired',
    );
    expect(verdictOf([own, between], { authorities: both })).toBe('pkix');
  });

  test('a certificate changed after it was signed', async () => {
    const good = await root.issue(leaf);
    const bad = Buffer.from(good.der);
    bad[bad.length - 1]! ^= 1;
    expect(verdictOf([{ ...good, der: bad }])).toBe('certificate.chain-incomplete');
  });

  test('authorities that all vouch for each other cost us no afternoon', async () => {
    const crowd = await Promise.all(Array.from({ length: 9 }, () => makeAuthority('Crowd')));
    const own = await crowd[0]!.issue(leaf);
    const before = performance.now();
    expect(verdictOf([own, ...crowd])).toBe('certificate.unknown-authority');
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe('when, and for what', () => {
  const ROWS: [title: string, options: CertificateOptions, verdict: 'pkix' | CertificateCode][] = [
    ['ended', { to: -0.5 }, 'certificate.expired'],
    ['not begun', { from: 1 }, 'certificate.not-yet-valid'],
    [
      'ended, and of another name: the date is told',
      { to: -0.5, dns: ['other.example'] },
      'certificate.expired',
    ],
    ['serverAuth alone, as public authorities issue it', { purposes: [PURPOSE.server] }, 'pkix'],
    ['both uses', { purposes: [PURPOSE.server, PURPOSE.client] }, 'pkix'],
    ['no use said', { purposes: undefined }, 'pkix'],
    ['any use', { purposes: ['2.5.29.37.0'] }, 'pkix'],
    ['clientAuth alone', { purposes: [PURPOSE.client] }, 'certificate.wrong-purpose'],
    ['mail', { purposes: [PURPOSE.mail] }, 'certificate.wrong-purpose'],
    ['something strange', { strange: true }, 'certificate.malformed'],
  ];
  test.each(ROWS)('%s', async (_, options, verdict) => {
    expect(verdictOf([await root.issue({ dns: [domain], ...options })])).toBe(verdict);
  });

  test('the verdict says when the path ends', async () => {
    const short = await root.issue({ name: 'Short', authority: true, to: 3 });
    const verdict = judge([await short.issue({ dns: [domain], to: 20 }), short]);
    expect(verdict).toMatchObject({ ok: true, until: expect.any(Number) });
    if (verdict.ok) expect(Math.round((verdict.until! - Date.now()) / 86_400_000)).toBe(3);
  });
});

test('a refusal is a sentence with the exact names', async () => {
  const wrong = await root.issue({ dns: ['other.example', '*.other.example'], xmpp: ['other.example'] });
  expect(judge([wrong])).toEqual({
    ok: false,
    code: 'certificate.name-mismatch',
    because: 'it is for other.example, *.other.example, xmpp:other.example, not for partner.example',
  });
});
