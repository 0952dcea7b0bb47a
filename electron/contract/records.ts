/** DNS records as the plan, the checks, the providers and the pages pass them on. */
import { z } from 'zod';

export const recordType = z.enum(['A', 'AAAA', 'CNAME', 'SRV', 'TXT', 'CAA', 'TLSA', 'NS', 'MX']);
export type RecordType = z.infer<typeof recordType>;

/**
 * All records of one name and type: what a name server keeps together, and what is replaced together.
 *
 * `name` is absolute, in ASCII (A-labels), lower case, without the final dot.
 * `values` are in the presentation format of RFC 1035 §5.1: names in them are absolute and end in a dot
 * (`5 0 5222 xmpp.example.org.`), texts stand in quotation marks, one string of 255 bytes after the other.
 */
export const recordSet = z.object({
  name: z.string().max(253),
  type: recordType,
  /** Seconds. */
  ttl: z.number().int().min(0).max(2_147_483_647),
  values: z.array(z.string().max(4096)).max(100),
});
export type RecordSet = z.infer<typeof recordSet>;

/** One change of one set; `before` null: there was none, `after` null: it goes. */
export const recordChange = z.object({
  name: z.string().max(253),
  type: recordType,
  before: recordSet.nullable(),
  after: recordSet.nullable(),
});
export type RecordChange = z.infer<typeof recordChange>;
