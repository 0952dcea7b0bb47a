/** What a row of the list says beside the sentence of a line. */
import { expect, it } from 'vitest';
import { restOf } from '../../../electron/manager/logs/view/rest.ts';

it.each([
  [
    'a refused log-in',
    'Log-in failed',
    { condition: 'not-authorized', account: 'nina', host: 'office.test', address: '192.168.1.20' },
    'not-authorized  192.168.1.20',
  ],
  ['numbers need their names', 'committed', { messages: 12, ms: 3 }, 'messages=12  ms=3'],
  ['of a stack only the first line', 'failed', { cause: 'Error: gone\n    at x.ts:1' }, 'Error: gone'],
  ['nothing twice, and no lists', 'port 5222 is open', { what: 'open', ports: '[5222]' }, ''],
  ['a long value is cut', 'x', { why: 'y'.repeat(90) }, `${'y'.repeat(80)}…`],
  ['a line without fields', 'ready', {}, ''],
])('%s', (_name, message, fields, rest) => {
  expect(restOf(message, fields as Record<string, string | number>)).toBe(rest);
});

it('is bounded, however many fields there are', () => {
  const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, index]));
  expect(restOf('x', fields).length).toBe(300);
});
