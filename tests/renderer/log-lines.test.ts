/** Who a log line is about, and what else it tells. */
import { expect, it } from 'vitest';
import { lineParts } from '../../renderer/pages/logs/line-parts.ts';

it.each([
  [
    'a log-in',
    { account: 'nina@office.test', mechanism: 'SCRAM-SHA-256', address: '192.168.1.20' },
    { who: 'nina', rest: 'SCRAM-SHA-256  192.168.1.20' },
  ],
  [
    'a refused log-in names the account without its host',
    { condition: 'not-authorized', account: 'nina', host: 'office.test', address: '192.168.1.20' },
    { who: 'nina', rest: 'not-authorized  192.168.1.20' },
  ],
  ['a full address', { jid: 'otto@office.test/desk@home' }, { who: 'otto', rest: '' }],
  ['a session that has an address', { session: 'otto@office.test/desk' }, { who: 'otto', rest: '' }],
  ['a session with a name of its own', { session: 'c2s-12', ms: 3 }, { who: null, rest: 'c2s-12  ms=3' }],
  [
    'numbers and yes or no need their names',
    { ms: 3, archived: true },
    { who: null, rest: 'ms=3  archived=true' },
  ],
  [
    'of a stack only the first line',
    { cause: 'Error: gone\n    at x.ts:1' },
    { who: null, rest: 'Error: gone' },
  ],
  ['an address of a machine is nobody', { account: '192.168.1.20' }, { who: null, rest: '' }],
  ['nothing twice, and no lists', { event: 'ready', ports: '[{"type":"c2s"}]' }, { who: null, rest: '' }],
  ['nothing', {}, { who: null, rest: '' }],
])('%s', (_name, fields, expected) => {
  expect(lineParts({ fields, message: 'ready' })).toEqual(expected);
});
