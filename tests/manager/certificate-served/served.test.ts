/** What a stranger is shown at each port of a real server of ours, and of others that are not as they should be. */
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { publicAuthorities } from '../../../electron/manager/certificates/judge/judge.ts';
import { certificatesIn } from '../../../electron/manager/certificates/judge/pem.ts';
import { type CheckParts, checkServed } from '../../../electron/manager/certificates/served/check.ts';
import {
  type ExpectedEndpoint,
  expectedEndpoints,
  wantedNames,
} from '../../../electron/manager/certificates/served/endpoints.ts';
import { type Endpoint, look, type Shown } from '../../../electron/manager/certificates/served/shown.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DOMAIN = 'office.example';
const NAMES = [
  DOMAIN,
  `xmpp.${DOMAIN}`,
  `conference.${DOMAIN}`,
  `upload.${DOMAIN}`,
  `pubsub.${DOMAIN}`,
  `proxy.${DOMAIN}`,
];
const OFFICE: Office = { way: 'domain', domain: DOMAIN, ports: { starttls: 5222, direct: 5223 }, admins: [] };

let root: Issued;
let middle: Issued;
let leaf: Issued;
let server: TestServer;
const others: { close(): unknown }[] = [];

const LISTEN = [
  { type: 'c2s', tls: 'starttls' },
  { type: 'c2s', tls: 'direct' },
  { type: 's2s', tls: 'starttls' },
  { type: 's2s', tls: 'direct' },
  { type: 'http', tls: 'direct' },
  { type: 'stun', tls: 'direct' },
  { type: 'proxy65' },
];

function install(which: Issued): void {
  writeFileSync(join(server.folder, 'server.pem'), `${which.pem.trim()}\n${middle.pem.trim()}\n`);
  writeFileSync(join(server.folder, 'server.key'), which.key);
}

beforeAll(async () => {
  root = await makeAuthority('Root');
  middle = await root.issue({ authority: true, name: 'Middle' });
  leaf = await middle.issue({ dns: NAMES });
  const listen = LISTEN.map((one) => ({ ...one, port: 0, address: '127.0.0.1' }));
  server = await startTestServer({ hosts: [DOMAIN], config: { listen, federation: { policy: 'open' } } });
  install(leaf);
  await server.server.reload(server.config);
}, 60_000);

afterAll(async () => {
  for (const one of others) one.close();
  await server.stop();
});

/** The office's own list, with the ports the test server was given. */
function endpoints(): ExpectedEndpoint[] {
  const type = { xmpp_client: 'c2s', xmpp_server: 's2s' } as const;
  return expectedEndpoints(OFFICE).map((one) => {
    const tls = one.how.endsWith('starttls') ? 'starttls' : 'direct';
    const kind =
      one.how === 'https'
        ? 'http'
        : one.how === 'turns'
          ? 'stun'
          : type[one.how.startsWith('xmpp-client') ? 'xmpp_client' : 'xmpp_server'];
    const port = server.server.ports.find((open) => open.type === kind && open.tls === tls)!.port;
    return { ...one, host: '127.0.0.1', port };
  });
}

const parts = (more: Partial<CheckParts> = {}): CheckParts => ({
  endpoints: endpoints(),
  expected: () => certificatesIn(leaf.pem)[0]!.fingerprint256,
  authorities: publicAuthorities([], [root.pem]),
  now: Date.now,
  ...more,
});

/** `how name: state`, each once. */
const told = ({ cells }: { cells: readonly { how: string; name: string; state: string }[] }) => [
  ...new Set(cells.map(({ state }) => state)),
];

