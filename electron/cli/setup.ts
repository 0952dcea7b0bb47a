/** `chatelaine setup`: the wizard without its face. Same checks, same plan, same job. */

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import type { Language } from '../contract/findings/finding.ts';
import type { SetupAnswers } from '../contract/index.ts';
import { callRunning, type Reached } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { type Manager, openManager } from '../manager/manager.ts';
import { ProblemError, problem, systemCode } from '../manager/problem.ts';
import { createNodeHost } from '../node-host.ts';
import { SETUP } from './manuals/setup.ts';
import { languageOf, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';
import { problemOf } from './problem-text.ts';
import { ownDesk, runningDesk, type SetupDesk } from './setup-desk.ts';
import { planLines, SETUP_WORDS } from './setup-text.ts';

interface Asked {
  readonly dataDir: string;
  /** `domain` is empty where this computer's own name is wanted. */
  readonly answers: SetupAnswers;
  /** The domain part that was written behind the administrator's name. */
  readonly adminDomain: string | undefined;
  readonly passwordFile: string | undefined;
  readonly yes: boolean;
  readonly language: Language;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readSetupArgs(args: readonly string[]): Asked | string {
  const values = readOptions(args, SETUP.options);
  if (typeof values === 'string') return values;
  const { domain, lan, name, admin = '' } = values;
  if (lan === (domain !== undefined)) return 'Say either --domain DOMAIN or --lan.';
  if (name !== undefined && !lan) return '--name goes with --lan.';
  const [username = '', adminDomain] = admin.split('@', 2);
  if (username === '') return 'Say who administers: --admin NAME.';
  if (values.json && !values.yes) return '--json needs --yes, since there is nobody to ask.';
  if (values['password-file'] === '-' && !values.yes)
    return '--password-file - needs --yes: standard input cannot give the password and the answer.';
  const ports = { starttls: Number(values.port), direct: Number(values['tls-port']) };
  for (const port of Object.values(ports)) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'A port is a number from 1 to 65535.';
  }
  return {
    dataDir: dataFolder(values.data),
    answers: {
      way: lan ? 'lan' : 'domain',
      domain: (lan ? name : domain) ?? '',
      admin: { username, displayName: values['admin-name'] ?? '' },
      ports,
    },
    adminDomain,
    passwordFile: values['password-file'],
    yes: values.yes,
    json: values.json,
    language: values.lang ?? languageOf(process.env),
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function setup(args: readonly string[]): Promise<number> {
  const asked = readSetupArgs(args);
  if (typeof asked === 'string') return wrongUsage('setup', asked);
  const interrupted = new AbortController();
  const interrupt = () => {
    // A second time is meant: the job is written down, and the server goes with this process.
    if (interrupted.signal.aborted) process.exit(INTERRUPTED);
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  let [manager, running]: [Manager?, Reached?] = [];
  try {
    running = await callRunning(asked.dataDir);
    if (running) return await setUp(runningDesk(running.client), asked, interrupted, true);
    manager = await openManager({ host: createNodeHost(asked.dataDir) });
    // Recovery mode: any call tells why.
    if (!manager.areas) await manager.calls.setup.state(undefined, nobody);
    return await setUp(ownDesk(manager.areas!), asked, interrupted, false);
  } catch (error) {
    if (!interrupted.signal.aborted) return failed(error, asked);
    process.stderr.write(`${SETUP_WORDS[asked.language].interrupted}\n`);
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return INTERRUPTED;
  } finally {
    await running?.close();
    await manager?.close();
  }
}

/** 128 and the number of SIGINT, as shells have it. */
const INTERRUPTED = 130;

/** Rejects with `job.cancelled` when the person interrupts. */
function unlessInterrupted<T>({ signal }: AbortController, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(problem('job.cancelled', {}));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject);
  });
}

const nobody = { session: null, signal: undefined };

async function setUp(
  desk: SetupDesk,
  asked: Asked,
  interrupted: AbortController,
  goesOn: boolean,
): Promise<number> {
  const words = SETUP_WORDS[asked.language];
  const lanName = await desk.lanName();
  const domain = await desk.domain(asked.answers.domain || lanName);
  if (asked.adminDomain !== undefined && (await desk.domain(asked.adminDomain)) !== domain) {
    throw new Error(words.notAt(domain));
  }
  await desk.save({ step: 'summary', answers: { ...asked.answers, domain } });
  const plan = await desk.plan();
  if (!asked.json) for (const line of planLines(plan, asked.language)) say(line);
  if (!asked.yes && !(await unlessInterrupted(interrupted, agreed(interrupted, words.goOn)))) return 1;

  const chosen = asked.passwordFile === undefined ? undefined : await readPassword(asked.passwordFile);
  const password = chosen ?? (await desk.suggestPassword());
  await desk.password(password);
  const job = await unlessInterrupted(interrupted, desk.apply());
  if (job.problem) throw new ProblemError(job.problem.code as never, job.problem.data as never);
  await desk.finish();

  const made = chosen === undefined ? password : undefined;
  if (asked.json) say(JSON.stringify({ address: plan.address, password: made ?? null, plan }));
  else {
    say(`\n${words.address}${plan.address}`);
    if (made) say(`${words.password}${made}`);
    say(`\n${goesOn ? words.runs : words.done}`);
  }
  return 0;
}

/** Asks; the end of standard input is a no, Ctrl C interrupts as it does everywhere. */
function agreed(interrupted: AbortController, question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    terminal.on('close', () => resolve(false));
    terminal.on('SIGINT', () => {
      say('');
      interrupted.abort();
      terminal.close();
    });
    terminal.question(question, (answer) => {
      resolve(/^(y|yes|o|oui)$/i.test(answer.trim()));
      terminal.close();
    });
  });
}

/** The first line of a file, or of standard input for `-`; never an argument, those are seen by everybody. */
async function readPassword(file: string): Promise<string> {
  const text =
    file === '-'
      ? await readAll(process.stdin)
      : await readFile(file, 'utf8').catch((error) => {
          throw new Error(`The password file ${file} cannot be read (${systemCode(error)}).`, {
            cause: error,
          });
        });
  return text.split(/\r?\n/, 1)[0] ?? '';
}
