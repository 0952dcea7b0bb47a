/**
 * Contacts (RFC 6121 section 2) as two libraries keep them: add, rename, regroup, remove, the push to the other device,
 * and the version that spares the next log-in the whole list.
 */
import { expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import { playWithEach } from './scene.ts';

playWithEach('contacts', ['nina', 'otto'], (scene) => {
  let desk: Agent;
  let phone: Agent;
  const rosterOf = async (agent: Agent) => {
    agent.send({ do: 'roster' });
    return (await agent.expect('roster')) as unknown as { items: unknown[]; version: string };
  };
  /** What both devices are told of one change, in the words of the roster. */
  const pushed = async (item: Record<string, unknown>) => {
    for (const device of [desk, phone]) {
      const { event: _, ...told } = await device.expect('roster_push', { jid: item.jid });
      expect(told).toEqual(item);
    }
  };

  test('a contact is added, and the other device is told', async () => {
    desk = await scene.enter('nina', 'desk');
    phone = await scene.enter('nina', 'phone');
    expect((await rosterOf(desk)).items).toEqual([]);
    const otto = {
      jid: scene.address('otto'),
      name: 'Otto',
      groups: ['Friends', 'Büro'],
      subscription: 'none',
    };
    desk.send({ do: 'roster_set', jid: otto.jid, name: 'Otto', groups: ['Friends', 'Büro'] });
    await desk.expect('roster_done');
    await pushed({ ...otto, groups: ['Büro', 'Friends'] });
  });

  test('renamed and regrouped from the other device', async () => {
    const otto = { jid: scene.address('otto'), name: 'Otto Ähre', groups: ['Friends'], subscription: 'none' };
    phone.send({ do: 'roster_set', jid: otto.jid, name: otto.name, groups: otto.groups });
    await phone.expect('roster_done');
    await pushed(otto);
    for (const device of [desk, phone]) expect((await rosterOf(device)).items).toEqual([otto]);
  });

  test('a device that comes back with the current version keeps its list, and is told what changed since', async () => {
    const before = await rosterOf(phone);
    expect(before.version).not.toBe('');
    phone.send({ do: 'away' });
    await phone.expect('disconnected');
    phone.send({ do: 'back' });
    await phone.expect('ready');
    expect(await rosterOf(phone)).toMatchObject({ items: before.items, version: before.version });

    phone.send({ do: 'away' });
    await phone.expect('disconnected');
    desk.send({ do: 'roster_set', jid: 'post@elsewhere.test', name: 'Post', groups: [] });
    await desk.expect('roster_done');
    phone.send({ do: 'back' });
    await phone.expect('ready');
    // Pushes may follow the answer (section 2.6.3); the list is whole either way.
    const jids = async () => (await rosterOf(phone)).items.map((item) => (item as { jid: string }).jid);
    await expect.poll(jids).toEqual([scene.address('otto'), 'post@elsewhere.test']);
  });

  test('a removed contact is gone on both devices', async () => {
    desk.send({ do: 'roster_remove', jid: scene.address('otto') });
    await desk.expect('roster_done');
    for (const device of [desk, phone]) {
      await device.expect('roster_push', { jid: scene.address('otto'), subscription: 'remove' });
      const { items } = await rosterOf(device);
      expect(items).toMatchObject([{ jid: 'post@elsewhere.test', name: 'Post' }]);
    }
  });
});
