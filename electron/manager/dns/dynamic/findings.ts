/** What a person should know about the address: findings, from the last look and from what could not follow. Pure. */

import type { DynamicState } from '../../../contract/dns-providers.ts';
import { DNS_ADDRESS } from '../../../contract/findings/dns-address.ts';
import { type DoctorFinding, makeFinding } from '../../../contract/findings/finding.ts';
import { keyOf } from '../providers/values.ts';

/** The most serious first. @param server the name everything leads to. */
export function addressFindings(
  { look, wanted, published }: Pick<DynamicState, 'look' | 'wanted' | 'published'>,
  server: string,
): DoctorFinding[] {
  const evidence = (look?.answers ?? [])
    .map(({ source, family, said }) => `${source} (${family}): ${said}`)
    .slice(0, 50);
  const found: DoctorFinding[] = [];
  if (wanted.length > 0) {
    const [first] = wanted;
    const data = {
      old: first!.before?.values.join(', ') ?? null,
      address: first!.after?.values.join(', ') ?? [...published.v4, ...published.v6].join(', '),
      records: wanted.map(keyOf),
    };
    found.push(makeFinding(DNS_ADDRESS, 'dns.address-changed', { subject: server, data, evidence }));
  }
  // Where IPv6 comes in, a shared IPv4 address keeps only part of the world out.
  const severity = published.v6.length > 0 ? 'warning' : 'broken';
  if (look?.network === 'carrier')
    found.push(makeFinding(DNS_ADDRESS, 'dns.address-shared', { subject: server, severity, evidence }));
  if (look?.network === 'double')
    found.push(makeFinding(DNS_ADDRESS, 'dns.address-two-routers', { subject: server, evidence }));
  return found;
}
