/**
 * Avatars (XEP-0084, over XEP-0163) between two libraries: published once, heard of by a contact who is there and by one
 * who logs in later, fetched byte for byte; a stranger gets neither.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import { playWithEach } from './scene.ts';

/** One black pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const SEEN = { avatars: true };
const ID = createHash('sha1').update(PNG).digest('hex');

playWithEach('an avatar', ['nina', 'otto', 'paul'], (scene) => {
  let nina: Agent;
  let otto: Agent;

  test('published, and a contact hears of it', async () => {
    [nina, otto] = [await scene.enter('nina', 'desk', SEEN), await scene.enter('otto', 'desk', SEEN)];
    nina.send({ do: 'subscribe', to: scene.address('otto') });
    await nina.expect('roster_push', { subscription: 'both' });
    await otto.expect('roster_push', { subscription: 'both' });
    nina.send({ do: 'set_avatar', data: PNG.toString('base64') });
    await nina.expect('avatar_set', { id: ID });
    await otto.expect('avatar', { jid: scene.address('nina'), id: ID, type: 'image/png', bytes: PNG.length });
  });

  test('a contact who logs in later hears of it, too, and fetches it', async () => {
    const phone = await scene.enter('otto', 'phone', SEEN);
    await phone.expect('avatar', { jid: scene.address('nina'), id: ID });
    phone.send({ do: 'get_avatar', jid: scene.address('nina'), id: ID });
    const { data } = await phone.expect('avatar_data');
    expect(Buffer.from(String(data), 'base64').equals(PNG)).toBe(true);
  });

  test('a stranger is refused', async () => {
    const paul = await scene.enter('paul', 'desk', SEEN);
    paul.send({ do: 'get_avatar', jid: scene.address('nina'), id: ID });
    await paul.expect('command_failed');
    expect(paul.events.some(({ event }) => event === 'avatar' || event === 'avatar_data')).toBe(false);
  });
});
