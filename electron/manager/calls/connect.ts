/** The calls of the area `connect`: settings for colleagues' programs, and trust in the office's authority. */
import type { Calls } from '../../contract/calls.ts';
import type { Certificates } from '../certificates/certificates.ts';
import type { CertificateJobs } from '../certificates/job/jobs.ts';
import type { Trust } from '../certificates/trust.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import type { Host } from '../host.ts';
import { problem } from '../problem.ts';
import type { Office, Settings } from '../settings.ts';

export interface ConnectParts {
  readonly host: Host;
  readonly settings: Settings;
  readonly certificates: Certificates;
  readonly certificateJobs: Pick<CertificateJobs, 'isLocal'>;
  readonly trust: Trust;
  readonly changes: Changes;
  readonly events: Events;
}

export function connectCalls(parts: ConnectParts): Calls['connect'] {
  const { host, settings, certificates, trust, changes, events } = parts;

  function office(): Office {
    if (!settings.office) throw problem('setup.not-done', {});
    return settings.office;
  }
  async function authority(): Promise<string> {
    const pem = await certificates.authorityPem();
    if (!pem) throw problem('setup.not-done', {});
    return pem;
  }

  return {
    async values() {
      const { domain, way, ports } = office();
      // With a certificate everybody believes there is nothing to be told to trust.
      const own = parts.certificateJobs.isLocal(domain);
      const authority = own ? ((await certificates.authority()) ?? null) : null;
      return { domain, way, addresses: host.addresses(), ports, authority };
    },
    authorityPem: async () => ({ pem: await authority(), fileName: `chatelaine-${office().domain}.crt` }),
    trustSteps: async () => trust.steps(certificates.authorityFile, await authority()),
    async checkTrust() {
      const trusted = await trust.check(await authority());
      return { trusted, at: host.clock.now(), possibleHere: trust.possible };
    },
    async trustHere({ trusted }) {
      const pem = await authority();
      const before = String(await trust.check(pem));
      await trust.set(trusted, certificates.authorityFile, pem);
      const after = await trust.check(pem);
      const state = after === trusted ? 'kept' : 'failed';
      changes.note({ action: 'trust.here', subject: office().domain, state, before, after: String(after) });
      events.emit({ type: 'certificates.changed' });
      return { trusted: after };
    },
  };
}
