/** `chatelaine router`: what the internet box lets in, asking it for the doors, taking them back; the card without its face. */
import type { Language } from '../contract/findings/finding.ts';
import type { RouterState } from '../contract/router.ts';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { ROUTER } from './manuals/router.ts';
import { languageOf, readLine } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';
import { routerText } from './router-text.ts';

const ACTIONS = ['status', 'map', 'unmap'] as const;
type Action = (typeof ACTIONS)[number];

export interface RouterArgs {
  readonly action: Action;
  readonly removeAtEnd: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readRouterArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): RouterArgs | string {
  const line = readLine(args, ROUTER.options, { actions: ACTIONS });
  if (typeof line === 'string') return line;
  const { action, values } = line;
  return {
    ...{ action, removeAtEnd: values['remove-at-end'], language: values.lang ?? languageOf(env) },
    ...{ data: values.data, json: values.json },
  };
}

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
  if (typeof asked === 'string') return wrongUsage('router', asked);
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
    return failed(error, asked);
  }
}

/** Taking back is done when nothing of ours is open any more. */
export function exitCode(action: Action, { cases, mappings }: RouterState): number {
  if (action === 'unmap') return mappings.some(({ state }) => state === 'open') ? 1 : 0;
  return cases.v4 === 'mapped' || cases.v4 === 'no-router' ? 0 : 1;
}
