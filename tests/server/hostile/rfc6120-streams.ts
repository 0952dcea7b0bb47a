/** RFC 6120 §4 and §5: stream headers, closing, stream errors, STARTTLS. */
import { bind, header, iq, noCase, PING, plain, type Rule, rule, SASL, TLS } from './table.ts';

const namespaces = (content: string, streams = 'http://etherx.jabber.org/streams', prefix = 'stream') =>
  `xmlns='${content}' xmlns:${prefix}='${streams}'`;
const head = (...args: Parameters<typeof namespaces>) => header(undefined, namespaces(...args));

export const HEADERS: Rule[] = [
  rule(
    '§4.7.1',
    'the client may say who it is: from="nina@test"; what is no address counts for nothing yet',
    [
      ['an address', 'connected', header("to='test' version='1.0' from='nina@test'"), 'stream:features'],
      ['no address', 'connected', header("to='test' version='1.0' from='@'"), 'stream:features'],
    ],
  ),
  rule('§4.7.2', '"the initiating entity MUST include the \'to\' attribute"', [
    ['no "to"', 'connected', header("version='1.0'"), 'stream error improper-addressing'],
    ['another spelling', 'connected', header("to='TEST.' version='1.0'"), 'stream:features'],
  ]),
  rule('§4.7.3', 'an id from the client is ignored', [
    ['an id', 'connected', header("to='test' version='1.0' id='mine'"), 'stream:features'],
  ]),
  rule('§4.7.4', 'a language we do not speak, or that is none, is no error', [
    ['another', 'connected', header("to='test' version='1.0' xml:lang='tlh'"), 'stream:features'],
    ['none', 'connected', header("to='test' version='1.0' xml:lang='!'"), 'stream:features'],
    [
      'an endless one',
      'connected',
      header(`to='test' version='1.0' xml:lang='${'x'.repeat(5000)}'`),
      'stream:features',
    ],
  ]),
  rule('§4.7.5', 'each number "MUST be treated as separate integers", leading zeros "MUST be ignored"', [
    ['a later minor version', 'connected', header("to='test' version='1.10'"), 'stream:features'],
    [
      'a later version is answered with ours',
      'connected',
      header("to='test' version='2.0'"),
      'stream:features',
    ],
    ['two digits', 'connected', header("to='test' version='10.0'"), 'stream:features'],
    ['leading zeros', 'connected', header("to='test' version='01.00'"), 'stream:features'],
  ]),
  rule(
    '§4.8.1',
    '"The root <stream/> element ("stream header") MUST be qualified by the namespace \'http://etherx.jabber.org/streams\'"',
    [
      [
        'another namespace',
        'connected',
        head('jabber:client', 'http://elsewhere'),
        'stream error invalid-namespace',
      ],
      [
        'the content namespace',
        'connected',
        "<stream xmlns='jabber:client' to='test' version='1.0'>",
        'stream error invalid-namespace',
      ],
      ['a stanza as root', 'connected', "<message xmlns='jabber:client'/>", 'stream error invalid-namespace'],
      ['nothing at all', 'connected', "<stream to='test' version='1.0'>", 'stream error invalid-namespace'],
    ],
  ),
  rule(
    '§4.8.2',
    '"both styles are acceptable": content namespace as default, or "prefix-free canonicalization"',
    [
      [
        'without prefixes',
        'connected',
        "<stream xmlns='http://etherx.jabber.org/streams' to='test' version='1.0'>",
        'stream:features',
      ],
      [
        'then each child says its namespace',
        'connected',
        "<stream xmlns='http://etherx.jabber.org/streams' to='test' version='1.0'><message xmlns='jabber:client'/>",
        'stream:features, stream error not-authorized',
      ],
      [
        'and is none of ours if it does not',
        'connected',
        "<stream xmlns='http://etherx.jabber.org/streams' to='test' version='1.0'><message/>",
        'stream:features, stream error invalid-namespace',
      ],
    ],
  ),
  rule('§4.8.3', 'a first-level child of "a content namespace it does not support": <invalid-namespace/>', [
    [
      'that of servers',
      'bound',
      "<message xmlns='jabber:server' to='otto@test'/>",
      'stream error invalid-namespace',
    ],
    ['one nobody knows', 'bound', "<presence xmlns='urn:x'/>", 'stream error invalid-namespace'],
    ['none', 'bound', "<iq xmlns='' type='get' id='i'/>", 'stream error invalid-namespace'],
    ['before the log-in', 'secured', "<message xmlns='jabber:server'/>", 'stream error invalid-namespace'],
  ]),
  rule(
    '§4.8.5',
    '"An implementation MUST NOT generate namespace prefixes for elements qualified by the content namespace"',
    [
      [
        'a stanza',
        'bound',
        "<c:message xmlns:c='jabber:client' to='otto@test'/>",
        'stream error bad-namespace-prefix',
      ],
      [
        'inside a stanza',
        'bound',
        "<message to='otto@test'><c:body xmlns:c='jabber:client'>x</c:body></message>",
        'stream error bad-namespace-prefix',
      ],
    ],
  ),
];

