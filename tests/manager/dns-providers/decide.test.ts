/** What is done with each set: a table. And what putting back does. */
import { expect, test } from 'vitest';
import type { RecordSet, RecordType } from '../../../electron/contract/records.ts';
import { decide, isWritten, type Present } from '../../../electron/manager/dns/apply/decide.ts';
import type { BatchItem } from '../../../electron/manager/dns/apply/journal.ts';
import { isBetween, undoOne } from '../../../electron/manager/dns/apply/undo.ts';

const NAME = 'xmpp.example.test';
const set = (type: RecordType, ...values: string[]): RecordSet => ({ name: NAME, type, ttl: 300, values });
const [OURS, OTHERS] = ['192.0.2.1', '192.0.2.66'];
const TEXT = ['"ours"', '"theirs"', '"old ours"'] as const;

interface Row {
  readonly title: string;
  readonly planned: RecordSet;
  readonly mode?: 'add' | 'replace';
  readonly now?: RecordSet | null;
  readonly inTheWay?: RecordSet[];
  readonly ours?: RecordSet[];
  readonly leastTtl?: number | null;
  readonly kind: string;
  readonly because: string;
  readonly after?: string[];
}

const ROWS: readonly Row[] = [
  { title: 'nothing there', planned: set('A', OURS), kind: 'create', because: 'none-there', after: [OURS] },
  {
    title: 'right already',
    planned: set('A', OURS),
    now: set('A', OURS),
    kind: 'keep',
    because: 'as-it-should-be',
  },
  {
    ...{
      title: 'right already, by somebody who writes it otherwise',
      kind: 'keep',
      because: 'as-it-should-be',
    },
    planned: set('AAAA', '2001:db8::1'),
    now: set('AAAA', '2001:DB8:0:0::1'),
  },
  {
    ...{ title: 'ours, and the plan has changed', kind: 'update', because: 'ours', after: [OURS] },
    ...{ planned: set('A', OURS), now: set('A', '192.0.2.2'), ours: [set('A', '192.0.2.2')] },
  },
  {
    ...{ title: 'somebody else’s', kind: 'replace', because: 'not-ours', after: [OURS] },
    ...{ planned: set('A', OURS), now: set('A', OTHERS) },
  },
  {
    ...{
      title: 'ours, and somebody has changed it since',
      kind: 'replace',
      because: 'not-ours',
      after: [OURS],
    },
    ...{ planned: set('A', OURS), now: set('A', OTHERS), ours: [set('A', '192.0.2.2')] },
  },
  {
    ...{ title: 'a text beside others', kind: 'merge', because: 'joined', after: [TEXT[0], TEXT[1]] },
    ...{ planned: set('TXT', TEXT[0]), mode: 'add', now: set('TXT', TEXT[1]) },
  },
  {
    ...{ title: 'a text among others already', kind: 'keep', because: 'as-it-should-be' },
    ...{ planned: set('TXT', TEXT[0]), mode: 'add', now: set('TXT', TEXT[1], TEXT[0]) },
  },
  {
    ...{
      title: 'a text of ours that is another now',
      kind: 'merge',
      because: 'joined',
      after: [TEXT[0], TEXT[1]],
    },
    ...{
      planned: set('TXT', TEXT[0]),
      mode: 'add',
      now: set('TXT', TEXT[1], TEXT[2]),
      ours: [set('TXT', TEXT[2])],
    },
  },
  {
    ...{ title: 'CAA beside the website’s', kind: 'merge', because: 'joined' },
    planned: set('CAA', '0 issue "ours.test"'),
    ...{ mode: 'add', now: set('CAA', '0 issue "theirs.test"') },
    after: ['0 issue "ours.test"', '0 issue "theirs.test"'],
  },
  {
    ...{
      title: 'an alias where an address has to be',
      kind: 'replace',
      because: 'in-the-way',
      after: [OURS],
    },
    ...{ planned: set('A', OURS), inTheWay: [set('CNAME', 'web.example.test.')] },
  },
  {
    ...{
      title: 'our own alias where an address has to be',
      kind: 'update',
      because: 'in-the-way',
      after: [OURS],
    },
    ...{ planned: set('A', OURS), inTheWay: [set('CNAME', 'web.example.test.')] },
    ours: [set('CNAME', 'web.example.test.')],
  },
  {
    ...{ title: 'an alias where mail is', kind: 'blocked', because: 'beside-mx' },
    ...{ planned: set('CNAME', 'host.example.test.'), inTheWay: [set('MX', '10 mail.example.test.')] },
  },
  {
    ...{ title: 'an alias where a text is', kind: 'blocked', because: 'beside-txt' },
    ...{ planned: set('CNAME', 'host.example.test.'), inTheWay: [set('A', OTHERS), set('TXT', '"spf"')] },
  },
  {
    title: 'mail',
    planned: set('MX', '10 a.test.'),
    now: set('MX', '5 b.test.'),
    kind: 'blocked',
    because: 'never-touched',
  },
  {
    title: 'the zone’s own servers',
    planned: set('NS', 'a.test.'),
    kind: 'blocked',
    because: 'never-touched',
  },
  { title: 'no access', planned: set('A', OURS), leastTtl: null, kind: 'elsewhere', because: 'no-access' },
];

