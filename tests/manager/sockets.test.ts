/** Who is not let in, and who is shown out: sockets nobody reads, guessers, and lines about both. */
import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createTries } from '../../electron/web/gate.ts';
import { createRefusals } from '../../electron/web/refusals.ts';
import { LOOK_EVERY_MS, SILENT_LOOKS, WAITING_BYTES, watchSocket } from '../../electron/web/sockets.ts';
import { createFakeClock } from '../support/clock.ts';

function socket(answers: boolean) {
  const made = Object.assign(new EventEmitter(), {
    bufferedAmount: 0,
    ended: false,
    ping() {
      if (answers) made.emit('pong');
    },
    terminate() {
      made.ended = true;
      made.emit('close');
    },
  });
  return made;
}

describe('a WebSocket', () => {
  test('that answers stays, for hours', () => {
    const clock = createFakeClock();
    const made = socket(true);
    watchSocket(made as never, clock);
    clock.advance(3_600_000);
    expect(made.ended).toBe(false);
    made.emit('close');
    expect(clock.waiting).toBe(0);
  });

  test('that answers no more ends', () => {
    const clock = createFakeClock();
    const made = socket(false);
    watchSocket(made as never, clock);
    clock.advance(LOOK_EVERY_MS * SILENT_LOOKS);
    expect(made.ended).toBe(false);
    clock.advance(LOOK_EVERY_MS);
    expect([made.ended, clock.waiting]).toEqual([true, 0]);
  });

  test('that lets too much wait ends', () => {
    const clock = createFakeClock();
    const made = socket(true);
    watchSocket(made as never, clock);
    made.bufferedAmount = WAITING_BYTES + 1;
    clock.advance(LOOK_EVERY_MS);
    expect(made.ended).toBe(true);
  });
});

test('a guesser keeps nobody else out, and is listened to again after a minute', () => {
  const clock = createFakeClock();
  const tries = createTries(clock.now);
  for (let count = 0; count < 10; count++) tries.wrong('192.168.1.66');
  expect([tries.allowed('192.168.1.66'), tries.allowed('192.168.1.20')]).toEqual([false, true]);
  clock.advance(60_000);
  expect(tries.allowed('192.168.1.66')).toBe(true);
});

test('a thousand refusals are twenty lines, each a whole phrase with who', () => {
  const clock = createFakeClock();
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const refused = createRefusals(log, clock.now);
  for (let count = 0; count < 1000; count++) refused('link used', '192.168.1.66');
  expect(lines).toHaveLength(21);
  expect(lines[0]).toMatchObject({ from: '192.168.1.66', msg: 'a link was refused: it was used before' });
  expect(lines[20]).toMatchObject({ msg: 'further refusals of this minute are not written down' });
  clock.advance(60_000);
  refused('host', '192.168.1.66');
  expect(lines).toHaveLength(22);
});
