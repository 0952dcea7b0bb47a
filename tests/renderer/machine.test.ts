import { describe, expect, it } from 'vitest';
import type { SetupAnswers, SetupStep } from '../../electron/contract/index.ts';
import {
  back,
  markOf,
  mayOpen,
  next,
  ORDER,
  resumeAt,
  stepsOf,
} from '../../renderer/wizards/first-run/machine.ts';

const empty: SetupAnswers = {
  way: null,
  domain: '',
  admin: { displayName: '', username: '' },
  ports: { starttls: 5222, direct: 5223 },
};
const way: SetupAnswers = { ...empty, way: 'domain' };
const domain: SetupAnswers = { ...way, domain: 'fabrik-martin.example' };
const admin: SetupAnswers = { ...domain, admin: { displayName: 'Sophie Martin', username: 'sophie' } };
const lan: SetupAnswers = { ...admin, way: 'lan', domain: 'atelier.local' };
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
    ['at the firewall, also on a network of its own', 'firewall', lan, false, 'firewall'],
    ['at the records, which wait for others', 'dns', admin, false, 'dns'],
    ['at the certificate', 'certificate', admin, false, 'certificate'],
    ['at the end, where a name has no records', 'dns', lan, false, 'done'],
    ['at the end', 'done', admin, false, 'done'],
  ])('%s', (_, kept, answers, hasPassword, resumed) => {
    expect(resumeAt(kept, { answers, hasPassword })).toBe(resumed);
  });
});

it('asks for records and a certificate only where there is a domain', () => {
  expect(stepsOf(admin)).toEqual([...ORDER]);
  expect(stepsOf(lan)).toEqual([
    'welcome',
    'address',
    'administrator',
    'summary',
    'apply',
    'firewall',
    'done',
  ]);
});

it('goes forth and back through all steps, and not out of them', () => {
  expect(ORDER.map((step) => next(step, admin))).toEqual([
    ...['address', 'administrator', 'summary', 'apply', 'firewall', 'dns', 'certificate', 'done', 'done'],
  ]);
  expect(next('firewall', lan)).toBe('done');
  expect(ORDER.map(back)).toEqual([
    ...[null, 'welcome', 'address', 'administrator', 'summary', null, 'firewall', 'dns', null],
  ]);
});

it('opens a step only when all before it are complete, and after the work only what comes after it', () => {
  const opens = (current: SetupStep, answers: SetupAnswers, hasPassword: boolean) =>
    ORDER.filter((step) => mayOpen(step, current, { answers, hasPassword }));
  expect(opens('welcome', empty, false)).toEqual(['welcome']);
  expect(opens('administrator', domain, false)).toEqual(['welcome', 'address', 'administrator']);
  expect(opens('summary', admin, true)).toEqual([...ORDER]);
  expect(opens('certificate', admin, false)).toEqual(['firewall', 'dns', 'certificate', 'done']);
  expect(opens('done', lan, false)).toEqual(['firewall', 'done']);
});

it('marks what is done, what was left waiting, and what is left', () => {
  expect(ORDER.map((step) => markOf(step, 'administrator'))).toEqual([
    ...['done', 'done', 'current', 'left', 'left', 'left', 'left', 'left', 'left'],
  ]);
  expect(stepsOf(admin).map((step) => markOf(step, 'done', ['dns']))).toEqual([
    ...['done', 'done', 'done', 'done', 'done', 'done', 'waiting', 'done', 'current'],
  ]);
});
