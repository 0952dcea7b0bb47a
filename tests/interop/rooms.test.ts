/**
 * A room (XEP-0045) as two libraries use it: made by joining, talk with reflections, who is there, subject, history for
 * the one who comes later, a nickname that is taken, leaving, and what is left when the room is destroyed.
 */
import { expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import { playWithEach } from './scene.ts';

playWithEach('a room', ['nina', 'otto', 'paul'], (scene) => {
  const room = 'lager@conference.office.test';
  let nina: Agent;
  let otto: Agent;
  let paul: Agent;

  test('it is made by joining, and the next one sees who is there', async () => {
    [nina, otto] = [await scene.enter('nina', 'desk'), await scene.enter('otto', 'desk')];
    nina.send({ do: 'join', room, nick: 'Nina' });
    await nina.expect('occupant', { nick: 'Nina', affiliation: 'owner', role: 'moderator' });
    await nina.expect('joined', { room, nick: 'Nina' });
    // Section 10.1.3: nobody else enters before it has its configuration.
    otto.send({ do: 'join', room, nick: 'Otto' });
    await otto.expect('not_joined', { why: 'item-not-found' });
    nina.send({ do: 'open', room });
    await nina.expect('opened');
    otto.send({ do: 'join', room, nick: 'Otto' });
    await otto.expect('joined', { room, nick: 'Otto' });
    await nina.expect('occupant', { nick: 'Otto', here: true, affiliation: 'none', role: 'participant' });
    // What both libraries know of the others once they are in: slixmpp says it as it comes, aioxmpp with the room.
    expect(otto.events.some(({ event, nick }) => event === 'occupant' && nick === 'Otto')).toBe(true);
  });

  test('messages come to all, the sender included, with the id they were sent with', async () => {
    nina.send({ do: 'room_message', room, body: 'Wer hat die Schlüssel?', id: 'r-1' });
    otto.send({ do: 'room_message', room, body: 'Ich nicht', id: 'r-2' });
    for (const each of [nina, otto]) {
      await each.expect('room_message', {
        nick: 'Nina',
        id: 'r-1',
        body: 'Wer hat die Schlüssel?',
        delayed: false,
      });
      await each.expect('room_message', { nick: 'Otto', id: 'r-2', body: 'Ich nicht', delayed: false });
    }
  });

  test('the subject changes for all', async () => {
    nina.send({ do: 'room_subject', room, text: 'Schlüssel' });
    for (const each of [nina, otto]) await each.expect('subject', { room, text: 'Schlüssel' });
  });

  test('a taken nickname is a conflict; who comes later gets the history and the subject', async () => {
    paul = await scene.enter('paul', 'desk');
    paul.send({ do: 'join', room, nick: 'Otto' });
    await paul.expect('not_joined', { why: 'conflict' });
    paul.send({ do: 'join', room, nick: 'Paul', history: 20 });
    await paul.expect('room_message', { nick: 'Nina', id: 'r-1', delayed: true });
    await paul.expect('room_message', { nick: 'Otto', id: 'r-2', delayed: true });
    await paul.expect('subject', { text: 'Schlüssel' });
    await paul.expect('joined', { nick: 'Paul' });
  });

  test('who leaves is seen to leave, and so is who goes offline', async () => {
    otto.send({ do: 'leave', room });
    await nina.expect('occupant', { nick: 'Otto', here: false });
    await paul.expect('occupant', { nick: 'Otto', here: false });
    paul.send({ do: 'away' });
    await nina.expect('occupant', { nick: 'Paul', here: false });
  });

  test('destroyed, it is empty for the next one', async () => {
    nina.send({ do: 'destroy', room, reason: 'Wir ziehen um' });
    await nina.expect('destroyed');
    await nina.expect('occupant', { nick: 'Nina', here: false });
    otto.send({ do: 'join', room, nick: 'Otto' });
    await otto.expect('occupant', { nick: 'Otto', affiliation: 'owner' });
  });
});
