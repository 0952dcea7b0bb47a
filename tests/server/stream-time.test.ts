/** Silence and log-in time, as a table. */
import { expect, test } from 'vitest';
import { type Due, type Silence, whatIsDue } from '../../server/kernel/stream-time.ts';

const LIMITS = { loginSeconds: 30, idleSeconds: 300 };
const quiet: Silence = { phase: 'bound', age: 9999, silent: 0, asked: false, managed: false };

const TABLE: [why: string, it: Partial<Silence>, due: Due][] = [
  ['somebody who talks', {}, { do: 'nothing' }],
  ['silent for idleSeconds: asked', { silent: 300 }, { do: 'ask' }],
  ['asked once only', { silent: 9999, asked: true }, { do: 'nothing' }],
  ['managed: has a minute to answer', { silent: 360, asked: true, managed: true }, { do: 'nothing' }],
  ['managed: and no longer', { silent: 361, asked: true, managed: true }, { do: 'fail' }],
  ['within the time to log in', { phase: 'logging in', age: 30 }, { do: 'nothing' }],
  ['too slow to log in', { phase: 'logging in', age: 31 }, { do: 'fail', text: 'log in faster' }],
  [
    'a person fills in the form to register',
    { phase: 'registering', age: 7200, silent: 600 },
    { do: 'nothing' },
  ],
  [
    'and has gone away',
    { phase: 'registering', age: 700, silent: 601 },
    { do: 'fail', text: 'register faster' },
  ],
  [
    'and does nothing else for hours',
    { phase: 'registering', age: 7201 },
    { do: 'fail', text: 'register faster' },
  ],
  ['in the middle of a handshake nothing can be said', { phase: 'securing', age: 31 }, { do: 'destroy' }],
  ['closing: waits for the closing tag', { phase: 'closing', silent: 5 }, { do: 'nothing' }],
  ['closing: and not for ever', { phase: 'closing', silent: 6 }, { do: 'end' }],
];

test.each(TABLE)('%s', (_why, it, due) => {
  expect(whatIsDue({ ...quiet, ...it }, LIMITS)).toEqual(due);
});
