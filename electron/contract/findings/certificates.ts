/** Every finding about certificates, by what was looked at. */
import { JUDGED } from './certificate-judged.ts';
import { RENEWAL } from './certificate-renewal.ts';
import { SERVED } from './certificate-served.ts';
import { SOURCES } from './certificate-sources.ts';
import { type DoctorFinding, makeFinding } from './finding.ts';

export const CERTIFICATES = { ...JUDGED, ...SOURCES, ...SERVED, ...RENEWAL };
export type CertificateFindingCode = keyof typeof CERTIFICATES;

export const certificateFinding = (
  code: CertificateFindingCode,
  rest: Partial<Omit<DoctorFinding, 'code' | 'subject'>> & { subject: string },
): DoctorFinding => makeFinding(CERTIFICATES, code, rest);
