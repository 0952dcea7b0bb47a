/** What DNS says of certificates: who may sign, which key is ours, where proofs are put. Pure. Specs: RFC 8659, RFC 8657, RFC 7673, RFC 8555 §8.4. */
import type { PlannedRecord } from '../../../contract/domains.ts';
import { isWanted, ONE_PORT, USUAL_PORTS } from '../../office-doors.ts';
import { certificateNames, serverHost } from '../../office-names.ts';
import { isBelow, registrable } from './addresses.ts';
import { isRestricted, withAuthority } from './caa.ts';
import type { PlanFacts } from './facts.ts';
import { absolute, planned, USUAL_TTL } from './records.ts';

/** Adds our authority to whoever may sign already. Where nobody is named everybody may, and it stays so unless the office asks. */
export function authorityRecords(facts: PlanFacts): PlannedRecord[] {
  const { office, domain, authority, caa } = facts;
  if (!authority) return [];
  const there = caa?.values ?? [];
  const restricted = isRestricted(there);
  if (!restricted && office.dns?.caa !== true) return [];
  return planned(
    {
      ...{ group: 'certificate', purpose: 'certificate.authority', mode: 'add' },
      ...(restricted
        ? { need: 'required', because: 'caa-exists' }
        : { need: 'optional', because: 'caa-asked' }),
    },
    // SPEC: RFC 8659 §3: the set nearest to the name counts, and hides those above it: what stands there is said again here.
    restricted && caa && isBelow(caa.name, registrable(domain)) ? caa.name : domain,
    'CAA',
    withAuthority(there, authority),
    office.dns?.ttl ?? USUAL_TTL,
  );
}

/**
 * SPEC: RFC 7673 §4: TLSA records are looked for at the target of SRV and its port; worth something in a signed zone only.
 * The values are handed in: the certificate's job rolls them, old and new together.
 */
export function pinRecords(facts: PlanFacts): PlannedRecord[] {
  const { office, domain, tlsa = [], signed, onePortOpen } = facts;
  const host = serverHost(office);
  if (!signed || !isBelow(host, registrable(domain))) return [];
  const { otherPorts } = office;
  const ports = [
    ...[office.ports.direct, office.ports.starttls],
    ...(onePortOpen ? [ONE_PORT] : []),
    ...(isWanted('companies', office)
      ? [otherPorts?.serversDirect ?? USUAL_PORTS.serversDirect, otherPorts?.servers ?? USUAL_PORTS.servers]
      : []),
  ];
  const about = {
    group: 'certificate',
    purpose: 'certificate.pin',
    need: 'optional',
    because: 'signed',
  } as const;
  return [...new Set(ports)].flatMap((port) =>
    planned(about, `_${port}._tcp.${host}`, 'TLSA', tlsa, office.dns?.ttl ?? USUAL_TTL),
  );
}

/** SPEC: RFC 8555 §8.4: the proof is a TXT at `_acme-challenge` before the name; an alias there hands all proofs on, once and for good. */
export function proofRecords(facts: PlanFacts): PlannedRecord[] {
  const { office, domain } = facts;
  const zone = facts.proofZone ?? office.dns?.proofZone;
  if (!zone) return [];
  const about = {
    ...({ group: 'certificate', purpose: 'certificate.proof' } as const),
    ...({ need: 'required', because: 'delegated' } as const),
  };
  return certificateNames(office, domain).flatMap(({ name }) =>
    // A proof within that zone needs no handing on.
    isBelow(name, zone)
      ? []
      : planned(
          about,
          `_acme-challenge.${name}`,
          'CNAME',
          [absolute(`${name}.${zone}`)],
          office.dns?.ttl ?? USUAL_TTL,
        ),
  );
}
