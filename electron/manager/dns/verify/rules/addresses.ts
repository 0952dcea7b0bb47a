/** Addresses: of another machine, left over, of a network of one's own, or of nobody who answers. Pure. */
import ipaddr from 'ipaddr.js';
import type { PlanRow } from '../../../../contract/dns.ts';
import type { Case, Draft, Rule } from '../case.ts';
import { evidenceOf } from './records.ts';

/** Ranges that mean nothing to the world (RFC 6890); `reserved` are the ones of books and examples. */
const NOT_PUBLIC: Readonly<Record<string, string>> = {
  private: 'private',
  uniqueLocal: 'private',
  carrierGradeNat: 'provider',
  loopback: 'machine',
  linkLocal: 'link',
  unspecified: 'machine',
  reserved: 'example',
  multicast: 'many',
  broadcast: 'many',
};

/** `private`, `provider` (RFC 6598), `machine`, `link`, `many`, `example`; undefined for one that strangers can reach. */
export function kindOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const range = ipaddr.process(address).range();
  return Object.hasOwn(NOT_PUBLIC, range) ? NOT_PUBLIC[range] : undefined;
}

/** Hosts that programs are led to, and the addresses each has. */
function hosts({ view, walks, rows }: Case): Map<string, string[]> {
  const names = [
    ...walks.flatMap(({ targets }) => targets.map(({ host }) => host)),
    ...rows
      .filter(({ record }) => record.set.type === 'A' || record.set.type === 'AAAA')
      .map(({ record }) => record.set.name),
  ];
  return new Map([...new Set(names)].map((name) => [name, view.addresses(name)]));
}

export const notPublic: Rule = (about) => {
  const planned = new Set(about.rows.flatMap(({ record }) => record.set.values));
  return [...hosts(about)].flatMap(([name, addresses]) => {
    // What the office has written down as its own address may come from a book: that is how people try it out.
    const wrong = addresses.filter((address) => {
      const kind = kindOf(address);
      return kind !== undefined && !(kind === 'example' && planned.has(address));
    });
    if (wrong.length === 0) return [];
    return [
      {
        ...{ code: 'dns.address-private' as const, subject: name, names: [name] },
        severity: wrong.length < addresses.length ? ('warning' as const) : ('broken' as const),
        data: { addresses: wrong, kind: kindOf(wrong[0]!)! },
        evidence: evidenceOf(about, [name]),
      },
    ];
  });
};

/** A and AAAA that are not what is planned. */
export const otherAddress: Rule = (about) => {
  const { view, domain, rows } = about;
  const website = view.addresses(domain);
  return rows.flatMap((row): Draft[] => {
    const { set } = row.record;
    if (row.state !== 'different' || (set.type !== 'A' && set.type !== 'AAAA')) return [];
    const found = view.values(set.name, set.type);
    const extra = found.filter((address) => !set.values.includes(address));
    if (extra.length === 0) return [];
    const beside = set.values.every((address) => found.includes(address));
    const isWebsite = set.name !== domain && extra.every((address) => website.includes(address));
    return [
      {
        code: beside ? 'dns.address-beside' : isWebsite ? 'dns.address-website' : 'dns.address-other',
        ...{ subject: set.name, names: [set.name], evidence: evidenceOf(about, [set.name]) },
        data: { found: [...found], planned: set.values, extra },
      },
    ];
  });
};

/** A name of a service that leads to another machine: most often the website, which answers for every name. */
export const serviceElsewhere: Rule = (about) => {
  const { view, rows, domain } = about;
  const website = view.addresses(domain);
  return rows.flatMap((row: PlanRow): Draft[] => {
    const { set, need, group } = row.record;
    if (row.state !== 'different' || set.type !== 'CNAME' || group !== 'services') return [];
    const found = view.addresses(set.name);
    if (found.length === 0) return [];
    return [
      {
        ...{ code: 'dns.service-elsewhere', subject: set.name, names: [set.name] },
        severity: need === 'required' ? 'broken' : 'warning',
        data: { found, planned: set.values, website: found.every((address) => website.includes(address)) },
        evidence: evidenceOf(about, [set.name]),
      },
    ];
  });
};

const isV6 = (address: string) => address.includes(':');

/**
 * SPEC: RFC 8305 has programs try both families; one that is published and not answered costs each of them a wait, and those with
 * no other family the connection.
 */
export const silent: Rule = (about) => {
  const { walks, rows } = about;
  const tried = walks.flatMap(({ targets }) =>
    targets.flatMap(({ host, port, addresses }) => addresses.map((each) => ({ host, port, ...each }))),
  );
  const byHost = Map.groupBy(tried, ({ host }) => host);
  return [...byHost].flatMap(([host, all]): Draft[] => {
    const answering = new Set(all.filter(({ answers }) => answers === 'yes').map(({ address }) => address));
    const mute = [...new Set(all.map(({ address }) => address))].filter(
      (address) =>
        !answering.has(address) &&
        all.every(
          (each) => each.address !== address || each.answers === 'refused' || each.answers === 'timeout',
        ),
    );
    if (answering.size === 0 || mute.length === 0) return [];
    const evidence = all.map(({ address, port, answers }) => `${address} ${port}: ${answers}`);
    const known = rows.some(({ record, state }) => record.set.name === host && state === 'different');
    const about = { subject: host, names: [host], data: { addresses: mute, known }, evidence };
    return [{ code: mute.every(isV6) ? 'dns.v6-silent' : 'dns.address-silent', ...about }];
  });
};
