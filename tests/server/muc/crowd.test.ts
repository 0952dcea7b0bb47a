/** A room of 5,000: what one event causes stays in bounds. */
import { Element } from 'ltx';
import { expect, it } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import { speak } from '../../../server/modules/muc/groupchat.ts';
import { exit } from '../../../server/modules/muc/status.ts';
import { testRoom } from '../../support/muc.ts';

const CROWD = 5000;
const limits = { maxUsersPresence: 100 };

function crowded() {
  const test = testRoom({
    config: { maxUsers: CROWD + 10, archive: false },
    people: { 'nina@test': 'owner' },
    limits,
  });
  test.enter('nina@test/phone', 'Nina');
  for (let i = 1; i < CROWD; i++) test.enter(`p${i}@test/x`, `Person ${i}`);
  return test;
}

it('a newcomer in a crowd is told to moderators, and sees moderators; a message reaches all, its children shared', () => {
  const test = crowded();
  const about = (outcome: { stanzas: Element[] }) =>
    outcome.stanzas
      .filter(({ name }) => name === 'presence')
      .map(({ attrs }) => `${attrs.from} to ${attrs.to}`);
  expect(about(test.enter('late@test/x', 'Late'))).toEqual([
    'team@conference.test/Nina to late@test/x',
    'team@conference.test/Late to nina@test/phone',
    'team@conference.test/Late to late@test/x',
  ]);

  const message = new Element('message', { type: 'groupchat', id: 'm1' });
  message.c('body').t('hello');
  const said = test.run((out) =>
    speak(test.room, test.occupant('Late'), message, parseJid('late@test/x')!, out, test.around),
  );
  expect(said.stanzas).toHaveLength(CROWD + 1);
  expect(new Set(said.stanzas.map(({ children }) => children[0])).size).toBe(1);

  const leaving = new Element('presence', { type: 'unavailable', from: 'late@test/x' });
  expect(
    about(test.run((out) => exit(test.room, test.present('late@test/x'), leaving, out, test.around))),
  ).toEqual(['team@conference.test/Late to late@test/x', 'team@conference.test/Late to nina@test/phone']);
}, 30_000);

it('what a room keeps of the past is bounded by messages and by bytes', () => {
  const test = testRoom({
    config: { archive: false },
    people: { 'nina@test': 'owner' },
    limits: { historySize: 20 },
  });
  test.enter('nina@test/phone', 'Nina');
  const say = (text: string) => {
    const message = new Element('message', { xmlns: 'jabber:client', type: 'groupchat' });
    message.c('body').t(text);
    const nina = parseJid('nina@test/phone')!;
    test.run((out) => speak(test.room, test.occupant('Nina'), message, nina, out, test.around));
  };
  for (let i = 0; i < 30; i++) say(`message ${i}`);
  expect(test.room.history).toHaveLength(20);
  expect(test.room.history[0]?.stanza.getChildText('body')).toBe('message 10');
  for (let i = 0; i < 20; i++) say('x'.repeat(200_000));
  expect(test.room.history).toHaveLength(5);
});

it('in a room that is no crowd everybody is told', () => {
  const test = testRoom({ people: { 'nina@test': 'owner' }, limits });
  test.enter('nina@test/phone', 'Nina');
  for (let i = 1; i < 99; i++) test.enter(`p${i}@test/x`, `Person ${i}`);
  const { stanzas } = test.enter('late@test/x', 'Late');
  // 99 who are there to the newcomer, the newcomer to them and to itself.
  expect(stanzas.filter(({ name }) => name === 'presence')).toHaveLength(199);
});
