import { describe, expect, it } from 'vitest';
import type { Device, Finding, Person } from '../../electron/contract/index.ts';
import { hue, initials } from '../../renderer/components/Avatar.tsx';
import { highlight } from '../../renderer/pages/logs/highlight.ts';
import { arrange } from '../../renderer/pages/people/arrange.ts';
import { browserName } from '../../renderer/pages/settings/browser-name.ts';
import { resolveLanguage } from '../../renderer/stores/appearance.ts';
import { pauseBefore } from '../../renderer/stores/connection.ts';
import { findingWords, rootCauses } from '../../renderer/words/findings.ts';
import { createFormat } from '../../renderer/words/format.ts';
import { proposeUsername } from '../../renderer/words/login.ts';
import { presence } from '../../renderer/words/presence.ts';
import { scenes } from '../support/fake-state.ts';

describe('the first part of an address, proposed from a name', () => {
  it.each<[string, string[], string]>([
    ['Sophie Martin', [], 'sophie'],
    ['Sophie Martin', ['sophie'], 'sophie.martin'],
    ['Sophie Martin', ['sophie', 'sophie.martin'], 'sophie2'],
    ['Émile Œuvrard', [], 'emile'],
    ['Œdipe', [], 'oedipe'],
    ['Jean-Pierre Duval', [], 'jean-pierre'],
    ['  Zoé  ', [], 'zoe'],
    ["D'Artagnan", [], 'dartagnan'],
    ['Groß', [], 'gross'],
    ['', [], ''],
    ['@ / "', [], ''],
  ])('%s with %j taken is %s', (name, taken, expected) => {
    expect(proposeUsername(name, new Set(taken))).toBe(expected);
  });
});

const device = (show: Device['show'], detached = false): Device => ({
  address: 'a@b/c',
  resource: 'c',
  since: 0,
  detached,
  remoteAddress: '192.0.2.1',
  show,
  status: '',
  priority: 0,
});
const person = (devices: Device[], rest: Partial<Person> = {}): Person => ({
  address: 'a@b',
  username: 'a',
  host: 'b',
  displayName: 'A',
  admin: false,
  disabled: false,
  createdAt: 0,
  lastLogin: 1,
  devices,
  ...rest,
});

describe('what a person is doing', () => {
  it.each<[string, Person]>([
    ['connected', person([device('away'), device('online')])],
    ['connected', person([device('unavailable')])],
    ['busy', person([device('dnd'), device('xa')])],
    ['away', person([device('xa')])],
    ['returning', person([device('online', true)])],
    ['offline', person([])],
    ['never', person([], { lastLogin: null })],
    ['disabled', person([device('online')], { disabled: true })],
  ])('%s', (expected, value) => {
    expect(presence(value)).toBe(expected);
  });
});

it('finds people without accents and capitals, A to Z', () => {
  const { people } = scenes.office();
  expect(arrange(people, 'everyone', 'ZOE perrin').map(({ username }) => username)).toEqual(['zoe']);
  expect(arrange(people, 'disabled', '').map(({ username }) => username)).toEqual(['emile']);
  expect(
    arrange(people, 'everyone', '')
      .slice(0, 3)
      .map(({ username }) => username),
  ).toEqual(['antoine', 'camille', 'emile']);
});

it('marks what was searched, also where it looks like a pattern', () => {
  const show = (line: string, search: string) =>
    highlight(line, search)
      .map(({ text, found }) => (found ? `[${text}]` : text))
      .join('');
  expect(show('SASL failed: not-authorized (1st)', 'FAILED (1st)')).toBe(
    'SASL [failed]: not-authorized [(1st)]',
  );
  expect(show('a.b', '.')).toBe('a[.]b');
  expect(show('a', '')).toBe('a');
});

it('folds effects under the cause that is there, and keeps those whose cause is not', () => {
  const finding = (code: Finding['code'], severity: Finding['severity'], dependsOn?: string): Finding => ({
    code,
    severity,
    subject: '',
    data: {},
    at: 0,
    who: 'you',
    dependsOn,
  });
  const causes = rootCauses([
    finding('people.nobody-yet', 'info'),
    finding('certificate.not-renewed', 'warning', 'server.stopped'),
    finding('server.stopped', 'broken'),
    finding('disk.low', 'warning', 'settings.recovered'),
  ]);
  expect(causes.map(({ root, effects }) => [root.code, effects.map(({ code }) => code)])).toEqual([
    ['server.stopped', ['certificate.not-renewed']],
    ['disk.low', []],
    ['people.nobody-yet', []],
  ]);
});

it('writes times as each language does', () => {
  const at = new Date(2026, 10, 22, 8, 47).getTime();
  const [en, fr] = [createFormat('en'), createFormat('fr')];
  expect([en.time(at), fr.time(at)]).toEqual(['08:47', '8\u00A0h\u00A047']);
  expect([en.ago(at - 120_000, at), fr.ago(at - 120_000, at)]).toEqual(['2 minutes ago', 'il y a 2 minutes']);
  expect(
    [en.duration(41 * 86_400_000), fr.duration(41 * 86_400_000)].map((text) => text.replace(/\s/g, ' ')),
  ).toEqual(['41 days', '41 jours']);
  expect(en.seconds(4200)).toBe('5\u00A0s');
});

it('waits longer from try to try, and never more than ten seconds', () => {
  expect([0, 1, 2, 3, 4, 50].map(pauseBefore)).toEqual([500, 1000, 2000, 5000, 10_000, 10_000]);
});

it('names browsers, and gives initials and hues that stay', () => {
  expect(browserName('Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/143.0')).toBe('Firefox · Windows');
  expect(browserName('Firefox 143 · Windows')).toBe('Firefox · Windows');
  expect(browserName('')).toBeNull();
  expect([initials('Zoé Perrin'), initials('zoe'), initials('')]).toEqual(['ZP', 'Z', '?']);
  expect(hue('Zoé Perrin')).toBe(hue('Zoé Perrin'));
});

it('takes the language of the browser where none was chosen', () => {
  expect([
    resolveLanguage('system', ['de', 'fr-CA', 'en']),
    resolveLanguage('system', ['de']),
    resolveLanguage('fr', ['en']),
  ]).toEqual(['fr', 'en', 'fr']);
});

it('names the port and the program when that is why the server failed', () => {
  const failed = (data: Finding['data']): Finding => ({
    ...{ code: 'server.failed', severity: 'broken', subject: 'office.test', at: 0, who: 'you' },
    data,
  });
  const title = (data: Finding['data']) => findingWords(failed(data), createFormat('en'), 0).title;
  expect(title({ exit: '', problem: 'port.in-use', port: 5222, by: 'prosody' }).values).toEqual({
    by: 'prosody',
  });
  expect(title({ exit: '', problem: 'port.in-use', port: 5222, by: null }).values).toBeUndefined();
  expect(title({ exit: '' }).id).not.toBe(
    title({ exit: '', problem: 'port.in-use', port: 5222, by: null }).id,
  );
});
