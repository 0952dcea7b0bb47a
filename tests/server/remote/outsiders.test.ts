/** Rooms and people of other servers who say nothing: asked whether they are there, and taken out when they are not. XEP-0045 §18.1.2. */
import type { Element } from 'ltx';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import { StanzaError } from '../../../server/kernel/stanza.ts';
import { roomConfig } from '../../../server/modules/muc/config.ts';
import { createOutsiders, type Outsiders } from '../../../server/modules/muc/outsiders.ts';
import { newRoom } from '../../../server/modules/muc/room.ts';

const MINUTE = 60_000;
const RITA = 'rita@remote.example/lab';
const jid = (text: string) => parseJid(text)!;
const makeRoom = (name: string) => newRoom(jid(`${name}@rooms.test`), 'test', roomConfig.parse({}), 0);

let time = 0;
let outsiders: Outsiders;
/** Questions on their way; `answer` ends the oldest. */
let asked: { to: string; timeoutMs: number; answer: (outcome: Element | StanzaError) => void }[];
let gone: string[];
let limited = true;

beforeEach(() => {
  time = 0;
  asked = [];
  gone = [];
  limited = true;
  outsiders = createOutsiders({
    options: { maxPerServer: 3, joinsPerServerAndHour: 5, silentMinutes: 10 },
    limited: () => limited,
    isOutside: ({ domain }) => domain.endsWith('.example'),
    query: (iq, timeoutMs) =>
      new Promise((resolve, reject) => {
        const answer = (outcome: Element | StanzaError) =>
          outcome instanceof StanzaError ? reject(outcome) : resolve(outcome);
        asked.push({ to: `${iq.attrs.from} → ${iq.attrs.to}`, timeoutMs, answer });
      }),
    gone: (room, full) => {
      gone.push(`${room.jid} ${full}`);
      outsiders.moved(full, room, undefined);
    },
    now: () => time,
  });
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function answered(outcome: Element | string): Promise<void> {
  const first = asked.shift()!;
  first.answer(typeof outcome === 'string' ? new StanzaError(outcome as 'gone') : outcome);
  await settled();
}

describe('who says nothing for long', () => {
  const team = makeRoom('team');
  const kitchen = makeRoom('kitchen');
  const pong = {} as Element;

  beforeEach(() => {
    for (const room of [team, kitchen]) outsiders.moved(RITA, room, 'Rita');
    outsiders.moved('nina@test/phone', team, 'Nina');
  });

  const silence = (minutes: number) => {
    time += minutes * MINUTE;
    outsiders.sweep();
    return asked.map(({ to }) => to);
  };

  test('is asked once, by one of the rooms, and not before', () => {
    expect(silence(9)).toEqual([]);
    expect(silence(2)).toEqual([`team@rooms.test → ${RITA}`]);
    expect(silence(20)).toHaveLength(1);
  });

  test('is not asked when something was heard', () => {
    silence(9);
    outsiders.heard(jid(RITA));
    expect(silence(9)).toEqual([]);
  });

  test.each([
    'gone',
    'item-not-found',
    'recipient-unavailable',
    'redirect',
    'remote-server-not-found',
    'remote-server-timeout',
  ])('%s: is in no room any more', async (condition) => {
    silence(11);
    await answered(condition);
    expect(gone).toEqual([`team@rooms.test ${RITA}`, `kitchen@rooms.test ${RITA}`]);
    expect(silence(30)).toEqual([]);
  });

  test.each(['feature-not-implemented', 'service-unavailable', 'not-allowed'])(
    '%s: an answer like any other of a program that knows no pings',
    async (condition) => {
      silence(11);
      await answered(condition);
      expect(gone).toEqual([]);
      expect(silence(11)).toHaveLength(1);
    },
  );

  test('<service-unavailable/> of one that has answered before is its server’s: it is gone', async () => {
    silence(11);
    await answered(pong);
    silence(11);
    await answered('service-unavailable');
    expect(gone).toHaveLength(2);
  });

  test('no answer is none: a telephone that sleeps stays in', async () => {
    silence(11);
    time += asked[0]!.timeoutMs;
    await answered('remote-server-timeout');
    expect(gone).toEqual([]);
  });
});

describe('what one server may', () => {
  const room = makeRoom('team');
  const tryAll = (...people: string[]) =>
    people.map((full) => {
      try {
        outsiders.refuseFlood(jid(full));
        outsiders.moved(full, room, full);
        return 'in';
      } catch (error) {
        return (error as StanzaError).condition;
      }
    });

  test('so many at once, counted by server', () => {
    expect(
      tryAll('a@one.example/x', 'b@one.example/x', 'c@one.example/x', 'd@one.example/x', 'e@two.example/x'),
    ).toEqual([...['in', 'in', 'in'], ...['resource-constraint', 'in']]);
    outsiders.moved('a@one.example/x', room, undefined);
    expect(tryAll('d@one.example/x')).toEqual(['in']);
  });

  test('so many an hour', () => {
    for (let turn = 0; turn < 5; turn++) {
      expect(tryAll('a@one.example/x')).toEqual(['in']);
      outsiders.moved('a@one.example/x', room, undefined);
    }
    expect(tryAll('a@one.example/x', 'b@two.example/x')).toEqual(['resource-constraint', 'in']);
    time += 61 * MINUTE;
    expect(tryAll('a@one.example/x')).toEqual(['in']);
  });

  test('ours, and with the limits off everybody, as many as come', () => {
    const ours = Array.from({ length: 9 }, (_, index) => `p${index}@test/x`);
    expect(new Set(tryAll(...ours))).toEqual(new Set(['in']));
    limited = false;
    const theirs = Array.from({ length: 9 }, (_, index) => `p${index}@one.example/x`);
    expect(new Set(tryAll(...theirs))).toEqual(new Set(['in']));
  });
});
