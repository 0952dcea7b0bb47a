/** Sessions that outlive their connection (XEP-0198), and the server's life as a process. */
import { writeFileSync } from 'node:fs';
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectControl } from '../../server/control.ts';
import { PASSWORD, prepareFolder, startTestServer, type TestServer } from '../support/server.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { connectClient, type RawClient } from '../support/xmpp-client.ts';

const SM = 'urn:xmpp:sm:3';
const isMessage = (element: Element) => element.name === 'message';
const bodies = (elements: readonly Element[]) =>
  elements.filter(isMessage).map((one) => one.getChildText('body'));

async function enable(client: RawClient, max = 60): Promise<string> {
  client.send(`<enable xmlns='${SM}' resume='true' max='${max}'/>`);
  const answer = await client.find((one) => one.name === 'enabled');
  return answer.attrs.id!;
}

const message = (to: string, body: string, id = body) =>
  `<message to='${to}' type='chat' id='${id}'><body>${body}</body></message>`;

describe('a session without its connection', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.createAccounts('nina', 'otto', 'paul');
  });
  afterAll(() => server.stop());

  const once = (hook: 'session.detached' | 'session.ended', jid: string) =>
    new Promise<void>((resolve) => {
      const off = server.server.hooks.on(hook, 'deliver', ({ session }: { session: { jid: object } }) => {
        if (String(session.jid) !== jid) return;
        off();
        resolve();
      });
    });

  async function pair() {
    const nina = await server.session('nina');
    const otto = await server.session('otto');
    const id = await enable(otto);
    otto.send('<presence/>');
    await otto.find((one) => one.name === 'presence');
    return { nina, otto, id };
  }

  async function resume(id: string, h: number, user = 'otto'): Promise<RawClient> {
    const client = await server.login(user);
    client.send(`<resume xmlns='${SM}' previd='${id}' h='${h}'/>`);
    return client;
  }

  test('keeps what comes meanwhile and sends it after <resumed/>, once', async () => {
    const { nina, otto, id } = await pair();
    nina.send(message('otto@test', 'before'));
    await otto.find(isMessage);
    const detached = once('session.detached', otto.jid);
    otto.destroy();
    await detached;
    nina.send(message('otto@test', 'meanwhile'));
    await nina.settle();
    // Its own presence and the first message: h is 2.
    const back = await resume(id, 2);
    expect((await back.expect()).name).toBe('resumed');
    expect((await back.find(isMessage)).getChildText('body')).toBe('meanwhile');
    nina.send(message('otto@test', 'after'));
    expect((await back.find(isMessage)).getChildText('body')).toBe('after');
    await back.settle();
    expect(bodies(back.received)).toEqual([]);
    await back.close();
    await nina.close();
  });

  test('tells with h how many stanzas of the client arrived', async () => {
    const { otto, id } = await pair();
    otto.send(message('nina@test', 'one') + message('nina@test', 'two'));
    await otto.settle();
    otto.destroy();
    const back = await resume(id, 1);
    // presence, two messages, the iq of settle
    expect((await back.expect()).attrs).toMatchObject({ h: '4', previd: id });
    await back.close();
  });

  test('is not given to another account, nor with a count that is too high', async () => {
    const { otto, id } = await pair();
    const stranger = await resume(id, 0, 'nina');
    expect((await stranger.expect()).name).toBe('failed');
    const liar = await resume(id, 999);
    expect((await liar.expect()).name).toBe('stream:error');
    await otto.close();
  });

  test('an old connection still open ends with conflict', async () => {
    const { otto, id } = await pair();
    const back = await resume(id, 1);
    expect((await back.expect()).name).toBe('resumed');
    const error = await otto.find((one) => one.name === 'stream:error');
    expect(error.getChildElements()[0]?.name).toBe('conflict');
    await back.close();
  });

  test('whose time is up: what was not acknowledged waits for the next device', async () => {
    const nina = await server.session('nina');
    const otto = await server.session('paul');
    await enable(otto, 1);
    otto.send('<presence/>');
    await otto.find((one) => one.name === 'presence');
    const detached = once('session.detached', otto.jid);
    const ended = once('session.ended', otto.jid);
    otto.destroy();
    await detached;
    nina.send(message('paul@test', 'kept'));
    await ended;
    const next = await server.session('paul');
    next.send('<presence/>');
    expect((await next.find(isMessage)).getChildText('body')).toBe('kept');
    await next.close();
  });
});

