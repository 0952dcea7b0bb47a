/** Whether the zone lets the authority that issued a certificate issue the next one. Pure. Spec: RFC 8659 §4. */
import type { X509Certificate } from 'node:crypto';
import type { Flaw } from './flaws.ts';

export interface Caa {
  /** The CAA records in force for the domain (those of the closest name that has any); empty: none, everybody may. */
  readonly records: readonly { readonly tag: string; readonly value: string }[];
}

/** @param values as zone files write them, `0 issue "ca.example"`; undefined: nobody has looked. */
export function caaFrom(values: readonly string[] | undefined): Caa | undefined {
  if (values === undefined) return undefined;
  const records = values.flatMap((value) => {
    const [, tag, text] = /^\d+ (\w+) "?([^"]*)"?$/.exec(value) ?? [];
    return tag ? [{ tag, value: text ?? '' }] : [];
  });
  return { records };
}

/** The organisation an issuer's certificate names, and by which domains it knows itself in CAA records (each says so in its CPS). */
const KNOWN: readonly (readonly [organisation: RegExp, domains: readonly string[]])[] = [
  [/^(Let's Encrypt|Internet Security Research Group)$/i, ['letsencrypt.org']],
  [/^Google Trust Services/i, ['pki.goog', 'google.com']],
  [
    /^(ZeroSSL|Sectigo|COMODO)/i,
    ['sectigo.com', 'comodoca.com', 'comodo.com', 'usertrust.com', 'trust-provider.com'],
  ],
  [
    /^(DigiCert|GeoTrust|Thawte|RapidSSL)/i,
    ['digicert.com', 'digicert.ne.jp', 'geotrust.com', 'thawte.com', 'rapidssl.com'],
  ],
  [/^GlobalSign/i, ['globalsign.com']],
  [/^Actalis/i, ['actalis.it']],
  [/^Buypass/i, ['buypass.com', 'buypass.no']],
  [/^SSL Corp/i, ['ssl.com']],
  [/^(GoDaddy|Starfield)/i, ['godaddy.com', 'starfieldtech.com']],
  [/^(Asseco|Unizeto)/i, ['certum.pl', 'certum.eu']],
  [/^(Hellenic Academic|HARICA)/i, ['harica.gr']],
  [/^Entrust/i, ['entrust.net', 'affirmtrust.com']],
];

/** Nothing where the authority is none we know by its CAA name. */
export function caaFlaw(leaf: X509Certificate, caa: Caa | undefined): Flaw | undefined {
  const issue = (caa?.records ?? []).filter(({ tag }) => tag.toLowerCase() === 'issue');
  if (issue.length === 0) return undefined;
  const organisation = /^O=(.*)$/m.exec(leaf.issuer)?.[1];
  const known = organisation && KNOWN.find(([pattern]) => pattern.test(organisation))?.[1];
  if (!known) return undefined;
  // SPEC: RFC 8659 §4.2: the issuer's domain name stands before the first semicolon; an empty one names nobody.
  const allowed = issue.map(({ value }) => value.split(';')[0]!.trim().toLowerCase()).filter(Boolean);
  if (allowed.some((domain) => known.includes(domain))) return undefined;
  return { code: 'certificate.caa-forbids', data: { allowed, issuer: organisation } };
}
