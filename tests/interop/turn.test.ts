/** coturn's own clients against our STUN and TURN, over each transport: addresses, relaying by channels and by indications. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RelayServer, startRelayServer } from '../server/turn/relay-server.ts';
import { describeWith } from '../support/need.ts';
import type { Transport } from '../support/turn-client.ts';

const run = promisify(execFile);
const MESSAGES = 10;
/** On a loaded machine uclient stops waiting before its last messages are back, and counts them as lost. */
const LOADED = { timeout: 120_000, retry: 2 };

describeWith(['turnutils_uclient', 'turnutils_stunclient'], 'coturn’s clients', () => {
  let server: RelayServer;
  const echo = createSocket('udp4');
  beforeAll(async () => {
    await new Promise<void>((resolve) => echo.bind(0, '127.0.0.1', resolve));
    echo.on('message', (data, from) => echo.send(data, from.port, from.address));
    server = await startRelayServer(
      { from: 21150, to: 21199 },
      { allowPeers: ['127.0.0.1'] },
      { config: { limits: {} } },
    );
  });
  afterAll(async () => {
    echo.close();
    await server.stop();
  });

  const FLAGS: Readonly<Record<Transport, string[]>> = { udp: [], tcp: ['-t'], tls: ['-t', '-S'] };

  /** What uclient says came back. */
  async function uclient(transport: Transport, ...flags: string[]): Promise<string> {
    const { username, password } = server.credentials();
    const { stdout } = await run('turnutils_uclient', [
      ...[...FLAGS[transport], '-p', String(server.relayPort(transport))],
      ...['-u', username, '-w', password, '-n', String(MESSAGES), ...flags, '127.0.0.1'],
    ]);
    return stdout;
  }
  const everything = /tot_send_msgs=(\d+), tot_recv_msgs=\1\n[\s\S]*Total lost packets 0 /;

  it('turnutils_stunclient learns its address', async () => {
    const { stdout } = await run('turnutils_stunclient', [
      '-p',
      String(server.relayPort('udp')),
      '127.0.0.1',
    ]);
    expect(stdout).toMatch(/UDP reflexive addr: 127\.0\.0\.1:\d+/);
  });

  it.each<Transport>(['udp', 'tcp', 'tls'])(
    'two of our own people over %s, by channels',
    LOADED,
    async (transport) => {
      expect(await uclient(transport, '-y', '-c')).toMatch(everything);
    },
  );

  it.each<Transport>(['udp', 'tls'])(
    'somebody outside over %s, by indications',
    LOADED,
    async (transport) => {
      const { port } = echo.address();
      expect(await uclient(transport, '-s', '-c', '-e', '127.0.0.1', '-r', String(port))).toMatch(everything);
    },
  );

  it('pairs of ports for RTP and RTCP (EVEN-PORT, RESERVATION-TOKEN)', LOADED, async () => {
    expect(await uclient('udp', '-y')).toMatch(everything);
  });

  it('a wrong password gets nothing', LOADED, async () => {
    await expect(uclient('udp', '-y', '-c', '-w', 'wrong')).rejects.toThrow();
  });

  it('an address inside is refused', LOADED, async () => {
    const refused = uclient('udp', '-c', '-e', '10.0.0.1', '-r', '53').then(
      (stdout) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
    expect(await refused).toMatch(/403 \(Forbidden\)/);
  });
});

const SIX = '::1';
const LISTEN_SIX = [
  { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
  { type: 'stun', port: 0, transport: 'udp', address: SIX },
  { type: 'stun', port: 0, transport: 'tcp', address: SIX },
  { type: 'stun', port: 0, tls: 'direct', address: SIX },
];
const hasSix = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === SIX),
);

describeWith(['turnutils_uclient'], 'coturn’s clients, over IPv6 and up to the bounds', () => {
  const RANGE = { from: 21200, to: 21239 };
  let server: RelayServer;
  const echo = createSocket('udp6');
  beforeAll(async () => {
    await new Promise<void>((resolve) => echo.bind(0, hasSix ? SIX : '::', resolve));
    echo.on('message', (data, from) => echo.send(data, from.port, from.address));
    server = await startRelayServer(
      RANGE,
      { addresses: ['127.0.0.1', SIX], allowPeers: [SIX], perPerson: 6 },
      { config: { limits: {}, ...(hasSix && { listen: LISTEN_SIX }) } },
    );
  });
  afterAll(async () => {
    echo.close();
    await server.stop();
  });

  const at = hasSix ? SIX : '127.0.0.1';
  const FLAGS: Readonly<Record<Transport, string[]>> = { udp: [], tcp: ['-t'], tls: ['-t', '-S'] };
  /** Each test is another person: what a client leaves open counts for its own. */
  async function uclient(who: string, transport: Transport, ...flags: string[]): Promise<string> {
    const { username, password } = server.credentials(`${who}@test`);
    const args = [
      ...[...FLAGS[transport], '-p', String(server.relayPort(transport))],
      ...['-u', username, '-w', password, '-n', String(MESSAGES), ...flags, at],
    ];
    return run('turnutils_uclient', args, { timeout: 25_000 }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
  }
  const everything = /tot_send_msgs=(\d+), tot_recv_msgs=\1\n[\s\S]*Total lost packets 0 /;

  it.skipIf(!hasSix).each<Transport>(['udp', 'tcp', 'tls'])(
    'an IPv6 address for somebody who comes over IPv6 by %s, to a peer there',
    LOADED,
    async (transport) => {
      const { port } = echo.address();
      expect(await uclient('nina', transport, '-x', '-s', '-c', '-e', SIX, '-r', String(port))).toMatch(
        everything,
      );
    },
  );

  // Both families at once are in tests/server/turn: coturn's clients ask for them by the number of a draft, which RFC 8656 changed.
  it('relayed addresses are of the range that was configured', LOADED, async () => {
    const said = await uclient('paul', 'udp', '-v', '-y', '-c', '-X');
    const ports = [...said.matchAll(/relay addr: .*:(\d+)/gi)].map(([, port]) => Number(port));
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect([port >= RANGE.from, port <= RANGE.to]).toEqual([true, true]);
  });

  it('one person gets so many, and no more', LOADED, async () => {
    expect(await uclient('rosa', 'udp', '-v', '-y', '-c', '-X', '-m', '8')).toMatch(/486/);
  });

  it('what a client must not send is answered, and harms nobody', LOADED, async () => {
    await uclient('vera', 'udp', '-N', '-y', '-c', '-X');
    await uclient('vera', 'udp', '-R', '-y', '-c', '-X');
    expect(await uclient('person0', 'tcp', '-y', '-c', '-X')).toMatch(everything);
  });
});
