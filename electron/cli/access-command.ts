/** What the commands about the door share: reading options, reaching the manager, saying what was refused. */
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import type { Language } from './access-words.ts';
import type { DATA, LANG, Option, Options } from './manuals/manual.ts';
import { languageOf, readOptions, type Values } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

export interface Common {
  readonly data: string | undefined;
  readonly language: Language;
  readonly json: boolean;
}

/** What each of these commands takes. */
type CommonOptions = Options & {
  readonly data: typeof DATA;
  readonly lang: typeof LANG;
  readonly json: Option & { readonly value?: never };
};

/** @returns the options with the language decided, or a sentence. */
export function readCommon<const T extends CommonOptions>(
  args: readonly string[],
  options: T,
  action?: string,
  env: NodeJS.ProcessEnv = process.env,
): (Values<T> & Common) | string {
  const values = readOptions(args, options, action);
  if (typeof values === 'string') return values;
  const { data, lang, json } = values as Values<CommonOptions>;
  return { ...values, data, language: lang ?? languageOf(env), json };
}

export const say = (line: string) => void process.stdout.write(`${line}\n`);
export const tell = (line: string) => void process.stderr.write(`${line}\n`);

export const usage = (sentence: string, command: string): number => wrongUsage(command, sentence);

/** Does a command's work with the manager, running or not; what was refused is a sentence, and 1. */
export async function withDoor(asked: Common, work: (client: Client) => Promise<number>): Promise<number> {
  try {
    return await withManager(createNodeHost(dataFolder(asked.data)), ({ client }) => work(client));
  } catch (error) {
    return failed(error, asked);
  }
}
