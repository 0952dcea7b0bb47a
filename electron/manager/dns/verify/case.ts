/** What the rules are given, and what they give. Types only. */
import type { PlanRow, Walk } from '../../../contract/dns.ts';
import type { DnsCode } from '../../../contract/findings/dns.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { View } from './view.ts';

export interface Case {
  readonly domain: string;
  readonly view: View;
  /** Empty for a domain that is somebody else's: then only what is wrong for everybody is. */
  readonly rows: readonly PlanRow[];
  readonly walks: readonly Walk[];
  /** A label below the domain that nobody has written. */
  readonly label: string;
  /** Who is to sign our certificates, as CAA names it; null: not known. */
  readonly authority: string | null;
}

/** A finding before it is known from what it follows. */
export interface Draft extends Partial<Pick<DoctorFinding, 'severity' | 'who' | 'data' | 'evidence'>> {
  readonly code: DnsCode;
  readonly subject: string;
  /** Every name it is about: what else is found there follows from it (causes.ts). */
  readonly names: readonly string[];
}

/** Pure. */
export type Rule = (about: Case) => Draft[];
