import { describe, expect, it } from 'vitest';
import type { SetupAnswers, SetupStep } from '../../electron/contract/index.ts';
import { back, markOf, mayOpen, next, ORDER, resumeAt } from '../../renderer/wizards/first-run/machine.ts';

const empty: SetupAnswers = {
  way: null,
  domain: '',
  admin: { displayName: '', username: '' },
  ports: { starttls: 5222, direct: 5223 },
};
const way: SetupAnswers = { ...empty, way: 'domain' };
const domain: SetupAnswers = { ...way, domain: 'fabrik-martin.example' };
const admin: SetupAnswers = { ...domain, admin: { displayName: 'Sophie Martin', username: 'sophie' } };
const samePorts: SetupAnswers = { ...admin, ports: { starttls: 5222, direct: 5222 } };

type Row = [name: string, kept: SetupStep, answers: SetupAnswers, hasPassword: boolean, resumed: SetupStep];

describe('a reload goes on', () => {
  it.each<Row>([
    ['at the beginning', 'welcome', empty, false, 'welcome'],
    ['at the address', 'address', way, false, 'address'],
    ['at the beginning when no way was chosen', 'summary', empty, false, 'welcome'],
    ['at the address when it is missing', 'administrator', way, false, 'address'],
    ['at the administrator', 'administrator', domain, false, 'administrator'],
    ['at the administrator when the name is missing', 'summary', domain, true, 'administrator'],
    [
      'at the administrator when the password was forgotten by a restart',
      'summary',
      admin,
      false,
      'administrator',
    ],
    ['at the summary', 'summary', admin, true, 'summary'],
    ['at the address when the ports are the same', 'summary', samePorts, true, 'address'],
    ['with the work, whatever was forgotten meanwhile', 'apply', admin, false, 'apply'],
    ['at the end', 'done', admin, false, 'done'],
  ])('%s', (_, kept, answers, hasPassword, resumed) => {
    expect(resumeAt(kept, { answers, hasPassword })).toBe(resumed);
  });
});

it('goes forth and back through all steps, and not out of them', () => {
  expect(ORDER.map(next)).toEqual(['address', 'administrator', 'summary', 'apply', 'done', 'done']);
  expect(ORDER.map(back)).toEqual([null, 'welcome', 'address', 'administrator', 'summary', null]);
});

it('opens a step only when all before it are complete', () => {
  const opens = (answers: SetupAnswers, hasPassword: boolean) =>
    ORDER.filter((step) => mayOpen(step, { answers, hasPassword }));
  expect(opens(empty, false)).toEqual(['welcome']);
  expect(opens(domain, false)).toEqual(['welcome', 'address', 'administrator']);
  expect(opens(admin, true)).toEqual([...ORDER]);
});

it('marks what is done and what is left', () => {
  expect(ORDER.map((step) => markOf(step, 'administrator'))).toEqual([
    'done',
    'done',
    'current',
    'left',
    'left',
    'left',
  ]);
});
