/**
 * A component as somebody else writes them: slixmpp’s, which shares no code with ours. It attaches, talks with people, and uses its
 * privileges.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Agent, startAgent } from '../support/agent.ts';
import { describeWith } from '../support/need.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describeWith(['slixmpp'], 'a component by slixmpp', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-component-'));
  const secret = join(folder, 'secret');
  let server: TestServer;
  let bot: Agent;
  let nina: RawClient & { jid: string };

  const attach = (password: string) =>
    startAgent('bot.test', {
      ...{ jid: 'bot.test', password, ca: '', host: '127.0.0.1', serves: 'test' },
      port: server.server.ports.find(({ type }) => type === 'component')!.port,
      script: 'slixmpp_component.py',
    });

  beforeAll(async () => {
    writeFileSync(secret, 'between us', { mode: 0o600 });
    server = await startTestServer({
      config: {
        components: { 'bot.test': { secret } },
        modules: {
          privileges: {
            components: { 'bot.test': { roster: 'both', message: 'outgoing', presence: 'roster' } },
          },
        },
      },
    });
    await server.createAccounts('nina', 'otto');
    nina = await server.session('nina', { resource: 'desk' });
    nina.send('<presence/>');
    await nina.settle();
  });
  afterAll(async () => {
    await bot?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('with another secret it is refused', async () => {
    const wrong = attach('guessed');
    await wrong.expect('disconnected');
    expect(server.server.components.at('bot.test')?.state.at).toBe('waiting');
    await wrong.stop();
  });

  test('it attaches, and knows its privileges and who is there', async () => {
    bot = attach('between us');
    await bot.expect('ready');
    await bot.expect('privileges', { roster: 'both', message: 'outgoing', presence: 'roster' });
    await bot.expect('available', { jid: nina.jid });
  });

  test('messages both ways, from any address of its own', async () => {
    nina.send("<message to='stock@bot.test' type='chat'><body>how many screws?</body></message>");
    await bot.expect('message', { sender: nina.jid, to: 'stock@bot.test', body: 'how many screws?' });
    bot.send({ do: 'say', to: nina.jid, sender: 'stock@bot.test/warehouse', body: '1200' });
    const said = await nina.find(({ name }) => name === 'message');
    expect([said.attrs.from, said.getChildText('body')]).toEqual(['stock@bot.test/warehouse', '1200']);
  });

  test('both sides discover each other', async () => {
    const about = await nina.query(
      'get',
      "<query xmlns='http://jabber.org/protocol/disco#info'/>",
      'bot.test',
    );
    expect(about.getChild('query')?.getChild('identity')?.attrs.name).toBe('slixmpp');
    bot.send({ do: 'info', jid: 'test' });
    expect((await bot.expect('info')).features).toContain('http://jabber.org/protocol/disco#info');
  });

  test('contact lists are read and changed, and a message is sent in somebody’s name', async () => {
    bot.send({ do: 'set_roster', of: 'nina@test', jid: 'romeo@example.net', name: 'Romeo' });
    await bot.expect('roster_set');
    bot.send({ do: 'roster', of: 'nina@test' });
    expect((await bot.expect('roster')).items).toEqual(['romeo@example.net']);
    bot.send({ do: 'roster', of: 'nobody@test' });
    // Which error it was slixmpp 1.8.3 cannot read in a component's namespace.
    await bot.expect('failed');
    bot.send({ do: 'say_as', sender: 'otto@test', to: nina.jid, body: 'as otto' });
    const said = await nina.find(({ name }) => name === 'message');
    expect([said.attrs.from, said.getChildText('body')]).toEqual(['otto@test', 'as otto']);
  });

  test('who leaves is told as gone', async () => {
    await nina.close();
    await bot.expect('gone', { jid: nina.jid });
  });
});
