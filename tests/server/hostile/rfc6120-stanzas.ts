/** RFC 6120 §8 and §10: stanzas, their attributes, their errors, and where they may go. */
import { iq, noCase, PING, type Rule, rule } from './table.ts';

const message = (to: string, more = '') => `<message to='${to}' ${more}><body>x</body></message>`;

export const STANZAS: Rule[] = [
  rule('§8.2.3', '"The \'id\' attribute is REQUIRED for IQ stanzas."', [
    ['none', 'bound', `<iq type='get'>${PING}</iq>`, 'iq error bad-request'],
    ['empty', 'bound', `<iq type='get' id=''>${PING}</iq>`, 'iq error bad-request'],
    [
      'none, for somebody else',
      'bound',
      `<iq type='get' to='otto@test'>${PING}</iq>`,
      'iq error bad-request',
    ],
    ['messages need none', 'bound', message('nobody@test'), 'message error service-unavailable'],
  ]),
  rule('§8.1.4', 'an unknown type of message is a message (RFC 6121 §5.2.2); of presence it is an error', [
    ['message', 'bound', message('nobody@test', "type='x'"), 'message error service-unavailable'],
    ['presence', 'bound', "<presence type='x'/>", 'presence error bad-request'],
    ['presence for somebody', 'bound', "<presence type='x' to='otto@test'/>", 'presence error bad-request'],
    ['empty', 'bound', "<presence type=''/>", 'presence error bad-request'],
  ]),
  rule('§8.2.3', 'the type of an iq "MUST be one of" get, set, result, error; "if not, […] <bad-request/>"', [
    ['none', 'bound', `<iq id='i'>${PING}</iq>`, 'iq error bad-request'],
    ['unknown', 'bound', iq('ask', PING), 'iq error bad-request'],
    ['in capitals', 'bound', iq('GET', PING), 'iq error bad-request'],
    ['for somebody else', 'bound', iq('ask', PING, "to='otto@test'"), 'iq error bad-request'],
  ]),
  rule('§8.2.3', '"An IQ stanza of type "get" or "set" MUST contain exactly one child element"', [
    ['none', 'bound', iq('get', ''), 'iq error bad-request'],
    ['text', 'bound', iq('set', 'x'), 'iq error bad-request'],
    ['two', 'bound', iq('get', PING + PING), 'iq error bad-request'],
    ['two, for somebody else', 'bound', iq('get', PING + PING, "to='otto@test'"), 'iq error bad-request'],
  ]),
  rule('§8.2.3', 'a response "MUST NOT" be answered with another', [
    ['a result for the account', 'bound', iq('result', ''), 'nothing'],
    ['a result for the server', 'bound', iq('result', '', "to='test'"), 'nothing'],
    ['a result for somebody else', 'bound', iq('result', '', "to='otto@test'"), 'nothing'],
    ['an error', 'bound', iq('error', '', "to='nobody@test'"), 'nothing'],
    ['without an id', 'bound', "<iq type='result'/>", 'nothing'],
    ['for no address', 'bound', iq('result', '', "to='@'"), 'nothing'],
  ]),
  rule('§8.3.1', 'an error is not answered with another', [
    ['to nobody', 'bound', "<message to='nobody@test' type='error'/>", 'nothing'],
    ['to no address', 'bound', "<message to='@' type='error'/>", 'nothing'],
    ['to another domain', 'bound', "<message to='a@elsewhere.example' type='error'/>", 'nothing'],
    ['presence', 'bound', "<presence to='nobody@test' type='error'/>", 'nothing'],
  ]),
  rule('§8.4', 'a query nobody understands: "<service-unavailable/>"', [
    ['an unknown namespace', 'bound', iq('get', "<x xmlns='urn:x'/>"), 'iq error service-unavailable'],
    ['no namespace of its own', 'bound', iq('get', '<ping/>'), 'iq error service-unavailable'],
    ['to the server', 'bound', iq('get', "<x xmlns='urn:x'/>", "to='test'"), 'iq error service-unavailable'],
    [
      'to somebody’s account',
      'bound',
      iq('get', "<x xmlns='urn:x'/>", "to='otto@test'"),
      'iq error service-unavailable',
    ],
    [
      'to a device that is gone',
      'bound',
      iq('get', PING, "to='otto@test/gone'"),
      'iq error service-unavailable',
    ],
    ['to nobody', 'bound', iq('get', PING, "to='nobody@test'"), 'iq error service-unavailable'],
    ['set where there is get only', 'bound', iq('set', PING), 'iq error service-unavailable'],
  ]),
];

