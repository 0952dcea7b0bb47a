/**
 * RFC 6121 and 7622, 7590, the rest: what a server MUST and what no single wrong word shows, each with the file that shows it.
 *
 * The other tables of RFC 6121 hold its error cases, deliveries and charts.
 */
import { noCase, type Rule } from './table.ts';

export const ELSEWHERE_6121: Rule[] = [
  noCase(
    '§2',
    '"the server MUST restrict access to this data so that only authorized entities (typically limited to the account owner) are able to retrieve, modify, or delete it"',
    'rfc6121.test.ts: 2.1.3, 2.3.3',
  ),
  noCase('§2.1.1', '"The value MUST be generated only by the server"', 'scripts/roster-versions.txt'),
  noCase(
    '§2.1.2.5',
    '"in a roster set the server MUST ignore all values of the \'subscription\' attribute other than"',
    'rfc6121.test.ts: 2.1.5; scripts/roster-order.txt',
  ),
  noCase(
    '§2.1.4',
    '"the server MUST return an IQ-result containing a child <query/> element that in turn contains no <item/> children"',
    'scripts/roster-order.txt; scripts/roster.txt',
  ),
  noCase(
    '§2.1.4',
    '"If the roster does not exist, then the server MUST return a stanza error with a condition of <item-not-found/>."',
    'every account has one; others are told nothing: rfc6121.test.ts, 2.1.3',
  ),
  noCase(
    '§2.2',
    '"The server MUST send roster pushes to all interested resources."',
    'scripts/roster-interest.txt',
  ),
  noCase(
    '§2.4.1',
    '"the item MUST be updated exactly as provided in the roster set"',
    'scripts/roster-update.txt',
  ),
  noCase(
    '§2.4.2',
    '"the server MUST update the item in the user\'s roster, send a roster push to all of the user\'s interested resources, and send an IQ result to the initiating resource"',
    'scripts/roster-update.txt; scripts/roster.txt',
  ),
  noCase(
    '§2.5.2',
    '"the user\'s server MUST send both a presence stanza of type "unsubscribe" and a presence stanza of type "unsubscribed" to the contact"',
    'scripts/contact-removed.txt',
  ),
  noCase(
    '§2.6.1',
    '"it MUST advertise the following stream feature during stream negotiation"',
    'scripts/roster-versions.txt',
  ),
  noCase(
    '§2.6.3',
    '"Roster pushes MUST occur in order of modification and the version contained in a roster push MUST be unique."',
    'scripts/roster-update.txt',
  ),
  noCase(
    '§3.1.1',
    '"A server MUST process a roster set and outbound presence subscription request in either order"',
    'scripts/roster-order.txt',
  ),
  noCase(
    '§3.1.3',
    '"the contact\'s server MUST keep a record of the complete presence stanza comprising the subscription request"',
    'scripts/subscription-waits.txt',
  ),
  noCase(
    '§3.1.5',
    '"The contact\'s server MUST then also send current presence to the user from each of the contact\'s available resources."',
    'scripts/subscriptions.txt',
  ),
  noCase(
    '§3.3.2',
    '"the user\'s server MUST stamp the stanza with the bare JID <user@domainpart> of the user"',
    'scripts/subscriptions.txt; rfc6121-subscriptions.test.ts',
  ),
  noCase(
    '§3.4',
    '"then it MUST advertise the following stream feature during stream negotiation"',
    'scripts/subscription-pre-approval.txt',
  ),
  noCase(
    '§4.2.2',
    '"the user\'s server MUST send the initial presence stanza from the full JID <user@domainpart/resourcepart> of the user to all contacts that are subscribed to the user\'s presence"',
    'scripts/presence.txt',
  ),
  noCase(
    '§4.2.3',
    "\"the contact's server MUST deliver the user's presence stanza to all of the contact's available resources\"",
    'scripts/presence.txt',
  ),
  noCase('§4.3', '"MUST NOT use its receipt of the presence probe"', 'rfc6121.test.ts: 4.3'),
  noCase(
    '§4.3.2',
    '"the server MUST NOT return presence information about any resource except the resource specified by the \'to\' address of the probe"',
    'scripts/presence-probe-full.txt',
  ),
  noCase(
    '§4.4.2',
    '"the user\'s server MUST broadcast the full XML of that presence stanza"',
    'scripts/presence.txt',
  ),
  noCase(
    '§4.4.3',
    "\"the contact's server MUST deliver the user's presence stanza to all of the contact's available resources\"",
    'scripts/presence.txt',
  ),
  noCase(
    '§4.5.2',
    '"the user\'s server MUST broadcast unavailable presence to all contacts"',
    'scripts/presence.txt; unavailable.test.ts; kill.test.ts',
  ),
  noCase(
    '§4.5.2',
    '"MUST be routed or delivered by the user\'s server to all subscribers"',
    'scripts/presence-again.txt',
  ),
  noCase(
    '§4.5.3',
    "\"the contact's server MUST deliver the user's presence stanza to all of the contact's available resources\"",
    'scripts/presence.txt',
  ),
  noCase(
    '§4.6.1',
    '"the acts of creating, modifying, or canceling a presence subscription MUST take precedence"',
    'scripts/presence-directed.txt',
  ),
  noCase(
    '§4.6.1',
    '"The server MUST remove from the directed presence list (or its functional equivalent) any entity to which the user sends directed unavailable presence"',
    'scripts/presence-directed.txt',
  ),
  noCase(
    '§4.6.3',
    '"the user\'s server MUST route that unavailable presence to the entity"',
    'scripts/presence-directed.txt; scripts/presence-again.txt',
  ),
  noCase(
    '§4.6.6',
    '"the server MUST check if the user has sent directed presence to the entity during its current session"',
    'scripts/presence-probe-full.txt',
  ),
  noCase('§8.5.2.1.1', '"the server MUST NOT rewrite the \'to\' attribute"', 'scripts/messages.txt'),
  noCase(
    '§8.5.2.2.3',
    '"the server itself MUST reply on behalf of the user with either an IQ result or an IQ error"',
    'rfc6121-delivery.test.ts: none',
  ),
  noCase(
    '§11',
    "\"A user's server MUST NOT leak the user's network availability to entities who are not authorized to know the user's presence.\"",
    'scripts/errors.txt; scripts/presence-probe.txt',
  ),
  noCase(
    'A.2.1',
    '"Processing of outbound "subscribe" stanzas"',
    'modules/subscription-chart.test.ts; rfc6121-subscriptions.test.ts',
  ),
  noCase(
    'A.3.1',
    '"Processing of inbound "subscribe" stanzas"',
    'modules/subscription-chart.test.ts; rfc6121-subscriptions.test.ts',
  ),
  noCase(
    'A.3.3',
    '"it MUST NOT change the subscription state"',
    'modules/subscription-chart.test.ts; rfc6121-subscriptions.test.ts',
  ),
];

