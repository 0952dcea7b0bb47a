/** Certificates as a terminal shows them, and as JSON. The sentences of findings are those of the page (contract/findings). */
import type { z } from 'zod';
import type { ServedCell, ServedState } from '../contract/certificate-sources.ts';
import { type DoctorFinding, type Language, wordsOfFinding } from '../contract/findings/index.ts';
import type { certificate } from '../contract/shapes.ts';

type Facts = z.infer<typeof certificate>;

const TEXT = {
  en: {
    marks: { broken: 'BROKEN ', warning: 'warning', info: 'note   ' },
    states: {
      ...{ fine: 'fine       ', other: 'ANOTHER    ', 'wrong-name': 'WRONG NAME ' },
      ...{ untrusted: 'UNTRUSTED  ', 'no-tls': 'NO TLS     ', unreachable: '-          ' },
    } as Record<ServedState, string>,
    inside: 'asked inside only',
    rows: ['For', 'Issued by', 'Names', 'Valid', 'Fingerprint', 'Private key'],
    key: { there: 'there, and it fits', unusable: 'not usable: see below', missing: 'not in these files' },
    to: 'to',
  },
  fr: {
    marks: { broken: 'CASSÉ  ', warning: 'alerte ', info: 'note   ' },
    states: {
      ...{ fine: 'bon        ', other: 'UN AUTRE   ', 'wrong-name': 'MAUVAIS NOM' },
      ...{ untrusted: 'NON RECONNU', 'no-tls': 'SANS TLS   ', unreachable: '-          ' },
    } as Record<ServedState, string>,
    inside: 'vu de l’intérieur seulement',
    rows: ['Pour', 'Établi par', 'Noms', 'Valable', 'Empreinte', 'Clé privée'],
    key: {
      ...{ there: 'présente, et elle convient', unusable: 'inutilisable : voir plus bas' },
      missing: 'pas dans ces fichiers',
    },
    to: 'au',
  },
} as const;

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

export function factLines(
  facts: Facts | undefined,
  keyIs: 'there' | 'unusable' | 'missing',
  language: Language,
): string[] {
  if (!facts) return [];
  const { rows, key, to } = TEXT[language];
  const values = [
    facts.subject,
    facts.issuer,
    facts.names.join(', '),
    `${day(facts.validFrom)} ${to} ${day(facts.validUntil)}`,
    facts.fingerprint,
    key[keyIs],
  ];
  return rows.map((row, at) => `${row.padEnd(12)} ${values[at]}`);
}

/** `fine        5222 example.org  xmpp-client-starttls  TLSv1.3  until 2027-01-20`. */
export function cellLine(cell: ServedCell, language: Language): string {
  const { states, inside } = TEXT[language];
  const { how, name, port, state, asked, tls, validUntil, detail } = cell;
  const end = state === 'fine' ? `${tls}  ${day(validUntil ?? 0)}` : detail;
  return `${states[state]} ${String(port).padStart(5)} ${name}  ${how}  ${end}${asked === 'inside' ? `  (${inside})` : ''}`;
}

export function findingLines(findings: readonly DoctorFinding[], language: Language): string[] {
  const { marks } = TEXT[language];
  return findings.flatMap((finding) => {
    const words = wordsOfFinding(finding, language);
    const indent = ' '.repeat(9);
    return words
      ? ['', `${marks[finding.severity]}  ${words.cause}`, indent + words.effect, indent + words.fix]
      : ['', `${marks[finding.severity]}  ${finding.code} ${finding.subject}`];
  });
}

/** For programs: the findings with their sentences, as `doctor --json` has them. */
export function said(
  {
    findings,
    remarks = [],
    facts,
    certificate: shown,
  }: {
    findings: readonly DoctorFinding[];
    remarks?: readonly DoctorFinding[];
    facts?: Facts | undefined;
    certificate?: Facts | null;
  },
  language: Language,
) {
  return {
    certificate: facts ?? shown ?? null,
    findings: [...findings, ...remarks].map(({ code, severity, subject, who, dependsOn, ...rest }) => ({
      ...{ code, severity, subject },
      ...wordsOfFinding({ code, severity, subject, who, dependsOn, ...rest }, language),
      ...{ who, dependsOn },
    })),
  };
}
