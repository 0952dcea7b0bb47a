/** A refusal of an authority as a finding. Pure. */
import type { AcmeFailure } from '../../../contract/acme.ts';
import { ACME } from '../../../contract/findings/acme.ts';
import { type DoctorFinding, makeFinding } from '../../../contract/findings/finding.ts';
import { AUTHORITIES } from './authorities.ts';

export const hostOf = (address: string): string => URL.parse(address)?.host ?? address;

/** A refusal as the doctor tells it; the authority's own words are the evidence. */
export function findingOf(failure: AcmeFailure, domain: string): DoctorFinding {
  const { reason, authority, said, link, names, retry } = failure;
  const known = Object.values(AUTHORITIES).find(({ directory }) => hostOf(directory) === authority);
  return makeFinding(ACME, `acme.${reason}`, {
    subject: domain,
    data: {
      names: names.length > 0 ? names.map(({ name }) => name) : [domain],
      ...{ authority: known?.name ?? authority, said, link },
      ...(retry.retry === 'after' && { wait: retry.ms }),
      ...(reason === 'ourLimit' && { limit: said }),
    },
    evidence: [
      ...names.map((one) =>
        `${one.name} (${one.way ?? 'no proof'}): ${one.reason}: ${one.said}`.slice(0, 2000),
      ),
      ...(names.length === 0 && said !== '' ? [`${authority}: ${said}`] : []),
    ].slice(0, 50),
  });
}
