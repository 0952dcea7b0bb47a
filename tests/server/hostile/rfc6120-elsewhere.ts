/**
 * RFC 6120, the rest: what a server MUST and what no single wrong word shows, each with the file that shows it.
 *
 * The other tables hold what is sent wrong; with them these are all sentences of §4 to §13 that bind a server for its clients.
 */
import { noCase, type Rule } from './table.ts';

export const ELSEWHERE: Rule[] = [
  noCase(
    '§4.3.2',
    '"the receiving entity MUST send a <features/> child element"',
    'stream.test.ts: features',
  ),
  noCase(
    '§4.3.3',
    '"it MUST generate a new stream ID (instead of reusing the old stream ID) before sending a new response stream header"',
    'stream.test.ts: each header has an id of its own',
  ),
  noCase(
    '§4.3.4',
    '"The receiving entity MUST send an updated list of stream features to the initiating entity after a stream restart."',
    'stream.test.ts: features',
  ),
  noCase(
    '§4.3.5',
    '"the receiving entity MUST NOT accept such stanzas and MUST close the stream with a <not-authorized/> stream error"',
    'hostile/rfc6120-streams.ts, §4.9.3.12; hostile/rfc6120-sasl.ts, §7.1',
  ),
  noCase(
    '§4.3.6',
    '"The client\'s bare JID (<localpart@domainpart>) MUST be the authorization identity"',
    'scripts/addresses-from.txt; stream.test.ts, §7',
  ),
  noCase(
    '§4.3.6',
    '"The server MUST ensure that the resulting JID […] conforms to the canonical format for XMPP addresses"',
    'jid.test.ts; intl.test.ts',
  ),
  noCase(
    '§4.4',
    '"Wait for the other party to also close its outbound stream before terminating the underlying TCP connection(s)"',
    'hostile.test.ts, §4.4; stream-time.test.ts',
  ),
  noCase(
    '§4.4',
    '"Refrain from sending any further data over its outbound stream to the other entity, but continue to process data received"',
    'hostile/rfc6120-streams.ts, §4.4; stream.test.ts: closing',
  ),
  noCase(
    '§4.5',
    '"a server MUST allow a client to use the same TCP connection for both streams"',
    'hostile-rfc6120.test.ts: every case',
  ),
  noCase(
    '§4.7.1',
    '"the receiving entity MUST include the \'from\' attribute"',
    'hostile-rfc6120.test.ts: looked at in every case',
  ),
  noCase(
    '§4.7.2',
    "\"if the client included a 'from' attribute in the initial stream header then the server MUST include a 'to' attribute in the response stream header and MUST set its value to the bare JID\"",
    'stream.test.ts: headers',
  ),
  noCase(
    '§4.7.3',
    '"The stream ID MUST be both unpredictable and non-repeating"',
    'stream.test.ts: each header has an id of its own',
  ),
  noCase(
    '§4.7.4',
    '"the receiving entity MUST NOT modify or delete it when routing it to a remote server or delivering it to a connected client"',
    'stream.test.ts: language',
  ),
  noCase(
    '§4.8.4',
    '"an XMPP server MUST NOT route or deliver data received over an input stream if that data is (a) qualified by another namespace and (b) addressed to an entity other than the server"',
    'hostile/rfc6120-streams.ts, §4.9.3.24',
  ),
  noCase(
    '§4.9.1.2',
    '"the receiving entity MUST still send the opening <stream> tag, include the <error/> element as a child of the stream element, and send the closing </stream> tag"',
    'hostile-rfc6120.test.ts: looked at in every case',
  ),
  noCase(
    '§4.9.1.3',
    '"the value of the \'from\' attribute returned by the receiving entity in the stream header sent before closing the stream MUST be either an authoritative FQDN for the receiving entity or the empty string"',
    'hostile-rfc6120.test.ts: looked at in every case',
  ),
  noCase(
    '§4.9.2',
    '"this element MUST be qualified by the \'urn:ietf:params:xml:ns:xmpp-streams\' namespace"',
    'scripts/session-conflict.txt',
  ),
  noCase(
    '§5.3.2',
    '"After TLS negotiation, the parties MUST restart the stream."',
    'stream.test.ts: each header has an id of its own',
  ),
  noCase(
    '§5.3.4',
    '"STARTTLS negotiation MUST be completed before proceeding to SASL negotiation"',
    'stream.test.ts: features; hostile/rfc6120-streams.ts, §5.3.1',
  ),
  noCase(
    '§5.3.5',
    '"implementations that support TLS renegotiation MUST implement and use the TLS Renegotiation Extension"',
    'OpenSSL does so, and TLS 1.3 has none',
  ),
  noCase(
    '§5.4.1',
    '"the stream features MUST include an advertisement for support of STARTTLS negotiation"',
    'stream.test.ts: features',
  ),
  noCase(
    '§5.4.1',
    '"the <starttls/> element MUST contain an empty <required/> child element"',
    'stream.test.ts: features',
  ),
  noCase(
    '§5.4.2.3',
    '"The receiving entity MUST consider the TLS negotiation to have begun immediately after sending the closing \'>\' character of the <proceed/> element"',
    'hostile.test.ts, §5.4.3.3',
  ),
  noCase(
    '§5.4.3.1',
    '"If the initiating entity presents a certificate, the receiving entity too MUST attempt to validate the initiating entity\'s certificate"',
    'auth/external.test.ts',
  ),
  noCase(
    '§5.4.3.2',
    '"The receiving entity MUST NOT send a closing </stream> tag before terminating the TCP connection"',
    'hostile.test.ts',
  ),
  noCase(
    '§5.4.3.3',
    '"The receiving entity MUST discard any information transmitted in layers above TCP that it obtained from the initiating entity in an insecure manner before TLS took effect"',
    'hostile.test.ts; net.test.ts',
  ),
  noCase(
    '§5.4.3.3',
    '"The receiving entity also MUST send stream features to the initiating entity, which MUST NOT include the STARTTLS feature"',
    'stream.test.ts: features',
  ),
  noCase(
    '§6.3.2',
    '"After SASL negotiation, the parties MUST restart the stream."',
    'hostile/rfc6120-sasl.ts, §6.4.6; stream.test.ts',
  ),
  noCase(
    '§6.3.4',
    '"it MUST NOT advertise that mechanism in its list of available SASL mechanisms before TLS negotiation has been completed"',
    'stream.test.ts: features',
  ),
  noCase(
    '§6.3.5',
    '"Any XML character data contained within the XML elements MUST be encoded using base 64"',
    'hostile/rfc6120-sasl.ts, §6.5.5; scripts/sasl.txt',
  ),
  noCase(
    '§6.3.8',
    '"if not, the receiving entity MUST return an <invalid-authzid/> SASL error"',
    'hostile/rfc6120-sasl.ts, §6.5.6',
  ),
  noCase(
    '§6.3.10',
    '"clients and servers MUST support the less efficient modes as well"',
    'hostile/rfc6120-sasl.ts, §6.4.2; auth/exchanges.test.ts',
  ),
  noCase(
    '§6.4.4',
    '"the receiving entity MUST return a <failure/> element qualified by the \'urn:ietf:params:xml:ns:xmpp-sasl\' namespace and containing an <aborted/> child element"',
    'hostile/rfc6120-sasl.ts, §6.5.1',
  ),
  noCase(
    '§6.4.6',
    '"the receiving entity MUST respond by sending a new response stream header to the initiating entity (for which it MUST generate a new stream ID instead of reusing the old stream ID)"',
    'stream.test.ts: each header has an id of its own',
  ),
  noCase(
    '§7.3.2',
    '"After resource binding, the parties MUST NOT restart the stream."',
    'scripts/session-limit.txt',
  ),
  noCase(
    '§7.4',
    '"the server MUST include a <bind/> element qualified by the \'urn:ietf:params:xml:ns:xmpp-bind\' namespace in the stream features"',
    'stream.test.ts: features',
  ),
  noCase(
    '§7.4',
    '"The server MUST NOT include the resource binding stream feature until after the client has authenticated"',
    'stream.test.ts: features',
  ),
  noCase(
    '§7.5',
    '"A resourcepart MUST at a minimum be unique among the connected resources for that <localpart@domainpart>."',
    'scripts/session-conflict.txt',
  ),
  noCase(
    '§7.6.1',
    '"it MUST return an IQ stanza of type "result" to the client, which MUST include a <jid/> child element that specifies the full JID"',
    'stream.test.ts: binding; scripts/session-limit.txt',
  ),
  noCase(
    '§7.6.2.1',
    '"the server MUST return a <resource-constraint/> stanza error"',
    'scripts/session-limit.txt',
  ),
  noCase(
    '§7.7.2.2',
    '"the server MUST do one of the following"',
    'scripts/session-conflict.txt; stream.test.ts',
  ),
  noCase(
    '§7.7.3',
    '"After the client has reached the retry limit, the server MUST close the stream with a <policy-violation/> stream error"',
    'hostile.test.ts',
  ),
  noCase('§8', '"A server MUST NOT process a partial stanza"', 'hostile.test.ts'),
  noCase(
    '§8.1.1.1',
    '"the server MUST NOT modify the \'to\' address before delivering the stanza to the client"',
    'scripts/addresses-from.txt',
  ),
  noCase(
    '§8.1.2.1',
    "\"the server MUST add a 'from' attribute to the stanza or override the 'from' attribute specified by the client\"",
    'scripts/addresses-from.txt',
  ),
  noCase(
    '§8.1.3',
    '"the value of the \'id\' attribute MUST match that of the generated stanza"',
    'scripts/errors.txt',
  ),
  noCase(
    '§8.1.5',
    '"A server MUST NOT modify or delete \'xml:lang\' attributes on stanzas it receives from other entities."',
    'stream.test.ts: language; scripts/routing.txt',
  ),
  noCase(
    '§8.2.3',
    '"An entity that receives an IQ request of type "get" or "set" MUST reply with an IQ response of type "result" or "error"."',
    'scripts/queries.txt; scripts/routing.txt',
  ),
  noCase('§8.3.1', '"An error stanza MUST contain an <error/> child element."', 'scripts/errors.txt'),
  noCase('§8.3.2', '"MUST contain a defined condition element"', 'scripts/errors.txt'),
  noCase(
    '§8.3.3.19',
    '"An application MUST return a <service-unavailable/> stanza error (Section 8.3.3.19) instead of <item-not-found/> (Section 8.3.3.7) or <recipient-unavailable/> (Section 8.3.3.13) if sending one of the latter errors would provide information about the intended recipient\'s network availability"',
    'scripts/errors.txt; rfc6121-delivery.test.ts',
  ),
  noCase(
    '§8.4',
    '"it MUST route the stanza unmodified to a remote server or deliver the stanza unmodified to a connected client"',
    'scripts/routing.txt',
  ),
  noCase(
    '§10.1',
    '"An XMPP server MUST ensure in-order processing of the stanzas and other XML elements it receives over a given input stream"',
    'scripts/order.txt',
  ),
  noCase(
    '§10.3.1',
    '"it MUST treat the message as if the \'to\' address were the bare JID"',
    'scripts/routing.txt',
  ),
  noCase(
    '§10.3.2',
    '"it MUST broadcast it to the entities that are subscribed to the sending entity\'s presence"',
    'scripts/routing.txt; scripts/presence.txt',
  ),
  noCase(
    '§10.3.3',
    '"it MUST process the stanza on behalf of the account from which received the stanza"',
    'scripts/routing.txt',
  ),
  noCase(
    '§10.4.3',
    '"the stanza error MUST be <remote-server-not-found/>"',
    'hostile/rfc6120-stanzas.ts, §8.3.3.16',
  ),
  noCase(
    '§10.5.1',
    '"then the server MUST either (a) handle the stanza as appropriate for the stanza kind or (b) return an error stanza to the sender"',
    'scripts/routing.txt',
  ),
  noCase(
    '§10.5.2',
    '"then the server MUST either (a) handle the stanza as appropriate for the stanza kind or (b) return an error stanza to the sender"',
    'scripts/routing.txt',
  ),
  noCase(
    '§10.5.3.1',
    '"the server MUST return a <service-unavailable/> stanza error"',
    'scripts/routing.txt; scripts/messages.txt',
  ),
  noCase(
    '§10.5.3.2',
    '"For an IQ stanza, the server MUST handle it directly on behalf of the intended recipient."',
    'scripts/routing.txt',
  ),
  noCase('§10.5.4', '"the server MUST deliver the stanza to that connected resource"', 'scripts/routing.txt'),
  noCase(
    '§13.7.2',
    '"If any of those validation attempts fail, the validating entity MUST unilaterally terminate the session."',
    'for a client certificate: it is not offered EXTERNAL, as XEP-0178 has it: auth/external.test.ts',
  ),
  noCase(
    '§13.8.1',
    '"servers and clients MUST support the SASL Salted Challenge Response Authentication Mechanism"',
    'scripts/login.txt; scripts/sasl.txt',
  ),
  noCase(
    '§13.8.3',
    '"A server MUST NOT offer SASL PLAIN if the confidentiality and integrity of the stream are not protected"',
    'stream.test.ts: features',
  ),
  noCase(
    '§13.8.3',
    '"TLS with the TLS_RSA_WITH_AES_128_CBC_SHA ciphersuite"',
    'RFC 7590 §3.1 puts RFC 7525 in its place, which forbids it: net.test.ts',
  ),
  noCase(
    '§13.8.4',
    '"servers MUST and clients SHOULD implement TLS […] plus the SASL EXTERNAL mechanism"',
    'auth/external.test.ts',
  ),
  noCase(
    '§13.9.4',
    '"XMPP servers MUST limit the number of retries allowed during SASL authentication"',
    'hostile/rfc6120-sasl.ts, §6.4.5; auth/throttle.test.ts',
  ),
  noCase('§13.9.5', '"XMPP servers and clients MUST NOT request, offer, or use SSL 2.0"', 'net.test.ts: TLS'),
  noCase(
    '§13.10.1',
    '"A client\'s IP address and method of access MUST NOT be made public by a server"',
    'no stanza carries it: scripts/addresses-from.txt',
  ),
  noCase(
    '§13.10.2',
    '"a server MUST NOT return different stanza errors depending on whether a potential attacker sends XML stanzas"',
    'scripts/errors.txt',
  ),
  noCase(
    '§13.12',
    '"the receiving server MUST NOT allow the new connection to proceed"',
    'stream.test.ts: keeping within time',
  ),
  noCase(
    '§13.12',
    '"A deployed server\'s maximum stanza size MUST NOT be smaller than 10000 bytes"',
    'hostile/rfc6120-streams.ts, §4.9.3.14',
  ),
];
