/**
 * Two managers with their real servers, two companies to each other: messages both ways, what the page is told of it, rules of either side,
 * and doors that open, shut, or cannot be opened.
 */
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RemoteDomain, Trial } from '../../electron/contract/index.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { attachComponent } from '../support/component-client.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { freePort, holdPort } from '../support/ports.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';

const PASSWORD = 'correct horse battery';
const nobody = { session: null, signal: undefined };

interface Company {
  readonly domain: string;
  readonly manager: Manager;
  readonly ports: { readonly servers: number; readonly stun: number };
  close(): Promise<void>;
}

/** An office whose ports are its own, as its set-up leaves it. */
async function openCompany(domain: string): Promise<Company> {
  const folder = temporaryFolder();
  const [starttls, direct] = [await freePort(), await freePort()];
  const names = ['web', 'servers', 'serversDirect', 'stun', 'stunDirect', 'files'] as const;
  const numbers: number[] = [];
  for (const _ of names) numbers.push(await freePort());
  const otherPorts = Object.fromEntries(names.map((name, index) => [name, numbers[index]!]));
  const manager = await openManager({ host: testHost(folder.path) });
  const { setup } = manager.calls;
  await manager.begin();
  const admin = { username: 'boss', displayName: 'Boss' };
  await setup.save({ answers: { way: 'lan', domain, admin, ports: { starttls, direct } } }, nobody);
  await setup.password({ password: PASSWORD }, nobody);
  const { jobId } = await setup.apply(undefined, nobody);
  expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
  await manager.areas!.service.decide({ otherPorts });
  return {
    ...{ domain, manager },
    ports: { servers: otherPorts.servers!, stun: otherPorts.stun! },
    async close() {
      await manager.close();
      folder[Symbol.dispose]();
    },
  };
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

describe('two companies', { timeout: 180_000 }, () => {
  let haus: Company;
  let werk: Company;
  beforeAll(async () => {
    [haus, werk] = [await openCompany('haus.local'), await openCompany('werk.local')];
    // The ports are the office's own after a restart.
    for (const company of [haus, werk]) await back(company);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([haus?.close(), werk?.close()]);
  }, 60_000);

  const calls = (company: Company) => company.manager.calls;
  const facts = (company: Company) => calls(company).federation.get(undefined, nobody);
  const about = async (company: Company, other: Company): Promise<RemoteDomain | undefined> =>
    (await facts(company)).domains.find(({ domain }) => domain === other.domain);
  async function tried(company: Company, domain: string): Promise<Trial[]> {
    const told: Trial[] = [];
    for await (const one of await calls(company).federation.try({ domain }, nobody)) told.push(one);
    return told;
  }
  const back = async (company: Company) => {
    // A restart ends the connection; a new one, as a device makes it.
    await vi.waitFor(() => expect(company.manager.serverRuns()).toBe(true), { timeout: 60_000 });
  };

  test('a name of this network only begins with nobody outside: the door is shut', async () => {
    expect(await facts(haus)).toMatchObject({ policy: 'closed', running: true, incoming: 0, outgoing: 0 });
    expect(await isOpen(haus.ports.servers)).toBe(false);
  });

  test('allowed, the door is open; each is told where the other is', async () => {
    for (const [company, other] of [
      [haus, werk],
      [werk, haus],
    ] as const) {
      await calls(company).federation.setPolicy({ policy: 'open' }, nobody);
      const target = `127.0.0.1:${other.ports.servers}`;
      await calls(company).federation.setCompany({ domain: other.domain, target }, nobody);
      await back(company);
      expect(await isOpen(company.ports.servers)).toBe(true);
      expect((await facts(company)).ports.map(({ open }) => open)).toEqual([true, true]);
    }
  });

  test('a try tells each step as it ends', async () => {
    const told = await tried(haus, 'WERK.local');
    expect(told.map((one) => (one.type === 'step' ? `${one.step.step} ${one.step.ok}` : one.type))).toEqual([
      'started',
      'lookup true',
      'connect true',
      'secure true',
      'authenticate true',
      'ping true',
      'done',
    ]);
  });

  test('a message arrives, and both pages tell how', async () => {
    const [sender, receiver] = [await logIn(haus), await logIn(werk)];
    sender.send(`<message to='boss@werk.local' type='chat' id='m1'><body>Guten Tag</body></message>`);
    const message = await receiver.find((element) => element.attrs.id === 'm1');
    expect(message.getChildText('body')).toBe('Guten Tag');
    receiver.send(`<message to='boss@haus.local' type='chat' id='m2'><body>Bonjour</body></message>`);
    await sender.find((element) => element.attrs.id === 'm2');
    for (const [company, other] of [
      [haus, werk],
      [werk, haus],
    ] as const) {
      const remote = await about(company, other);
      expect(remote).toMatchObject({ state: 'works', problem: null });
      expect(remote!.sent + remote!.received).toBeGreaterThan(0);
      expect(remote!.links.length).toBeGreaterThan(0);
      for (const link of remote!.links)
        expect(link).toMatchObject({ security: { how: 'starttls' }, local: company.domain });
    }
    // Each office's certificate is of its own authority: whoever connects is known by being called back, and where we connect
    // nothing but the address says that it is them.
    const link = async (company: Company, other: Company, way: 'in' | 'out') =>
      (await about(company, other))!.links.find(({ direction }) => direction === way);
    expect(await link(haus, werk, 'out')).toMatchObject({
      ...{ proof: 'nothing', security: { version: 'TLSv1.3' } },
    });
    expect(await link(werk, haus, 'in')).toMatchObject({ proof: 'dialback' });
    await Promise.all([sender.close(), receiver.close()]);
  });

  test('only with a certificate: theirs does not count here, and it is said who can mend that', async () => {
    await calls(haus).federation.setCompany({ domain: 'werk.local', certificate: true }, nobody);
    const told = await tried(haus, 'werk.local');
    expect(told.at(-1)).toEqual({ type: 'done', ok: false });
    const failed = told.find((one) => one.type === 'step' && !one.step.ok);
    expect(failed).toMatchObject({
      step: { problem: { code: expect.stringMatching(/^(certificate|dialback)\./) } },
    });
    await calls(haus).federation.setCompany({ domain: 'werk.local', certificate: false }, nobody);
  });

  test('only with named companies: others come back at once; named, they arrive, and nobody was disconnected', async () => {
    const sender = await logIn(haus);
    await calls(haus).federation.setPolicy({ policy: 'listed' }, nobody);
    sender.send(`<message to='boss@werk.local' type='chat' id='m3'><body>?</body></message>`);
    const bounced = await sender.find((element) => element.attrs.id === 'm3');
    expect(bounced.attrs.type).toBe('error');
    expect(await about(haus, werk)).toMatchObject({ allowed: false, problem: { who: 'us' } });
    await calls(haus).federation.setCompany({ domain: 'werk.local', allowed: true }, nobody);
    const receiver = await logIn(werk);
    sender.send(`<message to='boss@werk.local' type='chat' id='m4'><body>!</body></message>`);
    await receiver.find((element) => element.attrs.id === 'm4');
    // Forbidden a moment ago: nothing is told of that any more.
    expect(await about(haus, werk)).toMatchObject({ state: 'works', allowed: true, problem: null });
    await Promise.all([sender.close(), receiver.close()]);
  });

  test('a port somebody else has stays shut: the server runs, and it is told with what follows', async () => {
    await calls(werk).doors.set({ calls: false }, nobody);
    await back(werk);
    expect(await isOpen(werk.ports.stun)).toBe(false);
    await using held = await holdPort(werk.ports.stun);
    await calls(werk).doors.set({ calls: true }, nobody);
    await back(werk);
    const door = (await calls(werk).doors.get(undefined, nobody)).doors.find(({ id }) => id === 'calls');
    expect(
      door?.ports.find(({ transport, port }) => transport === 'tcp' && port === held.port),
    ).toMatchObject({
      ...{ state: 'closed', why: 'port.in-use', by: expect.any(String) },
    });
    const { findings, status } = await calls(werk).server.overview(undefined, nobody);
    expect(status.state).toBe('running');
    expect(findings).toContainEqual(
      expect.objectContaining({
        ...{ code: 'doors.closed', severity: 'warning', subject: 'calls' },
        data: expect.objectContaining({ ports: String(werk.ports.stun) }),
      }),
    );
  });

  test('both on one computer: bridges of the second find a door of their own, and attach there', async () => {
    const components = await freePort();
    for (const { manager } of [haus, werk]) {
      const { otherPorts } = manager.settings!.office!;
      await manager.areas!.service.decide({ otherPorts: { ...otherPorts, components } });
    }
    const bot = { kind: 'program', label: 'bot', name: 'Bot', rights: false } as const;
    const made = {
      haus: await calls(haus).bridges.add(bot, nobody),
      werk: await calls(werk).bridges.add(bot, nobody),
    };
    const [first, second] = [haus, werk].map((company) => calls(company).bridges.list(undefined, nobody));
    expect((await first)!.door).toEqual({ port: components, closed: false, by: null });
    const { door, port } = (await second)!;
    expect(door).toEqual({ port, closed: false, by: null });
    expect(port).not.toBe(components);
    expect(werk.manager.settings!.office!.otherPorts?.components).toBe(port);
    for (const [company, at, { secret }] of [
      [haus, components, made.haus],
      [werk, port!, made.werk],
    ] as const) {
      const { domain } = company;
      const client = await attachComponent({
        port: at,
        domain: `bot.${domain}`,
        host: domain,
        secret: secret!,
      });
      const { bridges } = await calls(company).bridges.list(undefined, nobody);
      expect(bridges[0]!.state.state).toBe('connected');
      await client.close();
    }
  });

  async function logIn(company: Company): Promise<RawClient> {
    const { ports } = company.manager.settings!.office!;
    const { dataDir } = await company.manager.calls.app.info(undefined, nobody);
    const ca = readFileSync(join(dataDir, 'certificates/authority.pem'), 'utf8');
    const how = { port: ports.direct, host: company.domain, tls: 'direct', ca, timeoutMs: 30_000 } as const;
    const client = await connectClient(how);
    await client.openStream();
    await client.authenticate('boss', PASSWORD);
    await client.bind(`r${Math.random().toString(36).slice(2)}`);
    client.send('<presence/>');
    await client.settle();
    return client;
  }
});
