/** Whether the domain can be asked for at all: registered, delegated, its servers there and of one mind. Pure. */
import type { Heard } from '../../ask/asking.ts';
import { lineOf } from '../../ask/zone.ts';
import type { Draft, Rule } from '../case.ts';
import type { View } from '../view.ts';

const isV6 = (address: string) => address.includes(':');

/** How each server of the zone took the question for its SOA. */
function greetings(view: View): Heard[] {
  const { name } = view.zone;
  if (name === null) return [];
  return view.zoneAskers
    .map((asker) => view.heard(asker, name, 'SOA'))
    .filter((heard) => heard !== undefined);
}

/** WHY: a machine without IPv6 says nothing about servers that have it. */
const worksV6 = (view: View) =>
  view.all.some(({ asker, problem }) => isV6(asker.address) && (problem === null || problem === 'lame'));

const isSilent = ({ problem }: Heard) =>
  problem === 'timeout' || problem === 'refused' || problem === 'unreachable' || problem === 'unreadable';

/** The resolvers get an answer: so the servers are there, and it is us who do not reach them. */
const isResolved = (view: View, name: string) =>
  view.resolvers.some((asker) => view.heard(asker, name, 'SOA')?.problem === null);

export const notRegistered: Rule = ({ domain, view: { zone } }) =>
  zone.registered === 'no'
    ? [{ code: 'dns.not-registered', subject: domain, names: [domain], evidence: [...zone.evidence] }]
    : [];

export const serversSilent: Rule = ({ domain, view }) => {
  const all = greetings(view);
  const name = view.zone.name ?? domain;
  if (all.length === 0 || !all.every(isSilent) || isResolved(view, name)) return [];
  // Nobody at all could be asked, resolvers neither: that is our own network.
  const isOnline = view.all.some(
    ({ asker, problem }) => asker.kind !== 'zone' && (problem === null || problem === 'servfail'),
  );
  if (!isOnline) return [];
  const servers = [...new Set(all.map(({ asker }) => asker.name))];
  return [
    {
      ...{ code: 'dns.servers-silent', subject: name, names: [domain] },
      ...{ data: { servers }, evidence: all.map(lineOf) },
    },
  ];
};

/** Somebody between us and the world answers in the place of every name server. */
function isIntercepted(view: View): boolean {
  const all = greetings(view);
  return (
    all.length > 1 &&
    all.every(({ said }) => said && !said.authoritative && said.recursive && said.answers.length > 0)
  );
}

export const intercepted: Rule = ({ domain, view }) =>
  isIntercepted(view)
    ? [
        {
          ...{ code: 'dns.intercepted', subject: domain, names: [domain] },
          evidence: greetings(view).map(lineOf),
        },
      ]
    : [];

export const lame: Rule = ({ domain, view }) => {
  if (isIntercepted(view)) return [];
  const all = greetings(view);
  const wrong = all.filter(({ problem }) => problem === 'lame' || problem === 'servfail');
  if (wrong.length === 0) return [];
  const none = all.every(({ problem }) => problem !== null);
  const evidence = wrong.map(lineOf);
  if (none && !isResolved(view, view.zone.name ?? domain))
    return [
      {
        ...{ code: 'dns.lame', subject: view.zone.name ?? domain, names: [domain], evidence },
        data: { servers: [...new Set(wrong.map(({ asker }) => asker.name))] },
      },
    ];
  return byServer(wrong, 'dns.server-lame');
};

function byServer(
  heard: readonly Heard[],
  code: 'dns.server-lame' | 'dns.server-silent' | 'dns.tcp-refused',
): Draft[] {
  const names = [...new Set(heard.map(({ asker }) => asker.name))];
  return names.map((name) => {
    const own = heard.filter(({ asker }) => asker.name === name);
    return {
      ...{ code, subject: name, names: [name], evidence: own.map(lineOf) },
      data: { addresses: own.map(({ asker }) => asker.address) },
    };
  });
}

export const serverSilent: Rule = ({ view }) => {
  const all = greetings(view);
  if (!all.some(({ problem }) => problem === null)) return [];
  const counts = worksV6(view);
  return byServer(
    all.filter(
      (heard) => isSilent(heard) && heard.problem !== 'unreachable' && (counts || !isV6(heard.asker.address)),
    ),
    'dns.server-silent',
  );
};

