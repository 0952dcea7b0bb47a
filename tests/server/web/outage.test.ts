/** The status file of a domain on our own web, where disco says it is. Spec: XEP-0455 0.4.0 §2. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Site, startSite } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite({
    hosts: ['test', 'other.test'],
    config: { modules: { outage: { addresses: ['https://status.example/{host}.json'] } } },
  });
  await site.createAccounts('nina');
});
afterAll(() => site.stop());

async function command(name: string, args: Record<string, unknown>): Promise<unknown> {
  const spec = site.server.commands().find((one) => one.name === name)!;
  return spec.run(spec.args.parse(args));
}

test('is told of after the addresses elsewhere, and found there by anybody, pages of other sites too', async () => {
  const nina = await site.session('nina');
  const info = await nina.query('get', "<query xmlns='http://jabber.org/protocol/disco#info'/>", 'test');
  const [elsewhere, here] = String(info).match(/https:\/\/[^<]*\.json/g) ?? [];
  expect(elsewhere).toBe('https://status.example/test.json');
  const { status, headers, text } = await ask(site, here!);
  // §2.2: "When the outage is over, the file SHOULD be replaced with an empty JSON object."
  expect([status, text]).toEqual([200, '{}']);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  });
});

test('says what the operator said, of one domain, until it is over', async () => {
  await command('set_outage', { host: 'test', message: 'Back at noon', end: '2099-01-01T12:00:00Z' });
  const told = async (host: string) => JSON.parse((await ask(site, '/outage.json', { host })).text);
  expect(await told('test')).toMatchObject({
    ...{ planned: false, expected_end: '2099-01-01T12:00:00Z' },
    message: { default: 'Back at noon' },
  });
  expect(await told('other.test')).toEqual({});
  await command('clear_outage', { host: 'test' });
  expect(await told('test')).toEqual({});
});

test('is nobody’s for a domain that is not ours', async () => {
  expect((await ask(site, '/outage.json', { host: 'elsewhere.example', clear: true })).status).toBe(404);
});
