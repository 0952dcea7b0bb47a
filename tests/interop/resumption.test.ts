/**
 * Resumption (XEP-0198) by two libraries: the connection is cut while messages go both ways; the program comes back by
 * itself, its session was never gone, and each message arrives once and in order.
 */
import { expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import { playWithEach } from './scene.ts';

const EACH_WAY = 60;
const CUTS = [10, 25, 40];

playWithEach('resumption', ['nina', 'otto'], (scene) => {
  let nina: Agent;
  let otto: Agent;
  let relay: Awaited<ReturnType<typeof scene.relay>>;

  test('messages both ways survive three cuts', async () => {
    relay = await scene.relay();
    nina = await scene.enter('nina', 'phone', { port: relay.port, reconnect: true });
    otto = await scene.enter('otto', 'desk');
    await nina.expect('sm_enabled', { id: /./ });
    for (let n = 0; n < EACH_WAY; n++) {
      nina.send({ do: 'message', to: scene.address('otto'), body: `nina says ${n}`, id: `nina-${n}` });
      otto.send({ do: 'message', to: scene.address('nina'), body: `otto says ${n}`, id: `otto-${n}` });
      if (!CUTS.includes(n)) continue;
      // Some were delivered, some are under way in both directions.
      await otto.expect('message', { id: `nina-${n - 5}` });
      relay.cut();
      await nina.expect('session_resumed');
    }
    await otto.expect('message', { id: `nina-${EACH_WAY - 1}` });
    await nina.expect('message', { id: `otto-${EACH_WAY - 1}` });
    const said = (name: string) => Array.from({ length: EACH_WAY }, (_, n) => `${name}-${n}`);
    const heard = (agent: Agent) =>
      agent.events.filter(({ event }) => event === 'message').map(({ id }) => id);
    expect(heard(otto)).toEqual(said('nina'));
    expect(heard(nina)).toEqual(said('otto'));
  });

  test('nobody saw the session go: no presence changed', () => {
    const gone = [...nina.events, ...otto.events].filter(
      ({ event, type }) => event === 'presence' && type === 'unavailable',
    );
    expect(gone).toEqual([]);
  });

  test('the archive holds each message once', async () => {
    otto.send({ do: 'archive', with: scene.address('nina'), page: 50 });
    const { items } = (await otto.expect('archive')) as unknown as { items: { id: string }[] };
    expect(items).toHaveLength(2 * EACH_WAY);
    expect(new Set(items.map(({ id }) => id)).size).toBe(2 * EACH_WAY);
  });
});
