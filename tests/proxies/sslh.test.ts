/** The sslh.cfg that Chatelaine writes, with the real sslh: STARTTLS, TLS at once and the web on one port. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sslhConfiguration } from '../../electron/manager/website/sslh.ts';
import { type Site, startSite } from '../server/web/site.ts';
import { describeWith } from '../support/need.ts';
import { freePort } from '../support/ports.ts';
import { connectClient } from '../support/xmpp-client.ts';
import { type Started, startProgram } from './start.ts';
import { visit } from './visit.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

describeWith(['sslh'], 'sslh in front', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-sslh-'));
  let site: Site;
  let sslh: Started;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    site = await startSite();
    await site.createAccounts('nina');
    const file = join(folder, 'sslh.cfg');
    const { starttls, direct } = site.ports;
    writeFileSync(
      file,
      sslhConfiguration({
        listen: { address: '127.0.0.1', port },
        ...{ xmpp: starttls, xmppTls: direct, https: site.web.tls, host: '127.0.0.1' },
      }),
    );
    sslh = await startProgram('sslh', [`-F${file}`], port, folder);
  });
  afterAll(async () => {
    await sslh?.stop();
    await site?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['starttls', 'direct'] as const)('a log-in, %s', async (tls) => {
    const client = await connectClient({ port, host: 'test', tls, ca: site.ca });
    if (tls === 'direct') await client.openStream();
    else await client.startTls();
    await client.authenticate('nina', 'secret');
    expect(await client.bind('phone')).toBe('nina@test/phone');
    client.destroy();
  });

  test('the web', async () => {
    const { status, text } = await visit({ port, ca: site.ca, host: 'test', path: '/.well-known/host-meta' });
    expect([status, text.includes('<XRD')]).toEqual([200, true]);
  });
});

test('what is written for a server with all of them', async () => {
  await expect(
    sslhConfiguration({
      listen: { address: '0.0.0.0', port: 443 },
      ...{ xmpp: 5222, xmppTls: 5223, serversTls: 5270, https: 5443, host: '127.0.0.1' },
    }),
  ).toMatchFileSnapshot('written/sslh.cfg');
});
