/** ACME for an office: facts gathered into a plan, authorities and bindings, and a certificate out of it all. */
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AcmeFailure } from '../../../electron/contract/acme.ts';
import { AcmeError } from '../../../electron/manager/certificates/acme/acme.ts';
import { createBindings } from '../../../electron/manager/certificates/acme/bindings.ts';
import {
  type AcmeDeskParts,
  type AuthoritySource,
  createAcmeDesk,
  NO_ROADS,
} from '../../../electron/manager/certificates/acme/desk.ts';
import { createNameLookup } from '../../../electron/manager/certificates/acme/lookup.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { serverHost } from '../../../electron/manager/office-names.ts';
import { assertPortFree, portOwner } from '../../../electron/manager/port-owner.ts';
import { problem } from '../../../electron/manager/problem.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { type DnsServer, startDnsServer } from '../../support/dns-server.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { freePort } from '../../support/ports.ts';
import { testOffice } from './office.ts';

const signal = () => AbortSignal.timeout(60_000);
const OURS = '198.51.100.7';
const OFFICE = {
  ...{ domain: 'example.org', way: 'domain', admins: [], ports: { starttls: 5222, direct: 5223 } },
  addresses: { v4: [OURS], v6: [] },
} as unknown as Office;
/** As certificateNames has them, which has tests of its own. */
const NAMES = ['', 'xmpp.', 'conference.', 'upload.', 'pubsub.', 'proxy.'].map((label, at) => ({
  name: `${label}example.org`,
  need: at < 3 ? ('required' as const) : ('optional' as const),
}));
const SOURCE: AuthoritySource = {
  ...{ from: 'authority', authority: 'letsencrypt', directory: null, directoryCa: null, email: null },
  ...{ way: null, webroot: null, profile: null },
};

async function deskFor(more: Partial<AcmeDeskParts> = {}) {
  const office = await testOffice();
  const desk = createAcmeDesk({
    ...{ acme: office.acme, clock: systemClock, bindings: createBindings(office.folder), proofs: NO_ROADS },
    ...{ engine: undefined, office: () => OFFICE, names: () => NAMES, serverHost },
    ...{ opened: () => undefined, addresses: () => [], portOwner: async () => undefined },
    ...{ assertPortFree: async () => undefined, lookup: createNameLookup('127.0.0.1:1') },
    ...more,
  });
  return { ...office, desk };
}

