/** `chatelaine leave`: somebody leaves the office, and comes back; the drawer of a person without its face. */
import { chmod, copyFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Language } from '../contract/findings/finding.ts';
import { problem } from '../manager/problem.ts';
import { type LeaveDesk, openLeaveDesk } from './leave-desk.ts';
import { LEAVE_TEXT, leaverLine, previewLines } from './leave-text.ts';
import { readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';

const OPTIONS = {
  to: { type: 'string' },
  export: { type: 'string' },
  days: { type: 'string' },
  preview: { type: 'boolean', default: false },
  back: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  lang: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export interface LeaveAsked {
  readonly act: 'leave' | 'preview' | 'back' | 'list';
  /** Empty for the list. */
  readonly address: string;
  readonly to: string | null;
  /** Where the copy of their data is to be put. */
  readonly file: string | undefined;
  /** Null: the account stays. */
  readonly days: number | null;
  readonly yes: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

const ADDRESS = /^[^@\s/]+@[^@\s/]+$/;
const MONTH = 30;
const DAY_MS = 86_400_000;

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readLeaveArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): LeaveAsked | string {
  const at = args.findIndex((word, index) => !word.startsWith('-') && !isValue(args[index - 1]));
  const address = at < 0 ? '' : args[at]!;
  const values = readOptions(at < 0 ? args : args.toSpliced(at, 1), OPTIONS);
  if (typeof values === 'string') return values;
  const acts = (['preview', 'back', 'list'] as const).filter((one) => values[one]);
  if (acts.length > 1) return `--${acts[0]} and --${acts[1]} do not go together.`;
  const [act = 'leave'] = acts;
  if ((act === 'list') !== (address === ''))
    return act === 'list' ? '--list is about everybody.' : 'Say who: chatelaine leave ADDRESS.';
  for (const one of [address, values.to ?? ''])
    if (one !== '' && !ADDRESS.test(one)) return `"${one}" is no address, such as marie@example.org.`;
  const { days: wanted = String(MONTH) } = values;
  const days = wanted === 'never' ? null : Number(wanted);
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 3650))
    return '--days is a number from 1 to 3650, or never.';
  const french = /^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '');
  const { lang = french ? 'fr' : 'en' } = values;
  if (lang !== 'en' && lang !== 'fr') return '--lang is en or fr.';
  return {
    ...{ act, address, to: values.to ?? null, file: values.export, days, yes: values.yes },
    ...{ language: lang, data: values.data, json: values.json },
  };
}

const isValue = (before: string | undefined): boolean =>
  ['--to', '--export', '--days', '--lang', '--data'].includes(before ?? '');

const say = (line: string) => void process.stdout.write(`${line}\n`);
const aside = (line: string) => void process.stderr.write(`${line}\n`);

export async function leave(args: readonly string[]): Promise<number> {
  const asked = readLeaveArgs(args);
  if (typeof asked === 'string') {
    aside(`${asked}\n"chatelaine leave --help" is the manual.`);
    return 2;
  }
  const { language } = asked;
  let desk: LeaveDesk | undefined;
  try {
    desk = await openLeaveDesk(asked.data, () => aside(LEAVE_TEXT[language].started));
    return await RUN[asked.act](desk, asked);
  } catch (error) {
    aside(problemText(error));
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  } finally {
    await desk?.close();
  }
}

type Run = (desk: LeaveDesk, asked: LeaveAsked) => Promise<number>;

const RUN: Readonly<Record<LeaveAsked['act'], Run>> = {
  async list({ leaving }, { language, json }) {
    const all = await leaving.list();
    if (json) say(JSON.stringify(all));
    else if (all.length === 0) aside(LEAVE_TEXT[language].none);
    else for (const one of all) say(leaverLine(one, language));
    return 0;
  },
  async preview(desk, asked) {
    await show(desk, asked);
    return 0;
  },
  async back({ leaving }, { address, language, json }) {
    await leaving.back(address);
    say(json ? JSON.stringify({ back: address }) : LEAVE_TEXT[language].back(address));
    return 0;
  },
  async leave(desk, asked) {
    const { leaving, jobs } = desk;
    const { address, to, days, file, yes, language, json } = asked;
    const words = LEAVE_TEXT[language];
    if (!yes) {
      await show(desk, { ...asked, json: false });
      if (!process.stdin.isTTY) {
        aside(words.needsYes);
        return 2;
      }
      if (!words.yes.test(await question(words.ask))) {
        aside(words.notNow);
        return 1;
      }
    }
    const wish = { address, successor: to, removeAfterDays: days, copy: file !== undefined, language };
    const started = await leaving.start(wish);
    if (!json) aside(words.closed(address));
    const job = await jobs.ended(started.jobId ?? '');
    const left = (await leaving.list()).find((one) => one.address === address);
    if (json) say(JSON.stringify(left ?? null));
    if (job.state !== 'done' || !left) {
      aside(words.failed);
      return 1;
    }
    if (file !== undefined) {
      await hand(leaving.copyFile(address), file, address);
      aside(words.copy(file, left.copy?.messages ?? 0));
    }
    return 0;
  },
};

async function show(
  { leaving }: LeaveDesk,
  { address, to, days, language, json }: LeaveAsked,
): Promise<void> {
  const preview = await leaving.preview(address, to);
  if (json) return say(JSON.stringify(preview));
  const removeAt = days === null ? null : Date.now() + days * DAY_MS;
  for (const line of previewLines(preview, removeAt, language)) say(line);
}

/** For that person's eyes alone: nobody else on this machine may read it. */
async function hand(from: string | undefined, to: string, address: string): Promise<void> {
  if (from === undefined) throw problem('leaving.no-copy', { address });
  await copyFile(from, to);
  await chmod(to, 0o600);
}

async function question(text: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await prompt.question(text)).trim();
  } finally {
    prompt.close();
  }
}
