/**
 * Every finding about the DNS of a domain (electron/manager/dns/verify), by subject.
 * `data`: `names`, `record`, `target`, `port(s)`, `addresses`, `found`, `planned`, `values`; `until`, `at` in milliseconds.
 */
import { DNS_ADDRESS } from './dns-address.ts';
import { DNS_NAMES } from './dns-names.ts';
import { DNS_RECORDS } from './dns-records.ts';
import { DNS_TARGETS } from './dns-targets.ts';
import { DNS_ZONE } from './dns-zone.ts';

export const DNS_FINDINGS = { ...DNS_ZONE, ...DNS_RECORDS, ...DNS_TARGETS, ...DNS_NAMES, ...DNS_ADDRESS };
export type DnsCode = keyof typeof DNS_FINDINGS;