describe('the office’s endpoints', () => {
  test('each port, under each name somebody looks for there', () => {
    const rows = expectedEndpoints(OFFICE).map(({ how, name, port }) => `${how} ${name}:${port}`);
    expect(rows).toEqual([
      `xmpp-client-starttls ${DOMAIN}:5222`,
      `xmpp-client-direct ${DOMAIN}:5223`,
      `https xmpp.${DOMAIN}:5443`,
      ...['starttls:5269', 'direct:5270'].flatMap((way) => {
        const [tls, port] = way.split(':');
        return [
          DOMAIN,
          ...['conference', 'upload', 'pubsub', 'proxy'].map((label) => `${label}.${DOMAIN}`),
        ].map((name) => `xmpp-server-${tls} ${name}:${port}`);
      }),
      `turns xmpp.${DOMAIN}:5349`,
    ]);
  });

  test('a web server in front has its own certificate', () => {
    const website: Office = {
      ...OFFICE,
      website: { program: 'nginx', name: `chat.${DOMAIN}`, machine: '' } as never,
    };
    const web = expectedEndpoints(website).filter(({ how }) => how === 'https');
    expect(web).toMatchObject([{ name: `chat.${DOMAIN}`, host: `chat.${DOMAIN}`, port: 443, ours: false }]);
  });

  test('one port for everything is one more, with both protocols', () => {
    const one = expectedEndpoints({ ...OFFICE, onePort: true }).filter(({ port }) => port === 443);
    expect(one.map(({ how, name }) => `${how} ${name}`)).toEqual([
      `xmpp-client-direct ${DOMAIN}`,
      `https xmpp.${DOMAIN}`,
    ]);
  });

  test('what the certificate has to name, and where that is looked for', () => {
    expect(wantedNames(OFFICE).slice(0, 3)).toEqual([
      { name: DOMAIN, what: 'address', ports: [5222, 5223, 5269, 5270], required: true },
      { name: `xmpp.${DOMAIN}`, what: 'web', ports: [5443, 5349], required: true },
      { name: `conference.${DOMAIN}`, what: 'rooms', ports: [5269, 5270], required: false },
    ]);
  });
});

describe('a stranger at the ports of a real server', () => {
  test('sees the certificate of the file at every port under every name', async () => {
    const seen: string[] = [];
    const checked = await checkServed(parts({ thorough: true, on: (cell) => seen.push(cell.name) }));
    expect(checked.findings).toEqual([]);
    expect(told(checked)).toEqual(['fine']);
    expect(seen).toHaveLength(checked.cells.length);
    expect(checked.cells.map(({ how }) => how)).toEqual(endpoints().map(({ how }) => how));
    const alpn = Object.fromEntries(checked.cells.map((cell) => [cell.how, cell.alpn]));
    expect(alpn).toMatchObject({ 'xmpp-client-direct': 'xmpp-client', 'xmpp-server-direct': 'xmpp-server' });
    expect(checked.cells.every(({ tls }) => tls === 'TLSv1.3')).toBe(true);
    // Whoever watches somebody connect is not told of it.
    const attempts = server.server.commands().find(({ name }) => name === 'connection_attempts')!;
    expect(await attempts.run({} as never)).toMatchObject({ rows: [] });
  });

  test('a new certificate that the server has not taken up is told at each port; reloaded, it is fine', async () => {
    const next = await middle.issue({ dns: NAMES });
    const expected = () => certificatesIn(next.pem)[0]!.fingerprint256;
    install(next);
    const before = await checkServed(parts({ expected }));
    expect(told(before)).toEqual(['other']);
    expect(new Set(before.findings.map(({ code }) => code))).toEqual(new Set(['certificate.served-other']));
    await server.server.reload(server.config);
    expect(told(await checkServed(parts({ expected })))).toEqual(['fine']);
    install(leaf);
    await server.server.reload(server.config);
  });

  test('names that were forgotten are told one by one', async () => {
    const short = await middle.issue({ dns: [DOMAIN, `xmpp.${DOMAIN}`] });
    install(short);
    await server.server.reload(server.config);
    const expected = () => certificatesIn(short.pem)[0]!.fingerprint256;
    const { cells, findings } = await checkServed(parts({ expected }));
    const wrong = cells.filter(({ state }) => state === 'wrong-name').map(({ name }) => name);
    expect(new Set(wrong)).toEqual(new Set(NAMES.slice(2)));
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['certificate.served-wrong-name']));
    install(leaf);
    await server.server.reload(server.config);
  });

  test('one whom nobody vouches for is told as such', async () => {
    const checked = await checkServed(parts({ authorities: publicAuthorities([], []) }));
    expect(told(checked)).toEqual(['untrusted']);
  });

  test('an address that cannot be reached from here is asked for inside', async () => {
    const [first] = endpoints();
    const away = { ...first!, host: 'nowhere.invalid' };
    const { cells } = await checkServed(parts({ endpoints: [away] }));
    expect(cells).toMatchObject([{ state: 'fine', asked: 'inside' }]);
  });
});

