/**
 * `chatelaine`: one command line for all there is. Exit codes: cli/manuals/exit-codes.ts; those of `probe`, `server` and `ctl` are
 * their own (see their --help).
 */
import './require-node.ts';
import { HELP, isHelpTopic } from './cli/help.ts';
import { VERSION_MANUAL } from './cli/manuals/help.ts';
import { didYouMean, languageOf, readOptions } from './cli/options.ts';
import { asCommand } from './manager/caller.ts';
import { VERSION } from './version.ts';

/** Loaded only when asked for: `help` and `version` need neither database nor server. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  start: async (args) => (await import('./cli/start.ts')).start(args),
  serve: async (args) => (await import('./cli/serve.ts')).serve(args),
  setup: async (args) => (await import('./cli/setup.ts')).setup(args),
  dns: async (args) => (await import('./cli/dns.ts')).dns(args),
  domains: async (args) => (await import('./cli/domains.ts')).domains(args),
  'client-setup': async (args) => (await import('./cli/client-setup.ts')).clientSetup(args),
  guide: async (args) => (await import('./cli/guide.ts')).guide(args),
  doctor: async (args) => (await import('./cli/doctor.ts')).doctor(args),
  programs: async (args) => (await import('./cli/programs.ts')).programs(args),
  firewall: async (args) => (await import('./cli/firewall.ts')).firewall(args),
  router: async (args) => (await import('./cli/router.ts')).router(args),
  certificate: async (args) => (await import('./cli/certificate.ts')).certificate(args),
  invite: async (args) => (await import('./cli/invite.ts')).invite(args),
  logs: async (args) => (await import('./cli/logs.ts')).logs(args),
  backup: async (args) => (await import('./cli/backup.ts')).backup(args),
  reach: async (args) => (await import('./cli/reach.ts')).reach(args),
  numbers: async (args) => (await import('./cli/numbers.ts')).numbers(args),
  probe: async (args) => (await import('./cli/probe.ts')).probe(args),
  notices: async (args) => (await import('./cli/notices.ts')).notices(args),
  coach: async (args) => (await import('./cli/coach.ts')).coach(args),
  leave: async (args) => (await import('./cli/leave.ts')).leave(args),
  website: async (args) => (await import('./cli/website.ts')).website(args),
  update: async (args) => (await import('./cli/update.ts')).update(args),
  service: async (args) => (await import('./cli/service.ts')).service(args),
  password: async (args) => (await import('./cli/password.ts')).password(args),
  sessions: async (args) => (await import('./cli/sessions.ts')).sessions(args),
  audit: async (args) => (await import('./cli/audit.ts')).audit(args),
  reset: async (args) => (await import('./cli/reset.ts')).reset(args),
  uninstall: async (args) => (await import('./cli/reset.ts')).uninstall(args),
  link: async (args) => (await import('./cli/link.ts')).link(args),
  server: async (args) => (await import('../server/main.ts')).main(args),
  // Not for people: the process in which the manager has backups made (manager/backup/worker.ts).
  'backup-work': async () => {
    const [{ runBackupWork }, stored] = await Promise.all([
      import('./manager/backup/work/run.ts'),
      import('../server/stored.ts'),
    ]);
    return runBackupWork(stored);
  },
  ctl: async (args) => {
    const { ctl } = await import('../server/ctl.ts');
    const { withOfficeConfig } = await import('./cli/ctl.ts');
    const out = (text: string) => void process.stdout.write(text);
    const err = (text: string) => void process.stderr.write(text);
    return ctl({ args: withOfficeConfig(args), stdin: process.stdin, out, err });
  },
  completion: async (args) => {
    const { COMMANDS: ctl } = await import('../server/commands/index.ts');
    return (await import('./cli/completion.ts')).completion(args, ctl);
  },
  help: async ([about]) => help(about),
  version: async (args) => {
    const values = readOptions(args, VERSION_MANUAL.options);
    if (typeof values === 'string') return usage(values);
    process.stdout.write(values.json ? `${JSON.stringify(await versionFacts())}\n` : `${VERSION}\n`);
    return 0;
  },
};

const STAYS: ReadonlySet<string> = new Set(['start', 'serve', 'server', 'ctl', 'help', 'version']);

/** With the data this version writes: what a release says of itself (resources/tools/release.mjs). */
async function versionFacts() {
  const [{ SCHEMA }, { MANAGER_SCHEMA }] = await Promise.all([
    import('../server/stored.ts'),
    import('./manager/database.ts'),
  ]);
  return { version: VERSION, schema: { server: SCHEMA, manager: MANAGER_SCHEMA } };
}

function help(about: string | undefined): number {
  if (about !== undefined && !isHelpTopic(about)) return noCommand(about);
  process.stdout.write(HELP[about ?? 'chatelaine']!);
  return 0;
}

function noCommand(name: string): number {
  return usage(`There is no command ${name}.${didYouMean(name, Object.keys(HELP))}`);
}

function usage(sentence: string): number {
  process.stderr.write(`${sentence} "chatelaine help" lists what there is.\n`);
  return 2;
}

// Whoever read our answer has read enough (`| head`): that is no fault to tell anybody of.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(1);
  });

async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--help' || first === '-h') return help(undefined);
  if (first === '--version' || first === '-v') return COMMANDS.version!(rest);
  // Without a command: what `npm start` does, with its options.
  const [name, given] = first === undefined || first.startsWith('-') ? ['start', args] : [first, rest];
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return noCommand(name);
  // `server` and `ctl` word their own help.
  const ownHelp = name === 'server' || name === 'ctl' || name === 'help';
  if (!ownHelp && given.some((word) => word === '--help' || word === '-h')) return help(name);
  if (process.getuid?.() === 0) await (await import('./cli/owner.ts')).becomeOwner(name, given);
  // Those who stay: what they do is asked for by their pages, or by nobody.
  if (STAYS.has(name)) return command(given);
  return asCommand(() => command(given));
}

// WHY: the clock's timers keep no process alive, so a command that only waits for one (a server that is tried again) would end
// with Node's "unsettled top-level await".
const atWork = setInterval(() => undefined, 60_000);
process.exitCode = await main(process.argv.slice(2)).catch(async (error: unknown) => {
  const { problemText } = await import('./cli/problem-text.ts');
  process.stderr.write(`${problemText(error, languageOf(process.env))}\n`);
  return 1;
});
clearInterval(atWork);
// Whatever is still open by now (a log being flushed has been waited for) must not keep the command from ending.
process.exit();
