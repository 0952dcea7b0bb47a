/** Who may connect to an administration port: real addresses of both families, each in a network namespace of its own. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Network, openNetwork, whyNoNetwork } from '../../federation/lab/network.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { temporaryFolder } from '../../support/host.ts';
import { findProgram } from '../../support/need.ts';
import { type ServerProcess, spawnServer } from '../../support/server-process.ts';

const run = promisify(execFile);
const missing = whyNoNetwork() ?? (findProgram('curl') ? undefined : 'no curl');
const title = `an administration port with a list of who may come${missing ? ` [skipped: ${missing}]` : ''}`;
const NAMES = ['office', 'website', 'stranger'] as const;

describe.skipIf(missing)(title, { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let network: Network;
  let server: ServerProcess;
  let pem: string;

  beforeAll(async () => {
    network = await openNetwork(NAMES);
    const [office, website] = [network.member('office'), network.member('website')];
    const { chain, key } = await makeCertificate(folder.path, 'office', ['office.example']);
    pem = chain;
    const file = join(folder.path, 'server.json');
    const config = {
      data: 'data',
      hosts: { 'office.example': { certificate: { chain, key } } },
      listen: [
        { type: 'admin', port: 5280 },
        { type: 'admin', port: 5281, tls: 'direct', from: [website.ipv4, `${website.ipv6}/128`] },
      ],
      modules: { api: { rules: [{ name: 'status', from: [website.ipv6], scopes: ['status'] }] } },
    };
    writeFileSync(file, JSON.stringify(config));
    server = await spawnServer(['--config', file], office.inside);
    expect(server.announcement).toMatchObject({ event: 'ready' });
  }, 60_000);
  afterAll(async () => {
    await server?.kill('SIGTERM');
    await network?.close();
    folder[Symbol.dispose]();
  });

  /** What somebody gets; curl's own number where that is no answer. */
  async function ask(who: (typeof NAMES)[number], family: 'ipv4' | 'ipv6', port: number): Promise<string> {
    const [program = '', ...args] = [...network.member(who).inside, 'curl', '--silent', '--max-time', '20'];
    const to = network.member('office')[family];
    const url = `http${port === 5281 ? 's' : ''}://office.example:${port}/api/status`;
    const resolve = `office.example:${port}:${family === 'ipv6' ? `[${to}]` : to}`;
    const options = ['--cacert', pem, '--resolve', resolve, '-o', '/dev/null', '-w', '%{http_code}'];
    return run(program, [...args, ...options, url]).then(
      ({ stdout }) => stdout,
      // Hung up on in the handshake (35), or a moment later (56).
      ({ code }) => `curl ${code === 56 ? 35 : code}`,
    );
  }

  test.each<[(typeof NAMES)[number], 'ipv4' | 'ipv6', number, string, string]>([
    ['website', 'ipv6', 5281, '200', 'a rule by address'],
    ['website', 'ipv4', 5281, '401', 'let in, and needs a token'],
    // Nobody speaks TLS with them.
    ['stranger', 'ipv4', 5281, 'curl 35', 'not let in'],
    ['stranger', 'ipv6', 5281, 'curl 35', 'not let in'],
    // Nothing listens for them (curl 7).
    ['website', 'ipv4', 5280, 'curl 7', 'this machine alone'],
    ['stranger', 'ipv6', 5280, 'curl 7', 'this machine alone'],
  ])('%s over %s to %i: %s (%s)', async (who, family, port, answer) => {
    expect(await ask(who, family, port)).toBe(answer);
  });

  test('whoever is refused is in the log, with the address', async () => {
    const { ipv4 } = network.member('stranger');
    await server.logged('refused: this address may not connect here', ({ address }) => address === ipv4);
  });
});
