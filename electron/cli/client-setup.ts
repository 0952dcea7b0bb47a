/** `chatelaine client-setup`: an account put into this person's own chat programs, taken back, or as a file to take along. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { type ClientProgram, clientProgram } from '../contract/client-setup.ts';
import { createCertificates } from '../manager/certificates/certificates.ts';
import { createTrust } from '../manager/certificates/trust.ts';
import { type ClientsHere, createClientsHere } from '../manager/clients/here.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { problem, systemCode } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { createNodeHost } from '../node-host.ts';
import { foundLines, type Language, planLines, refusalText, wordsIn } from './client-setup-text.ts';
import { openGuides } from './guide.ts';
import { CLIENT_SETUP } from './manuals/client-setup.ts';
import { didYouMean, languageOf, readOptions } from './options.ts';
import { wrongUsage } from './outcome.ts';
import { problemOf, problemText } from './problem-text.ts';

const ACTIONS = ['list', 'plan', 'apply', 'undo', 'file'] as const;
type Action = (typeof ACTIONS)[number];

export interface ClientSetupArgs {
  readonly action: Action;
  readonly program: ClientProgram | null;
  readonly profile: string | null;
  readonly address: string;
  readonly keepPassword: boolean;
  /** A file, `-` for standard input, or null: asked for on the terminal. */
  readonly passwordFile: string | null;
  readonly accountOnly: boolean;
  /** Where to connect, instead of what the office knows. */
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly tls: 'starttls' | 'direct';
  } | null;
  readonly output: string | null;
  readonly language: Language;
  readonly yes: boolean;
  readonly data: string | undefined;
  readonly json: boolean;
  /** Of `undo`. */
  readonly id: string;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readClientSetupArgs(
  [action = '', ...rest]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ClientSetupArgs | string {
  if (!(ACTIONS as readonly string[]).includes(action))
    return action === '' || action.startsWith('-')
      ? `Say what to do: ${ACTIONS.join(', ')}.`
      : `There is nothing called ${action}.${didYouMean(action, ACTIONS)}`;
  const named = rest[0] !== undefined && !rest[0].startsWith('-') ? rest[0] : null;
  if (named !== null && action !== 'undo') return `"${named}" is not expected here.`;
  const values = readOptions(named === null ? rest : rest.slice(1), CLIENT_SETUP.options);
  if (typeof values === 'string') return values;
  const program = values.program === undefined ? null : clientProgram.safeParse(values.program.toLowerCase());
  if (program && !program.success)
    return `--program is one of ${clientProgram.options.join(', ')}.${didYouMean(values.program!, clientProgram.options)}`;
  const { address = '', lang, tls } = values;
  if (action !== 'list' && action !== 'undo' && !/^[^@\s/]+@[^@\s/]+$/.test(address))
    return 'Say whose account: --address otto@example.org.';
  if ((action === 'plan' || action === 'apply') && program === null)
    return 'Say in which program: --program gajim.';
  if (action === 'undo' && named === null) return 'Say what to take back: undo ID. "list" shows the IDs.';
  if (tls !== undefined && tls !== 'starttls' && tls !== 'direct') return '--tls is starttls or direct.';
  if (tls !== undefined && values.server === undefined) return '--tls goes with --server HOST:PORT.';
  const server = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(values.server ?? 'x');
  if (!server) return '--server is HOST or HOST:PORT.';
  if (values['password-file'] === '-' && action === 'apply' && !values.yes)
    return '--password-file - needs --yes: standard input cannot give the password and the answer.';
  return {
    ...{ action: action as Action, program: program?.data ?? null, profile: values.profile ?? null },
    ...{ address: address.toLowerCase(), language: lang ?? languageOf(env), id: named ?? '' },
    keepPassword: values['keep-password'] || values['password-file'] !== undefined,
    ...{ passwordFile: values['password-file'] ?? null, accountOnly: values['account-only'] },
    server:
      values.server === undefined
        ? null
        : {
            host: server[1]!.replace(/^\[|\]$/g, ''),
            port: Number(server[2] ?? (tls === 'direct' ? 5223 : 5222)),
            tls: tls ?? 'starttls',
          },
    ...{ output: values.output ?? null, yes: values.yes, data: values.data, json: values.json },
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Exit codes: 0 done, 1 it did not work or was not wanted, 2 asked wrongly. */
export async function clientSetup(args: readonly string[]): Promise<number> {
  const asked = readClientSetupArgs(args);
  if (typeof asked === 'string') return wrongUsage('client-setup', asked);
  try {
    return await DEEDS[asked.action](await openHere(asked), asked);
  } catch (error) {
    process.stderr.write(`${refusalText(error, asked.language) ?? problemText(error, asked.language)}\n`);
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}

type Deed = (clients: ClientsHere, asked: ClientSetupArgs) => Promise<number>;

const DEEDS: Readonly<Record<Action, Deed>> = {
  async list(clients, { language, json }) {
    const found = await clients.list();
    if (json) say(JSON.stringify(found));
    else for (const line of foundLines(found.clients, found.done, language)) say(line);
    return 0;
  },
  async plan(clients, asked) {
    const plan = await clients.plan(await wishOf(clients, asked));
    if (asked.json) say(JSON.stringify(plan));
    else for (const line of planLines(plan, asked.address, asked.language)) say(line);
    return 0;
  },
  async apply(clients, asked) {
    const words = wordsIn(asked.language);
    const wish = await wishOf(clients, asked);
    const plan = await clients.plan(wish);
    if (!asked.json) for (const line of planLines(plan, asked.address, asked.language)) say(line);
    if (plan.files.length === 0) {
      if (asked.json) say(JSON.stringify(plan));
      return 0;
    }
    const given = plan.what === 'add' && asked.keepPassword && plan.password !== 'asks';
    const password = given ? await readPassword(asked) : null;
    if (!asked.yes && (await answer(words.ask)).trim().toLowerCase()[0] !== words.yes) {
      say(words.nothing);
      return 1;
    }
    const done = await clients.apply({ ...wish, digest: plan.digest, password });
    say(asked.json ? JSON.stringify(done) : words.applied(done.id));
    return 0;
  },
  async undo(clients, { id, accountOnly, language, json }) {
    const undone = await clients.undo(id, accountOnly ? 'account' : 'exact');
    // Beside a database lie files that come and go: they tell a person nothing.
    const shown = undone.files.filter((file) => !/-(wal|journal)$/.test(file));
    say(json ? JSON.stringify(undone) : wordsIn(language).undone(shown));
    return 0;
  },
  async file(clients, asked) {
    const { address, language, output } = asked;
    const password = asked.keepPassword ? await readPassword(asked) : null;
    const { name, text } = await clients.file({ address, language, password });
    const to = output ?? name;
    if (to === '-') {
      process.stdout.write(text);
      return 0;
    }
    await writeFile(to, text, { mode: 0o700, flag: 'wx' }).catch((error) => {
      throw new Error(`${to}: ${systemCode(error) === 'EEXIST' ? 'is there already' : systemCode(error)}`, {
        cause: error,
      });
    });
    say(asked.json ? JSON.stringify({ file: to }) : wordsIn(language).saved(to));
    if (password !== null) process.stderr.write(`${wordsIn(language).secret(address)}\n`);
    return 0;
  },
};

/** The one profile that is meant. */
async function wishOf(
  clients: ClientsHere,
  { program, profile, address, keepPassword, language }: ClientSetupArgs,
) {
  const found = (await clients.list()).clients.filter((one) => one.program === program);
  const all = found.flatMap(({ profiles }) => profiles);
  const meant = profile === null ? all : all.filter(({ id, name }) => id === profile || name === profile);
  if (meant.length > 1)
    throw new Error(wordsIn(language).several(meant.map(({ name, id }) => name ?? id).join(', ')));
  if (!meant[0]) throw problem('client.unknown', {});
  return { profile: meant[0].id, address, keepPassword };
}

/** The first line of a file or of standard input, or what is typed without being shown. Never an argument: those are for all to see. */
async function readPassword({ passwordFile, address, language }: ClientSetupArgs): Promise<string> {
  if (passwordFile === null) return answer(wordsIn(language).prompt(address), true);
  const text =
    passwordFile === '-'
      ? await readAll(process.stdin)
      : await readFile(passwordFile, 'utf8').catch((error) => {
          throw new Error(`${passwordFile}: ${systemCode(error)}`, { cause: error });
        });
  return text.split(/\r?\n/, 1)[0] ?? '';
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(question: string, hidden = false): Promise<string> {
  process.stderr.write(question);
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    ...(terminal && { terminal: true, output: hidden ? undefined : process.stderr }),
  });
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      lines.close();
      if (hidden) process.stderr.write('\n');
      resolve(line);
    });
    lines.once('close', () => resolve(''));
  });
}

/** Reads what the manager keeps; it may run meanwhile. What is written is this person's own. */
async function openHere({ data, server }: ClientSetupArgs): Promise<ClientsHere> {
  const host = createNodeHost(dataFolder(data));
  const { guides, office } = await openGuides(data);
  const certificates = createCertificates({ host, clock: host.clock, log: pino({ enabled: false }) });
  const trust = createTrust({ run, platform: host.platform, node: host.node });
  const isLocal = (domain: string) => (office.certificates?.[domain]?.from ?? 'local') === 'local';
  return createClientsHere({
    ...{ host, run, office: () => office, systemTrusts: trust.check, server },
    way: guides.way,
    async own(domain) {
      const authority = isLocal(domain) ? await certificates.authorityPem() : undefined;
      const { chain } = certificates.files(domain);
      return authority === undefined || !existsSync(chain) ? undefined : { authority, chain };
    },
  });
}