// Processes that start beside a dozen others.
describe('the process', { timeout: 30_000 }, () => {
  let folder: Awaited<ReturnType<typeof prepareFolder>>;
  let running: ServerProcess;
  beforeAll(async () => {
    folder = await prepareFolder({ config: { log: { level: 'debug' } } });
    running = await spawnServer(['--config', folder.file]);
    const control = await connectControl(`${folder.folder}/data`);
    for (const name of ['nina', 'otto']) await control.call('register', [name, 'test', PASSWORD]);
    control.close();
  }, 30_000);
  afterAll(() => running.kill('SIGKILL'));

  async function login(user: string): Promise<RawClient> {
    const client = await connectClient({
      port: running.ports.direct,
      host: 'test',
      tls: 'direct',
      ca: folder.pem,
    });
    await client.openStream();
    await client.authenticate(user, PASSWORD);
    return client;
  }

  test('SIGHUP takes over a good configuration and refuses a bad one', async () => {
    const client = await login('nina');
    await client.bind('hup');
    writeFileSync(folder.file, '{ "data": 7 }');
    running.child.kill('SIGHUP');
    await running.logged('the new configuration is refused, the old one stays');
    writeFileSync(folder.file, folder.text);
    running.child.kill('SIGHUP');
    await running.logged('configuration reloaded');
    const changed = JSON.parse(folder.text);
    changed.listen[0].port = 1;
    changed.modules = { offline: { maxMessages: 7 } };
    writeFileSync(folder.file, JSON.stringify(changed));
    running.child.kill('SIGHUP');
    const waits = 'a changed setting takes effect at the next start';
    await running.logged(waits, (line) => line.setting === 'listen');
    await running.logged('module loaded with other options', (line) => line.module === 'offline');
    writeFileSync(folder.file, folder.text);
    await client.settle();
    await client.close();
  });

  test('a second server on the same data is refused with exit code 4', async () => {
    const second = await spawnServer(['--config', folder.file]);
    expect(second.announcement).toMatchObject({ event: 'failed', code: 'data.locked' });
    expect(await second.exited).toBe(4);
  });

  test('SIGTERM tells the clients and ends with 0; a session that can be resumed still can', async () => {
    const client = await login('nina');
    await client.bind('term');
    const id = await enable(client);
    const gone = running.kill('SIGTERM');
    const error = await client.find((one) => one.name === 'stream:error');
    expect(error.getChildElements()[0]?.name).toBe('system-shutdown');
    client.destroy();
    expect(await gone).toBe(0);
    running = await spawnServer(['--config', folder.file]);
    const back = await login('nina');
    back.send(`<resume xmlns='${SM}' previd='${id}' h='0'/>`);
    expect((await back.expect()).name).toBe('resumed');
    await back.close();
  });

  test('after kill -9 a resumed client gets what it lacks, queries too, and is not heard twice', async () => {
    const client = await login('nina');
    await client.bind('cut');
    const id = await enable(client);
    await client.query('get', "<query xmlns='jabber:iq:roster'/>");
    const other = await login('nina');
    await other.bind('other');
    client.destroy();
    await other.query('set', "<query xmlns='jabber:iq:roster'><item jid='lea@test'/></query>");
    other.send(message('nina@test/cut', 'before the cut'));
    await other.settle();
    await running.kill('SIGKILL');
    running = await spawnServer(['--config', folder.file]);
    const back = await login('nina');
    back.send(`<resume xmlns='${SM}' previd='${id}' h='1'/>`);
    expect((await back.expect()).attrs).toMatchObject({ previd: id, h: '1' });
    const push = await back.find((one) => one.name === 'iq');
    expect(push.getChild('query')?.getChild('item')?.attrs.jid).toBe('lea@test');
    const late = await back.find(isMessage);
    expect([late.getChildText('body'), late.getChild('delay')?.attrs.from]).toEqual([
      'before the cut',
      'test',
    ]);
    await back.close();
  });

  test('a configuration with mistakes: exit code 2, the sentence on stderr', async () => {
    const file = `${folder.folder}/bad.json`;
    writeFileSync(file, folder.text.replace('"limits"', '"limit"'));
    const bad = await spawnServer(['--config', file]);
    expect(await bad.exited).toBe(2);
    expect(bad.stderr()).toMatch(/bad\.json:1:\d+: .*limit.*Did you mean "limits"\?/);
  });
});
