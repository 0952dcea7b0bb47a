/** Signatures that do not hold: for whoever checks them, the domain does not exist. Pure. Specs: RFC 4035, RFC 8914. */
import { lineOf } from '../../ask/zone.ts';
import type { Rule } from '../case.ts';

/**
 * | the zone above has DS | the zone has keys | resolvers that check        |                    |
 * | yes                   | no                | fail                        | dns.ds-orphaned    |
 * | yes                   | yes, out of date  | fail                        | dns.signatures-expired |
 * | yes                   | yes               | fail                        | dns.bogus          |
 */
export const dnssec: Rule = ({ domain, view }) => {
  const { zone, resolvers, all } = view;
  if (zone.name === null || zone.ds.length === 0) return [];
  const failures = all.filter(
    ({ asker, problem, name }) =>
      asker.kind !== 'zone' && view.inZone(name) && (problem === 'bogus' || problem === 'servfail'),
  );
  const owns = view.byZone(zone.name, 'SOA').length > 0;
  const checks = resolvers.some((asker) => {
    const heard = view.heard(asker, zone.name!, 'SOA');
    return heard?.problem === 'bogus' || heard?.problem === 'servfail';
  });
  const some = failures.some(({ problem }) => problem === 'bogus');
  if (!owns || (!checks && !some)) return [];
  const evidence = [
    ...zone.ds.map((ds) => `${zone.parent}: ${zone.name} DS ${ds}`),
    ...failures.slice(0, 8).map(lineOf),
  ];
  const about = { subject: zone.name, names: [domain, ...failures.map(({ name }) => name)], evidence };
  const keys = view.byZone(zone.name, 'DNSKEY');
  if (keys.length > 0 && keys.every(({ values }) => values.length === 0))
    return [{ code: 'dns.ds-orphaned', ...about }];
  const ends = keys
    .flatMap(({ heard }) => heard.said!.answers)
    .filter(({ type, value }) => type === 'RRSIG' && value.startsWith('DNSKEY '))
    .map(({ value }) => Number(value.split(' ')[3]) * 1000);
  if (ends.length > 0 && ends.every((end) => end < view.at))
    return [{ code: 'dns.signatures-expired', ...about, data: { at: Math.max(...ends) } }];
  // Only part of the zone: those names, and all that hangs on them.
  return [{ code: 'dns.bogus', ...about, data: { whole: checks } }];
};
