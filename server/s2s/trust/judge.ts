/** The verdict on a peer's certificate: the domain's zone first, where it says something, else the authorities. */
import type { X509Certificate } from 'node:crypto';
import type { TlsaRecord } from '../../dns/index.ts';
import {
  type Authorities,
  findPath,
  NOWHERE,
  readCertificate,
  readingOf,
  timeFlaw,
  wordsOf,
} from '../../x509/index.ts';
import { fits, tlsaWords, USAGE, usable } from './dane.ts';
import { matchingName } from './identity.ts';
import type { Verdict } from './verdict.ts';

type Refusal = Extract<Verdict, { ok: false }>;

export interface PeerParts {
  /** DER: the peer's own first, then what it sent along; `chainOf` reads them off a connection. */
  readonly chain: readonly Buffer[];
  /** The domain the peer speaks for, as `prepareDomain` writes it. */
  readonly domain: string;
  /** Those of the target it was found at (`Target.tlsa`); for a peer that connected to us those of all the domain's targets. */
  readonly tlsa?: readonly TlsaRecord[] | undefined;
  /** The target's host, when its `tlsa` are given: RFC 7673 §4 lets the certificate name that, too. */
  readonly host?: string | undefined;
  readonly authorities: Authorities;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** More than any server sends. */
const MAX_SENT = 10;

/** Decides; never throws. */
export function judgePeer({ chain, tlsa = [], ...parts }: PeerParts): Verdict {
  if (chain.length === 0)
    return { ok: false, code: 'certificate.none', because: 'it has shown no certificate' };
  const [leaf, ...others] = chain.slice(0, MAX_SENT).map(readCertificate);
  if (!leaf)
    return {
      ok: false,
      code: 'certificate.malformed',
      because: 'what it has shown cannot be read as a certificate',
    };
  const peer = { ...parts, leaf, sent: others.filter((one) => one !== undefined) };
  try {
    const records = usable(tlsa);
    return records.length > 0 ? byZone(peer, records) : byAuthority(peer, { domain: parts.domain });
  } catch (error) {
    // OpenSSL parses some keys only when they are used.
    return {
      ok: false,
      code: 'certificate.malformed',
      because: `it cannot be used: ${(error as Error).message}`,
    };
  }
}

interface Peer extends Omit<PeerParts, 'chain' | 'tlsa'> {
  readonly leaf: X509Certificate;
  readonly sent: readonly X509Certificate[];
}

interface ByPath {
  readonly ok: true;
  readonly by: 'pkix';
  readonly because: string;
  readonly until: number;
  readonly path: readonly X509Certificate[];
}

/**
 * RFC 6120 §13.7.2. What is told first is what whoever looks after that server can mend first: the date, then that nobody vouches for
 * it at all, then the name, then the path.
 */
function byAuthority(peer: Peer, expected: { domain: string; host?: string | undefined }): ByPath | Refusal {
  const { leaf, now } = peer;
  const late = timeFlaw(leaf, now);
  if (late) return late;
  const found = findPath(leaf, peer);
  if (!found.ok && found.code === 'certificate.self-signed') return found;
  const name = nameFlaw(leaf, expected);
  if (typeof name !== 'string') return name;
  if (!found.ok) return found;
  const path = found.certificates;
  return {
    ok: true,
    by: 'pkix',
    because: `${name}, by ${oneLine(path.at(-1)!.subject)}`,
    until: endOf(path),
    path,
  };
}

/** The name that fits, or the refusal. */
function nameFlaw(
  leaf: X509Certificate,
  expected: { domain: string; host?: string | undefined },
): string | Refusal {
  const { names } = readingOf(leaf);
  const name = matchingName(names, expected);
  if (name) return name;
  const list =
    names.map(wordsOf).slice(0, 20).join(', ') || 'nobody (RFC 9525 does not count the common name)';
  return {
    ok: false,
    code: 'certificate.name-mismatch',
    because: `it is for ${list}, not for ${expected.domain}`,
  };
}

const endOf = (path: readonly X509Certificate[]) =>
  Math.min(...path.map(({ validToDate }) => validToDate.getTime()));

/**
 * The first record that fits decides; none, and the peer is refused: the zone has spoken.
 * The usages are those of RFC 7671 §4 and §5.
 */
function byZone(peer: Peer, records: readonly TlsaRecord[]): Verdict {
  const { leaf, sent } = peer;
  let refusal: Refusal | undefined;
  // SPEC: RFC 7671 §5.1: under DANE-EE the names and the dates of the certificate do not count, only that it is the one.
  const own = records.find((record) => record.usage === USAGE.daneEe && fits(record, leaf));
  if (own) return { ok: true, by: 'dane', because: `TLSA ${tlsaWords(own)}`, until: undefined };
  for (const record of records.filter(({ usage }) => usage === USAGE.daneTa)) {
    // SPEC: RFC 7671 §5.2: the server has to send the certificate of the authority its zone names, too.
    for (const anchor of [leaf, ...sent].filter((one) => fits(record, one))) {
      const verdict = byAuthority({ ...peer, authorities: only(anchor) }, peer);
      if (verdict.ok)
        return { ok: true, by: 'dane', because: `TLSA ${tlsaWords(record)}`, until: verdict.until };
      if (!NOWHERE.has(verdict.code)) refusal ??= verdict;
    }
  }
  // RFC 7671 §5.3 and §5.4: the authorities have to agree, and the zone says which one, or which certificate.
  const bound = records.filter(({ usage }) => usage <= USAGE.pkixEe);
  if (bound.length > 0) {
    const verdict = byAuthority(peer, peer);
    if (!verdict.ok) refusal ??= verdict;
    else {
      const { path, until } = verdict;
      const record = bound.find((one) =>
        one.usage === USAGE.pkixEe ? fits(one, leaf) : path.slice(1).some((each) => fits(one, each)),
      );
      if (record)
        return { ok: true, by: 'dane', because: `TLSA ${tlsaWords(record)}, ${verdict.because}`, until };
    }
  }
  return (
    refusal ?? {
      ok: false,
      code: 'certificate.dane-mismatch',
      because: `none of TLSA ${records.map(tlsaWords).join('; ')} fits it`,
    }
  );
}

/** The one authority a zone names. */
const only = (anchor: X509Certificate): Authorities => ({
  issuersOf: () => [anchor],
  has: (certificate) => certificate.raw.equals(anchor.raw),
});

const oneLine = (name: string) => name.replaceAll('\n', ', ').slice(0, 300);