/** Listens until the tests are over. */
async function listen(server_: Server): Promise<number> {
  others.push(server_);
  await new Promise<void>((resolve) => server_.listen(0, '127.0.0.1', resolve));
  return (server_.address() as { port: number }).port;
}

describe('other programs at a port', () => {
  const says = (text: string) =>
    createServer((socket: Socket) => void socket.on('error', () => {}).write(text));
  const shown = async (server_: Server, how: Endpoint['how']): Promise<Shown> =>
    look({ how, name: DOMAIN, host: '127.0.0.1', port: await listen(server_) });
  const features = (inner: string) => `<stream:stream><stream:features>${inner}</stream:features>`;

  test.each([
    [
      'a mail server',
      says('220 mail ESMTP\r\n'.repeat(2000)),
      'xmpp-client-starttls',
      'it speaks too much before TLS',
    ],
    [
      'one without STARTTLS',
      says(features('<mechanisms/>')),
      'xmpp-client-starttls',
      'it offers no STARTTLS',
    ],
    [
      'one that does not serve this domain',
      says(
        "<stream:stream><stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
      ),
      'xmpp-server-starttls',
      'it answers host-unknown',
    ],
    ['one that hangs up', createServer((socket) => void socket.end()), 'xmpp-client-starttls', 'it hangs up'],
  ] as const)('%s', async (_, server_, how, detail) => {
    expect(await shown(server_, how)).toEqual({ ok: false, why: 'no-tls', detail });
  });

  test('plain HTTP where TLS should be', async () => {
    expect(await shown(says('HTTP/1.1 400 Bad Request\r\n\r\n'), 'https')).toMatchObject({
      ok: false,
      why: 'no-tls',
    });
  });

  test('nothing at all', async () => {
    const gone = createServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const answer = await look({ how: 'https', name: DOMAIN, host: '127.0.0.1', port });
    expect(answer).toEqual({ ok: false, why: 'unreachable', detail: 'nothing listens there' });
  });

  test('a name without an address', async () => {
    const answer = await look({ how: 'https', name: DOMAIN, host: 'nowhere.invalid', port: 443 });
    expect(answer).toMatchObject({ ok: false, why: 'unreachable' });
  });

  test('a proxy that still takes TLS 1.0', async () => {
    const key = leaf.key;
    const cert = `${leaf.pem}\n${middle.pem}`;
    const old = createTlsServer({ key, cert, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' });
    const port = await listen(old);
    const endpoint = {
      how: 'https',
      name: `xmpp.${DOMAIN}`,
      host: '127.0.0.1',
      port,
      domain: DOMAIN,
      ours: true,
    } as const;
    const { cells, findings } = await checkServed(parts({ endpoints: [endpoint], thorough: true }));
    expect(cells).toMatchObject([{ state: 'fine' }]);
    expect(findings).toMatchObject([{ code: 'certificate.served-old-tls', data: { versions: ['TLSv1.1'] } }]);
  });

  test('one that never answers is given up when the person leaves', async () => {
    const stop = new AbortController();
    const silent = createServer((socket) => {
      others.push({ close: () => socket.destroy() });
      socket.once('data', () => stop.abort());
    });
    const port = await listen(silent);
    const answer = await look(
      { how: 'xmpp-client-starttls', name: DOMAIN, host: '127.0.0.1', port },
      { signal: stop.signal },
    );
    expect(answer).toMatchObject({ ok: false, why: 'no-tls' });
  });
});
