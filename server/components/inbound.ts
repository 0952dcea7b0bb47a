/** What a component sends: whose it says it is, whom it is for, and whether it is a stanza at all. Pure. */
import type { Element } from 'ltx';
import { inspectIq } from '../kernel/iq.ts';
import { parseJid } from '../kernel/jid.ts';
import { type StanzaCondition, StanzaError, type StreamCondition } from '../kernel/stanza.ts';

export type InboundVerdict =
  | { readonly do: 'route' }
  /** Ends the stream. */
  | { readonly do: 'fail'; readonly condition: StreamCondition; readonly because: string }
  /** Goes back to the component; nobody else hears of it. */
  | { readonly do: 'refuse'; readonly error: StanzaError; readonly because: string };

const refuse = (condition: StanzaCondition, because: string): InboundVerdict => ({
  do: 'refuse',
  error: new StanzaError(condition, because),
  because,
});

/** Judges a stanza of the component of `domain`; its addresses are prepared on the way (RFC 7622 §4). */
export function judgeInbound(stanza: Element, domain: string): InboundVerdict {
  const { attrs } = stanza;
  // XEP-0114 §3: "All stanzas sent to the server MUST possess a 'from' attribute and a 'to' attribute, as in the 'jabber:server'
  // namespace." RFC 6120 §8.1.1.2, §8.1.2.2: without, "it MUST close the stream with an <improper-addressing/> stream error".
  if (!attrs.from || !attrs.to)
    return { do: 'fail', condition: 'improper-addressing', because: 'a stanza needs a "from" and a "to"' };
  const from = parseJid(attrs.from);
  // XEP-0114 §3: "The domain identifier portion of the JID contained in the 'from' attribute MUST match the hostname of the
  // component."
  if ((from?.domain ?? domainOf(attrs.from)) !== domain)
    return { do: 'fail', condition: 'invalid-from', because: `a "from" that is not at ${domain}` };
  // WHY not the end of the stream, as between servers: a gateway passes on names that strangers choose, and a bad one must not cut
  // off everybody else.
  if (!from) return refuse('jid-malformed', 'the "from" is no address');
  const to = parseJid(attrs.to);
  if (!to) return refuse('jid-malformed', 'the "to" is no address');
  attrs.from = from.toString();
  attrs.to = to.toString();
  if (stanza.name !== 'iq') return { do: 'route' };
  const shape = inspectIq(stanza);
  return shape.is === 'malformed' ? refuse('bad-request', shape.because) : { do: 'route' };
}

/** Where the domain is in what is no address. */
const domainOf = (text: string) => text.replace(/\/.*$/s, '').replace(/^.*@/s, '').toLowerCase();
