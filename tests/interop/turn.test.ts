/** coturn's own clients against our STUN and TURN, over each transport: addresses, relaying by channels and by indications. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RelayServer, startRelayServer } from '../server/turn/relay-server.ts';
import { describeWith } from '../support/need.ts';
import type { Transport } from '../support/turn-client.ts';

const run = promisify(execFile);
const MESSAGES = 10;

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
    { timeout: 30_000 },
    async (transport) => {
      expect(await uclient(transport, '-y', '-c')).toMatch(everything);
    },
  );

  it.each<Transport>(['udp', 'tls'])(
    'somebody outside over %s, by indications',
    { timeout: 30_000 },
    async (transport) => {
      const { port } = echo.address();
      expect(await uclient(transport, '-s', '-c', '-e', '127.0.0.1', '-r', String(port))).toMatch(everything);
    },
  );

  it('pairs of ports for RTP and RTCP (EVEN-PORT, RESERVATION-TOKEN)', { timeout: 30_000 }, async () => {
    expect(await uclient('udp', '-y')).toMatch(everything);
  });

  it('a wrong password gets nothing', { timeout: 30_000 }, async () => {
    await expect(uclient('udp', '-y', '-c', '-w', 'wrong')).rejects.toThrow();
  });

  it('an address inside is refused', { timeout: 30_000 }, async () => {
    const refused = uclient('udp', '-c', '-e', '10.0.0.1', '-r', '53').then(
      (stdout) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
    expect(await refused).toMatch(/403 \(Forbidden\)/);
  });
});
