/**
 * Subscriptions and presence (RFC 6121 sections 3 and 4) between two libraries' programs: request and approval, what a
 * log-in finds out by probes, changes of mood, directed presence, and every way to become unavailable.
 */
import { expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import { playWithEach } from './scene.ts';

playWithEach('presence', ['nina', 'otto', 'paul'], (scene) => {
  let nina: Agent;
  let otto: Agent;
  const at = (user: string, resource: string) => `${scene.address(user)}/${resource}`;
  const subscription = async (agent: Agent, user: string) => {
    agent.send({ do: 'roster' });
    const { items } = (await agent.expect('roster')) as unknown as { items: Record<string, unknown>[] };
    return items.find(({ jid }) => jid === scene.address(user))?.subscription;
  };

  test('a request waits for its answer, also over a log-out', async () => {
    nina = await scene.enter('nina', 'desk', { manual: true });
    nina.send({ do: 'subscribe', to: scene.address('otto') });
    // Section 3.1.3: the request is kept for one who is away, and delivered when they log in.
    await nina.expect('roster_push', { jid: scene.address('otto'), subscription: 'none' });
    otto = await scene.enter('otto', 'desk', { manual: true });
    await otto.expect('asked', { jid: scene.address('nina') });
    expect(await subscription(nina, 'otto')).toBe('none');
  });

  test('approved: one sees the other, the other does not', async () => {
    otto.send({ do: 'approve', to: scene.address('nina') });
    await nina.expect('subscribed', { jid: scene.address('otto') });
    await nina.expect('presence', { jid: at('otto', 'desk'), type: 'available' });
    await nina.expect('roster_push', { jid: scene.address('otto'), subscription: 'to' });
    await otto.expect('roster_push', { jid: scene.address('nina'), subscription: 'from' });
    expect(otto.events.some(({ event, jid }) => event === 'presence' && jid === at('nina', 'desk'))).toBe(
      false,
    );
  });

  test('the other way too, and both see each other', async () => {
    otto.send({ do: 'subscribe', to: scene.address('nina') });
    await nina.expect('asked', { jid: scene.address('otto') });
    nina.send({ do: 'approve', to: scene.address('otto') });
    await otto.expect('presence', { jid: at('nina', 'desk'), type: 'available' });
    await otto.expect('roster_push', { jid: scene.address('nina'), subscription: 'both' });
    await nina.expect('roster_push', { jid: scene.address('otto'), subscription: 'both' });
  });

  test('show and status travel', async () => {
    nina.send({ do: 'presence', show: 'away', status: 'Im Lager', priority: 5 });
    await otto.expect('presence', { jid: at('nina', 'desk'), show: 'away', status: 'Im Lager', priority: 5 });
  });

  test('a second device learns by probes what everybody is doing', async () => {
    const phone = await scene.enter('otto', 'phone');
    await phone.expect('presence', { jid: at('nina', 'desk'), show: 'away', status: 'Im Lager' });
    await nina.expect('presence', { jid: at('otto', 'phone'), type: 'available' });
    await otto.expect('presence', { jid: at('otto', 'phone'), type: 'available' });
    phone.send({ do: 'away' });
    await nina.expect('presence', { jid: at('otto', 'phone'), type: 'unavailable' });
    await otto.expect('presence', { jid: at('otto', 'phone'), type: 'unavailable' });
  });

  test('directed presence reaches a stranger, and so does its end', async () => {
    const paul = await scene.enter('paul', 'desk', { manual: true });
    nina.send({ do: 'presence', to: at('paul', 'desk') });
    await paul.expect('presence', { jid: at('nina', 'desk'), type: 'available' });
    // Section 4.6.3: whoever was told is told of the end, when the session goes without having said so.
    nina.send({ do: 'away' });
    await paul.expect('presence', { jid: at('nina', 'desk'), type: 'unavailable' });
    await otto.expect('presence', { jid: at('nina', 'desk'), type: 'unavailable' });
  });

  test('unsubscribed: the presence is gone, the other half stays', async () => {
    nina.send({ do: 'back' });
    await nina.expect('ready');
    await nina.expect('presence', { jid: at('otto', 'desk'), type: 'available' });
    nina.send({ do: 'unsubscribe', to: scene.address('otto') });
    await nina.expect('presence', { jid: at('otto', 'desk'), type: 'unavailable' });
    await otto.expect('roster_push', { jid: scene.address('nina'), subscription: 'to' });
    expect(await subscription(nina, 'otto')).toBe('from');
  });
});
