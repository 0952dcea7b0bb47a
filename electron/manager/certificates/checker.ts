/** The doctor's look at certificates: at the doors the DNS leads to, and for the office's own domains at all its names. */
import type { PlanRow, Walk } from '../../contract/dns.ts';
import type { Checker, DoctorAbout } from '../doctor/registry.ts';
import { type Caa, caaFrom } from './judge/caa.ts';
import { publicAuthorities } from './judge/judge.ts';
import { type AskOutside, createOutside } from './judge/outside.ts';
import { type ExpectedEndpoint, expectedEndpoints, wantedNames } from './served/endpoints.ts';
import { examine } from './served/examine.ts';
import type { Look } from './served/shown.ts';

export interface CertificateCheckerParts {
  /** PEM of authorities to be trusted beside the public ones. */
  readonly own?: readonly string[];
  readonly ask?: (dated: (there: number) => void) => AskOutside;
  readonly look?: Look;
}

export const createCertificateChecker = (parts: CertificateCheckerParts = {}): Checker => ({
  topic: 'certificate',
  async check(about) {
    const { domain, office, signal } = about;
    const report = await about.dns();
    const endpoints = endpointsOf(about, report.walks);
    const { cells, findings } = await examine({
      ...{ domain, endpoints, signal, now: Date.now },
      wanted: office ? wantedNames(office, domain) : [],
      authorities: publicAuthorities(parts.own),
      ask: parts.ask ?? ((dated) => createOutside({ dated })),
      caa: caaIn(report.plan),
      ...(parts.look && { look: parts.look }),
    });
    const blind = cells.every(({ state }) => state === 'unreachable');
    return {
      // That a door does not answer is the ports' to tell.
      findings: findings.filter(({ code }) => code !== 'certificate.served-unreachable'),
      notChecked: blind ? 'all' : cells.some(({ state }) => state === 'unreachable') ? ['doors'] : [],
    };
  },
});

/** The doors both walks end at or could; for the office's own, every name at those, where the walk says the server is. */
function endpointsOf({ domain, office }: DoctorAbout, walks: readonly Walk[]): ExpectedEndpoint[] {
  const doors = walks.flatMap(({ who, targets }) =>
    targets.flatMap(({ port, tls, addresses }) => {
      const address = addresses.find(({ answers }) => answers === 'yes')?.address;
      if (address === undefined) return [];
      const how = `xmpp-${who === 'phone' ? 'client' : 'server'}-${tls}` as const;
      return [{ how, name: domain, host: address, port, domain, ours: false }];
    }),
  );
  const [first] = doors;
  if (!office || !first) return doors;
  const seen = new Set(doors.map(({ how, port, name }) => `${how} ${port} ${name}`));
  const rest = expectedEndpoints(office, [domain])
    .filter(({ how, port, name }) => !seen.has(`${how} ${port} ${name}`))
    // Ours are where the DNS led; a website in front is asked for by its own name.
    .map((one) => (one.ours ? { ...one, host: first.host, ours: false } : one));
  return [...doors, ...rest];
}

/** Of the records the plan looked at; undefined where there was no plan for any. */
function caaIn(plan: readonly PlanRow[]): Caa | undefined {
  const found = plan
    .filter(({ record }) => record.set.type === 'CAA')
    .flatMap((row) => [...row.found, ...(row.state === 'found' ? row.record.set.values : [])]);
  return caaFrom(found);
}
