/** `chatelaine router`: what the internet box lets in, asking it for the doors, taking them back; the card without its face. */
import type { Language } from '../contract/findings/finding.ts';
import type { RouterState } from '../contract/router.ts';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { didYouMean, readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';
import { routerText } from './router-text.ts';

const ACTIONS = ['status', 'map', 'unmap'] as const;
type Action = (typeof ACTIONS)[number];

const OPTIONS = {
  'remove-at-end': { type: 'boolean', default: false },
  lang: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export interface RouterArgs {
  readonly action: Action;
  readonly removeAtEnd: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readRouterArgs(
  [action = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): RouterArgs | string {
  if (!(ACTIONS as readonly string[]).includes(action))
    return action === '' || action.startsWith('-')
      ? `Say what to do: ${ACTIONS.join(', ')}.`
      : `There is nothing called ${action}.${didYouMean(action, ACTIONS)}`;
  const values = readOptions(args, OPTIONS);
  if (typeof values === 'string') return values;
  const { lang = languageOf(env) } = values;
  if (lang !== 'en' && lang !== 'fr') return '--lang is en or fr.';
  if (values['remove-at-end'] && action !== 'map') return '--remove-at-end belongs to "map".';
  return {
    ...{ action: action as Action, removeAtEnd: values['remove-at-end'], language: lang },
    ...{ data: values.data, json: values.json },
  };
}

/** `fr_FR.UTF-8` as French; English else. */
const languageOf = (env: NodeJS.ProcessEnv): Language =>
  /^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'fr' : 'en';

const ACTS: Readonly<Record<Action, (client: Client, asked: RouterArgs) => Promise<RouterState>>> = {
  status: ({ router }) => router.look(),
  map: ({ router }, { removeAtEnd }) => router.map({ removeAtEnd }),
  unmap: ({ router }) => router.unmap(),
};

const KEPT: Readonly<Record<Language, string>> = {
  en: 'The box forgets these doors unless they are renewed: that is done while "chatelaine serve" or the window runs.',
  fr: 'La box oublie ces portes si on ne les renouvelle pas : « chatelaine serve » ou la fenêtre s’en charge tant qu’ils tournent.',
};

/** Exit codes: 0 the world comes in as far as the router goes, 1 it does not, or it did not work, 2 asked wrongly. */
export async function router(args: readonly string[]): Promise<number> {
  const asked = readRouterArgs(args);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n"chatelaine router --help" is the manual.\n`);
    return 2;
  }
  try {
    const { state, running } = await withManager(createNodeHost(dataFolder(asked.data)), async (reached) => ({
      state: await ACTS[asked.action](reached.client, asked),
      running: reached.running,
    }));
    process.stdout.write(asked.json ? `${JSON.stringify(state)}\n` : routerText(state, asked.language));
    if (
      asked.action === 'map' &&
      !running &&
      !asked.json &&
      state.mappings.some(({ until }) => until !== null)
    )
      process.stderr.write(`\n${KEPT[asked.language]}\n`);
    return exitCode(asked.action, state);
  } catch (error) {
    process.stderr.write(`${problemText(error)}\n`);
    if (asked.json) process.stdout.write(`${JSON.stringify({ error: problemOf(error) })}\n`);
    return 1;
  }
}

/** Taking back is done when nothing of ours is open any more. */
export function exitCode(action: Action, { cases, mappings }: RouterState): number {
  if (action === 'unmap') return mappings.some(({ state }) => state === 'open') ? 1 : 0;
  return cases.v4 === 'mapped' || cases.v4 === 'no-router' ? 0 : 1;
}
