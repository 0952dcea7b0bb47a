/** `chatelaine update`: new versions, and the way back; the card on Backups & updates without its face. */
import { createInterface } from 'node:readline/promises';
import type { Language } from '../contract/findings/finding.ts';
import type { UpdatesView } from '../contract/index.ts';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { UPDATE } from './manuals/update.ts';
import { languageOf, readLine } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';
import { notesText, sinceText, updateText } from './update-text.ts';

const ACTIONS = ['status', 'check', 'install', 'cancel', 'rollback', 'notes'] as const;
type Action = (typeof ACTIONS)[number];

export const UPDATE_EXIT = { done: 0, failed: 1, usage: 2, notRunning: 3, newer: 10 } as const;

export interface UpdateArgs {
  readonly action: Action;
  readonly data: string | undefined;
  readonly language: Language;
  readonly json: boolean;
  readonly tonight: boolean;
  readonly yes: boolean;
  readonly all: boolean;
}

export function readUpdateArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): UpdateArgs | string {
  const line = readLine(args, UPDATE.options, { actions: ACTIONS, usual: 'status' });
  if (typeof line === 'string') return line;
  const { lang = languageOf(env), data, json, tonight, yes, all } = line.values;
  return { action: line.action, data, language: lang, json, tonight, yes, all };
}

export async function update(args: readonly string[]): Promise<number> {
  const asked = readUpdateArgs(args);
  if (typeof asked === 'string') return wrongUsage('update', asked);
  try {
    return await withManager(createNodeHost(dataFolder(asked.data)), ({ client, running }) =>
      act(client, running, asked),
    );
  } catch (error) {
    return failed(error, asked);
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
      ? 'Aucun Chatelaine ne tourne sur ce dossier : lancer « chatelaine serve » ou ouvrir la fenêtre, puis recommencer.'
      : 'No Chatelaine runs on this folder: start "chatelaine serve" or open its window, and try again.';
  process.stderr.write(`${sentence}\n`);
  return UPDATE_EXIT.notRunning;
}

function shown(view: UpdatesView, { json, language, action }: UpdateArgs, code?: number): number {
  process.stdout.write(json ? `${JSON.stringify(view)}\n` : updateText(view, language));
  if (code !== undefined) return code;
  const { state } = view;
  if (view.trouble || state.state === 'failed') return UPDATE_EXIT.failed;
  if (action === 'status' && state.state === 'rolled-back' && state.because !== 'asked')
    return UPDATE_EXIT.failed;
  return state.state === 'available' ? UPDATE_EXIT.newer : UPDATE_EXIT.done;
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
  const answer = await line.question(language === 'fr' ? 'Revenir ? [o/N] ' : 'Go back? [y/N] ');
  line.close();
  return /^[yo]/i.test(answer.trim());
}
