/** `chatelaine reach`: what it is asked, and what it prints. */
import { describe, expect, test } from 'vitest';
import { readReachArgs } from '../../../electron/cli/reach.ts';
import { partnersText, viewText } from '../../../electron/cli/reach-text.ts';
import type { ReachCell, ReachView } from '../../../electron/contract/reach.ts';
import { reachDoors } from '../../../electron/manager/reach/doors.ts';

const asked = (...args: string[]) => readReachArgs(args, { LANG: 'fr_FR.UTF-8' });

describe('what it is asked', () => {
  test('a look from here, or a partner’s by name, in the language of the environment', () => {
    expect(asked()).toMatchObject({ act: 'look', from: 'here', word: null, language: 'fr', json: false });
    expect(asked('--from', 'public', '--lang', 'en', '--json')).toMatchObject({
      from: 'public',
      language: 'en',
      json: true,
    });
    expect(asked('--from', 'partner', 'friend.example', '--json')).toMatchObject({
      from: 'partner',
      word: 'friend.example',
      json: true,
    });
    expect(asked('--from', 'partner', '--json')).toMatchObject({ from: 'partner', word: null });
  });
  test('lines, codes and partners', () => {
    expect(asked('command', '--windows')).toMatchObject({ act: 'command', windows: true });
    expect(asked('paste', 'chr1-a', 'b')).toMatchObject({ act: 'paste', word: 'chr1-ab' });
    expect(asked('partners')).toMatchObject({ act: 'partners', partnerAct: 'list' });
    expect(asked('partners', 'add', 'chp1-x')).toMatchObject({ partnerAct: 'add', word: 'chp1-x' });
  });
  test.each([
    [['partner'], 'There is nothing called partner. Did you mean partners?'],
    [['--from', 'outside'], '--from is here, local, public, partner.'],
    [['partners', 'ad'], 'Say what of partners: list, code, add, remove. Did you mean add?'],
    [['partners', 'remove'], 'Say whom: partners remove NAME.'],
    [['--lang', 'de'], '--lang is en or fr.'],
    [['--jsn'], 'There is no option --jsn. Did you mean --json?'],
  ])('%j is a mistake that is named', (args, sentence) => {
    expect(asked(...args)).toBe(sentence);
  });
});

test('a look, a line for each door; what cannot be known from here is said, not counted', () => {
  const doors = reachDoors({
    way: 'domain',
    domain: 'office.example',
    ports: { starttls: 5222, direct: 5223 },
    admins: [],
  }).slice(0, 1);
  const cell: ReachCell = {
    id: doors[0]!.id,
    family: 'v6',
    address: '2a01:4f8::1',
    verdict: 'not-checked',
    because: 'no-hairpin',
    evidence: [],
  };
  const view: ReachView = { from: 'public', name: null, at: 0, hairpin: 'no', cells: [cell] };
  expect(viewText(view, { doors }, 'en')).toBe(
    [
      'Seen by this computer, at the public address:',
      'The internet box does not lead back in by the public address: that says nothing about the doors. "chatelaine reach command" prints a line for a computer elsewhere.',
      '  not checked            [2a01:4f8::1]:5222/tcp             Colleagues’ apps (the box does not lead back in: no news of the door)',
      '',
    ].join('\n'),
  );
  expect(viewText(view, { doors }, 'fr')).toContain('Vu par cet ordinateur, à l’adresse publique\u00a0:');
  expect(partnersText([], 'en')).toContain('No partners.');
  const at = (address: string, more: Partial<ReachCell> = {}): ReachCell => ({ ...cell, address, ...more });
  const lines = (...cells: ReachCell[]) =>
    viewText({ ...view, hairpin: 'yes', cells }, { doors }, 'en').split('\n');
  expect(lines(at('192.0.2.1'), at('192.0.2.2'))).toEqual([
    'Seen by this computer, at the public address (192.0.2.1, 192.0.2.2):',
    expect.stringMatching(/^ {2}not checked +5222\/tcp +Colleagues’ apps/),
    '',
  ]);
  expect(lines(at('192.0.2.1'), at('192.0.2.2', { verdict: 'closed', because: 'refused' }))).toEqual([
    expect.anything(),
    expect.stringContaining('192.0.2.1:5222/tcp'),
    expect.stringMatching(/^ {2}closed +192\.0\.2\.2:5222\/tcp/),
    '',
  ]);
});
