/** What a zone says of a certificate (RFC 6698, RFC 7671): each usage, selector and matching type, and what the zone's word overrules. */
import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { TlsaRecord } from '../../../server/dns/index.ts';
import { usable } from '../../../server/s2s/trust/dane.ts';
import { createAuthorities, judgePeer } from '../../../server/s2s/trust/index.ts';
import { type Issued, makeAuthority, makeSelfSigned } from '../../support/pki.ts';

const domain = 'partner.example';
const host = 'xmpp.hoster.example';
const root = await makeAuthority('Root');
const stranger = await makeAuthority('Stranger');
const known = await root.issue({ dns: [domain] });
const unknown = await stranger.issue({ dns: [domain] });
const forHost = await stranger.issue({ dns: [host] });
const alone = await makeSelfSigned({ dns: ['localhost'], to: -0.5 });
const authorities = createAuthorities([root.pem], () => []);

const bytesOf = ({ der }: Issued, selector: number) =>
  selector === 0 ? der : new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' });

function tlsa(usage: number, selector: number, matching: number, of: Issued): TlsaRecord {
  const bytes = bytesOf(of, selector);
  const digest = (name: string) => createHash(name).update(bytes).digest();
  return {
    usage,
    selector,
    matching,
    data: matching === 0 ? bytes : digest(matching === 1 ? 'sha256' : 'sha512'),
  };
}

function verdictOf(chain: readonly Issued[], records: readonly TlsaRecord[]): string {
  const verdict = judgePeer({
    chain: chain.map(({ der }) => der),
    domain,
    host,
    tlsa: records,
    authorities,
    now: Date.now(),
  });
  return verdict.ok ? verdict.by : verdict.code;
}

describe('the certificate itself (DANE-EE)', () => {
  for (const selector of [0, 1])
    for (const matching of [0, 1, 2])
      test(`3 ${selector} ${matching}`, () => {
        expect(verdictOf([unknown], [tlsa(3, selector, matching, unknown)])).toBe('dane');
        expect(verdictOf([unknown], [tlsa(3, selector, matching, known)])).toBe('certificate.dane-mismatch');
      });

  test('names and dates do not count', () => {
    expect(verdictOf([alone], [tlsa(3, 1, 1, alone)])).toBe('dane');
  });
});

type Row = [title: string, chain: readonly Issued[], records: readonly TlsaRecord[], verdict: string];
const cut = (record: TlsaRecord): TlsaRecord => ({ ...record, data: record.data.subarray(1) });
const ROWS: Row[] = [
  ['an authority (DANE-TA), sent along', [unknown, stranger], [tlsa(2, 0, 1, stranger)], 'dane'],
  ['the same by its key', [unknown, stranger], [tlsa(2, 1, 2, stranger)], 'dane'],
  ['an authority that was not sent along', [unknown], [tlsa(2, 0, 1, stranger)], 'certificate.dane-mismatch'],
  ['under an authority the host’s name will do', [forHost, stranger], [tlsa(2, 0, 1, stranger)], 'dane'],
  [
    'under an authority names count',
    [await stranger.issue({ dns: ['other.example'] }), stranger],
    [tlsa(2, 0, 1, stranger)],
    'certificate.name-mismatch',
  ],
  [
    'under an authority dates count',
    [await stranger.issue({ dns: [domain], to: -0.5 }), stranger],
    [tlsa(2, 0, 1, stranger)],
    'certificate.expired',
  ],
  [
    'an authority that did not issue it',
    [known, stranger],
    [tlsa(2, 0, 1, stranger)],
    'certificate.dane-mismatch',
  ],
  ['PKIX-EE: the authorities agree', [known], [tlsa(1, 0, 1, known)], 'dane'],
  ['PKIX-EE: they do not', [unknown], [tlsa(1, 0, 1, unknown)], 'certificate.chain-incomplete'],
  ['PKIX-TA: by the authority the zone names', [known], [tlsa(0, 0, 1, root)], 'dane'],
  ['PKIX-TA: by another', [known], [tlsa(0, 0, 1, stranger)], 'certificate.dane-mismatch'],
  ['one of several is enough', [known], [tlsa(3, 1, 1, alone), tlsa(3, 1, 1, known)], 'dane'],
  [
    'good by the authorities, but the zone says otherwise',
    [known],
    [tlsa(3, 1, 1, alone)],
    'certificate.dane-mismatch',
  ],
  ['no record: the authorities decide', [known], [], 'pkix'],
  [
    'none that can be used: the authorities decide',
    [known],
    [cut(tlsa(3, 1, 1, alone)), { ...tlsa(3, 1, 1, alone), usage: 4 }],
    'pkix',
  ],
];
test.each(ROWS)('%s', (_, chain, records, verdict) => {
  expect(verdictOf(chain, records)).toBe(verdict);
});

test('of two digests of one thing only the stronger counts', () => {
  const [weak, strong] = [tlsa(3, 1, 1, known), tlsa(3, 1, 2, unknown)];
  expect(usable([weak, strong])).toEqual([strong]);
  expect(usable([weak, tlsa(3, 0, 2, known)])).toHaveLength(2);
});