/** The conditions of §8.3.3 that the core itself answers with; the rest are those of features. */
export const STANZA_CONDITIONS: Rule[] = [
  noCase(
    '§8.3.3.1 bad-request',
    '"The sender has sent a stanza containing XML that does not conform to the appropriate schema or that cannot be processed"',
    'at §8.1.3, §8.1.4 and §8.2.3',
  ),
  rule(
    '§8.3.3.8 jid-malformed',
    'an address "that violates the rules" of RFC 7622: the error is the stanza’s, the stream goes on',
    [
      ['empty', 'bound', message(''), 'message error jid-malformed'],
      ['nothing but "@"', 'bound', message('@'), 'message error jid-malformed'],
      ['no name', 'bound', message('@test'), 'message error jid-malformed'],
      ['no domain', 'bound', message('otto@'), 'message error jid-malformed'],
      ['an empty resource', 'bound', message('otto@test/'), 'message error jid-malformed'],
      ['a resource alone', 'bound', message('/phone'), 'message error jid-malformed'],
      ['a space in the name', 'bound', message('a b@test'), 'message error jid-malformed'],
      ['a space in the domain', 'bound', message('otto@te st'), 'message error jid-malformed'],
      ['two "@"', 'bound', message('otto@@test'), 'message error jid-malformed'],
      ['§3.3.1 "&"', 'bound', message('a&amp;b@test'), 'message error jid-malformed'],
      ['§3.3.1 a quote', 'bound', message('a&quot;b@test'), 'message error jid-malformed'],
      ['a port', 'bound', message('otto@test:5222'), 'message error jid-malformed'],
      ['a label that ends with "-"', 'bound', message('otto@test-'), 'message error jid-malformed'],
      ['a roman numeral as domain', 'bound', message('otto@\u2163'), 'message error jid-malformed'],
      [
        '§3.1: 1024 bytes of name',
        'bound',
        message(`${'x'.repeat(1024)}@test`),
        'message error jid-malformed',
      ],
      [
        '§3.1: 1024 bytes of resource',
        'bound',
        message(`otto@test/${'x'.repeat(1024)}`),
        'message error jid-malformed',
      ],
      ['half an IP literal', 'bound', message('otto@[::1'), 'message error jid-malformed'],
      ['no IP literal', 'bound', message('otto@[x]'), 'message error jid-malformed'],
      ['a query', 'bound', iq('get', PING, "to='@'"), 'iq error jid-malformed'],
      ['presence', 'bound', "<presence to='@'/>", 'presence error jid-malformed'],
      ['a subscription', 'bound', "<presence type='subscribe' to='@'/>", 'presence error jid-malformed'],
      ['"%" is a letter like any other', 'bound', message('%@test'), 'message error service-unavailable'],
      [
        'a slash belongs to the resource',
        'bound',
        message('nobody@test/a/b@c'),
        'message error service-unavailable',
      ],
    ],
  ),
  rule('§8.3.3.16 remote-server-not-found', 'no server for that domain', [
    ['a message', 'bound', message('a@elsewhere.invalid'), 'message error remote-server-not-found'],
    ['a query', 'bound', iq('get', PING, "to='elsewhere.invalid'"), 'iq error remote-server-not-found'],
  ]),
  rule(
    '§8.3.3.19 service-unavailable',
    '"The server or recipient does not currently provide the requested service."',
    [
      ['a message to the server', 'bound', message('test'), 'message error service-unavailable'],
      [
        'RFC 6121 §8.5.1 a message to nobody',
        'bound',
        message('nobody@test'),
        'message error service-unavailable',
      ],
    ],
  ),
];
