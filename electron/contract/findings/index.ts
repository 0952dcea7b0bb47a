/** Every kind of finding by its code, and their words. One table per area beside this file. */
import { ACME } from './acme.ts';
import { BACKUP_FINDINGS } from './backups.ts';
import { CERTIFICATES } from './certificates.ts';
import { DNS_FINDINGS } from './dns.ts';
import type { DoctorFinding, FindingKind, FindingWords, Language } from './finding.ts';
import { FIREWALL } from './firewall.ts';
import { MACHINE_SERVICE_FINDINGS } from './machine-service.ts';
import { PROTOCOL_FINDINGS } from './protocol.ts';
import { REACH_FINDINGS } from './reach.ts';
import { ROUTER_FINDINGS } from './router.ts';
import { UPDATE_FINDINGS } from './updates.ts';

export * from './finding.ts';

/** A new area's table is one more spread here. */
export const FINDINGS: Readonly<Record<string, FindingKind>> = {
  ...ACME,
  ...BACKUP_FINDINGS,
  ...CERTIFICATES,
  ...DNS_FINDINGS,
  ...FIREWALL,
  ...PROTOCOL_FINDINGS,
  ...ROUTER_FINDINGS,
  ...REACH_FINDINGS,
  ...UPDATE_FINDINGS,
  ...MACHINE_SERVICE_FINDINGS,
};

/** The three sentences; undefined for a code of another version's. */
export const wordsOfFinding = (finding: DoctorFinding, language: Language): FindingWords | undefined =>
  FINDINGS[finding.code]?.words[language](finding);
