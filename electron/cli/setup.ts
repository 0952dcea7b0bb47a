/** `chatelaine setup`: the wizard without its face. Same checks, same plan, same job. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import type { SetupAnswers } from '../contract/index.ts';
import { callRunning, type Reached } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { type Manager, openManager } from '../manager/manager.ts';
import { ProblemError, problem, systemCode } from '../manager/problem.ts';
import { createNodeHost } from '../node-host.ts';
import { readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';
import { ownDesk, runningDesk, type SetupDesk } from './setup-desk.ts';

const OPTIONS = {
  domain: { type: 'string' },
  lan: { type: 'boolean', default: false },
  name: { type: 'string' },
  admin: { type: 'string' },
  'admin-name': { type: 'string' },
  'password-file': { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string', default: '5222' },
  'tls-port': { type: 'string', default: '5223' },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

interface Asked {
  readonly dataDir: string;
  /** `domain` is empty where this computer's own name is wanted. */
  readonly answers: SetupAnswers;
  /** The domain part that was written behind the administrator's name. */
  readonly adminDomain: string | undefined;
  readonly passwordFile: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readSetupArgs(args: readonly string[]): Asked | string {
  const values = readOptions(args, OPTIONS);
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
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function setup(args: readonly string[]): Promise<number> {
  const asked = readSetupArgs(args);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n"chatelaine setup --help" is the manual.\n`);
    return 2;
  }
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
    process.stderr.write(`${problemText(error)}\n`);
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return interrupted.signal.aborted ? INTERRUPTED : 1;
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
  const lanName = await desk.lanName();
  const domain = await desk.domain(asked.answers.domain || lanName);
  if (asked.adminDomain !== undefined && (await desk.domain(asked.adminDomain)) !== domain) {
    throw new Error(`The administrator's address must be at ${domain}.`);
  }
  await desk.save({ step: 'summary', answers: { ...asked.answers, domain } });
  const plan = await desk.plan();
  if (!asked.json) showPlan(plan);
  if (!asked.yes && !(await unlessInterrupted(interrupted, agreed(interrupted)))) return 1;

  const chosen = asked.passwordFile === undefined ? undefined : await readPassword(asked.passwordFile);
  const password = chosen ?? (await desk.suggestPassword());
  await desk.password(password);
  const job = await unlessInterrupted(interrupted, desk.apply());
  if (job.problem) throw new ProblemError(job.problem.code as never, job.problem.data as never);
  await desk.finish();

  const made = chosen === undefined ? password : undefined;
  if (asked.json) say(JSON.stringify({ address: plan.address, password: made ?? null, plan }));
  else {
    say(`\nThe administrator's address:  ${plan.address}`);
    if (made) say(`The password, shown only now: ${made}`);
    say(
      goesOn
        ? '\nAll is set up, and the server runs.'
        : '\nAll is set up. "chatelaine serve" starts the server and its page.',
    );
  }
  return 0;
}

function showPlan({
  items,
  ports,
  certificateNames,
  address,
}: Awaited<ReturnType<NonNullable<Manager['areas']>['setup']['plan']>>): void {
  const folder = items.find(({ code }) => code === 'folder')?.data.folder;
  say('This will be done:');
  say(`  1. Everything is kept in ${folder}.`);
  say("  2. A certificate authority is made, for this office's names only.");
  say(`  3. A certificate is made for ${certificateNames.join(', ')}.`);
  say(`  4. The server's configuration is written, with these ports:`);
  for (const line of portLines(ports)) say(`       ${line}`);
  say(`  5. The administrator ${address} is created.`);
  say('  6. The server is started, to see that it works.');
  say('Nothing else on this machine is touched: no mail, no web site, no firewall.');
}

const PORT_USES: Readonly<Record<string, string>> = {
  ...{ c2s: 'chat programs', http: 'web and uploads', s2s: 'other servers' },
  ...{ stun: 'calls', proxy65: 'files from program to program' },
};

/** `chat programs: 5222, 5223`, a line for each use. */
function portLines(ports: readonly { readonly type: string; readonly port: number }[]): string[] {
  const byType = Map.groupBy(ports, ({ type }) => type);
  return [...byType].map(
    ([type, some]) => `${PORT_USES[type] ?? type}: ${some.map(({ port }) => port).join(', ')}`,
  );
}

/** Asks; the end of standard input is a no, Ctrl C interrupts as it does everywhere. */
function agreed(interrupted: AbortController): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    terminal.on('close', () => resolve(false));
    terminal.on('SIGINT', () => {
      say('');
      interrupted.abort();
      terminal.close();
    });
    terminal.question('Go on? [y/N] ', (answer) => {
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