/** SPEC: RFC 7766 §5: whoever answers questions has to do so over UDP and over TCP. */
export const tcpRefused: Rule = ({ view }) => {
  const { name } = view.zone;
  if (name === null) return [];
  const fine = new Set(
    greetings(view)
      .filter(({ problem }) => problem === null)
      .map(({ asker }) => `${asker.name}/${asker.address}`),
  );
  const closed = view.all.filter(
    (heard) =>
      heard.asker.kind === 'zone' &&
      heard.asker.over === 'tcp' &&
      fine.has(`${heard.asker.name}/${heard.asker.address}`) &&
      isSilent(heard),
  );
  // A network that lets out no TCP to port 53 closes it for all of them.
  return closed.length === fine.size && fine.size > 2 ? [] : byServer(closed, 'dns.tcp-refused');
};

export const serverWithoutAddress: Rule = ({ view }) =>
  view.zone.servers
    // RFC 9471 §3: a name server within the zone can only be found where the zone above has its address.
    .map((server) => ({ ...server, unglued: view.inZone(server.name) && server.glue?.length === 0 }))
    .filter(({ delegated, addresses, unglued }) => delegated && (addresses.length === 0 || unglued))
    .map(({ name, unglued }) => ({
      code: unglued ? 'dns.glue-missing' : 'dns.server-without-address',
      ...{ subject: name, names: [name] },
    }));

export const glueDiffers: Rule = ({ view }) =>
  view.zone.servers
    .filter(({ name }) => view.inZone(name))
    .flatMap(({ name, glue }) => {
      if (!glue || glue.length === 0) return [];
      const own = view.addresses(name);
      if (own.length === 0 || glue.every((address) => own.includes(address))) return [];
      const evidence = [`glue: ${glue.join(', ')}`, `zone: ${own.join(', ')}`];
      return [
        {
          code: 'dns.glue-differs' as const,
          subject: name,
          names: [name],
          data: { glue: [...glue], addresses: own },
          evidence,
        },
      ];
    });

/** What the zone above says of who keeps the zone, and what the zone says itself. */
export const delegationDiffers: Rule = ({ view }) => {
  const { name, servers, parent } = view.zone;
  if (name === null || parent === null) return [];
  const own = (view.truth(name, 'NS')?.values ?? []).map((value) => value.replace(/\.$/, ''));
  const above = servers.filter(({ delegated }) => delegated).map((server) => server.name);
  if (own.length === 0 || above.length === 0) return [];
  const [more, less] = [own.filter((one) => !above.includes(one)), above.filter((one) => !own.includes(one))];
  if (more.length === 0 && less.length === 0) return [];
  return [
    {
      ...{ code: 'dns.delegation-differs', subject: name, names: [...more, ...less] },
      ...{ data: { above, own }, evidence: [`${parent}: ${above.join(', ')}`, `${name}: ${own.join(', ')}`] },
    },
  ];
};

export const serversDisagree: Rule = ({ view, rows }) => {
  const { name: zone } = view.zone;
  if (zone === null) return [];
  const asked = new Map(
    view.all
      .filter(({ asker, type }) => asker.kind === 'zone' && type !== 'SOA' && type !== 'DNSKEY')
      .map(({ name, type }) => [`${name} ${type}`, { name, type }] as const),
  );
  const split = [...asked.values()].filter(({ name, type }) => {
    const answers = view.byZone(name, type).map(({ values, chain }) => [...values, ...chain].join(' '));
    return new Set(answers).size > 1;
  });
  if (split.length === 0) return [];
  const names = [...new Set(split.map(({ name }) => name))];
  const serials = view.byZone(zone, 'SOA').map(({ asker, values }) => ({
    server: asker.id,
    serial: values[0]?.split(' ')[2] ?? '?',
  }));
  const lags = new Set(serials.map(({ serial }) => serial)).size > 1;
  const serious = rows.some(({ record }) => names.includes(record.set.name) && record.need !== 'optional');
  return [
    {
      ...{ code: 'dns.servers-disagree', subject: zone, names },
      severity: serious ? 'broken' : 'warning',
      data: { names, lags, serials: serials.map(({ server, serial }) => `${server}: ${serial}`) },
      evidence: split
        .flatMap(({ name, type }) => view.byZone(name, type).map(({ heard }) => lineOf(heard)))
        .slice(0, 40),
    },
  ];
};