export const CLOSING: Rule[] = [
  rule('§4.4', 'a closing tag is answered with ours', [
    ['after the header', 'secured', '</stream:stream>', 'the end'],
    ['in the same breath', 'connected', `${header()}</stream:stream>`, 'stream:features'],
    ['an empty stream', 'connected', header().replace('>', '/>'), 'stream:features'],
    ['within a log-in', 'asked', '</stream:stream>', 'the end'],
    ['bound', 'bound', '</stream:stream>', 'the end'],
    ['what comes after it is nothing', 'bound', "</stream:stream><message from='otto@test'/>", 'the end'],
  ]),
  rule('§4.6.1', 'white space between stanzas keeps the connection alive and means nothing', [
    ['bound', 'bound', ' \t\r\n', 'nothing'],
    ['before the log-in', 'secured', ` \n<abort ${SASL}/>`, 'failure aborted'],
    ['before the header', 'connected', ` \r\n${header()}`, 'stream:features'],
  ]),
  rule('§4.9.1.1', 'who receives a stream error closes, and does not answer with another', [
    [
      'one we sent',
      'bound',
      "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
      'the end',
    ],
    ['a malformed one', 'secured', '<stream:error/>', 'the end'],
  ]),
];

/** Each condition of §4.9.3, in its order. */
export const CONDITIONS: Rule[] = [
  rule('§4.9.3.1 bad-format', '"The entity has sent XML that cannot be processed."', [
    [
      'another root element',
      'connected',
      header(undefined, undefined, 'stream:flow'),
      'stream error bad-format',
    ],
    ['text between stanzas', 'bound', 'hello', 'stream error bad-format'],
    ['text before the log-in', 'secured', 'hello', 'stream error bad-format'],
    ['CDATA between stanzas', 'bound', '<![CDATA[x]]>', 'stream error bad-format'],
    ['a reference between stanzas', 'bound', '&#120;', 'stream error bad-format'],
    ['a header inside the stream', 'secured', header(), 'stream error bad-format'],
    ['a header behind the log-in', 'logged in', header(), 'stream error bad-format'],
    ['a header behind binding', 'bound', header(), 'stream error bad-format'],
  ]),
  rule(
    '§4.9.3.2 bad-namespace-prefix',
    '"The entity has sent a namespace prefix that is unsupported, or has sent no namespace prefix on an element that needs such a prefix"',
    [
      [
        '"foobar" for the stream, the example there',
        'connected',
        header(undefined, namespaces('jabber:client', undefined, 'foobar'), 'foobar:stream'),
        'stream error bad-namespace-prefix',
      ],
    ],
  ),
  noCase(
    '§4.9.3.3 conflict',
    '"The server either (1) is closing the existing stream for this entity because a new stream has been initiated that conflicts with the existing stream"',
    'takes two streams: below, in stream.test.ts (§7.7.2.2) and resumption-errors.txt',
  ),
  noCase(
    '§4.9.3.4 connection-timeout',
    '"One party is closing the stream because it has reason to believe that the other party has permanently lost the ability to communicate over the stream."',
    'takes time: below, and in stream.test.ts',
  ),
  noCase(
    '§4.9.3.5 host-gone',
    'the domain "is no longer serviced by the receiving entity"',
    'takes a reload without the domain: below',
  ),
  rule(
    '§4.9.3.6 host-unknown',
    '"The value of the \'to\' attribute provided in the initial stream header does not correspond to an FQDN that is serviced by the receiving entity."',
    [
      [
        'another domain',
        'connected',
        header("to='elsewhere.example' version='1.0'"),
        'stream error host-unknown',
      ],
      ['a name under ours', 'connected', header("to='a.test' version='1.0'"), 'stream error host-unknown'],
      ['empty', 'connected', header("to='' version='1.0'"), 'stream error host-unknown'],
      ['an account', 'connected', header("to='nina@test' version='1.0'"), 'stream error host-unknown'],
      ['a resource', 'connected', header("to='test/x' version='1.0'"), 'stream error host-unknown'],
      ['no name', 'connected', header("to='a b' version='1.0'"), 'stream error host-unknown'],
      [
        '1024 bytes',
        'connected',
        header(`to='${'x'.repeat(1024)}' version='1.0'`),
        'stream error host-unknown',
      ],
    ],
  ),
  noCase(
    '§4.9.3.7 improper-addressing',
    "\"A stanza sent between two servers lacks a 'to' or 'from' attribute\"",
    'not between client and server; its header without "to" is at §4.7.2',
  ),
  noCase(
    '§4.9.3.8 internal-server-error',
    '"The server has experienced a misconfiguration or other internal error that prevents it from servicing the stream."',
    'an error of ours: stream-faults.test.ts makes one',
  ),
  rule(
    '§4.9.3.9 invalid-from',
    '"The data provided in a \'from\' attribute does not match an authorized JID or validated domain as negotiated […] (2) between a client and a server via SASL authentication and resource binding."',
    [
      ['somebody else', 'bound', "<message from='otto@test' to='otto@test'/>", 'stream error invalid-from'],
      ['the server', 'bound', "<message from='test' to='otto@test'/>", 'stream error invalid-from'],
      [
        'another device',
        'bound',
        "<message from='nina@test/other' to='otto@test'/>",
        'stream error invalid-from',
      ],
      [
        'another domain',
        'bound',
        "<message from='nina@test.example' to='otto@test'/>",
        'stream error invalid-from',
      ],
      ['empty', 'bound', "<message from='' to='otto@test'/>", 'stream error invalid-from'],
      ['no address', 'bound', "<presence from='@'/>", 'stream error invalid-from'],
      ['a query', 'bound', iq('get', PING, "from='otto@test'"), 'stream error invalid-from'],
      ['before binding', 'logged in', iq('set', bind(), "from='otto@test'"), 'stream error invalid-from'],
      [
        'one’s bare address is right',
        'bound',
        "<message from='nina@test' to='nobody@test' type='error'/>",
        'nothing',
      ],
      [
        'in another spelling, too',
        'bound',
        "<message from='NINA@TEST' to='nobody@test' type='error'/>",
        'nothing',
      ],
    ],
  ),
  rule(
    '§4.9.3.10 invalid-namespace',
    '"the content namespace declared as the default namespace is not supported (e.g., something other than "jabber:client" or "jabber:server")"',
    [
      [
        'that of servers, on a client’s port',
        'connected',
        head('jabber:server'),
        'stream error invalid-namespace',
      ],
      ['another', 'connected', head('urn:x'), 'stream error invalid-namespace'],
      ['empty', 'connected', head(''), 'stream error invalid-namespace'],
      [
        'that of streams',
        'connected',
        head('http://etherx.jabber.org/streams'),
        'stream error invalid-namespace',
      ],
      [
        'none',
        'connected',
        header(undefined, "xmlns:stream='http://etherx.jabber.org/streams'"),
        'stream error invalid-namespace',
      ],
    ],
  ),
  noCase(
    '§4.9.3.11 invalid-xml',
    '"The entity has sent invalid XML over the stream to a server that performs validation"',
    'we do not validate against schemas (§11.4 leaves it open); each handler checks what it reads',
  ),
  rule(
    '§4.9.3.12 not-authorized',
    '"The entity has attempted to send XML stanzas or other outbound data before the stream has been authenticated, or otherwise is not authorized to perform an action related to stream negotiation"',
    [
      ['a message in the clear', 'plaintext', "<message to='otto@test'/>", 'stream error not-authorized'],
      ['presence in the clear', 'plaintext', '<presence/>', 'stream error not-authorized'],
      [
        'a registration in the clear',
        'plaintext',
        iq('get', "<query xmlns='jabber:iq:register'/>"),
        'stream error not-authorized',
      ],
      ['binding in the clear', 'plaintext', iq('set', bind()), 'stream error not-authorized'],
      ['a message', 'secured', "<message to='otto@test'/>", 'stream error not-authorized'],
      ['presence', 'secured', '<presence/>', 'stream error not-authorized'],
      ['a query', 'secured', iq('get', "<query xmlns='jabber:iq:roster'/>"), 'stream error not-authorized'],
      [
        'the log-in of 1999',
        'secured',
        iq('get', "<query xmlns='jabber:iq:auth'/>"),
        'stream error not-authorized',
      ],
      [
        'a session',
        'secured',
        iq('set', "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"),
        'stream error not-authorized',
      ],
      ['binding', 'secured', iq('set', bind()), 'stream error not-authorized'],
      ['a stanza within a log-in', 'asked', "<message to='otto@test'/>", 'stream error not-authorized'],
      ['anything else within a log-in', 'asked', "<x xmlns='urn:x'/>", 'stream error not-authorized'],
      ['STARTTLS within a log-in', 'asked', `<starttls ${TLS}/>`, 'stream error not-authorized'],
    ],
  ),
  noCase(
    '§4.9.3.13 not-well-formed',
    '"The initiating entity has sent XML that violates the well-formedness rules of [XML] or [XML-NAMES]."',
    'at §11.3',
  ),
  rule(
    '§4.9.3.14 policy-violation',
    '"The entity has violated some local service policy (e.g., a stanza exceeds a configured size limit)"',
    [
      [
        'a stanza too long',
        'bound',
        `<message><body>${'x'.repeat(300_000)}`,
        'stream error policy-violation',
      ],
      ['before the log-in', 'secured', `<a>${'x'.repeat(300_000)}`, 'stream error policy-violation'],
      [
        'an endless header',
        'connected',
        `<stream:stream a='${'x'.repeat(300_000)}`,
        'stream error policy-violation',
      ],
      [
        'an endless attribute',
        'bound',
        `<message id='${'x'.repeat(300_000)}`,
        'stream error policy-violation',
      ],
      ['too deep', 'bound', '<a>'.repeat(100), 'stream error policy-violation'],
      [
        'too many attributes',
        'bound',
        `<a ${Array.from({ length: 100 }, (_, i) => `a${i}=''`).join(' ')}/>`,
        'stream error policy-violation',
      ],
      ['a name too long', 'bound', `<${'a'.repeat(2000)}/>`, 'stream error policy-violation'],
      [
        '§13.12: 10,000 bytes are within any limit',
        'bound',
        `<message to='nobody@test'><body>${'x'.repeat(10_000)}</body></message>`,
        'message error service-unavailable',
      ],
    ],
  ),
  noCase(
    '§4.9.3.15 remote-connection-failed',
    'a remote entity "needed for authentication or authorization" cannot be reached',
    'accounts are our own',
  ),
  noCase(
    '§4.9.3.16 reset',
    'the stream has to be negotiated anew, as for a certificate that has expired',
    'TLS stays valid while a session lives; nobody is thrown out for a new certificate',
  ),
  noCase(
    '§4.9.3.17 resource-constraint',
    '"The server lacks the system resources necessary to service the stream."',
    'connections over the bound are closed before a stream begins (pendingPerAddress)',
  ),
  noCase(
    '§4.9.3.18 restricted-xml',
    'a comment, processing instruction, DTD subset or entity reference',
    'at §11.1',
  ),
  noCase('§4.9.3.19 see-other-host', 'the peer is sent to another host', 'there is no other host'),
  noCase(
    '§4.9.3.20 system-shutdown',
    '"The server is being shut down and all active streams are being closed."',
    'takes a server that stops: below',
  ),
  rule('§4.9.3.21 undefined-condition', 'only "in conjunction with an application-specific condition"', [
    [
      'XEP-0198 §6 acknowledging too much',
      'managed',
      "<a xmlns='urn:xmpp:sm:3' h='9'/>",
      'stream error undefined-condition',
    ],
  ]),
  noCase('§4.9.3.22 unsupported-encoding', 'another encoding than UTF-8, or UTF-8 that is none', 'at §11.6'),
  noCase(
    '§4.9.3.23 unsupported-feature',
    'a mandatory feature "that the initiating entity does not support"',
    'it is the client that sends it',
  ),
  rule(
    '§4.9.3.24 unsupported-stanza-type',
    '"The initiating entity has sent a first-level child of the stream that is not supported by the server"',
    [
      ['an unknown namespace', 'bound', "<x xmlns='urn:x'/>", 'stream error unsupported-stanza-type'],
      ['an unknown name', 'bound', '<query/>', 'stream error unsupported-stanza-type'],
      ['… before the log-in', 'secured', "<x xmlns='urn:x'/>", 'stream error unsupported-stanza-type'],
      ['… before TLS', 'plaintext', "<x xmlns='urn:x'/>", 'stream error unsupported-stanza-type'],
      ['… before binding', 'logged in', "<x xmlns='urn:x'/>", 'stream error unsupported-stanza-type'],
      [
        'compression, which is not offered',
        'secured',
        "<compress xmlns='http://jabber.org/protocol/compress'/>",
        'stream error unsupported-stanza-type',
      ],
      [
        'a component',
        'plaintext',
        "<handshake xmlns='jabber:component:accept'/>",
        'stream error unsupported-stanza-type',
      ],
      ['features of the client', 'secured', '<stream:features/>', 'stream error unsupported-stanza-type'],
      ['STARTTLS in another namespace', 'plaintext', '<starttls/>', 'stream error unsupported-stanza-type'],
      ['the server’s word', 'plaintext', `<proceed ${TLS}/>`, 'stream error unsupported-stanza-type'],
      [
        'a log-in in another namespace',
        'secured',
        "<auth xmlns='urn:x' mechanism='PLAIN'/>",
        'stream error unsupported-stanza-type',
      ],
    ],
  ),
  rule(
    '§4.9.3.25 unsupported-version',
    '"The \'version\' attribute provided by the initiating entity in the stream header specifies a version of XMPP that is not supported by the server."',
    [
      ['§4.7.5: none is "0.9"', 'connected', header("to='test'"), 'stream error unsupported-version'],
      ['0.9', 'connected', header("to='test' version='0.9'"), 'stream error unsupported-version'],
      [
        '0.9 in another spelling',
        'connected',
        header("to='test' version='00.9'"),
        'stream error unsupported-version',
      ],
      ['a number alone', 'connected', header("to='test' version='1'"), 'stream error unsupported-version'],
      ['letters', 'connected', header("to='test' version='one'"), 'stream error unsupported-version'],
      ['empty', 'connected', header("to='test' version=''"), 'stream error unsupported-version'],
      ['negative', 'connected', header("to='test' version='-1.0'"), 'stream error unsupported-version'],
    ],
  ),
];

export const STARTTLS: Rule[] = [
  rule('§5.3.1', 'STARTTLS is mandatory, and nothing else is done before it', [
    ['a log-in', 'plaintext', plain('\0nina\0secret'), 'failure encryption-required'],
  ]),
  rule('§5.4.2.1', '<starttls/> is answered with <proceed/>', [
    ['', 'plaintext', `<starttls ${TLS}/>`, 'proceed'],
  ]),
  rule(
    '§5.4.2.2',
    'a malformed command, or one that was not offered: <failure/>, the end of the stream and of the connection',
    [
      ['a child', 'plaintext', `<starttls ${TLS}><x/></starttls>`, 'failure'],
      ['text', 'plaintext', `<starttls ${TLS}>now</starttls>`, 'failure'],
      ['again', 'secured', `<starttls ${TLS}/>`, 'failure'],
      ['after the log-in', 'logged in', `<starttls ${TLS}/>`, 'failure'],
      ['after binding', 'bound', `<starttls ${TLS}/>`, 'failure'],
    ],
  ),
];
