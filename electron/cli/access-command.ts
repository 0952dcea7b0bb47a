/** What the commands about the door share: reading options, reaching the manager, saying what was refused. */
import type { ParseArgsOptionsConfig } from 'node:util';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import type { Language } from './access-words.ts';
import { readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';

export const COMMON = {
  data: { type: 'string' },
  lang: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

export interface Common {
  readonly data: string | undefined;
  readonly language: Language;
  readonly json: boolean;
}

/** @returns the options with the language decided, or a sentence. */
export function readCommon<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  env: NodeJS.ProcessEnv = process.env,
) {
  const values = readOptions(args, { ...options, ...COMMON });
  if (typeof values === 'string') return values;
  const { data, lang, json } = values as { data?: string; lang?: string; json?: boolean };
  if (lang !== undefined && lang !== 'en' && lang !== 'fr') return '--lang is en or fr.';
  const french = /^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '');
  const language: Language = lang ?? (french ? 'fr' : 'en');
  return { ...values, data, language, json: json === true };
}

export const say = (line: string) => void process.stdout.write(`${line}\n`);
export const tell = (line: string) => void process.stderr.write(`${line}\n`);

export function usage(sentence: string, command: string): number {
  tell(`${sentence}\n"chatelaine ${command} --help" is the manual.`);
  return 2;
}

/** Does a command's work with the manager, running or not; what was refused is a sentence, and 1. */
export async function withDoor(
  { data, json }: Common,
  work: (client: Client) => Promise<number>,
): Promise<number> {
  try {
    return await withManager(createNodeHost(dataFolder(data)), ({ client }) => work(client));
  } catch (error) {
    tell(problemText(error));
    if (json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}
