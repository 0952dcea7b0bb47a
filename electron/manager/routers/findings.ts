/** What a person should know about the router: the cases that keep colleagues out, as findings. Pure. */
import { type DoctorFinding, makeFinding } from '../../contract/findings/finding.ts';
import { ROUTER_FINDINGS } from '../../contract/findings/router.ts';
import type { IpFamily, RouterCase, RouterMapping, RouterState } from '../../contract/router.ts';

type Shown = Omit<RouterState, 'findings'>;
type Code = keyof typeof ROUTER_FINDINGS;

/** Cases with nothing to say are not here. `ready` is an offer, which the card makes itself. */
const CODES: { readonly [name in RouterCase]?: { readonly v4?: Code; readonly v6?: Code } } = {
  'no-network': { v4: 'router.no-network' },
  partly: { v4: 'router.partly', v6: 'router.partly' },
  'switched-off': { v4: 'router.switched-off', v6: 'router.v6-firewall' },
  silent: { v4: 'router.silent', v6: 'router.v6-firewall' },
  taken: { v4: 'router.taken', v6: 'router.taken' },
  full: { v4: 'router.full', v6: 'router.full' },
  'no-address': { v4: 'router.no-address' },
  'double-nat': { v4: 'router.double-nat' },
  'carrier-nat': { v4: 'router.carrier-nat' },
  'ds-lite': { v4: 'router.ds-lite' },
  offline: { v4: 'router.offline' },
  strange: { v4: 'router.strange', v6: 'router.v6-firewall' },
  'closed-otherwise': { v4: 'router.closed-otherwise', v6: 'router.closed-otherwise' },
};

/** Nothing that is set on the router helps against these. */
const HOPELESS: readonly RouterCase[] = ['no-address', 'carrier-nat', 'ds-lite', 'no-network', 'offline'];

/** IPv4 first: more of the world comes by it. */
export function routerFindings(shown: Shown): DoctorFinding[] {
  const found = (['v4', 'v6'] as const).flatMap((family) => ofFamily(family, shown));
  const rank = { broken: 0, warning: 1, info: 2 };
  return found.sort((one, other) => rank[one.severity] - rank[other.severity]);
}

function ofFamily(family: IpFamily, shown: Shown): DoctorFinding[] {
  const name = shown.cases[family];
  const code = CODES[name]?.[family];
  if (!code) return [];
  const { router, here, outside, mappings, answers } = shown;
  const mine = mappings.filter((one) => one.family === family);
  const trouble = mine.filter(({ state }) => state === 'taken' || state === 'refused' || state === 'lost');
  const evidence = [
    ...answers
      .filter((one) => one.family === family)
      .map(({ protocol, is, said }) => `${protocol}: ${is}${said ? ` (${said})` : ''}`),
    ...trouble.map(
      ({ transport, from, state, said }) => `${transport} ${from}: ${state}${said ? ` (${said})` : ''}`,
    ),
  ];
  const data = {
    router: router.name ?? router[family] ?? '',
    address: outside.router,
    seen: outside.seen,
    here: here[family],
    family: family === 'v4' ? 'IPv4' : 'IPv6',
    ports: trouble.map(portOf),
    said: trouble.find(({ said }) => said !== '')?.said ?? '',
  };
  // Where IPv6 comes in without the router, a shared IPv4 address keeps only part of the world out.
  const mild = HOPELESS.includes(name) && shown.cases.v6 === 'mapped';
  const subject = router.name ?? router[family] ?? family;
  return [
    makeFinding(ROUTER_FINDINGS, code, { subject, data, evidence, ...(mild && { severity: 'warning' }) }),
  ];
}

const portOf = ({ transport, from, to }: RouterMapping) =>
  `${transport.toUpperCase()} ${from === to ? from : `${from}-${to}`}`;
