/**
 * What is wrong with a configuration, in plain sentences with the place and, where one offers itself, a suggestion.
 *
 * Turns the schema's issues into what an operator reads; the table of all sentences is in tests/server/config.test.ts.
 */
import type { z } from 'zod';
import type { Located } from './config-json.ts';

export interface ConfigProblem {
  /** Like `listen[0].port`; empty for the file as a whole. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** `server.json:4:12: "prot" is no setting here. Did you mean "port"?` */
export function describeProblem(file: string, problem: ConfigProblem): string {
  const meant = problem.suggestion === undefined ? '' : ` Did you mean "${problem.suggestion}"?`;
  return `${file}:${problem.line}:${problem.column}: ${problem.message}${meant}`;
}

/** Problems of one schema over the part of the file at `base`. */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  located: Located,
  known: (path: readonly PropertyKey[]) => readonly string[],
  base: readonly PropertyKey[] = [],
): ConfigProblem[] {
  return issues.flatMap((issue): ConfigProblem[] => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(located, [...path, key], known(path)));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const inner = closestBranch(issue.errors);
      if (inner) return schemaProblems(inner, located, known, path);
    }
    const value = valueAt(located.value, path);
    const { message, suggestion } = sentence(issue, nameOf(path), value);
    return [problemAt(located, path, message, suggestion)];
  });
}

/** A problem at the value of `path`, or at its name. */
export function problemAt(
  located: Located,
  path: readonly PropertyKey[],
  message: string,
  suggestion?: string,
  what: 'value' | 'key' = 'value',
): ConfigProblem {
  const { line, column } = located.at(path, what);
  return { path: pathText(path), line, column, message, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** A setting that does not exist. */
export function unknownKey(
  located: Located,
  path: readonly PropertyKey[],
  candidates: readonly string[],
): ConfigProblem {
  const key = String(path.at(-1));
  return problemAt(located, path, `"${key}" is no setting here.`, nearest(key, candidates), 'key');
}

/** The candidate a few slips of the keyboard away, a third of its letters at most, or written longer or shorter. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  const scored = candidates
    .map((candidate) => ({ candidate, distance: distanceTo(given, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.ceil(candidate.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return scored[0]?.candidate;
}

function distanceTo(given: string, candidate: string): number {
  const [short, long] = given.length < candidate.length ? [given, candidate] : [candidate, given];
  return short.length >= 3 && long.startsWith(short) ? 1 : editDistance(given, candidate);
}

interface Sentence {
  message: string;
  suggestion?: string;
}

function sentence(issue: z.core.$ZodIssue, name: string, value: unknown): Sentence {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return { message: `${name} is missing.` };
      return { message: `${name} must be ${KINDS[issue.expected] ?? issue.expected}, not ${shown(value)}.` };
    case 'invalid_value': {
      const values = issue.values.map(String);
      if (value === undefined) return { message: `${name} is missing; it is ${either(values)}.` };
      const suggestion = typeof value === 'string' ? nearest(value, values) : undefined;
      return {
        message: `${name} must be ${either(values)}, not ${shown(value)}.`,
        ...(suggestion && { suggestion }),
      };
    }
    case 'invalid_union': {
      // A discriminated union whose discriminator fits no branch; the options are what the schema lists.
      const options = (issue as { options?: unknown[] }).options?.map(String) ?? [];
      if (options.length === 0) return { message: `${name} ${issue.message}.` };
      if (value === undefined) return { message: `${name} is missing; it is ${either(options)}.` };
      return { message: `${name} must be ${either(options)}, not ${shown(value)}.` };
    }
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int') {
        return { message: `${name} must be at least ${issue.minimum}, not ${shown(value)}.` };
      }
      return { message: `${name} ${issue.message}.` };
    case 'too_big':
      return { message: `${name} must be at most ${issue.maximum}, not ${shown(value)}.` };
    default:
      return { message: `${name} ${issue.message}.` };
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text in double quotes',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of settings in { }',
  record: 'a group of settings in { }',
  array: 'a list in [ ]',
};

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  if (typeof value === 'object') return 'a group of settings';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  return String(value);
}

function either(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** Of several shapes a value may have, the one it comes nearest to: whose problems lie deepest, if any do. */
function closestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return branches.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  );
}

const nameOf = (path: readonly PropertyKey[]) =>
  path.length === 0 ? 'The configuration' : `"${pathText(path)}"`;

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    const plain = /^[\w-]+$/.test(name);
    if (!plain) return `${text}[${name}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? (inner as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}

/** Levenshtein, with two neighbours swapped counting as one slip. */
function editDistance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}
