/** Whether a stanza another server brings may come in: a table of RFC 6120 §8.1. Pure. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../kernel/jid.ts';
import type { StreamCondition } from '../kernel/stanza.ts';
import { keyOf } from './pair.ts';

export interface Proven {
  /** The pairs of domains that were proven on this stream, by `keyOf`. */
  readonly pairs: ReadonlySet<string> | ReadonlyMap<string, unknown>;
  isOurs(domain: string): boolean;
}

export type Judged =
  | { readonly from: Jid; readonly to: Jid }
  | { readonly fault: StreamCondition; readonly because: string };

export function judgeStanza({ attrs }: Element, { pairs, isOurs }: Proven): Judged {
  // RFC 6120 §4.9.3.12: "attempted to send XML stanzas or other outbound data before the stream has been authenticated".
  if (pairs.size === 0) return { fault: 'not-authorized', because: 'no domain has been proven' };
  const [from, to] = [parseJid(attrs.from ?? ''), parseJid(attrs.to ?? '')];
  // RFC 6120 §8.1.1.2, §8.1.2.2: "if a server receives a stanza that does not meet this restriction, it MUST close the stream with
  // an <improper-addressing/> stream error".
  if (!from || !to) return { fault: 'improper-addressing', because: from ? 'to' : 'from' };
  // WHY asked for each: a domain may have become ours since it was proven.
  if (isOurs(from.domain)) return { fault: 'invalid-from', because: 'that domain is ours' };
  if (pairs.has(keyOf({ local: to.domain, remote: from.domain }))) return { from, to };
  // RFC 6120 §8.1.2.2: the domainpart of 'from' "MUST match the FQDN of the sending server (or any validated domain thereof)", else
  // <invalid-from/>.
  const isProven = [...pairs.keys()].some((key) => key.endsWith(` ${from.domain}`));
  if (!isProven) return { fault: 'invalid-from', because: 'that domain has not been proven' };
  // RFC 6120 §8.1.1.2: the domainpart of 'to' "MUST match the FQDN of the receiving server (or any validated domain thereof) as
  // communicated via SASL negotiation […], Server Dialback […], or similar means", else <host-unknown/>.
  const because = isOurs(to.domain) ? 'not negotiated for this stream' : 'not served here';
  return { fault: 'host-unknown', because };
}
