/** XEP-0156 and XEP-0487: what is told of other ways in, and that it is true. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Site, startSite } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite({ hosts: ['test', 'other.test'] });
});
afterAll(() => site.stop());

const links = (host: string, port: number) => [
  { rel: 'urn:xmpp:alt-connections:websocket', href: `wss://${host}:${port}/xmpp-websocket` },
  { rel: 'urn:xmpp:alt-connections:xbosh', href: `https://${host}:${port}/http-bind` },
];

describe('host-meta', () => {
  test('as XRD and as JSON, for pages of any origin', async () => {
    const xrd = await ask(site, '/.well-known/host-meta');
    const port = site.web.tls;
    expect([xrd.status, xrd.headers['content-type'], xrd.headers['access-control-allow-origin']]).toEqual([
      ...[200, 'application/xrd+xml; charset=utf-8', '*'],
    ]);
    expect(xrd.text).toBe(
      `<?xml version='1.0' encoding='utf-8'?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">` +
        `<Link rel="urn:xmpp:alt-connections:websocket" href="wss://test:${port}/xmpp-websocket"/>` +
        `<Link rel="urn:xmpp:alt-connections:xbosh" href="https://test:${port}/http-bind"/></XRD>\n`,
    );
    const json = await ask(site, '/.well-known/host-meta.json');
    expect([json.headers['content-type'], json.headers['access-control-allow-origin']]).toEqual([
      ...['application/json', '*'],
    ]);
    expect(JSON.parse(json.text)).toEqual({ links: links('test', port) });
  });

  test("is each domain's own, under every name it has here, and nobody else's", async () => {
    const json = async (host: string) => ask(site, '/.well-known/host-meta.json', { host, clear: true });
    expect(JSON.parse((await json('other.test')).text)).toEqual({ links: links('other.test', site.web.tls) });
    expect(JSON.parse((await json('xmpp.other.test')).text)).toEqual({
      links: links('other.test', site.web.tls),
    });
    expect((await json('example.com')).status).toBe(404);
  });

  test('what it names is there', async () => {
    const { text } = await ask(site, '/.well-known/host-meta.json');
    const [, bosh] = JSON.parse(text).links;
    const { status } = await ask(site, bosh.href, { method: 'OPTIONS', headers: { origin: 'null' } });
    expect(status).toBe(204);
  });

  test('names where a reverse proxy shows the web', async () => {
    const other = await startSite({ config: { web: { url: 'https://chat.{host}/xmpp/' } } });
    const { text } = await ask(other, '/.well-known/host-meta.json');
    expect(JSON.parse(text).links.map(({ href }: { href: string }) => href)).toEqual([
      ...['wss://chat.test/xmpp/xmpp-websocket', 'https://chat.test/xmpp/http-bind'],
    ]);
    await other.stop();
  });

  test('under the one name a reverse proxy has for several domains is the first one’s', async () => {
    const status = async (web: object) => {
      const other = await startSite({ hosts: ['one.example', 'two.example'], config: { web } });
      const asked = await ask(other, '/.well-known/host-meta', {
        host: 'front.elsewhere.example',
        clear: true,
      });
      await other.stop();
      return asked.status;
    };
    expect(await status({})).toBe(404);
    expect(await status({ url: 'https://front.elsewhere.example' })).toBe(200);
  });

  // XEP-0487 §2.1: "ttl", "priority", "weight", "sni" and "ips" are mandatory.
  test('is the whole story where the addresses are known', async () => {
    const other = await startSite({
      config: { modules: { 'host-meta': { addresses: ['192.0.2.1', '2001:db8::1'] } } },
    });
    const { text } = await ask(other, '/.well-known/host-meta.json');
    const shared = { weight: 50, ips: ['192.0.2.1', '2001:db8::1'], sni: 'test' };
    const [websocket, bosh] = links('test', other.web.tls);
    expect(JSON.parse(text)).toEqual({
      xmpp: { ttl: 3000 },
      links: [
        { ...websocket, ...shared, priority: 20 },
        { ...bosh, ...shared, priority: 30 },
        { rel: 'urn:xmpp:alt-connections:tls', port: other.ports.direct, ...shared, priority: 10 },
      ],
    });
    await other.stop();
  });

  // XEP-0487 §2.2: with it "legacy SRV/POSH/etc lookups SHOULD be skipped": whoever is not named here is not found.
  test('names the way in for other servers, every port, and the web server in front at its own addresses', async () => {
    const addresses = { addresses: ['192.0.2.1'], webAddresses: ['198.51.100.1'] };
    const config = (more: object) => ({
      listen: [
        { type: 'multiplex', port: 0, address: '127.0.0.1' },
        { type: 's2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'http', port: 0, tls: 'none' },
      ],
      web: { url: 'https://chat.test' },
      modules: { 'host-meta': more },
    });
    const linksOf = async (more: object) => {
      const other = await startSite({ config: config(more) });
      const { text } = await ask(other, '/.well-known/host-meta.json', { clear: true });
      const { ports } = other.server;
      await other.stop();
      return { links: JSON.parse(text).links, one: ports[0]!.port, servers: ports[1]!.port };
    };
    const { links, one, servers } = await linksOf(addresses);
    const direct = { priority: 10, weight: 50, ips: ['192.0.2.1'], sni: 'test' };
    const web = { weight: 50, ips: ['198.51.100.1'], sni: 'chat.test' };
    expect(links).toEqual([
      {
        rel: 'urn:xmpp:alt-connections:websocket',
        href: 'wss://chat.test/xmpp-websocket',
        ...web,
        priority: 20,
      },
      { rel: 'urn:xmpp:alt-connections:xbosh', href: 'https://chat.test/http-bind', ...web, priority: 30 },
      { rel: 'urn:xmpp:alt-connections:tls', port: one, ...direct },
      { rel: 'urn:xmpp:alt-connections:s2s-tls', port: one, ...direct },
      { rel: 'urn:xmpp:alt-connections:s2s-tls', port: servers, ...direct },
    ]);
    // Our own addresses would lead past the web server.
    const { links: without } = await linksOf({ addresses: ['192.0.2.1'] });
    expect(without[0]).toEqual({
      rel: 'urn:xmpp:alt-connections:websocket',
      href: 'wss://chat.test/xmpp-websocket',
    });
  });
});
