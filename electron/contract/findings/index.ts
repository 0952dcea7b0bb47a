/** Every kind of finding by its code, and their words. One table per area beside this file. */
import { ACME } from './acme.ts';
import { CERTIFICATES } from './certificates.ts';
import { DNS_FINDINGS } from './dns.ts';
import type { DoctorFinding, FindingKind, FindingWords, Language } from './finding.ts';
import { PROTOCOL_FINDINGS } from './protocol.ts';

export * from './finding.ts';

/** A new area's table is one more spread here. */
export const FINDINGS: Readonly<Record<string, FindingKind>> = {
  ...ACME,
  ...CERTIFICATES,
  ...DNS_FINDINGS,
  ...PROTOCOL_FINDINGS,
};

/** The three sentences; undefined for a code of another version's. */
export const wordsOfFinding = (finding: DoctorFinding, language: Language): FindingWords | undefined =>
  FINDINGS[finding.code]?.words[language](finding);