describe('a plan', () => {
  let dns: DnsServer;
  beforeAll(async () => {
    const here = ['example.org', 'xmpp.example.org', 'upload.example.org', 'pubsub.example.org'];
    dns = await startDnsServer({
      ...Object.fromEntries(here.map((name) => [`${name} A`, [OURS]])),
      // Found by other servers, and without an address of its own.
      '_xmpp-server._tcp.conference.example.org SRV': [
        { priority: 5, weight: 0, port: 5269, target: 'xmpp.example.org' },
      ],
    });
  });
  afterAll(() => dns.stop());
  const lookup = () => createNameLookup(dns.text);

  const told = async (more: Partial<AcmeDeskParts>, source = SOURCE) => {
    await using office = await deskFor({ lookup: lookup(), ...more });
    const plan = await office.desk.plan('example.org', source, signal());
    return {
      names: plan.names.map(({ name, way, because }) => `${name}: ${way} (${because})`),
      findings: plan.findings.map(({ code, data }) => `${code} ${data.names}`),
      possible: plan.possible,
    };
  };

  test('takes a free port 80 for what leads here, and leaves out what is not there', async () => {
    expect(await told({})).toEqual({
      names: [
        'example.org: http-listener (port-80-free)',
        'xmpp.example.org: http-listener (port-80-free)',
        'conference.example.org: dns-by-hand (leads-nowhere)',
        'upload.example.org: http-listener (port-80-free)',
        'pubsub.example.org: http-listener (port-80-free)',
        'proxy.example.org: null (not-in-dns)',
      ],
      findings: ['acme.name-left-out proxy.example.org', 'acme.by-hand conference.example.org'],
      possible: true,
    });
  });

  test('takes our own port 443, or DNS where it may be written', async () => {
    const opened = () => ({ ports: [{ type: 'multiplex', port: 443, tls: 'direct' }] });
    const engine = { show: async () => {}, hide: async () => {} };
    const ways = async (name: string) => ({
      way: name.includes('conference') ? ('provider' as const) : ('hand' as const),
    });
    const { names, possible } = await told({ opened, engine, proofs: { ...NO_ROADS, ways } });
    expect(names.slice(0, 3)).toEqual([
      'example.org: tls-alpn (port-443-ours)',
      'xmpp.example.org: tls-alpn (port-443-ours)',
      'conference.example.org: dns-provider (provider-writes)',
    ]);
    expect(possible).toBe(true);
  });

  test('says which program has port 80, and asks a web server there whether it passes on', async () => {
    const assertPortFree = async (port: number) => {
      throw problem('port.in-use', { port, by: 'nginx' });
    };
    const taken = { assertPortFree, portOwner: async () => 'nginx' };
    const { names } = await told(taken);
    expect(names[0]).toBe('example.org: dns-by-hand (port-80-taken)');
    const folder = await told(taken, { ...SOURCE, webroot: '/var/www/html' });
    expect(folder.names[0]).toBe('example.org: http-webroot (folder-known)');
  });

  test('sees where the website is elsewhere, and an address nobody outside reaches', async () => {
    await using elsewhere = await disposable(
      startDnsServer({
        'example.org A': ['203.0.113.80'],
        'xmpp.example.org A': ['192.168.1.4'],
        // An authority asks the second one first.
        'upload.example.org A': [OURS],
        'upload.example.org AAAA': ['2001:db8::80'],
      }),
    );
    const { names, findings } = await told({ lookup: createNameLookup(elsewhere.text) });
    expect(names.slice(0, 2)).toEqual([
      'example.org: dns-by-hand (leads-elsewhere)',
      'xmpp.example.org: dns-by-hand (private-address)',
    ]);
    expect(findings).toContain('acme.name-nowhere conference.example.org');
    expect(findings).toContain('acme.name-left-out upload.example.org');
  });

  test('believes the public address that was written down where names lead to inner ones inside', async () => {
    await using inside = await disposable(startDnsServer({ 'example.org A': ['192.168.1.4'] }));
    const lookup = createNameLookup(inside.text);
    const addresses = () => ['192.168.1.4'];
    const unknown = { ...OFFICE, addresses: undefined } as unknown as Office;
    expect((await told({ lookup, addresses })).names[0]).toBe('example.org: http-listener (port-80-free)');
    const { names } = await told({ lookup, addresses, office: () => unknown });
    expect(names[0]).toBe('example.org: dns-by-hand (private-address)');
  });

  test('does not take silence for an answer', async () => {
    await using silent = await disposable(
      startDnsServer({}, { answer: (_, packet) => ({ ...packet, flags: 2 }) }),
    );
    const { findings, possible } = await told({ lookup: createNameLookup(silent.text) });
    expect(findings[0]).toBe('acme.names-not-asked example.org');
    expect(possible).toBe(false);
  });
});

const disposable = async (server: Promise<DnsServer>) =>
  Object.assign(await server, { [Symbol.asyncDispose]: async () => (await server).stop() });

