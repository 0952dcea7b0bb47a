/** `chatelaine update`: new versions, and the way back; the card on Backups & updates without its face. */
import { createInterface } from 'node:readline/promises';
import type { Language } from '../contract/findings/finding.ts';
import type { UpdatesView } from '../contract/index.ts';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { didYouMean, readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';
import { notesText, sinceText, updateText } from './update-text.ts';

const ACTIONS = ['status', 'check', 'install', 'cancel', 'rollback', 'notes'] as const;
type Action = (typeof ACTIONS)[number];

export const UPDATE_EXIT = { done: 0, failed: 1, usage: 2, notRunning: 3, newer: 10 } as const;

const OPTIONS = {
  data: { type: 'string' },
  lang: { type: 'string' },
  json: { type: 'boolean', default: false },
  tonight: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
} as const;

export interface UpdateArgs {
  readonly action: Action;
  readonly data: string | undefined;
  readonly language: Language;
  readonly json: boolean;
  readonly tonight: boolean;
  readonly yes: boolean;
  readonly all: boolean;
}

/** Each option belongs to one action; elsewhere it would mean something somebody did not get. */
const ONLY = { tonight: 'install', yes: 'rollback', all: 'notes' } as const;

export function readUpdateArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): UpdateArgs | string {
  const [first, ...rest] = args;
  const isAction = first !== undefined && !first.startsWith('-');
  const action = isAction ? first : 'status';
  if (!(ACTIONS as readonly string[]).includes(action))
    return `There is no update ${action}.${didYouMean(action, ACTIONS)}`;
  const values = readOptions(isAction ? rest : args, OPTIONS);
  if (typeof values === 'string') return values;
  const { lang, data, json, tonight, yes, all } = values;
  if (lang !== undefined && lang !== 'en' && lang !== 'fr') return '--lang is en or fr.';
  for (const [option, of] of Object.entries(ONLY))
    if (values[option as keyof typeof ONLY] && action !== of) return `--${option} belongs to "update ${of}".`;
  const language = lang ?? (/^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'fr' : 'en');
  return { action: action as Action, data, language, json, tonight, yes, all };
}

export async function update(args: readonly string[]): Promise<number> {
  const asked = readUpdateArgs(args);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n"chatelaine update --help" is the manual.\n`);
    return UPDATE_EXIT.usage;
  }
  try {
    return await withManager(createNodeHost(dataFolder(asked.data)), ({ client, running }) =>
      act(client, running, asked),
    );
  } catch (error) {
    process.stderr.write(`${problemText(error)}\n`);
    if (asked.json) process.stdout.write(`${JSON.stringify({ error: problemOf(error) })}\n`);
    return UPDATE_EXIT.failed;
  }
}

async function act(client: Client, running: boolean, asked: UpdateArgs): Promise<number> {
  const { updates } = client;
  switch (asked.action) {
    case 'status':
      return shown(await updates.view(), asked);
    case 'check':
      return shown(await updates.check(), asked);
    case 'notes': {
      const { releases } = await updates.notes();
      const wanted = asked.all ? releases : releases.slice(0, 1);
      process.stdout.write(
        asked.json ? `${JSON.stringify({ releases: wanted })}\n` : notesText(wanted, asked.language),
      );
      return UPDATE_EXIT.done;
    }
    case 'cancel':
      return shown(await updates.cancel(), asked, UPDATE_EXIT.done);
    case 'install':
      return running ? install(client, asked) : notRunning(asked);
    case 'rollback':
      return running ? rollback(client, asked) : notRunning(asked);
  }
}

function notRunning({ language }: UpdateArgs): number {
  const sentence =
    language === 'fr'
      ? 'Aucun Chatelaine ne tourne sur ce dossier : lancer « chatelaine serve » ou ouvrir la fenêtre, puis recommencer.'
      : 'No Chatelaine runs on this folder: start "chatelaine serve" or open its window, and try again.';
  process.stderr.write(`${sentence}\n`);
  return UPDATE_EXIT.notRunning;
}

function shown(view: UpdatesView, { json, language }: UpdateArgs, code?: number): number {
  process.stdout.write(json ? `${JSON.stringify(view)}\n` : updateText(view, language));
  if (code !== undefined) return code;
  if (view.trouble || view.state.state === 'failed') return UPDATE_EXIT.failed;
  return view.state.state === 'available' ? UPDATE_EXIT.newer : UPDATE_EXIT.done;
}

/** Ends when it waits for its time, when the exchange begins, and where it did not come so far. */
async function install(client: Client, asked: UpdateArgs): Promise<number> {
  const leave = new AbortController();
  // Before the call: what happens meanwhile is not missed.
  const events = await client.app.events({ since: null }, { signal: leave.signal });
  let view = await client.updates.install({ when: asked.tonight ? 'tonight' : 'now' });
  try {
    if (!isOnItsWay(view)) return shown(view, asked, codeOf(view));
    for await (const { event } of events) {
      if (event.type !== 'updates.changed') continue;
      view = await client.updates.view();
      if (!isOnItsWay(view)) break;
    }
  } catch {
    // The manager has closed for the exchange, and with it the line to it: how that ends, the next one tells.
    return shown(view, asked, codeOf(view));
  }
  leave.abort();
  return shown(view, asked, codeOf(view));
}

const codeOf = ({ state }: UpdatesView) => (state.state === 'failed' ? UPDATE_EXIT.failed : UPDATE_EXIT.done);

function isOnItsWay({ state }: UpdatesView): boolean {
  if (state.state === 'waiting') return state.at === null && state.holds.length === 0;
  return ['downloading', 'ready', 'snapshot', 'installing'].includes(state.state);
}

async function rollback(client: Client, asked: UpdateArgs): Promise<number> {
  const { puts, since } = await client.updates.rollbackPreview();
  if (puts === 'data') process.stderr.write(`${sinceText(since, asked.language)}\n`);
  if (puts === 'data' && !asked.yes && !(await agreed(asked.language))) return UPDATE_EXIT.failed;
  return shown(await client.updates.rollback(), asked, UPDATE_EXIT.done);
}

/** Nobody at the keyboard has agreed to nothing. */
async function agreed(language: Language): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write(
      language === 'fr'
        ? 'Rien n’a été fait. Confirmer avec --yes.\n'
        : 'Nothing was done. Agree with --yes.\n',
    );
    return false;
  }
  const line = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await line.question(language === 'fr' ? 'Revenir ? [o/N] ' : 'Go back? [y/N] ');
  line.close();
  return /^[yo]/i.test(answer.trim());
}
