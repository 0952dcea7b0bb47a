/**
 * Another server connects, and says what it must not, or not yet: RFC 6120 for server streams, XEP-0178, XEP-0220 and XEP-0288, each case with
 * the sentence it breaks. Over real TLS sockets; the certificate shown is good for remote.test alone.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDirectory } from '../../support/federation.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectClient, type RawClient } from '../../support/xmpp-client.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SERVER = "xmlns='jabber:server' xmlns:db='jabber:server:dialback'";
const STREAMS = "xmlns:stream='http://etherx.jabber.org/streams'";
const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
const PAIR = "from='remote.test' to='test'";

const head = (attrs = `${PAIR} version='1.0'`, namespaces = `${SERVER} ${STREAMS}`) =>
  `<?xml version='1.0'?><stream:stream ${namespaces} ${attrs}>`;
const auth = (text: string, mechanism = 'EXTERNAL') =>
  `<auth ${SASL} mechanism='${mechanism}'>${text}</auth>`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const ping = (addresses: string, id = 'p') =>
  `<iq type='get' id='${id}' ${addresses}><ping xmlns='urn:xmpp:ping'/></iq>`;
const message = (addresses: string, xmlns = '') =>
  `<message ${xmlns} ${addresses}><body>hello</body></message>`;
const key = (addresses: string, more = '') => `<db:result ${addresses} ${more}>abc</db:result>`;
const verify = (addresses: string, more = "id='x'") => `<db:verify ${addresses} ${more}>abc</db:verify>`;

type State =
  /** In the clear, nothing said; with the header said. */
  | 'plain'
  | 'plain, open'
  /** Under TLS with the certificate, nothing said; with the header said; with both directions; proven. */
  | 'secured'
  | 'open'
  | 'both'
  | 'proven'
  /** Under TLS without any certificate, with the header said. */
  | 'nameless';

