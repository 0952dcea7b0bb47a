/** Where SRV leads: to our server, at its ports, by a name that has an address. Pure. Specs: RFC 2782, RFC 6120 §3.2, XEP-0368. */
import { isIP } from 'node:net';
import type { Case, Draft, Rule } from '../case.ts';
import { SERVICE_NAMES, SERVICES, serviceDoors } from '../gather.ts';
import { readSrv, type Srv } from '../values.ts';
import { evidenceOf } from './records.ts';

interface Found extends Srv {
  /** `_xmpp-client._tcp.example.org` */
  readonly name: string;
  readonly value: string;
  /** What is planned there; empty when nothing is, or the domain is somebody else's. */
  readonly planned: readonly Srv[];
  /** Colleagues are served without it. */
  readonly minor: boolean;
}

function found({ domain, rows, view }: Case): Found[] {
  const names = new Set([
    ...SERVICE_NAMES.map((service) => `${service}.${domain}`),
    ...rows.filter(({ record }) => record.set.type === 'SRV').map(({ record }) => record.set.name),
  ]);
  const plannedAt = (name: string) =>
    rows.filter(({ record: { set } }) => set.name === name && set.type === 'SRV');
  const read = (name: string, which: Case['rows'], minor: boolean): Found[] => {
    const planned = which.flatMap(({ record }) => record.set.values.map(readSrv));
    return view.values(name, 'SRV').map((value) => ({ ...readSrv(value), name, value, planned, minor }));
  };
  return [
    ...[...names].flatMap((name) => {
      const own = plannedAt(name);
      return read(name, own, own.length > 0 && own.every(({ record }) => record.need === 'optional'));
    }),
    // Not in the plan, which has addresses there: to be right it has to lead where the domain's own does.
    ...serviceDoors(rows.map(({ record }) => record))
      .filter((name) => !names.has(name))
      .flatMap((name) => {
        const prefix = Object.values(SERVICES.server).find((one) => name.startsWith(one));
        return read(name, plannedAt(`${prefix}.${domain}`), true);
      }),
  ];
}

const draft = (
  about: Case,
  code: Draft['code'],
  { name, value, target, port }: Found,
  more: Partial<Draft> = {},
): Draft => ({
  ...{ code, subject: target === '' ? name : target, names: [name, ...(target === '' ? [] : [target])] },
  ...{ evidence: evidenceOf(about, [name, target]), ...more },
  data: { record: name, value, target, port, ...more.data },
});

/** SPEC: RFC 6120 §3.2.1: a target of "." "means that the service is decidedly not available at this domain". */
export const notOffered: Rule = (about) => {
  const dots = found(about).filter(({ target }) => target === '');
  // For somebody else's domain it is their decision; of our own, where nothing is planned, it says the truth.
  const wrong = dots.filter(({ planned }) => planned.length > 0);
  return wrong.map((one) => draft(about, 'dns.not-offered', one));
};

/** What the form of a provider makes of a name without its final dot, and an address where a name belongs. */
export const malformed: Rule = (about) => {
  const { domain } = about;
  const drafts = found(about).flatMap((one) => {
    const { target } = one;
    if (target === '') return [];
    const bare = [domain, about.view.zone.name ?? domain].find(
      (zone) => target === zone || target.endsWith(`.${zone}`),
    );
    const inner = bare ? target.slice(0, -bare.length - 1) : target;
    if (isIP(inner) !== 0 || isIP(target) !== 0) return [draft(about, 'dns.target-is-address', one)];
    const doubled = bare !== undefined && (inner === bare || inner.endsWith(`.${bare}`));
    return doubled ? [draft(about, 'dns.target-doubled', one, { data: { meant: inner } })] : [];
  });
  return drafts;
};

/** SPEC: RFC 2782 wants an address at the name that is the target, and no alias. */
export const addressless: Rule = (about) => {
  const { view } = about;
  const drafts = found(about).flatMap((one) => {
    const { target } = one;
    if (target === '' || isIP(target) !== 0) return [];
    const told = [view.truth(target, 'A'), view.truth(target, 'AAAA')].filter((each) => each !== undefined);
    if (told.length < 2) return [];
    const alias = told.find(({ chain }) => chain.length > 1);
    const addresses = view.addresses(target);
    const ours = one.planned.some((planned) => planned.target === target);
    if (addresses.length === 0 && !alias) {
      // Our own host's address is a record of the plan, which has a finding of its own.
      const planned = about.rows.some(
        ({ record, state }) => record.set.name === target && state === 'missing',
      );
      return planned && ours ? [] : [draft(about, 'dns.target-without-address', one)];
    }
    return alias && addresses.length > 0
      ? [draft(about, 'dns.target-alias', one, { data: { alias: alias.chain[1] ?? '' } })]
      : [];
  });
  return drafts;
};

/** Another machine, or another port, than where the server is. */
export const elsewhere: Rule = (about) => {
  const { view, domain } = about;
  const website = view.addresses(domain);
  const all = found(about);
  const other = (name: string) =>
    name.startsWith('_xmpps-') ? name.replace('_xmpps-', '_xmpp-') : name.replace('_xmpp-', '_xmpps-');
  const drafts = all.flatMap((one): Draft[] => {
    const { target, port, planned, name } = one;
    if (target === '' || isIP(target) !== 0 || planned.length === 0) return [];
    const addresses = view.addresses(target);
    const wanted = planned.flatMap((each) => view.addresses(each.target));
    const same =
      planned.some((each) => each.target === target) ||
      (addresses.length > 0 && addresses.every((address) => wanted.includes(address)));
    const ports = planned.map((each) => each.port);
    const beside = all.some(
      (each) =>
        each.name === name &&
        each !== one &&
        ports.includes(each.port) &&
        planned.some((p) => p.target === each.target),
    );
    const more = {
      ...(beside || one.minor ? { severity: 'warning' as const } : {}),
      data: { ports: ports.map(String), beside },
    };
    if (!same) {
      if (addresses.length === 0) return [];
      const isWebsite = addresses.every((address) => website.includes(address));
      const code = isWebsite ? 'dns.target-website' : 'dns.target-elsewhere';
      return [
        draft(about, code, one, { ...more, data: { ...more.data, addresses, wanted: planned[0]!.target } }),
      ];
    }
    if (ports.includes(port)) return [];
    const swapped = about.rows.some(
      ({ record: { set } }) =>
        set.type === 'SRV' &&
        set.name === other(name) &&
        set.values.some((value) => readSrv(value).port === port),
    );
    const code = swapped ? 'dns.tls-swapped' : 'dns.port-wrong';
    const lines = [`${name} ${port} ${ports.join('/')}`];
    // About the record; the host is as it should be.
    return [
      {
        ...draft(about, code, one, { ...more, data: { ...more.data, lines } }),
        ...{ subject: name, names: [name] },
      },
    ];
  });
  return drafts;
};
