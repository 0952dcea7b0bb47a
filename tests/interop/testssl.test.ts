/**
 * testssl.sh from Debian against the port for everything: as the web, and as a stream with STARTTLS. It finds nothing but what a certificate
 * of a local authority explains. Minutes rather than seconds: it makes hundreds of handshakes of every kind.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '../support/need.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 30_000 });

/** What a local authority explains: nobody public vouches, nobody publishes revocations, and test certificates are good for a month. */
const LOCAL = [
  'engine_problem',
  'cert_chain_of_trust',
  'cert_trust',
  'cert_expirationStatus',
  'cert_notAfter',
  'cert_revocation',
  'DNS_CAArecord',
];

interface Found {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

describeWith(['testssl'], 'testssl.sh', () => {
  let site: TestServer;
  let port: number;
  beforeAll(async () => {
    site = await startTestServer({
      config: { listen: [{ type: 'multiplex', port: 0, address: '127.0.0.1' }] },
    });
    port = site.server.ports[0]!.port;
  });
  afterAll(() => site?.stop());

  async function testssl(name: string, target: readonly string[]): Promise<Found[]> {
    const file = join(site.folder, `${name}.json`);
    const quiet = ['--quiet', '--color', '0', '--warnings', 'off', '--ip', '127.0.0.1', '--jsonfile', file];
    // Protocols, ciphers, forward secrecy, the server's defaults, and every known vulnerability.
    const child = spawn('testssl', [...quiet, '-p', '-s', '-f', '-S', '-U', ...target], { stdio: 'ignore' });
    await once(child, 'exit');
    return JSON.parse(readFileSync(file, 'utf8'));
  }
  // testssl.sh closes at the end of its input: where that is before TLS 1.3's tickets arrive, it has no session to come back with,
  // and calls that a connect problem. It says nothing about the server.
  const isTooEarly = ({ id, severity, finding }: Found) =>
    id === 'sessionresumption_ticket' && severity === 'WARN' && /connect problem/.test(finding);
  const bad = (found: readonly Found[]) =>
    found.filter(
      (one) => !['OK', 'INFO'].includes(one.severity) && !LOCAL.includes(one.id) && !isTooEarly(one),
    );

  test.each([
    ['the web', 'web', () => [`https://test:${port}`]],
    ['a stream', 'stream', () => ['--starttls', 'xmpp', '--xmpphost', 'test', `test:${port}`]],
  ])('%s', async (_what, name, target) => {
    const found = await testssl(name, target());
    expect(bad(found)).toEqual([]);
    // It did look.
    expect(found.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['TLS1_3', 'heartbleed', 'cert_commonName']),
    );
    expect(found.find(({ id }) => id === 'TLS1')?.finding).toMatch(/not offered/);
  });
});