type Case = readonly [why: string, at: State, send: string, answers: string];
interface Rule {
  readonly says: string;
  readonly cases: readonly Case[];
}
const rule = (says: string, ...cases: Case[]): Rule => ({ says, cases });

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  'RFC 6120 §4.7, §4.8 headers': [
    rule(
      'with a version there are features, without one there are none (§4.7.5)',
      ['1.0', 'secured', head(), 'features: EXTERNAL, dialback, bidi'],
      ['none', 'secured', head(PAIR) + verify(PAIR), 'db:verify invalid'],
    ),
    rule(
      '§4.7.2: "the initiating entity MUST include the \'to\' attribute"',
      ['none', 'secured', head("from='remote.test' version='1.0'"), 'stream error improper-addressing'],
      [
        'no domain',
        'secured',
        head("from='remote.test' to='a@test' version='1.0'"),
        'stream error improper-addressing',
      ],
      [
        'from no domain',
        'secured',
        head("from='@' to='test' version='1.0'"),
        'stream error improper-addressing',
      ],
    ),
    rule(
      '§4.9.3.6: "does not correspond to an FQDN that is serviced by the receiving entity"',
      [
        'not ours',
        'secured',
        head("from='remote.test' to='other.test' version='1.0'"),
        'stream error host-unknown',
      ],
      [
        'a service of ours',
        'secured',
        head("from='remote.test' to='conference.test' version='1.0'"),
        'features: EXTERNAL, dialback, bidi',
      ],
    ),
    rule(
      'nobody is one of our own domains',
      ['the domain', 'secured', head("from='test' to='test' version='1.0'"), 'stream error invalid-from'],
      [
        'a service',
        'secured',
        head("from='conference.test' to='test' version='1.0'"),
        'stream error invalid-from',
      ],
    ),
    rule(
      '§4.9.3.10: "the content namespace declared as the default namespace is not supported"',
      [
        'a client',
        'secured',
        head(`${PAIR} version='1.0'`, `xmlns='jabber:client' ${STREAMS}`),
        'stream error invalid-namespace',
      ],
      [
        'a component',
        'secured',
        head(`${PAIR} version='1.0'`, `xmlns='jabber:component:accept' ${STREAMS}`),
        'stream error invalid-namespace',
      ],
      [
        'other streams',
        'secured',
        head(`${PAIR} version='1.0'`, `${SERVER} xmlns:stream='http://elsewhere'`),
        'stream error invalid-namespace',
      ],
    ),
    rule(
      'without "from" they may prove a domain by dialback, not by EXTERNAL',
      ['none', 'secured', head("to='test' version='1.0'"), 'features: dialback, bidi'],
      [
        'EXTERNAL anyway',
        'secured',
        head("to='test' version='1.0'") + auth('='),
        'features: dialback, bidi · failure invalid-mechanism',
      ],
    ),
  ],
  'RFC 6120 §5 STARTTLS': [
    rule(
      '§5.3.1: where it is required, nothing else leads on',
      ['offered', 'plain', head(), 'features: starttls required, bidi'],
      ['EXTERNAL', 'plain, open', auth('='), 'failure invalid-mechanism'],
      ['a key', 'plain, open', key(PAIR), 'db:result error policy-violation'],
      ['a stanza', 'plain, open', message("from='a@remote.test' to='b@test'"), 'stream error not-authorized'],
    ),
    rule(
      '§5.4.2.2: <failure/> and the end',
      [
        'with content',
        'plain, open',
        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><x/></starttls>",
        'failure · end',
      ],
      ['twice', 'open', "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", 'failure · end'],
    ),
  ],
  'RFC 6120 §6, XEP-0178 §3 EXTERNAL': [
    rule(
      'the identity is the header’s, or none',
      ['none', 'open', auth('='), 'success'],
      ['the same', 'open', auth(base64('remote.test')), 'success'],
      ['the same, written otherwise', 'open', auth(base64('Remote.TEST')), 'success'],
      ['asked for', 'open', auth(''), 'challenge'],
      [
        'asked for and said',
        'open',
        `${auth('')}<response ${SASL}>${base64('remote.test')}</response>`,
        'challenge · success',
      ],
      ['another', 'open', auth(base64('other.test')), 'failure invalid-authzid'],
      ['an account', 'open', auth(base64('a@remote.test')), 'failure invalid-authzid'],
      ['one of ours', 'open', auth(base64('test')), 'failure invalid-authzid'],
      ['no base64', 'open', auth('%'), 'failure incorrect-encoding'],
      ['endless', 'open', auth(base64('x'.repeat(3000))), 'failure incorrect-encoding'],
    ),
    rule(
      'what was not offered',
      ['PLAIN', 'open', auth(base64('\0a\0b'), 'PLAIN'), 'failure invalid-mechanism'],
      ['without a certificate', 'nameless', auth('='), 'failure invalid-mechanism'],
      ['a response to nothing', 'open', `<response ${SASL}/>`, 'failure malformed-request'],
      ['giving up', 'open', `<abort ${SASL}/>`, 'failure aborted'],
      [
        'too often',
        'open',
        auth('%') + auth('%') + auth('%'),
        'failure incorrect-encoding · failure incorrect-encoding · failure incorrect-encoding · stream error policy-violation',
      ],
    ),
    rule(
      '§4.9.3.9: after it they are who they have proven to be',
      ['the same', 'open', `${auth('=')}${head()}`, 'success · features: dialback, sm'],
      [
        'another',
        'open',
        `${auth('=')}${head("from='other.test' to='test' version='1.0'")}`,
        'success · stream error invalid-from',
      ],
      [
        'to nobody',
        'open',
        `${auth('=')}${head("from='remote.test' to='other.test' version='1.0'")}`,
        'success · stream error host-unknown',
      ],
    ),
  ],
  'RFC 6120 §8.1 addresses of stanzas': [
    rule('what is in order', ['a question', 'proven', ping("from='remote.test' to='test'"), 'iq result']),
    rule(
      '§8.1.1.2, §8.1.2.2: "it MUST close the stream with an <improper-addressing/> stream error"',
      ['no "to"', 'proven', message("from='a@remote.test'"), 'stream error improper-addressing'],
      ['no "from"', 'proven', message("to='b@test'"), 'stream error improper-addressing'],
      ['an empty "to"', 'proven', message("from='a@remote.test' to=''"), 'stream error improper-addressing'],
      [
        'not an address',
        'proven',
        message("from='a@remote.test' to='@'"),
        'stream error improper-addressing',
      ],
    ),
    rule(
      '§8.1.2.2: a forged "from": "it MUST close the stream with an <invalid-from/> stream error"',
      [
        'another domain',
        'proven',
        message("from='a@other.test' to='nina@test'"),
        'stream error invalid-from',
      ],
      ['one of ours', 'proven', message("from='otto@test' to='nina@test'"), 'stream error invalid-from'],
      [
        'a service of ours',
        'proven',
        message("from='room@conference.test' to='nina@test'"),
        'stream error invalid-from',
      ],
      [
        'a name under theirs',
        'proven',
        message("from='a@sub.remote.test' to='nina@test'"),
        'stream error invalid-from',
      ],
    ),
    rule(
      '§8.1.1.2: "or any validated domain thereof", else "<host-unknown/>"',
      ['not ours', 'proven', message("from='a@remote.test' to='b@other.test'"), 'stream error host-unknown'],
      [
        'ours, not negotiated',
        'proven',
        message("from='a@remote.test' to='room@conference.test'"),
        'stream error host-unknown',
      ],
    ),
    rule(
      '§4.9.3.12: "before the stream has been authenticated"',
      ['a message', 'open', message("from='a@remote.test' to='nina@test'"), 'stream error not-authorized'],
      [
        'without a certificate',
        'nameless',
        message("from='a@remote.test' to='nina@test'"),
        'stream error not-authorized',
      ],
    ),
    rule(
      '§4.8.3, §4.9.3.24: other namespaces, other elements',
      [
        'a client’s',
        'proven',
        message("from='a@remote.test' to='nina@test'", "xmlns='jabber:client'"),
        'stream error invalid-namespace',
      ],
      [
        'a component’s',
        'proven',
        message("from='a@remote.test' to='nina@test'", "xmlns='jabber:component:accept'"),
        'stream error unsupported-stanza-type',
      ],
      ['nobody’s', 'proven', "<x xmlns='y'/>", 'stream error unsupported-stanza-type'],
      [
        'a query without an answer',
        'proven',
        "<iq type='get' id='i' from='a@remote.test' to='test'/>",
        'iq error bad-request',
      ],
    ),
  ],
  'XEP-0220 dialback': [
    rule(
      'a certificate is proof enough (§2.2.1), also of one more domain of ours',
      ['the domain', 'open', key(PAIR), 'db:result valid'],
      ['and again', 'proven', key(PAIR), 'db:result valid'],
      ['a service', 'proven', key("from='remote.test' to='conference.test'"), 'db:result valid'],
    ),
    rule(
      '§2.2.1: "not a configured domain of the Receiving Server": a dialback error, and the stream goes on',
      [
        'not ours',
        'proven',
        `${key("from='remote.test' to='other.test'")}${ping("from='remote.test' to='test'")}`,
        'db:result error item-not-found · iq result',
      ],
      ['ours as theirs', 'proven', key("from='test' to='conference.test'"), 'db:result error not-acceptable'],
      ['not ours, ours as theirs', 'open', key("from='test' to='test'"), 'db:result error not-acceptable'],
    ),
    rule(
      '§2.2.2: the Authoritative Server knows its keys',
      ['not ours', 'open', verify("from='remote.test' to='other.test'"), 'db:verify error item-not-found'],
      ['a wrong key', 'open', verify(PAIR), 'db:verify invalid'],
      ['a wrong key, nameless', 'nameless', verify(PAIR), 'db:verify invalid'],
    ),
    rule(
      'what nobody writes',
      ['no id', 'open', verify(PAIR, ''), 'stream error improper-addressing'],
      ['no "from"', 'open', key("to='test'"), 'stream error improper-addressing'],
      ['an account', 'open', key("from='a@remote.test' to='test'"), 'stream error improper-addressing'],
      ['a type there is not', 'open', key(PAIR, "type='maybe'"), 'stream error improper-addressing'],
      ['an element there is not', 'open', `<db:other ${PAIR}/>`, 'stream error improper-addressing'],
    ),
    rule(
      '§3.1: answers nobody asked for count for nothing',
      [
        'a result',
        'open',
        `${key(PAIR, "type='valid'")}${message("from='a@remote.test' to='nina@test'")}`,
        'stream error not-authorized',
      ],
      [
        'a verification',
        'open',
        `${verify(PAIR, "id='x' type='valid'")}${message("from='a@remote.test' to='nina@test'")}`,
        'stream error not-authorized',
      ],
      [
        'both directions',
        'both',
        `${key(PAIR, "type='valid'")}${message("from='a@remote.test' to='nina@test'")}`,
        'stream error not-authorized',
      ],
    ),
  ],
  'XEP-0288 both directions, XEP-0198 acknowledgements': [
    rule('too late', [
      'after the proof',
      'proven',
      "<bidi xmlns='urn:xmpp:bidi'/>",
      'stream error unsupported-stanza-type',
    ]),
    rule(
      'counted from <enable/> on',
      ['before the proof', 'open', "<enable xmlns='urn:xmpp:sm:3'/>", 'failed unexpected-request'],
      [
        'what came',
        'proven',
        `<enable xmlns='urn:xmpp:sm:3'/>${message("from='a@remote.test' to='room@test' type='error'")}<r xmlns='urn:xmpp:sm:3'/>`,
        'enabled · a 1',
      ],
      [
        'twice',
        'proven',
        "<enable xmlns='urn:xmpp:sm:3'/><enable xmlns='urn:xmpp:sm:3'/>",
        'enabled · failed unexpected-request',
      ],
      ['no question before', 'proven', "<r xmlns='urn:xmpp:sm:3'/>", 'failed unexpected-request'],
      [
        'more than was sent',
        'proven',
        "<enable xmlns='urn:xmpp:sm:3'/><a xmlns='urn:xmpp:sm:3' h='7'/>",
        'enabled · stream error undefined-condition',
      ],
      [
        'no resumption',
        'proven',
        "<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/>",
        'stream error unsupported-stanza-type',
      ],
    ),
  ],
  'RFC 6120 §11 XML': [
    rule('no comments', ['one', 'proven', '<!-- x -->', 'stream error restricted-xml']),
    rule('well-formed', ['not', 'proven', '<message></presence>', 'stream error not-well-formed']),
    rule('bounded', [
      'a header without end',
      'secured',
      `<stream:stream ${'x'.repeat(300_000)}`,
      'stream error policy-violation',
    ]),
  ],
};

