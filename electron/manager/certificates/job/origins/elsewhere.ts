/** A folder of this computer, or another computer, as an origin: what is there is taken when it is newer. */
import type { CertificatePlan } from '../../../../contract/certificates.ts';
import { RENEWAL } from '../../../../contract/findings/certificate-renewal.ts';
import { type DoctorFinding, makeFinding } from '../../../../contract/findings/finding.ts';
import { type Origin, OriginError } from '../origin.ts';

export interface ElsewhereParts {
  readonly domain: string;
  /** The path, or the machine's name. */
  readonly name: string;
  /** What is there now, or why it cannot be used. */
  readonly fetch: (
    signal: AbortSignal,
  ) => Promise<
    { readonly chain: string; readonly key: string } | { readonly findings: readonly DoctorFinding[] }
  >;
  readonly watch?: ((changed: () => void) => () => void) | undefined;
}

export function elsewhereOrigin({ domain, name, fetch, watch }: ElsewhereParts): Origin {
  const plan: CertificatePlan = { domain, authority: name, names: [], findings: [], possible: true };
  return {
    ...{ name, kind: 'place', rehearses: false },
    plan: async () => plan,
    async obtain({ signal }) {
      const found = await fetch(signal);
      if ('chain' in found) return { chain: found.chain, key: found.key, by: name };
      const [first] = found.findings;
      const data = { detail: `nothing to be used at ${name}` };
      throw new OriginError(
        first ?? makeFinding(RENEWAL, 'certificate.job-failed', { subject: domain, data }),
        {
          retry: 'later',
        },
      );
    },
    ...(watch && { watch }),
  };
}
