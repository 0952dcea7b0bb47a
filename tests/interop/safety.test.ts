/**
 * Blocking (XEP-0191) and commands (XEP-0050, XEP-0133) as two libraries use them: a block reaches the person's other device and
 * stops the other side; an administrator makes an account whose owner logs in.
 */
import { beforeAll, expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import { playWithEach } from './scene.ts';

playWithEach('blocking and commands', ['nina', 'otto'], (scene) => {
  let desk: Agent;
  let phone: Agent;
  let otto: Agent;
  beforeAll(async () => {
    desk = await scene.enter('nina', 'desk');
    phone = await scene.enter('nina', 'phone');
    otto = await scene.enter('otto', 'desk');
  });

  test('whoever is blocked is heard no more, and every device knows', async () => {
    for (const device of [desk, phone]) {
      device.send({ do: 'blocklist' });
      await device.expect('blocklist', {});
    }
    desk.send({ do: 'block', jid: scene.address('otto') });
    await desk.expect('done');
    expect((await phone.expect('blocked')).jids).toEqual([scene.address('otto')]);
    otto.send({ do: 'message', to: scene.address('nina'), id: 'm1', body: 'are you there?' });
    await otto.expect('refused', { condition: 'service-unavailable' });
    phone.send({ do: 'unblock', jid: scene.address('otto') });
    await phone.expect('done');
    expect((await desk.expect('unblocked')).jids).toEqual([scene.address('otto')]);
    otto.send({ do: 'message', to: scene.address('nina'), id: 'm2', body: 'and now?' });
    await phone.expect('message', { body: 'and now?' });
    expect(
      phone.events.filter(({ event, body }) => event === 'message' && body === 'are you there?'),
    ).toEqual([]);
  });

  test('people find their commands, administrators theirs', async () => {
    const { server } = scene.server;
    await server.facts.admins.set(scene.server.host, [scene.address('nina')]);
    desk.send({ do: 'commands', jid: scene.server.host });
    const { nodes } = await desk.expect('commands');
    expect(nodes).toEqual(
      expect.arrayContaining(['http://jabber.org/protocol/admin#add-user', 'urn:xmpp:invite#invite']),
    );
    otto.send({ do: 'commands', jid: scene.server.host });
    expect((await otto.expect('commands')).nodes).not.toContain('http://jabber.org/protocol/admin#add-user');
  });

  test('an account made by a command is there', async () => {
    const jid = scene.address('lena');
    const values = { accountjid: jid, password: 'secret', 'password-verify': 'secret' };
    desk.send({
      do: 'run',
      jid: scene.server.host,
      node: 'http://jabber.org/protocol/admin#add-user',
      values,
    });
    await desk.expect('completed');
    await scene.enter('lena', 'desk');
    const node = 'http://jabber.org/protocol/admin#get-online-users-list';
    desk.send({ do: 'run', jid: scene.server.host, node, values: { max_items: '25' } });
    const { fields } = await desk.expect('completed');
    expect((fields as Record<string, string[]>).onlineuserjids).toEqual(
      ['lena', 'nina', 'otto'].map(scene.address),
    );
  });
});
