/** `chatelaine reset` and `chatelaine uninstall`: what goes and what stays is shown first, and then the domain's name is asked for. */
import { createInterface } from 'node:readline/promises';
import { FACTORY_WORDS, factorySentence } from '../contract/factory-words.ts';
import type { FactoryItem, FactoryPlan, FactoryWhat, FactoryWish, Job } from '../contract/index.ts';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder, lockFolder } from '../manager/data-folder.ts';
import { finishWipe } from '../manager/factory/wipe.ts';
import { createNodeHost } from '../node-host.ts';
import { type Common, readCommon, say, tell, usage } from './access-command.ts';
import { type Language, plain } from './access-words.ts';
import { problemOf, problemText } from './problem-text.ts';

const TEXT = {
  en: {
    goes: 'Goes',
    stays: 'Stays',
    hand: 'Left for you',
    colon: ':',
    before: (domain: string) =>
      domain === ''
        ? 'Type reset to go on, anything else to leave it: '
        : `Type ${domain} to go on, anything else to leave it: `,
    left: 'Nothing was changed.',
    step: (code: string) => `done: ${code}`,
    notBack: (code: string, count: number) =>
      `not taken back: ${code} (${count}). logs/manager.log says why.`,
    done: 'Chatelaine is as on its first day.',
    failed: 'It stopped in the middle; the next start of Chatelaine goes on with it.',
  },
  fr: {
    goes: 'Disparaît',
    stays: 'Reste',
    hand: 'Reste à faire',
    colon: ' :',
    before: (domain: string) =>
      domain === ''
        ? 'Tapez reset pour continuer, autre chose pour renoncer : '
        : `Tapez ${domain} pour continuer, autre chose pour renoncer : `,
    left: 'Rien n’a changé.',
    step: (code: string) => `fait : ${code}`,
    notBack: (code: string, count: number) =>
      `pas repris : ${code} (${count}). logs/manager.log dit pourquoi.`,
    done: 'Chatelaine est comme au premier jour.',
    failed: 'Cela s’est arrêté en chemin ; le prochain démarrage de Chatelaine continue.',
  },
} as const;

export interface ResetAsked extends Common {
  readonly wish: FactoryWish;
  readonly plan: boolean;
  readonly yes: boolean;
}

export function readResetArgs(args: readonly string[], what: FactoryWhat): ResetAsked | string {
  const flag = { type: 'boolean', default: false } as const;
  const values = readCommon(args, { plan: flag, yes: flag, 'no-copy': flag, dns: flag });
  if (typeof values === 'string') return values;
  if (values.plan && values.yes) return 'Either --plan, which changes nothing, or --yes.';
  if (values.json && !values.plan && !values.yes)
    return '--json needs --plan or --yes, since there is nobody to ask.';
  const { data, language, json } = values;
  const wish = { what, copy: values['no-copy'] !== true, dns: values.dns === true };
  return { ...{ data, language, json, wish }, plan: values.plan === true, yes: values.yes === true };
}

export const reset = (args: readonly string[]): Promise<number> => run(args, 'reset');
export const uninstall = (args: readonly string[]): Promise<number> => run(args, 'uninstall');

async function run(args: readonly string[], what: FactoryWhat): Promise<number> {
  const asked = readResetArgs(args, what);
  if (typeof asked === 'string') return usage(asked, what);
  const host = createNodeHost(dataFolder(asked.data));
  try {
    let ran = true;
    const code = await withManager(host, async ({ client, running }) => {
      ran = running;
      return act(client, asked, running);
    });
    if (code === 0 && !asked.plan && !ran) await wipeHere(host.dataDir);
    return code;
  } catch (error) {
    tell(problemText(error));
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}

/** Nobody else opens the folder again, so it is done here. */
async function wipeHere(dataDir: string): Promise<void> {
  const lock = await lockFolder(dataDir);
  try {
    await finishWipe(dataDir);
  } finally {
    await lock.release();
  }
}

async function act(client: Client, asked: ResetAsked, running: boolean): Promise<number> {
  const { wish, language, json } = asked;
  const words = TEXT[language];
  const plan = await client.factory.plan(wish);
  const domain = domainOf(plan);
  if (json && asked.plan) say(JSON.stringify(plan));
  if (!json) for (const line of planLines(plan, language)) say(line);
  if (asked.plan) return 0;
  if (!asked.yes && !(await isWanted(words.before(domain), domain || 'reset'))) {
    say(words.left);
    return 1;
  }
  const job = await followed(client, { ...wish, domain }, (code) => !json && say(words.step(code)));
  if (job.state === 'done' && wish.what === 'uninstall' && running) await removeService(client);
  if (json)
    say(JSON.stringify({ state: job.state, steps: job.steps, problem: job.problem, hand: plan.hand }));
  else {
    for (const { code, data } of job.steps)
      if (typeof data.left === 'number' && data.left > 0) tell(words.notBack(code, data.left));
    say(job.state === 'done' ? words.done : words.failed);
  }
  return job.state === 'done' ? 0 : 1;
}

/** The first of the domains is the office's name; empty before the set-up. */
const domainOf = (plan: FactoryPlan): string =>
  plan.goes.find(({ what }) => what === 'people')?.details[0] ?? '';

async function isWanted(question: string, word: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim().toLowerCase() === word;
  } finally {
    lines.close();
  }
}

/** Starts it and waits until it has ended, telling of each step. */
async function followed(
  client: Client,
  wish: FactoryWish & { domain: string },
  done: (code: string) => void,
): Promise<Job> {
  const stop = new AbortController();
  const events = await client.app.events({ since: null }, { signal: stop.signal });
  const { jobId } = await client.factory.start(wish);
  const told = new Set<string>();
  const tellSteps = ({ steps }: Job) => {
    for (const { code, state } of steps)
      if (state === 'done' && !told.has(code)) {
        told.add(code);
        done(code);
      }
  };
  const now = (await client.app.jobs()).find(({ id }) => id === jobId);
  if (now && now.state !== 'running') return now;
  for await (const { event } of events) {
    if (event.type !== 'job' || event.job.id !== jobId) continue;
    tellSteps(event.job);
    if (event.job.state === 'running') continue;
    stop.abort();
    return event.job;
  }
  throw new Error('the manager ended before it was done; its next start goes on');
}

/** The service takes its manager with it where it is the one that answers; then its next start, which does not come, is not needed. */
async function removeService(client: Client): Promise<void> {
  const { installed, way } = await client.machineService.get();
  if (installed && way === 'now') await client.machineService.remove();
}

export function planLines(plan: FactoryPlan, language: Language): string[] {
  const words = TEXT[language];
  const list = (kind: 'goes' | 'stays' | 'hand', items: readonly FactoryItem[]) =>
    items.length === 0
      ? []
      : [
          `${words[kind]}${words.colon}`,
          ...items.flatMap(({ what, details, commands }) => [
            `  ${FACTORY_WORDS[language][what].name}. ${factorySentence(language, kind, what)}`,
            ...details.map((detail) => `      ${plain(detail)}`),
            ...commands.map((command) => `      $ ${plain(command)}`),
          ]),
          '',
        ];
  return [...list('goes', plan.goes), ...list('stays', plan.stays), ...list('hand', plan.hand)];
}
