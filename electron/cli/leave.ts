/** `chatelaine leave`: somebody leaves the office, and comes back; the drawer of a person without its face. */
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Language } from '../contract/findings/finding.ts';
import { type Client, type Reached, withManager, withServer } from '../local/client.ts';
import { jobEnded } from '../local/wait.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { LEAVE_TEXT, leaverLine, previewLines } from './leave-text.ts';
import { LEAVE } from './manuals/leave.ts';
import { languageOf, notExpected, readOptions, splitWords } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

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
  const { words, rest } = splitWords(args, LEAVE.options);
  const [address = '', ...more] = words;
  if (more.length > 0) return notExpected(more[0]!);
  const values = readOptions(rest, LEAVE.options);
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
  const { lang = languageOf(env) } = values;
  return {
    ...{ act, address, to: values.to ?? null, file: values.export, days, yes: values.yes },
    ...{ language: lang, data: values.data, json: values.json },
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const aside = (line: string) => void process.stderr.write(`${line}\n`);

export async function leave(args: readonly string[]): Promise<number> {
  const asked = readLeaveArgs(args);
  if (typeof asked === 'string') return wrongUsage('leave', asked);
  const { language } = asked;
  const host = createNodeHost(dataFolder(asked.data));
  const work = ({ client }: Reached) => RUN[asked.act](client, asked);
  try {
    // The list is the manager's own, and asks nothing of the server.
    return await (asked.act === 'list'
      ? withManager(host, work)
      : withServer(host, () => aside(LEAVE_TEXT[language].started), work));
  } catch (error) {
    return failed(error, asked);
  }
}

type Run = (client: Client, asked: LeaveAsked) => Promise<number>;

const RUN: Readonly<Record<LeaveAsked['act'], Run>> = {
  async list({ leaving }, { language, json }) {
    const all = await leaving.list();
    if (json) say(JSON.stringify(all));
    else if (all.length === 0) aside(LEAVE_TEXT[language].none);
    else for (const one of all) say(leaverLine(one, language));
    return 0;
  },
  async preview(client, asked) {
    await show(client, asked);
    return 0;
  },
  async back({ leaving }, { address, language, json }) {
    await leaving.back({ address });
    say(json ? JSON.stringify({ back: address }) : LEAVE_TEXT[language].back(address));
    return 0;
  },
  async leave(client, asked) {
    const { leaving } = client;
    const { address, to, days, file, yes, language, json } = asked;
    const words = LEAVE_TEXT[language];
    if (!yes) {
      await show(client, { ...asked, json: false });
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
    const job = await jobEnded(client, started.jobId ?? '');
    const left = (await leaving.list()).find((one) => one.address === address);
    if (json) say(JSON.stringify(left ?? null));
    if (job.state !== 'done' || !left) {
      aside(words.failed);
      return 1;
    }
    if (file !== undefined) {
      await hand(client, address, file);
      aside(words.copy(file, left.copy?.messages ?? 0));
    }
    return 0;
  },
};

async function show({ leaving }: Client, { address, to, days, language, json }: LeaveAsked): Promise<void> {
  const preview = await leaving.preview({ address, successor: to });
  if (json) return say(JSON.stringify(preview));
  const removeAt = days === null ? null : Date.now() + days * DAY_MS;
  for (const line of previewLines(preview, removeAt, language)) say(line);
}

/** For that person's eyes alone: nobody else on this machine may read it. There when it is whole. */
async function hand({ leaving }: Client, address: string, to: string): Promise<void> {
  const part = `${to}.part`;
  await rm(part, { force: true });
  const file = await open(part, 'wx', 0o600);
  try {
    for (let offset: number | null = 0; offset !== null; ) {
      const piece: Awaited<ReturnType<typeof leaving.copy>> = await leaving.copy({ address, offset });
      await file.write(Buffer.from(piece.data, 'base64'));
      offset = piece.next;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, to);
}

async function question(text: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await prompt.question(text)).trim();
  } finally {
    prompt.close();
  }
}