test.each(ROWS)('$title: $kind, $because', (row) => {
  const {
    planned,
    mode = 'replace',
    now = null,
    inTheWay = [],
    ours = [],
    leastTtl = 60,
    kind,
    because,
    after,
  } = row;
  const key = `${NAME} ${planned.type}`;
  const present = new Map<string, Present>([[key, { set: now, inTheWay, leastTtl }]]);
  const known = new Map(ours.map((one) => [`${NAME} ${one.type}`, one]));
  const [item] = decide({ planned: [{ set: planned, mode }], present, ours: known, leftOver: [] });
  expect({ kind: item!.kind, because: item!.because, after: item!.after?.values ?? null }).toEqual({
    ...{ kind, because },
    after: after ?? now?.values ?? null,
  });
  // What is somebody else's is written with their word only.
  expect(isWritten(item!, [])).toBe(['create', 'update', 'merge'].includes(kind));
  expect(isWritten(item!, [key])).toBe(['create', 'update', 'merge', 'replace'].includes(kind));
});

test('the least TTL of the zone is kept to', () => {
  const present = new Map([[`${NAME} A`, { set: null, inTheWay: [], leastTtl: 3600 }]]);
  const [item] = decide({
    planned: [{ set: set('A', OURS), mode: 'replace' }],
    present,
    ours: new Map(),
    leftOver: [],
  });
  expect(item!.after?.ttl).toBe(3600);
});

test.each([
  ['as we wrote it', set('A', OURS), set('A', OURS), { kind: 'remove', after: null }],
  ['changed by somebody', set('A', OURS), set('A', OTHERS), undefined],
  ['gone', set('A', OURS), null, undefined],
  [
    'a text among others',
    set('TXT', TEXT[0]),
    set('TXT', TEXT[0], TEXT[1]),
    { kind: 'remove', after: set('TXT', TEXT[1]) },
  ],
])('what is not planned any more and is %s', (_, own, now, expected) => {
  const key = `${NAME} ${own.type}`;
  const present = new Map<string, Present>([[key, { set: now, inTheWay: [], leastTtl: 60 }]]);
  const items = decide({ planned: [], present, ours: new Map([[key, own]]), leftOver: [key] });
  expect(items[0] && { kind: items[0].kind, after: items[0].after }).toEqual(expected);
});

const item = (kind: BatchItem['kind'], before: RecordSet | null, after: RecordSet | null): BatchItem => ({
  ...{ key: `${NAME} ${(before ?? after)!.type}`, name: NAME, type: (before ?? after)!.type },
  ...{ before, after, kind, state: 'written' },
});

test.each([
  ['made by us', item('create', null, set('A', OURS)), set('A', OURS), 'ready', null],
  ['replaced', item('replace', set('A', OTHERS), set('A', OURS)), set('A', OURS), 'ready', set('A', OTHERS)],
  [
    'put back by somebody',
    item('replace', set('A', OTHERS), set('A', OURS)),
    set('A', OTHERS),
    'already',
    set('A', OTHERS),
  ],
  ['changed by somebody', item('create', null, set('A', OURS)), set('A', OTHERS), 'changed', null],
  ['removed by us', item('remove', set('A', OURS), null), null, 'ready', set('A', OURS)],
  [
    'joined, and another came',
    item('merge', set('TXT', TEXT[1]), set('TXT', TEXT[0], TEXT[1])),
    set('TXT', TEXT[0], TEXT[1], '"new"'),
    'ready',
    set('TXT', '"new"', TEXT[1]),
  ],
  [
    'a text of ours, and another came',
    item('create', null, set('TXT', TEXT[0])),
    set('TXT', TEXT[0], '"new"'),
    'ready',
    set('TXT', '"new"'),
  ],
])('putting back what was %s', (_, written, now, state, target) => {
  const found = undoOne(written, now);
  expect({ state: found.state, target: found.after }).toEqual({ state, target });
});

test('what lies between before and after is half done, and what has something else in it is not', () => {
  const [before, after] = [set('A', '192.0.2.1', '192.0.2.2'), set('A', '192.0.2.3', '192.0.2.4')];
  expect(isBetween(set('A', '192.0.2.2', '192.0.2.3'), before, after)).toBe(true);
  expect(isBetween(null, before, after)).toBe(true);
  expect(isBetween(set('A', '192.0.2.3', '192.0.2.66'), before, after)).toBe(false);
});
