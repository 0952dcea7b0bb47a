/** Every code of the contract, with every reason it can have, says what happened and what to do, in each language. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problems } from '../../electron/contract/errors.ts';
import {
  type FaceProblem,
  PROBLEM_WORDS,
  wordsOfProblem,
} from '../../electron/contract/problem-words/index.ts';

/** By the field's name, where a sentence is read better with something like the real thing. */
const TEXTS: Readonly<Record<string, string>> = {
  folder: '/srv/chat',
  address: 'Zoe@example.org',
  said: 'It was said.',
};

/** Every kind of value a field can have: each member of an enumeration, and nothing where it may be absent. */
function valuesOf(name: string, schema: z.ZodType): readonly unknown[] {
  if (schema instanceof z.ZodOptional) return [undefined, ...valuesOf(name, schema.unwrap() as z.ZodType)];
  if (schema instanceof z.ZodNullable) return [null, ...valuesOf(name, schema.unwrap() as z.ZodType)];
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodArray) return [[], [`${name}-one`, `${name}-two`]];
  if (schema instanceof z.ZodNumber) return [1, 5_000_000_000];
  if (schema instanceof z.ZodString) return [TEXTS[name] ?? `${name}-here`];
  throw new Error(`no values for ${name}`);
}

/** All combinations. */
const dataOf = (schema: z.ZodObject): readonly Record<string, unknown>[] =>
  Object.entries(schema.shape).reduce<Record<string, unknown>[]>(
    (rows, [name, field]) =>
      valuesOf(name, field as z.ZodType).flatMap((value) => rows.map((row) => ({ ...row, [name]: value }))),
    [{}],
  );

/** Reasons that are open strings in the contract, of which some have sentences of their own. */
const OPEN: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  'backup.folder': ['ENOENT', 'EROFS'].map((reason) => ({ folder: '/srv/chat', reason })),
  'backup.damaged': [{ said: 'damaged' }, { said: '' }],
  'client.trouble': [
    ...['locked', 'unreadable', 'not-yours', 'elsewhere', 'huge', 'newer', 'name-taken', 'keyring', 'torn'],
  ].map((trouble) => ({ program: 'Gajim', file: '/home/zoe/.config/gajim', trouble })),
};

const cases = [
  ...Object.entries(problems).map(
    ([code, schema]) => [code, [...dataOf(schema as z.ZodObject), ...(OPEN[code] ?? [])]] as const,
  ),
  ['connection.lost', [{}]] as const,
];

describe('the words of problems', () => {
  it('are there for the codes of the contract, and for no other', () => {
    expect(Object.keys(PROBLEM_WORDS).sort()).toEqual(cases.map(([code]) => code).sort());
  });

  it.each(cases)('%s', (code, rows) => {
    expect(rows).not.toEqual([]);
    for (const data of rows) {
      const { what, next, terminal } = wordsOfProblem({ code, data } as unknown as FaceProblem);
      for (const sentence of [what, next, ...(terminal ? [terminal] : [])]) {
        for (const text of [sentence.en, sentence.fr]) {
          // A whole sentence; one that ends in a program's own words, in an address or in a command ends as that does.
          expect(text).toMatch(/^\P{Ll}|^chatelaine|-here|^Zoe@/u);
          expect(text).toMatch(/[.?…»]$|(said|reason|now)-here$|\.example$|chatelaine [^.]+$/);
          expect(text).not.toMatch(/undefined|\[object|NaN|\bError\b|Erreur| {2}|'/);
        }
        expect(sentence.fr).not.toBe(sentence.en);
        // Typography: a no-break space before these, and “ ” stay in English.
        expect(sentence.fr).not.toMatch(/(?<![\d:])(?<=\p{L}) [:;!?»]|« (?!\u00a0)|[“”]/u);
      }
    }
  });
});
