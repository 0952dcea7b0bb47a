/**
 * Every domain of the lab: whose it is, what its zone says, what its certificate is. A case is a pair of domains, so that no server has to be
 * set up anew for another case.
 */
import type { Member } from './network.ts';

export const PEERS = ['prosody', 'ejabberd'] as const;
export type PeerName = (typeof PEERS)[number];

/**
 * What a domain shows. `good` is for clients and servers, as Debian's peers want it of one who connects to them; `modern` for servers
 * only, as public authorities issue it; `alone` is signed by itself; `wrong` is for another name.
 */
export type Shown = 'good' | 'modern' | 'alone' | 'expired' | 'wrong';

export interface Domain {
  readonly name: string;
  readonly shown: Shown;
  /** Which of the two services its zone offers. */
  readonly tls: 'starttls' | 'direct';
  /** Its zone says which certificate it is, and is right or not. */
  readonly dane: 'right' | 'wrong' | undefined;
  /** It has rooms and files beside it. */
  readonly services: boolean;
}

const domain = (name: string, more: Partial<Domain> = {}): Domain => ({
  name,
  ...{ shown: 'good', tls: 'starttls', dane: undefined, services: false },
  ...more,
});

/** Of ours, of whom Prosody wants a certificate it trusts, and does not get it. */
export const DISTRUSTED = 'distrusted.office.example';

/** Ours. */
export const OUR_DOMAINS: readonly Domain[] = [
  domain('office.example', { services: true }),
  domain('modern.office.example', { shown: 'modern' }),
  domain('alone.office.example', { shown: 'alone', services: true }),
  domain('direct.office.example', { tls: 'direct', services: true }),
  domain(DISTRUSTED, { shown: 'alone' }),
];

/** Those of a peer; of what is below `strict.` our configuration wants a certificate. */
export const domainsOf = (peer: PeerName): readonly Domain[] => [
  domain(`${peer}.example`, { services: true }),
  domain(`alone.${peer}.example`, { shown: 'alone', services: true }),
  domain(`direct.${peer}.example`, { tls: 'direct', services: true }),
  domain(`modern.${peer}.example`, { shown: 'modern' }),
  domain(`dane.${peer}.example`, { shown: 'alone', dane: 'right' }),
  domain(`liar.${peer}.example`, { dane: 'wrong' }),
  domain(`expired.${peer}.example`, { shown: 'expired' }),
  domain(`wrong.${peer}.example`, { shown: 'wrong' }),
  domain(`modern.strict.${peer}.example`, { shown: 'modern' }),
  domain(`alone.strict.${peer}.example`, { shown: 'alone' }),
  domain(`expired.strict.${peer}.example`, { shown: 'expired' }),
  domain(`wrong.strict.${peer}.example`, { shown: 'wrong' }),
];

export const namesOf = ({ name, services }: Domain): string[] =>
  services ? [name, `conference.${name}`, `upload.${name}`] : [name];

const label = (name: string) => name.replace(/\.example$/, '');

/** Domains that are nobody's, and what is the matter with each. */
export const NOBODYS = [
  'not-offered.example',
  'refused.example',
  'bogus.example',
  'hostless.example',
] as const;

/** @param at where a server is, but not at that port. */
export const zoneOfNobody = (at: Member): string[] => [
  '_xmpp-server._tcp.not-offered IN SRV 0 0 0 .',
  `_xmpp-server._tcp.refused IN SRV 10 0 5999 host.refused`,
  `host.refused IN A ${at.ipv4}`,
  `_xmpp-server._tcp.bogus IN SRV 10 0 ${SIGNED_PORT} host.refused`,
  '_xmpp-server._tcp.hostless IN SRV 10 0 5269 nowhere.hostless',
];

/** What `bogus.example` said when the zone was signed, and what it says since. */
export const [SIGNED_PORT, FORGED_PORT] = [1111, 2222];

/** Lines of the zone `example` for the domains of one server. @param tlsa of a domain, in hex. */
export function zoneOf(
  name: string,
  at: Member,
  domains: readonly Domain[],
  tlsa: ReadonlyMap<string, string>,
): string[] {
  const shared = `host-${name}`;
  return [
    `${shared} IN A ${at.ipv4}`,
    `${shared} IN AAAA ${at.ipv6}`,
    ...domains.flatMap((one) => {
      // A TLSA record is for a host and a port, which other domains share: a domain that has one has a host of its own.
      const host = one.dane ? `host.${label(one.name)}` : shared;
      return [
        ...namesOf(one).map(
          (each) => `${SERVICE[one.tls].name}.${label(each)} IN SRV 10 0 ${SERVICE[one.tls].port} ${host}`,
        ),
        // The web is found by name, not by SRV.
        ...(one.services ? [`upload.${label(one.name)} IN A ${at.ipv4}`] : []),
        ...(one.dane
          ? [
              `${host} IN A ${at.ipv4}`,
              `_5269._tcp.${host} IN TLSA 3 1 1 ${tlsa.get(one.dane === 'right' ? one.name : domains[0]!.name)}`,
            ]
          : []),
      ];
    }),
  ];
}

const SERVICE = {
  starttls: { name: '_xmpp-server._tcp', port: 5269 },
  direct: { name: '_xmpps-server._tcp', port: 5270 },
} as const;
