/** RFC 6120 §4.9.3: the stream errors that are the server's doing: it stops, it stumbles, it serves a domain no more. */
import { rmSync } from 'node:fs';
import { Element } from 'ltx';
import { expect, test } from 'vitest';
import { defineModule } from '../../server/kernel/module.ts';
import { modules } from '../../server/modules/index.ts';
import { startTestServer } from '../support/server.ts';
import { describeAnswer } from './hostile/table.ts';

test('§4.9.3.20 system-shutdown: "The server is being shut down and all active streams are being closed."', async () => {
  const server = await startTestServer();
  await server.createAccounts('nina');
  const clients = [await server.connect({ tls: 'starttls' }), await server.session('nina')];
  const [silent, bound] = clients;
  const stopped = server.server.stop();
  for (const client of [silent!, bound!]) {
    expect(describeAnswer(await client.expect())).toBe('stream error system-shutdown');
    await client.closed();
  }
  // Who never sent a header got ours first.
  expect(silent!.header?.attrs).toMatchObject({ from: 'test', version: '1.0' });
  for (const client of clients) client.destroy();
  await stopped;
  rmSync(server.folder, { recursive: true });
});

test('§4.9.3.5 host-gone: the domain "is no longer serviced by the receiving entity"', async () => {
  const server = await startTestServer({ hosts: ['test', 'other'] });
  try {
    await server.createAccounts('nina@other');
    const client = await server.session('nina', { host: 'other' });
    const { other: _, ...hosts } = server.config.hosts;
    expect(server.server.reload({ ...server.config, hosts })).toEqual([]);
    expect(describeAnswer(await client.expect())).toBe('stream error host-gone');
    await client.closed();
    const late = await server.connect({ host: 'other' });
    expect(describeAnswer(await late.openStream())).toBe('stream error host-unknown');
  } finally {
    await server.stop();
  }
});

test('§4.9.3.8 internal-server-error: one stream stumbles, its neighbour does not notice', async () => {
  const stumbling = defineModule({
    name: 'stumbling',
    specs: ['RFC 6120'],
    setup(ctx) {
      ctx.nonza('urn:test:stumble', 'x', () => {
        throw new Error('a fault of ours');
      });
      ctx.inlineResume({
        offer: () => new Element('x', { xmlns: 'urn:test:stumble' }),
        take() {
          throw new Error('a fault of ours');
        },
      });
    },
  });
  const rest = modules.filter(({ name }) => name !== 'stream-management');
  const server = await startTestServer({ modules: [...rest, stumbling] });
  try {
    await server.createAccounts('nina', 'otto');
    const otto = await server.session('otto');
    const bound = await server.session('nina');
    bound.send("<x xmlns='urn:test:stumble'/>");
    // … and where it is late: behind a log-in that took its time.
    const late = await server.connect();
    await late.openStream();
    late.send(
      "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>AG5pbmEAc2VjcmV0</initial-response>" +
        "<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/></authenticate>",
    );
    for (const client of [bound, late]) {
      const error = await client.expect();
      expect(describeAnswer(error)).toBe('stream error internal-server-error');
      expect(String(error)).not.toContain('ours');
      await client.closed();
    }
    await otto.settle();
    expect(server.log.filter(({ message }) => message === 'a stream failed')).toHaveLength(2);
  } finally {
    await server.stop();
  }
});
