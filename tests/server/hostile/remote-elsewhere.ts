/** What RFC 6120 and 6121 want of a server towards people of other servers, in both roles, each with the file that shows it. */
import { noCase, type Rule } from './table.ts';

const rows = (table: readonly (readonly [at: string, says: string, shownBy: string])[]): Rule[] =>
  table.map(([at, says, shownBy]) => noCase(at, `"${says}"`, shownBy));

export const ELSEWHERE_REMOTE: Rule[] = rows([
  [
    'RFC 6121 §3',
    'the server MUST stamp the outgoing presence stanza with the bare JID <localpart@domainpart> of the sending entity',
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §3.1.2',
    "the user's server MUST then route the stanza to that remote domain in accordance with core XMPP stanza processing rules",
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §3.1.2',
    "then the user's server MUST return an appropriate error stanza to the user",
    'scripts/remote-subscription-fails.txt',
  ],
  [
    'RFC 6121 §3.1.2',
    "the user's server SHOULD resend the subscription request to the contact",
    'scripts/remote-subscription-waits.txt',
  ],
  [
    'RFC 6121 §3.1.3',
    "the contact's server MUST NOT automatically approve subscription requests on the contact's behalf",
    'scripts/remote-subscriptions.txt; scripts/remote-subscription-fails.txt',
  ],
  [
    'RFC 6121 §3.1.3',
    "the contact's server MUST auto-reply on behalf of the contact",
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §3.1.3',
    "then the contact's server MUST send that subscription request to all available resources",
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §3.1.3',
    'MUST deliver only one of the requests when the contact next has an available resource',
    'scripts/remote-subscription-waits.txt',
  ],
  [
    'RFC 6121 §3.1.5',
    "The contact's server MUST then also send current presence to the user from each of the contact's available resources.",
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §3.1.6',
    "The user's server MUST also deliver the available presence stanza received from each of the contact's available resources to each of the user's available resources.",
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §3.1.6',
    "then the user's server MUST silently ignore the subscription approval notification",
    'scripts/remote-subscriptions.txt; scripts/remote-presence-strangers.txt',
  ],
  [
    'RFC 6121 §3.2.3',
    'The user\'s server MUST also deliver the inbound presence stanzas of type "unavailable".',
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §3.3.2',
    "the user's server MUST stamp the stanza with the bare JID <user@domainpart> of the user",
    'rfc6121-subscriptions.test.ts',
  ],
  [
    'RFC 6121 A.3.2',
    'SHOULD auto-reply by sending a presence stanza of type "unsubscribed" to the contact on behalf of the user',
    'scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §4.2.2',
    "the user's server MUST also send presence probes to the user's contacts on behalf of the user",
    'scripts/remote-presence.txt',
  ],
  [
    'RFC 6121 §4.3',
    "the value of the 'from' address MUST be the bare JID of the subscribed user and the value of the 'to' address MUST be the bare JID of the contact",
    'scripts/remote-presence.txt',
  ],
  [
    'RFC 6121 §4.3.2',
    "the server MUST reply to the presence probe by sending to the user the full XML of the last presence stanza with no 'to' attribute",
    'scripts/remote-presence.txt',
  ],
  [
    'RFC 6121 §4.3.2',
    "the server MUST NOT return presence information about any resource except the resource specified by the 'to' address of the probe",
    'scripts/remote-presence.txt',
  ],
  [
    'RFC 6121 §4.3.2',
    "Here the 'from' address MUST be the bare JID of the contact, since specifying a full JID would constitute a presence leak",
    'scripts/remote-presence-strangers.txt',
  ],
  [
    'RFC 6121 §4.3.2.1',
    "server SHOULD mirror the 'id' of the user's presence probe when replying to the probing entity",
    'scripts/remote-presence.txt; scripts/remote-presence-strangers.txt',
  ],
  [
    'RFC 6121 §4.5.2',
    'the user\'s server MUST broadcast unavailable presence to all contacts that are in the user\'s roster with a subscription type of "from" or "both"',
    'scripts/remote-presence.txt; unavailable.test.ts; remote/restart.test.ts',
  ],
  [
    'RFC 6121 §4.6.1',
    'SHOULD remove any entity that sends unavailable presence to the user',
    'scripts/remote-presence-strangers.txt; scripts/remote-presence-directed.txt',
  ],
  [
    'RFC 6121 §4.6.3',
    "the user's server MUST route that unavailable presence to the entity",
    'scripts/remote-presence-directed.txt; unavailable.test.ts; remote/restart.test.ts',
  ],
  [
    'RFC 6121 §4.6.6',
    'the server MUST check if the user has sent directed presence to the entity during its current session',
    'scripts/remote-presence-strangers.txt',
  ],
  [
    'RFC 6121 §8.1',
    "a server SHOULD return an error if the originating entity is in the user's roster (when the error would reveal whether the user's account exists)",
    'scripts/remote-offline.txt',
  ],
  [
    'RFC 6121 §8.5.1',
    'For an IQ stanza, the server MUST return a <service-unavailable/> stanza error to the sender.',
    'remote/strangers.test.ts',
  ],
  [
    'RFC 6121 §8.5.1',
    'the server MUST either (a) silently ignore the message or (b) return a <service-unavailable/> stanza error to the sender',
    'scripts/remote-messages.txt',
  ],
  ['RFC 6121 §8.5.1', 'the server MUST silently ignore the stanza', 'scripts/remote-presence-strangers.txt'],
  [
    'RFC 6121 §8.5.2.1.1',
    "the server MUST NOT rewrite the 'to' attribute",
    'scripts/remote-messages.txt; scripts/remote-subscriptions.txt',
  ],
  [
    'RFC 6121 §8.5.3.1',
    'then the server SHOULD NOT deliver the IQ stanza but instead SHOULD return a <service-unavailable/> stanza error to the requesting entity',
    'scripts/remote-queries.txt; remote/strangers.test.ts',
  ],
  [
    'RFC 6120 §8.3.1',
    'An entity that receives an error stanza MUST NOT respond to the stanza with a further error stanza',
    'scripts/remote-messages.txt',
  ],
  [
    'RFC 6120 §10.2',
    'it needs to silently ignore the stanza if that account does not exist',
    'scripts/remote-messages.txt; router-delivery.test.ts',
  ],
  [
    'RFC 6120 §10.4',
    "a server MUST NOT accept a stanza over a server-to-server stream if the domainpart of the JID in the 'to' attribute does not match an FQDN serviced by the receiving server",
    'scripts/remote-messages.txt',
  ],
  [
    'RFC 6120 §13.10.2',
    "a server MUST NOT return different stanza errors depending on whether a potential attacker sends XML stanzas to the entity's bare JID (<localpart@domainpart>) or full JID (<localpart@domainpart/resourcepart>)",
    'remote/strangers.test.ts; scripts/remote-presence-strangers.txt',
  ],
]);
