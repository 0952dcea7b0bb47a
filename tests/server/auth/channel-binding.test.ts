/** Log-ins tied to real TLS connections (RFC 5802 §6, RFC 9266, RFC 5929, XEP-0440), with and without resumption. */
import { createHash, X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../support/certificates.ts';
import { createScramClient } from '../../support/scram-client.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectClient, type RawClient } from '../../support/xmpp-client.ts';

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
type Version = 'TLSv1.2' | 'TLSv1.3';

let server: TestServer;
/** The server's certificate, which is its own authority. */
let authority: string;
beforeAll(async () => {
  server = await startTestServer({ hosts: ['test', 'other'] });
  authority = server.ca;
  await server.createAccounts('nina', 'nina@other');
});
afterAll(() => server.stop());

interface How {
  readonly host?: string;
  readonly tls?: 'direct' | 'starttls';
  readonly version?: Version;
  readonly session?: Buffer;
}

async function connect({ host = 'test', tls = 'direct', version = 'TLSv1.3', session }: How = {}) {
  const secure = { minVersion: version, maxVersion: version, ...(session && { session }) };
  const client = await connectClient({ port: server.ports[tls], host, tls, ca: authority, secure });
  const features = tls === 'direct' ? await client.openStream() : await client.startTls();
  return { client, features, socket: client.socket as TLSSocket };
}

/** What the client's end of the connection says, computed without any code of the server's. */
const OWN: Readonly<Record<string, (socket: TLSSocket) => Buffer>> = {
  'tls-exporter': (socket) => socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
  'tls-server-end-point': () => createHash('sha256').update(new X509Certificate(authority).raw).digest(),
  'tls-unique': (socket) => (socket.isSessionReused() ? socket.getPeerFinished() : socket.getFinished())!,
};

/** Logs in and says how it ended: `success`, or the condition of the failure. */
async function logIn(
  client: RawClient,
  mechanism: string,
  more: { gs2?: string; binding?: Buffer } = {},
): Promise<string> {
  const scram = createScramClient(mechanism, 'nina', 'secret', more);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const text = (base: string) => Buffer.from(base, 'base64').toString();
  client.send(`<auth xmlns='${SASL}' mechanism='${mechanism}'>${base64(scram.first)}</auth>`);
  const challenge = await client.expect();
  if (challenge.name === 'failure') return challenge.getChildElements()[0]!.name;
  client.send(`<response xmlns='${SASL}'>${base64(scram.final(text(challenge.getText())))}</response>`);
  const end = await client.expect();
  if (end.name === 'failure') return end.getChildElements()[0]!.name;
  expect(scram.verify(text(end.getText()))).toBe(true);
  return end.name;
}

const bound = (socket: TLSSocket, type: string) => ({ gs2: `p=${type},,`, binding: OWN[type]!(socket) });

it.each([
  ['TLSv1.3', ['tls-exporter', 'tls-server-end-point']],
  ['TLSv1.2', ['tls-server-end-point']],
] as const)('%s offers the strongest first, and the bindings it can give', async (version, types) => {
  const { client, features } = await connect({ version });
  const list = (name: string) => features.getChild(name)?.getChildElements() ?? [];
  expect({
    mechanisms: list('mechanisms').map((element) => element.getText()),
    namespace: features.getChild('sasl-channel-binding')?.getNS(),
    bindings: list('sasl-channel-binding').map(({ name, attrs }) => [name, attrs.type]),
  }).toEqual({
    mechanisms: [
      ...['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS'],
      ...['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN'],
    ],
    namespace: 'urn:xmpp:sasl-cb:0',
    bindings: types.map((type) => ['channel-binding', type]),
  });
  client.destroy();
});

describe.each(['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS'])('%s', (mechanism) => {
  it.each<[Version, string]>([
    ['TLSv1.3', 'tls-exporter'],
    ['TLSv1.3', 'tls-server-end-point'],
    ['TLSv1.3', 'tls-unique'],
    ['TLSv1.2', 'tls-server-end-point'],
    ['TLSv1.2', 'tls-unique'],
  ])('over %s with %s, also when TLS resumes a session', async (version, type) => {
    const { client, socket } = await connect({ version });
    expect(await logIn(client, mechanism, bound(socket, type))).toBe('success');
    const session = socket.getSession()!;
    client.destroy();

    const again = await connect({ version, session });
    expect(again.socket.isSessionReused()).toBe(true);
    expect(await logIn(again.client, mechanism, bound(again.socket, type))).toBe('success');
    again.client.destroy();
  });
});

it('binds after STARTTLS, and to the certificate of the domain that was asked for', async () => {
  for (const type of ['tls-exporter', 'tls-server-end-point']) {
    const { client, socket } = await connect({ tls: 'starttls', host: 'other' });
    expect(await logIn(client, 'SCRAM-SHA-512-PLUS', bound(socket, type))).toBe('success');
    client.destroy();
  }
});

describe('refused', () => {
  it('what another connection would say: the same certificate, but not the same keys', async () => {
    const [here, there] = [await connect(), await connect()];
    expect(await logIn(here.client, 'SCRAM-SHA-256-PLUS', bound(there.socket, 'tls-exporter'))).toBe(
      'not-authorized',
    );
    here.client.destroy();
    there.client.destroy();
  });

  const nothing = Buffer.alloc(0);
  it.each<[string, string, string, Buffer, Version, string]>([
    [
      'a binding without its data',
      'SCRAM-SHA-256-PLUS',
      'p=tls-exporter,,',
      nothing,
      'TLSv1.3',
      'not-authorized',
    ],
    ['an unknown type', 'SCRAM-SHA-256-PLUS', 'p=tls-magic,,', nothing, 'TLSv1.3', 'malformed-request'],
    [
      'a type this TLS cannot give',
      'SCRAM-SHA-256-PLUS',
      'p=tls-exporter,,',
      nothing,
      'TLSv1.2',
      'malformed-request',
    ],
    ['-PLUS with "n"', 'SCRAM-SHA-256-PLUS', 'n,,', nothing, 'TLSv1.3', 'malformed-request'],
    ['-PLUS with "y"', 'SCRAM-SHA-256-PLUS', 'y,,', nothing, 'TLSv1.3', 'malformed-request'],
    ['"p" without -PLUS', 'SCRAM-SHA-256', 'p=tls-exporter,,', nothing, 'TLSv1.3', 'malformed-request'],
    ['"y" though -PLUS was offered', 'SCRAM-SHA-256', 'y,,', nothing, 'TLSv1.3', 'not-authorized'],
    [
      'binding data nobody announced',
      'SCRAM-SHA-256',
      'n,,',
      Buffer.from('x'),
      'TLSv1.3',
      'malformed-request',
    ],
  ])('%s', async (_what, mechanism, gs2, binding, version, expected) => {
    const { client } = await connect({ version });
    expect(await logIn(client, mechanism, { gs2, binding })).toBe(expected);
    // And the stream goes on.
    expect(await logIn(client, 'SCRAM-SHA-512', { gs2: 'n,,' })).toBe('success');
    client.destroy();
  });
});

it('renegotiation is off', async () => {
  const { client, socket } = await connect({ version: 'TLSv1.2' });
  const error = await new Promise<Error | null>((resolve) => {
    socket.on('error', resolve);
    socket.renegotiate({}, resolve);
  });
  expect(String(error)).toContain('no renegotiation');
  client.destroy();
});

// Last, because it exchanges the certificate of the server.
it.each<Version>(['TLSv1.3', 'TLSv1.2'])('%s resumes no session of an older certificate', async (version) => {
  const { client, socket } = await connect({ version });
  expect(await logIn(client, 'SCRAM-SHA-256')).toBe('success');
  const session = socket.getSession()!;
  client.destroy();

  authority = (await makeCertificate(server.folder, 'server', ['test', 'other'])).pem;
  expect(server.server.reload(server.config)).toEqual([]);
  const again = await connect({ version, session });
  expect(again.socket.isSessionReused()).toBe(false);
  const binding = bound(again.socket, 'tls-server-end-point');
  expect(await logIn(again.client, 'SCRAM-SHA-256-PLUS', binding)).toBe('success');
  again.client.destroy();
});
