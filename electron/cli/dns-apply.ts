/**
 * `chatelaine dns providers|apply|undo`: the records put in through whoever keeps the zone, and put back; the page without its
 * face. Secrets come from a file or standard input, never from the arguments, which everybody on the machine can read.
 */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type ApplyItem, type ProviderId, providerId, type UndoPreview } from '../contract/dns-providers.ts';
import type { Language } from '../contract/findings/finding.ts';
import { type Client, withManager as reach } from '../local/client.ts';
import { jobEnded } from '../local/wait.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { ProblemError, problem } from '../manager/problem.ts';
import { createNodeHost } from '../node-host.ts';
import { DNS } from './manuals/dns.ts';
import { didYouMean, languageOf, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';
import { problemText } from './problem-text.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What was asked for is not understood; the sentence says why. */
class Usage extends Error {}

/** Does one thing with the manager, and says what was refused. */
async function withManager(
  asked: { readonly data?: string | undefined; readonly json: boolean; readonly lang: Language | undefined },
  work: (client: Client) => Promise<number>,
): Promise<number> {
  try {
    return await reach(createNodeHost(dataFolder(asked.data)), ({ client }) => work(client));
  } catch (error) {
    if (error instanceof Usage) return usage(error.message);
    return failed(error, { json: asked.json, language: asked.lang ?? languageOf(process.env) });
  }
}

const usage = (sentence: string): number => wrongUsage('dns', sentence);

/** The one domain that is meant: the first there is, where none is named. */
async function domainOf(client: Client, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { domain } = await client.server.overview();
  if (domain === '') throw problem('setup.not-done', {});
  return domain;
}

export async function dnsProviders(args: readonly string[]): Promise<number> {
  const asked = readOptions(args, DNS.options, 'providers');
  if (typeof asked === 'string') return usage(asked);
  const { connect, fields, forget, json } = asked;
  if (connect !== undefined && !isProvider(connect))
    return usage(`There is no provider ${connect}.${didYouMean(connect, providerId.options)}`);
  if (connect !== undefined && fields === undefined)
    return usage('Say with --fields where the lines NAME=VALUE of the form are; - is standard input.');
  return withManager(asked, async (calls) => {
    if (forget !== undefined) await calls.dnsProviders.forget({ id: forget });
    else if (connect !== undefined) {
      const typed = await readFieldsFile(fields!);
      const access = await calls.dnsProviders.connect({ provider: connect as ProviderId, fields: typed });
      if (json) say(JSON.stringify(access));
      else say(`${access.name} lets us change: ${access.zones.join(', ')}`);
      return 0;
    }
    const { forms, accesses } = await calls.dnsProviders.get();
    if (json) say(JSON.stringify({ forms, accesses }));
    else {
      for (const { id, name, zones } of accesses) say(`${id}  ${name}: ${zones.join(', ')}`);
      if (accesses.length === 0) say('There is no access yet. Providers, and what each asks for:');
      for (const form of accesses.length === 0 ? forms : [])
        say(`  ${form.id.padEnd(11)} ${form.fields.map((field) => field.name).join(', ')}`);
    }
    return 0;
  });
}

const isProvider = (text: string): text is ProviderId => providerId.safeParse(text).success;

/** Lines `NAME=VALUE`; of a file or of standard input. */
async function readFieldsFile(file: string): Promise<Record<string, string>> {
  const text = file === '-' ? await readInput() : await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Usage(`The file ${file} cannot be read.`);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      if (at < 1) throw new Usage('Each line of --fields is NAME=VALUE.');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return text;
}

export async function dnsApply(args: readonly string[]): Promise<number> {
  const { named, rest } = withName(args);
  const asked = readOptions(rest, DNS.options, 'apply');
  if (typeof asked === 'string') return usage(asked);
  const { json, yes, replace, optional, 'dry-run': dryRun } = asked;
  if (json && !yes && !dryRun) return usage('--json needs --yes or --dry-run: there is nobody to ask.');
  return withManager(asked, async (calls) => {
    const domain = await domainOf(calls, named);
    const { access, items, ticket } = await calls.dnsProviders.preview({ domain, optional });
    const consent = consented(items, replace);
    if (!json) showItems(access?.name, items, consent);
    if (dryRun) {
      if (json) say(JSON.stringify({ domain, access, items }));
      return 0;
    }
    if (!yes && !(await agreed())) return 1;
    const { jobId, id } = await calls.dnsProviders.apply({ domain, ticket, optional, consent });
    return follow(calls, jobId, { json, about: { id, domain } });
  });
}

/** `all`, or the keys of the sets that may be replaced, with commas between. */
function consented(items: readonly ApplyItem[], replace: string | undefined): string[] {
  const asking = items.filter(({ kind }) => kind === 'replace').map(({ key }) => key);
  if (replace === undefined) return [];
  if (replace === 'all') return asking;
  const wanted = replace.split(',').map((key) => key.trim());
  const unknown = wanted.find((key) => !asking.includes(key));
  if (unknown !== undefined)
    throw new Usage(
      `"${unknown}" is none of those to be replaced: ${asking.join(', ') || 'there are none'}.`,
    );
  return wanted;
}

const MARKS: Readonly<Record<ApplyItem['kind'], string>> = {
  ...{ create: '+', update: '~', merge: '+', replace: '!', remove: '-' },
  ...{ keep: '=', blocked: 'x', elsewhere: '?' },
};

const SAYS: Readonly<Partial<Record<ApplyItem['kind'], string>>> = {
  merge: 'joined with what is there, which stays',
  blocked: 'left alone: something else is at this name that is never touched',
  elsewhere: 'no access covers its zone: it has to be put in by hand',
  remove: 'ours, and not needed any more',
};

function showItems(name: string | undefined, items: readonly ApplyItem[], consent: readonly string[]): void {
  say(
    name
      ? `Through ${name}:`
      : 'No access covers this domain. "chatelaine dns providers" shows how to make one.',
  );
  for (const { key, kind, before, after, removes } of items) {
    const refused = kind === 'replace' && !consent.includes(key);
    say(`  ${MARKS[kind]} ${key}${refused ? '  (somebody else’s: stays, unless --replace names it)' : ''}`);
    if (kind === 'keep') continue;
    for (const set of [...removes, ...(before && kind !== 'create' ? [before] : [])])
      for (const value of set.values) say(`      now   ${set.type} ${value}`);
    if (kind !== 'blocked' && kind !== 'elsewhere')
      for (const value of after?.values ?? []) say(`      then  ${value}`);
    if (SAYS[kind]) say(`      ${SAYS[kind]}`);
  }
}

export async function dnsUndo(args: readonly string[]): Promise<number> {
  const { named, rest } = withName(args);
  const asked = readOptions(rest, DNS.options, 'undo');
  if (typeof asked === 'string') return usage(asked);
  const { json, yes, list, leave } = asked;
  if (json && !yes && !list) return usage('--json needs --yes or --list: there is nobody to ask.');
  return withManager(asked, async (calls) => {
    const all = await calls.dnsProviders.applied({ domain: await domainOf(calls, undefined) });
    if (list) {
      if (json) say(JSON.stringify(all));
      else
        for (const one of all)
          say(`${one.id}  ${new Date(one.at).toISOString()}  ${one.state}  ${one.items.length} sets`);
      return 0;
    }
    const id = named ?? all.find(({ state }) => state !== 'undone')?.id;
    if (id === undefined) throw new Usage('Nothing was applied that could be put back.');
    const { items } = await calls.dnsProviders.undoPreview({ id });
    if (!json) showUndo(items);
    if (!yes && !(await agreed())) return 1;
    const keys = leave?.split(',').map((key) => key.trim()) ?? [];
    const { jobId } = await calls.dnsProviders.undo({ id, leave: keys });
    return follow(calls, jobId, { json, about: { id } });
  });
}

function showUndo(items: UndoPreview['items']): void {
  for (const { key, state, now, after } of items) {
    say(
      `  ${state === 'changed' ? '!' : state === 'already' ? '=' : '~'} ${key}${state === 'changed' ? '  (somebody has changed it since)' : ''}`,
    );
    if (state === 'already') continue;
    for (const value of now?.values ?? []) say(`      now   ${value}`);
    for (const value of after?.values ?? []) say(`      then  ${value}`);
    if (!after) say('      then  nothing');
  }
}

/** Waits for the job's end: a line for each set, and what stopped it. */
async function follow(
  client: Client,
  jobId: string,
  { json, about }: { json: boolean; about: object },
): Promise<number> {
  const ended = await jobEnded(client, jobId);
  if (json) say(JSON.stringify({ ...about, state: ended.state, steps: ended.steps, problem: ended.problem }));
  else
    for (const { code, state } of ended.steps)
      say(`  ${state === 'done' ? 'done  ' : state.padEnd(6)} ${code}`);
  if (ended.problem) {
    process.stderr.write(
      `${problemText(new ProblemError(ended.problem.code as never, ended.problem.data as never))}\n`,
    );
    return 1;
  }
  if (!json)
    say(
      'Every name server tells it within the time the old records may be remembered: "chatelaine doctor" looks.',
    );
  return 0;
}

/** A first word that is no option. */
function withName(args: readonly string[]): { named: string | undefined; rest: readonly string[] } {
  const [first, ...rest] = args;
  return first === undefined || first.startsWith('-')
    ? { named: undefined, rest: args }
    : { named: first, rest };
}

/** Asks; the end of standard input is a no. */
function agreed(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    terminal.on('close', () => resolve(false));
    terminal.question('Go on? [y/N] ', (answer) => {
      resolve(/^(y|yes|o|oui)$/i.test(answer.trim()));
      terminal.close();
    });
  });
}
