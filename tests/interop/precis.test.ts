import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { UNICODE_VERSION } from '../../server/kernel/generated/precis-tables.ts';
import { prepareDomain } from '../../server/kernel/jid.ts';
import { nickname, nicknameKey, opaqueString, usernameCaseMapped } from '../../server/kernel/precis.ts';
import { describeWith } from '../support/need.ts';
import { CHANGED, NEWER, NOT_PREPARED, ORACLE_VERSION, REASONS } from './precis-differences.ts';
import { hostileStrings } from './precis-strings.ts';
import { OUR_TABLES, rangesOf } from './precis-tables.ts';

const OURS: Record<string, (text: string) => string | undefined> = {
  UsernameCaseMapped: usernameCaseMapped,
  OpaqueString: opaqueString,
  Nickname: nickname,
  NicknameKey: nicknameKey,
  // idna judges a label and maps nothing, so that a name is only right when it is prepared already.
  'U-label': (text) => (prepareDomain(text) === text ? text : undefined),
};

interface Verdict {
  readonly enforced: string | null;
  readonly prepared: boolean;
  readonly known: boolean;
}

/** Asks Debian's libraries all at once. */
async function ask(questions: readonly unknown[]): Promise<unknown[]> {
  const script = fileURLToPath(new URL('precis_oracle.py', import.meta.url));
  const child = spawn('/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  const answers: unknown[] = [];
  for await (const line of createInterface({ input: child.stdout })) answers.push(JSON.parse(line));
  await ended;
  if (answers.length !== questions.length)
    throw new Error(`${answers.length} answers to ${questions.length} questions`);
  return answers;
}

/**
 * The strings that we read otherwise than the library, by reason. "unexplained" should not be among them: that is what
 * differs from the library with the preparation of the RFCs put before it.
 */
async function differences(profile: string, strings: readonly string[]): Promise<Record<string, string[]>> {
  const verdicts = (await ask(strings.map((text) => [profile, text]))) as Verdict[];
  const found: Record<string, string[]> = {};
  strings.forEach((text, at) => {
    const verdict = verdicts[at]!;
    const ours = OURS[profile]!(text) ?? null;
    const expected = verdict.prepared ? verdict.enforced : null;
    if (verdict.known && ours !== expected) add('unexplained', text);
    else if (ours !== verdict.enforced)
      add(REASONS.find(({ fits }) => fits(verdict))?.reason ?? 'unexplained', text);
  });
  return found;

  function add(reason: string, text: string): void {
    found[reason] ??= [];
    found[reason].push(text);
  }
}

/** Han, Hangul, Tangut and what is unassigned among them: by the ten thousands alike. Their tables are compared above. */
const ALIKE = /[\u3400-\u9fff\uac00-\ud7a3\u{17000}-\u{18cff}\u{20000}-\u{10ffff}]/u;
/** Every other character, and of those the ones with another form. */
const characters = OUR_TABLES.class!.flatMap((letter, code) => {
  const char = String.fromCodePoint(code);
  return char.isWellFormed() && (letter === 'F' || !ALIKE.test(char)) ? [char] : [];
});

describeWith(['precis_i18n', 'idna'], 'PRECIS as Debian’s python3-precis-i18n reads it', () => {
  let tables: Record<string, string>;

  beforeAll(async () => {
    const names = [...Object.keys(OUR_TABLES), 'known'];
    const [version, ...answers] = await ask([['version'], ...names.map((name) => ['table', name])]);
    expect({ version, ours: UNICODE_VERSION }).toEqual({
      version: { precis: ORACLE_VERSION, idna: ORACLE_VERSION },
      ours: '17.0.0',
    });
    tables = Object.fromEntries(names.map((name, at) => [name, answers[at] as string]));
  }, 120_000);

  it.each(Object.keys(OUR_TABLES))('every code point: %s', (name) => {
    const ours = OUR_TABLES[name]!;
    const theirs = tables[name]!;
    const known = tables.known!;
    expect(rangesOf((code) => known[code] === 'K' && ours[code] !== theirs[code])).toBe(CHANGED[name]);
  });

  it('every code point that is newer', () => {
    expect(rangesOf((code) => tables.known![code] !== 'K' && OUR_TABLES.class![code] !== '-')).toBe(NEWER);
  });

  it.each(Object.keys(OURS))(
    'every character alone: %s',
    async (profile) => {
      const { newer = [], preparation = [], ...rest } = await differences(profile, characters);
      expect(rest).toEqual({});
      expect(newer.filter((char) => tables.known![char.codePointAt(0)!] === 'K')).toEqual([]);
      const codes = new Set(preparation.map((char) => char.codePointAt(0)!));
      expect(rangesOf((code) => codes.has(code))).toBe(NOT_PREPARED[profile] ?? '');
    },
    120_000,
  );

  it.each(Object.keys(OURS))(
    'hostile strings: %s',
    async (profile) => {
      // A full stop makes a name of several labels, which idna does not take.
      const strings = hostileStrings(4000).filter((text) => profile !== 'U-label' || !/[.。．｡]/.test(text));
      expect(strings.length).toBeGreaterThan(25_000);
      const { newer: _, preparation: __, ...rest } = await differences(profile, strings);
      expect(rest).toEqual({});
    },
    120_000,
  );
});