describe('the second authority', () => {
  const failing = (failure: Partial<AcmeFailure>) => async () => {
    const told = { names: [], said: '', link: null, authority: 'a', retry: { retry: 'later' } as const };
    throw new AcmeError({ ...told, reason: 'serverInternal', ...failure });
  };
  async function troubled(failure: Partial<AcmeFailure>) {
    const { acme, ...office } = await testOffice();
    const made = await deskFor({ acme: { ...acme, obtain: failing(failure) } });
    const { authority } = made.desk.authorityFor(SOURCE, 0);
    const request = { id: 'x', names: ['example.org'], keyPem: '', wayOf: () => 'http-listener' as const };
    await made.desk.acme.obtain({ ...request, authority, challengers: {}, signal: signal() }).catch(() => {});
    await office[Symbol.asyncDispose]();
    return made;
  }
  const asked = ({ desk }: Awaited<ReturnType<typeof deskFor>>, failures: number) =>
    desk.authorityFor(SOURCE, failures).name;

  test('stands in once a person has an account there, and the first is down for long', async () => {
    await using office = await troubled({});
    expect([0, 4, 5].map((failures) => asked(office, failures))).toEqual(Array(3).fill('Let’s Encrypt'));
    const rows = await office.desk.bind('google', { kid: 'kid', macKey: 'c2VjcmV0LXNlY3JldA' });
    expect(rows.find(({ id }) => id === 'google')).toMatchObject({ bound: true, needsBinding: true });
    expect([0, 1, 3, 4, 5, 6, 7, 8].map((failures) => asked(office, failures)[0])).toEqual([...'LLLGGGLG']);
    expect(office.desk.authorityFor(SOURCE, 4).authority.eab).toEqual({
      kid: 'kid',
      macKey: 'c2VjcmV0LXNlY3JldA',
    });
    // The key is in one file of ours, and in nothing that is shown.
    const file = join(office.folder, 'secrets', 'acme', 'bindings.json');
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8').includes('c2VjcmV0')]).toEqual([
      0o600,
      true,
    ]);
    expect(JSON.stringify(office.desk.rows())).not.toContain('c2VjcmV0');
    await office.desk.bind('google', undefined);
    expect(asked(office, 4)).toBe('Let’s Encrypt');
  });

  test('does not take the place of the office’s own', async () => {
    await using office = await troubled({});
    const own = { ...SOURCE, authority: 'custom' as const, directory: 'https://ca.office.lan/acme' };
    await office.desk.bind('google', { kid: 'kid', macKey: 'c2VjcmV0LXNlY3JldA' });
    expect(office.desk.authorityFor(own, 9).name).toBe('ca.office.lan');
    expect(office.desk.practice(own)).toBeUndefined();
    expect(office.desk.practice(SOURCE)?.directory).toContain('staging');
  });
});

describeWith(PEBBLE, 'an office at pebble', () => {
  let pebble: Pebble;
  let http: number;
  beforeAll(async () => {
    http = await freePort();
    pebble = await startPebble({ httpPort: http });
  }, 60_000);
  afterAll(() => pebble.stop());

  test('plans, proves by its own listener and has a certificate for every name', async () => {
    // In this network every name leads to this machine; the authority is the office's own.
    const office = { ...OFFICE, addresses: { v4: ['127.0.0.1'], v6: [] } } as Office;
    await using made = await deskFor({
      ...{ lookup: createNameLookup(pebble.dns), ports: { http, tls: 443 }, office: () => office },
      ...{ assertPortFree: (port) => assertPortFree(port), portOwner },
    });
    const source = {
      ...SOURCE,
      authority: 'custom' as const,
      directory: pebble.directory,
      directoryCa: pebble.ca,
    };
    const plan = await made.desk.plan('example.org', source, signal());
    expect(plan.possible).toBe(true);
    const { authority, name } = made.desk.authorityFor(source, 0);
    expect(name).toBe(new URL(pebble.directory).host);
    const ways = new Map(plan.names.map((one) => [one.name, one.way]));
    const { chain } = await made.desk.acme.obtain({
      ...{ id: 'example.org', names: [...ways.keys()], keyPem: made.keyPem, authority, signal: signal() },
      ...{ wayOf: (one) => ways.get(one)!, challengers: made.desk.challengers(source) },
    });
    expect(ways.size).toBe(6);
    expect(chain).toContain('BEGIN CERTIFICATE');
    // Somebody else's port is seen before anybody is asked.
    const other = createServer((_request, response) => response.writeHead(404).end()).listen(
      http,
      '127.0.0.1',
    );
    await once(other, 'listening');
    const again = await made.desk.plan('example.org', source, signal());
    other.close();
    other.closeAllConnections();
    expect(again.names[0]).toMatchObject({ name: 'example.org', way: 'dns-by-hand' });
  }, 60_000);
});
