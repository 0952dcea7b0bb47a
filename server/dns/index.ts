/** The DNS as a program asks it: questions and answers of one resolver, with what it says of DNSSEC. See README.md. */
export {
  type Answer,
  DnsError,
  type DnsErrorCode,
  type DnsRecord,
  type RecordOf,
  type RecordType,
} from './answer.ts';
export { type Choice, choose, type Offer, order, type SrvRecord } from './choose.ts';
export type { RecordLine } from './lines.ts';
export { type LookOptions, type LookQuestion, type LookType, look, NoAnswer, type Said } from './look.ts';
export { createResolver, type Resolver, type ResolverParts } from './resolver.ts';
export { type NameServer, parseNameServer, systemNameServers } from './servers.ts';

import type { RecordOf } from './answer.ts';

/** RFC 6698 §2.1. */
export type TlsaRecord = RecordOf<'TLSA'>;