export const ELSEWHERE_ADDRESSES: Rule[] = [
  noCase(
    'RFC 7622 §3.2',
    '"a domainpart MUST NOT be zero octets in length and MUST NOT be more than 1023 octets in length"',
    'jid.test.ts',
  ),
  noCase(
    'RFC 7622 §3.2',
    '"such a character MUST be stripped before any other canonicalization steps are taken"',
    'jid.test.ts',
  ),
  noCase('RFC 7622 §3.2.1', '"each A-label MUST be converted to a U-label"', 'jid.test.ts'),
  noCase(
    'RFC 7622 §3.2.2',
    '"MUST also apply the normalization, case-mapping, and width-mapping rules"',
    'jid.test.ts',
  ),
  noCase(
    'RFC 7622 §3.3',
    '"The localpart of a JID MUST NOT be zero octets in length"',
    'jid.test.ts; precis.test.ts',
  ),
  noCase(
    'RFC 7622 §3.4',
    '"The resourcepart of a JID MUST NOT be zero octets in length"',
    'jid.test.ts; precis.test.ts',
  ),
  noCase(
    'RFC 7622 §4',
    '"servers MUST enforce the rules wherever possible and reject stanzas and other XML elements that violate the rules"',
    'hostile/rfc6120-stanzas.ts, §8.3.3.8',
  ),
  noCase(
    'RFC 7590 §1',
    '"XMPP implementations and deployments MUST follow the best current practices"',
    'net.test.ts: TLS',
  ),
];