const directory = createDirectory();
let server: TestServer;
let folder: string;
let authority: Issued;
let certificate: { cert: string; key: string };
let port: { starttls: number; direct: number };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chatelaine-s2s-'));
  authority = await makeAuthority('Tests');
  const { pem, key } = await authority.issue({ dns: ['remote.test'] });
  certificate = { cert: pem, key };
  writeFileSync(join(folder, 'authority.pem'), authority.pem);
  server = await startTestServer({
    directory: directory.names,
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 's2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
        { type: 's2s', port: 0, tls: 'direct', address: '127.0.0.1' },
      ],
      federation: { authorities: join(folder, 'authority.pem'), dane: false },
    },
  });
  await server.createAccounts('nina');
  const portOf = (tls: string) =>
    server.server.ports.find((one) => one.type === 's2s' && one.tls === tls)!.port;
  port = { starttls: portOf('starttls'), direct: portOf('direct') };
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function reach(state: State): Promise<RawClient> {
  const plain = state.startsWith('plain');
  const peer = await connectClient({
    ...(plain ? { port: port.starttls, tls: 'starttls' } : { port: port.direct, tls: 'direct' }),
    ...{ host: 'test', alpn: ['xmpp-server'], secure: state === 'nameless' ? undefined : certificate },
  });
  if (state === 'plain' || state === 'secured') return peer;
  await peer.openHeader(head());
  await peer.expect();
  if (state === 'both' || state === 'proven') peer.send("<bidi xmlns='urn:xmpp:bidi'/>");
  if (state !== 'proven') return peer;
  peer.send(auth('='));
  await peer.expect();
  await peer.openHeader(head());
  await peer.expect();
  return peer;
}

