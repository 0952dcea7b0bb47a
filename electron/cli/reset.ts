/** `chatelaine reset` and `chatelaine uninstall`: what goes and what stays is shown first, and then the domain's name is asked for. */
import { createInterface } from 'node:readline/promises';
import { FACTORY_WORDS, factoryAmount, factorySentence } from '../contract/factory-words.ts';
import type { FactoryItem, FactoryPlan, FactoryWhat, FactoryWish, Job } from '../contract/index.ts';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { finishWipeClosed } from '../manager/factory/closed.ts';
import { createNodeHost } from '../node-host.ts';
import { type Common, readCommon, say, tell, usage } from './access-command.ts';
import { type Language, plain } from './access-words.ts';
import { RESET } from './manuals/reset.ts';
import { failed } from './outcome.ts';

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
    steps: {
      copy: 'The copy is made.',
      noCopy: 'No copy is made, as wished.',
      clients: 'The accounts are out of this computer’s chat programs.',
      router: 'The internet box keeps no door open for Chatelaine any more.',
      firewall: 'The firewall is as it was.',
      trust: 'The office’s authority is off this computer’s list.',
      dns: 'The domain’s address book is as you decided.',
      stop: 'The server has stopped.',
      data: 'The data folder is about to be emptied.',
    },
    notBack: (name: string, count: number) =>
      `Not taken back: ${name} (${count}). logs/manager.log says why.`,
    finished: 'It was begun before, and is finished now.',
    nothing: 'There is none that was begun and stopped in between. Nothing was changed.',
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
    steps: {
      copy: 'La copie est faite.',
      noCopy: 'Pas de copie, comme demandé.',
      clients: 'Les comptes sont retirés des applications de cet ordinateur.',
      router: 'La box internet ne garde plus de porte ouverte pour Chatelaine.',
      firewall: 'Le pare-feu est comme avant.',
      trust: 'L’autorité du bureau n’est plus sur la liste de cet ordinateur.',
      dns: 'Le carnet d’adresses du domaine est comme vous l’avez décidé.',
      stop: 'Le serveur est arrêté.',
      data: 'Le dossier de données va être vidé.',
    },
    notBack: (name: string, count: number) =>
      `Non annulé : ${name} (${count}). logs/manager.log dit pourquoi.`,
    finished: 'C’était commencé, et c’est terminé maintenant.',
    nothing: 'Rien n’avait été commencé puis interrompu. Rien n’a changé.',
    done: 'Chatelaine est comme au premier jour.',
    failed: 'Cela s’est arrêté en chemin ; le prochain démarrage de Chatelaine continue.',
  },
} as const;

export interface ResetAsked extends Common {
  readonly wish: FactoryWish;
  readonly plan: boolean;
  readonly yes: boolean;
  /** Only goes on with one that was decided and stopped in between. */
  readonly finish: boolean;
}

export function readResetArgs(args: readonly string[], what: FactoryWhat): ResetAsked | string {
  const values = readCommon(args, RESET.options);
  if (typeof values === 'string') return values;
  if (values.plan && values.yes) return 'Either --plan, which changes nothing, or --yes.';
  if (values.finish && (values.plan || values.yes || values['no-copy'] || values.dns))
    return '--finish goes on with what was decided before, and takes none of the other wishes.';
  if (values.json && !values.plan && !values.yes && !values.finish)
    return '--json needs --plan or --yes, since there is nobody to ask.';
  const { data, language, json } = values;
  const wish = { what, copy: values['no-copy'] !== true, dns: values.dns === true };
  const { plan = false, yes = false, finish = false } = values;
  return { ...{ data, language, json, wish }, plan, yes, finish };
}

export const reset = (args: readonly string[]): Promise<number> => run(args, 'reset');
export const uninstall = (args: readonly string[]): Promise<number> => run(args, 'uninstall');

async function run(args: readonly string[], what: FactoryWhat): Promise<number> {
  const asked = readResetArgs(args, what);
  if (typeof asked === 'string') return usage(asked, what);
  const host = createNodeHost(dataFolder(asked.data));
  try {
    if (asked.finish) return await finish(asked, host.dataDir);
    // One that was opened for this command empties the folder as it closes.
    return await withManager(host, ({ client, running }) => act(client, asked, running));
  } catch (error) {
    return failed(error, asked);
  }
}

/** One that was killed in the middle: nothing is opened, which would only make a first day anew. */
async function finish({ json, language }: ResetAsked, dataDir: string): Promise<number> {
  const finished = await finishWipeClosed(dataDir);
  say(json ? JSON.stringify({ finished }) : TEXT[language][finished ? 'finished' : 'nothing']);
  return 0;
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
  const job = await followed(
    client,
    { ...wish, domain },
    // What was not taken back is said at the end, with how much it is.
    (code, isWhole) => !json && isWhole && say(stepWords(code, wish, language)),
  );
  if (job.state === 'done' && wish.what === 'uninstall' && running) await removeService(client);
  if (json)
    say(JSON.stringify({ state: job.state, steps: job.steps, problem: job.problem, hand: plan.hand }));
  else {
    for (const { code, data } of job.steps)
      if (typeof data.left === 'number' && data.left > 0)
        tell(words.notBack(FACTORY_WORDS[language][code as 'clients'].name, data.left));
    say(job.state === 'done' ? words.done : words.failed);
  }
  return job.state === 'done' ? 0 : 1;
}

function stepWords(code: string, { copy }: FactoryWish, language: Language): string {
  const { steps } = TEXT[language];
  return steps[(code === 'copy' && !copy ? 'noCopy' : code) as keyof typeof steps];
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
  done: (code: string, isWhole: boolean) => void,
): Promise<Job> {
  const stop = new AbortController();
  const events = await client.app.events({ since: null }, { signal: stop.signal });
  const { jobId } = await client.factory.start(wish);
  const told = new Set<string>();
  const tellSteps = ({ steps }: Job) => {
    for (const { code, state, data } of steps)
      if (state === 'done' && !told.has(code)) {
        told.add(code);
        done(code, !(typeof data.left === 'number' && data.left > 0));
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
          ...items.flatMap((item) => [
            `  ${titleOf(item, language)}. ${factorySentence(language, kind, item.what)}`,
            ...item.details.map((detail) => `      ${plain(detail)}`),
            ...item.commands.map((command) => `      $ ${plain(command)}`),
          ]),
          '',
        ];
  return [...list('goes', plan.goes), ...list('stays', plan.stays), ...list('hand', plan.hand)];
}

/** What it is called, and how much of it there is. */
function titleOf(item: FactoryItem, language: Language): string {
  const amount = factoryAmount(language, item);
  return `${FACTORY_WORDS[language][item.what].name}${amount === '' ? '' : ` (${amount})`}`;
}
