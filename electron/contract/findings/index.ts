/** Every kind of finding by its code, and their words. One table per area beside this file. */
import { ACME } from './acme.ts';
import { CERTIFICATES } from './certificates.ts';
import { DNS_FINDINGS } from './dns.ts';
import type { DoctorFinding, FindingKind, FindingWords, Language } from './finding.ts';
import { FIREWALL } from './firewall.ts';
import { PROTOCOL_FINDINGS } from './protocol.ts';
import { REACH_FINDINGS } from './reach.ts';
import { ROUTER_FINDINGS } from './router.ts';

export * from './finding.ts';

/** A new area's table is one more spread here. */
export const FINDINGS: Readonly<Record<string, FindingKind>> = {
  ...ACME,
  ...CERTIFICATES,
  ...DNS_FINDINGS,
  ...FIREWALL,
  ...PROTOCOL_FINDINGS,
  ...ROUTER_FINDINGS,
  ...REACH_FINDINGS,
};

/** The three sentences; undefined for a code of another version's. */
export const wordsOfFinding = (finding: DoctorFinding, language: Language): FindingWords | undefined =>
  FINDINGS[finding.code]?.words[language](finding);