function write(element: Element): string {
  const { name } = element;
  const first = element.getChildElements()[0]?.name;
  switch (name) {
    case 'stream:features': {
      const starttls = element.getChild('starttls')?.getChild('required') ? ['starttls required'] : [];
      const has = (child: string, as = child) => (element.getChild(child) ? [as] : []);
      const offers = [
        ...starttls,
        ...has('mechanisms', element.getChild('mechanisms')?.getChildText('mechanism') ?? ''),
        ...has('dialback'),
        ...has('bidi'),
        ...has('sm'),
      ];
      return `features: ${offers.join(', ')}`;
    }
    case 'stream:error':
      return `stream error ${first}`;
    case 'db:result':
    case 'db:verify': {
      const condition = element.getChild('error')?.getChildElements()[0]?.name;
      return [name, element.attrs.type, condition].filter((part) => part !== undefined).join(' ');
    }
    case 'iq': {
      const condition = element.getChild('error')?.getChildElements()[0]?.name;
      return ['iq', element.attrs.type, condition].filter((part) => part !== undefined).join(' ');
    }
    case 'failure':
    case 'failed':
      return first ? `${name} ${first}` : name;
    case 'a':
      return `a ${element.attrs.h}`;
    default:
      return name;
  }
}

/** Takes as many answers as are expected; `end` is the end of the stream. */
async function answersTo(peer: RawClient, sent: string, expected: string): Promise<string> {
  const wanted = expected.split(' · ');
  const got: string[] = [];
  // After <success/> a new stream begins, at both ends.
  const [first, second] = sent.includes('</auth><?xml') ? sent.split(/(?<=<\/auth>)(?=<\?xml)/) : [sent];
  if (first!.includes('<stream:stream ')) await peer.openHeader(first!);
  else peer.send(first!);
  for (const one of wanted) {
    if (one === 'end') {
      await peer.closed();
      got.push('end');
      continue;
    }
    const element = await peer.expect();
    // Questions how far we are come between.
    if (element.name === 'r') {
      wanted.push('');
      continue;
    }
    got.push(write(element));
    if (element.name === 'success' && second) await peer.openHeader(second);
    if (element.name === 'stream:error') await peer.closed();
  }
  return got.join(' · ');
}

for (const [chapter, rules] of Object.entries(RULES)) {
  describe(chapter, () => {
    for (const { says, cases } of rules)
      test.each(cases)(`${says}: %s`, async (_why, at, sent, answers) => {
        const peer = await reach(at);
        expect(await answersTo(peer, sent, answers)).toBe(answers);
        peer.destroy();
      });
  });
}

describe('XEP-0288 both directions', () => {
  test('what waits for them comes behind the features', async () => {
    directory.put('remote.test', { port: 1 });
    const nina = await server.session('nina', { resource: 'desk' });
    nina.send(message("to='a@remote.test' id='m1'"));
    await nina.settle();
    const peer = await reach('both');
    peer.send(auth('='));
    expect((await peer.expect()).name).toBe('success');
    await peer.openHeader(head());
    expect((await peer.expect()).name).toBe('stream:features');
    const waiting = await peer.expect();
    expect(waiting.attrs).toMatchObject({ from: 'nina@test/desk', to: 'a@remote.test', id: 'm1' });
    expect(waiting.getNS()).toBe('jabber:server');
    peer.destroy();
    directory.remove('remote.test');
  });
});
