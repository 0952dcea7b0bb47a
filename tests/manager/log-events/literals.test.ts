/** What lines of a kind must have in them: never leaves out a line that is of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { literalOf } from '../../../electron/manager/logs/events/literals.ts';
import { textsOf } from '../../../electron/manager/logs/events/read.ts';
import { EVERYTHING } from '../../../electron/manager/logs/view/filter.ts';
import { temporaryFolder } from '../../support/host.ts';
import { openedView } from '../log-view/test-engine.ts';
import { rawText, readRecording } from './recorded.ts';

test.each([
  [/^Loading configuration from (?<file>.*)/, 'Loading configuration from '],
  [/^\((?<process><[\d.]+>)\) Accepted c2s (?<who>\S+) by/i, ') Accepted c2s '],
  [/one(?:two|three four five)six seven/, 'six seven'],
  [/opened?s lines/, 's lines'],
  [/abcdef*ghi{2,3}/, 'abcde'],
  [/[one two three]four/, 'four'],
  [/[\]one two]\bfive six\d/, 'five six'],
  [/this way|that way/, undefined],
  [/\w+ \S+/, undefined],
  [/née et aimée/, 'e et aim'],
])('%s', (expression, text) => {
  expect(literalOf(expression)).toBe(text);
});

describe.each(['ejabberd', 'prosody'] as const)('%s', (name) => {
  const lines = readRecording(name);
  test('every line has one of the texts of its kind, and of its part', () => {
    const lacking = lines.filter(({ raw, event: { code, part } }) =>
      [
        { code, part: null },
        { code: null, part },
      ].some((asked) => {
        const texts = code === null ? undefined : textsOf(name, asked);
        return texts && !texts.some((text) => raw.toLowerCase().includes(text.toLowerCase()));
      }),
    );
    expect(lacking.map(({ raw }) => raw)).toEqual([]);
    const kinds = [...new Set(lines.map(({ event }) => event.code))];
    // It is of use: of most kinds something is known.
    const known = kinds.filter((code) => code && textsOf(name, { code, part: null }));
    expect(known.length).toBeGreaterThan(kinds.length * 0.7);
  });
  test('a view of a kind, and of a part, has all of its lines', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, `${name}.log`);
    writeFileSync(file, rawText(name));
    const found = async (filter: object) => {
      await using view = await openedView(folder.path, [file], { ...EVERYTHING, ...filter });
      const { first, last } = view.engine.state(view.id);
      return last - first;
    };
    for (const code of [
      'login.ok',
      'login.refused',
      'servers.unreachable',
      'server.started',
      'nothing.known',
    ])
      expect([code, await found({ code })]).toEqual([
        code,
        lines.filter(({ event }) => event.code === code).length,
      ]);
    for (const subsystem of ['login', 'servers', 'certificates', 'other', 'ejabberd_c2s'])
      expect([subsystem, await found({ subsystem })]).toEqual([
        subsystem,
        lines.filter(({ event, line }) => event.part === subsystem || line.subsystem === subsystem).length,
      ]);
  });
});
