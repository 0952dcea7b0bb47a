/**
 * A bridge to IRC as an office has it: the manager writes Biboumi's configuration, starts it beside our server and keeps it running;
 * a colleague's program joins a channel of a real IRC server through it. Debian's biboumi and ngircd.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Bridge, BridgeState } from '../../electron/contract/index.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { type Agent, startAgent } from '../support/agent.ts';
import { testHost } from '../support/host.ts';
import { type IrcServer, startIrcServer } from '../support/irc.ts';
import { describeWith } from '../support/need.ts';
import { writeOffice } from '../support/office.ts';
import { freePort } from '../support/ports.ts';
import { scratchFolder } from '../support/product.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const DOMAIN = 'office.test';
const ADDRESS = `irc.${DOMAIN}`;
const PASSWORD = 'correct horse battery';
const caller = { session: null, signal: undefined };

describeWith(['biboumi', 'ngircd', 'slixmpp'], 'a bridge to IRC', () => {
  const folder = scratchFolder('bridge');
  let manager: Manager;
  let irc: IrcServer;
  let nina: Agent;
  let port: number;
  let channel: string;

  /** Resolves once the bridge is in that state: by what the manager tells, as a page learns it. */
  async function until(
    wanted: BridgeState['state'],
    after: Promise<unknown> = Promise.resolve(),
  ): Promise<Bridge> {
    const stop = new AbortController();
    const events = await manager.calls.app.events({ since: null }, { session: null, signal: stop.signal });
    await after;
    const now = async () => (await manager.calls.bridges.list(undefined, caller)).bridges[0]!;
    try {
      for (let bridge = await now(); ; bridge = await now()) {
        if (bridge.state.state === wanted) return bridge;
        if (bridge.state.state === 'failed') throw new Error(`it failed: ${JSON.stringify(bridge.state)}`);
        for await (const { event } of events)
          if (event.type === 'bridges.changed' || event.type === 'server.state') break;
      }
    } finally {
      stop.abort();
    }
  }

  const pid = () =>
    JSON.parse(readFileSync(join(folder.path, 'bridges', ADDRESS, 'biboumi.pid'), 'utf8')).pid as number;

  beforeAll(async () => {
    irc = await startIrcServer();
    channel = `#hall%${irc.address}@${ADDRESS}`;
    port = await freePort();
    await writeOffice(folder.path, { domain: DOMAIN, port });
    manager = await openManager({ host: testHost(folder.path) });
    await manager.begin();
    await manager.calls.server.start(undefined, caller);
    await manager.calls.people.add({ username: 'nina', displayName: 'Nina', password: PASSWORD }, caller);
  });
  afterAll(async () => {
    await nina?.stop();
    await manager?.close();
    await irc?.stop();
    folder.remove();
  });

  test('is added, and connected a moment later', async () => {
    const added = await manager.calls.bridges.add(
      { kind: 'irc', label: 'irc', network: '', rights: true },
      caller,
    );
    expect(added).toMatchObject({
      secret: null,
      bridge: { address: ADDRESS, kind: 'irc', network: null, rights: true },
    });
    await until('connected');
  });

  test('its configuration and its secret are for nobody else', () => {
    const own = join(folder.path, 'bridges', ADDRESS);
    for (const path of [own, join(own, 'biboumi.cfg'), join(own, 'secret')])
      expect(statSync(path).mode & 0o077, path).toBe(0);
  });

  test('a colleague joins a channel; what is said goes both ways', async () => {
    nina = startAgent('nina/desk', {
      ...{ jid: `nina@${DOMAIN}/desk`, password: PASSWORD, host: '127.0.0.1', port },
      ca: join(folder.path, 'certificates', 'authority.pem'),
    });
    await nina.expect('ready', {}, 60_000);
    const hugo = await irc.join('hugo', '#hall');
    nina.send({ do: 'join', room: channel, nick: 'Nina' });
    await nina.expect('joined', { room: channel, nick: 'Nina' }, 60_000);
    await hugo.hears(/:Nina!.* JOIN :?#hall/);
    nina.send({ do: 'room_message', room: channel, body: 'good morning', id: 'm-1' });
    await hugo.hears(/:Nina!.* PRIVMSG #hall :good morning/);
    hugo.say('good morning Nina');
    await nina.expect('room_message', { nick: 'hugo', body: 'good morning Nina' }, 60_000);
  });

  test('killed, it comes back by itself, and works', async () => {
    const first = pid();
    process.kill(first, 'SIGKILL');
    await until('coming-back').catch(() => undefined);
    await until('connected');
    expect(pid()).not.toBe(first);
    const rosa = await irc.join('rosa', '#hall');
    nina.send({ do: 'join', room: channel, nick: 'Nina' });
    await rosa.hears(/:Nina!.* JOIN :?#hall/, 60_000);
    rosa.say('back again');
    await nina.expect('room_message', { nick: 'rosa', body: 'back again' }, 60_000);
  });

  test('the server is told of its rights; without them it is another configuration', async () => {
    const configuration = () => JSON.parse(readFileSync(join(folder.path, 'server', 'server.json'), 'utf8'));
    expect(configuration().components[ADDRESS]).toMatchObject({ access: 'local', host: DOMAIN });
    expect(configuration().modules.privileges.components[ADDRESS]).toEqual({
      ...{ roster: 'both', message: 'outgoing', presence: 'roster' },
    });
    const changed = await manager.calls.bridges.change({ address: ADDRESS, rights: false }, caller);
    expect(changed.rights).toBe(false);
    expect(configuration().modules?.privileges).toBeUndefined();
  });

  test('switched off it ends, switched on it is there again', async () => {
    const before = pid();
    expect((await manager.calls.bridges.change({ address: ADDRESS, on: false }, caller)).state).toEqual({
      state: 'off',
    });
    expect(() => process.kill(before, 0)).toThrow();
    await manager.calls.bridges.change({ address: ADDRESS, on: true }, caller);
    await until('connected');
  });

  test('led to one network only, its channels have shorter addresses', async () => {
    await manager.calls.bridges.change({ address: ADDRESS, network: irc.address }, caller);
    await until('connected');
    const emil = await irc.join('emil', '#yard');
    nina.send({ do: 'join', room: `#yard@${ADDRESS}`, nick: 'Nina' });
    await emil.hears(/:Nina!.* JOIN :?#yard/, 60_000);
    emil.say('hello yard');
    await nina.expect('room_message', { room: `#yard@${ADDRESS}`, nick: 'emil', body: 'hello yard' }, 60_000);
  });

  test('removed it ends; brought back it is as it was', async () => {
    const before = pid();
    await manager.calls.bridges.remove({ address: ADDRESS }, caller);
    expect(() => process.kill(before, 0)).toThrow();
    expect((await manager.calls.bridges.list(undefined, caller)).bridges).toEqual([]);
    expect(await manager.calls.bridges.restore({ address: ADDRESS }, caller)).toMatchObject({
      address: ADDRESS,
      rights: false,
    });
    await until('connected');
  });

  test('it stops with the server, and with the manager', async () => {
    const before = pid();
    await manager.calls.server.stop(undefined, caller);
    await until('server-stopped');
    await expect.poll(() => isAlive(before), { timeout: 30_000 }).toBe(false);
    await manager.calls.server.start(undefined, caller);
    await until('connected');
    const again = pid();
    await manager.close();
    expect(isAlive(again)).toBe(false);
  });
});

describeWith(['biboumi', 'setpriv'], 'a manager that is killed', () => {
  const folder = scratchFolder('bridge-killed');
  afterAll(() => folder.remove());

  /** Resolves with Biboumi's process number. */
  async function start(): Promise<{ manager: ChildProcess; biboumi: number }> {
    const script = fileURLToPath(new URL('bridge-child.ts', import.meta.url));
    const child = spawn(process.execPath, [script, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return { manager: child, biboumi: Number(line) };
  }

  test('takes Biboumi with it, and the next one has its own', async () => {
    await writeOffice(folder.path, { domain: DOMAIN, port: await freePort() });
    const first = await start();
    expect(isAlive(first.biboumi)).toBe(true);
    first.manager.kill('SIGKILL');
    await expect.poll(() => isAlive(first.biboumi), { timeout: 30_000 }).toBe(false);
    const second = await start();
    expect(second.biboumi).not.toBe(first.biboumi);
    second.manager.kill('SIGKILL');
    await expect.poll(() => isAlive(second.biboumi), { timeout: 30_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
