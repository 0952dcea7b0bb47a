/**
 * `chatelaine server --config FILE [--check]`: the server in the foreground.
 *
 * Standard output: one announcement, then logs as JSON lines. Standard error: what is wrong with the command line or the
 * configuration, as plain sentences. SIGTERM and SIGINT stop in order, SIGHUP reloads.
 */
import { parseArgs } from 'node:util';
import { type ConfigResult, describeProblem, loadConfig, type ServerConfig } from './config.ts';
import { type Announcement, EXIT, type FailureCode } from './control.ts';
import { openServerControl } from './control-commands.ts';
import type { ControlServer } from './control-server.ts';
import { exposures } from './exposure.ts';
import { createLog, type Log } from './kernel/log.ts';
import { modules } from './modules/index.ts';
import { createCertificates } from './net/certificates.ts';
import { type Server, StartError, startServer } from './server.ts';

const USAGE = `Usage: chatelaine server --config FILE [--check]

  --config FILE   the configuration, one JSON file (default: server.json in this folder)
  --check         say what is wrong with the configuration and do nothing else
`;

const EXIT_OF: Readonly<Record<FailureCode, number>> = {
  'config.invalid': EXIT.badConfig,
  'certificate.unusable': EXIT.badConfig,
  'port.in-use': EXIT.cannotListen,
  'port.forbidden': EXIT.cannotListen,
  'address.unknown': EXIT.cannotListen,
  'listen.failed': EXIT.cannotListen,
  'data.locked': EXIT.badData,
  'data.unusable': EXIT.badData,
  unexpected: EXIT.unexpected,
};

/** Resolves to the exit code once the server has ended. */
export async function runServer(args: readonly string[]): Promise<number> {
  const options = readArgs(args);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${USAGE}`);
    return EXIT.badConfig;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return EXIT.stopped;
  }
  const result = readConfig(options.config);
  if ('problems' in result) return refuseConfig(options.config, result, options.check);
  if (options.check) return check(result.config);
  return serve(options.config, result.config);
}

function readArgs(args: readonly string[]): { config: string; check: boolean; help: boolean } | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string', short: 'c', default: 'server.json' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    return (error as Error).message;
  }
}

const readConfig = (file: string): ConfigResult =>
  loadConfig(file, Object.fromEntries(modules.map(({ name, options }) => [name, options])));

function refuseConfig(file: string, { problems }: { problems: readonly unknown[] }, quiet: boolean): number {
  const sentences = problems.map((problem) => describeProblem(file, problem as never));
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  if (!quiet) announce({ event: 'failed', code: 'config.invalid', message: sentences[0] ?? '' });
  return EXIT.badConfig;
}

function check(config: ServerConfig): number {
  const hosts = new Map(Object.entries(config.hosts).map(([host, { certificate }]) => [host, certificate]));
  const problems = createCertificates().load(hosts);
  for (const { host, message } of problems) process.stderr.write(`${host}: ${message}\n`);
  if (problems.length > 0) return EXIT.badConfig;
  for (const sentence of exposures(config)) process.stdout.write(`To know: ${sentence}\n`);
  process.stdout.write('The configuration is in order.\n');
  return EXIT.stopped;
}

/** With its time: whoever keeps these lines as a log has its place among the others. */
function announce(line: Announcement): void {
  process.stdout.write(`${JSON.stringify({ ...line, time: new Date().toISOString() })}\n`);
}

async function serve(file: string, first: ServerConfig): Promise<number> {
  // What we create in the data folder is for this user alone, also where the folder itself is older and open.
  process.umask(0o077);
  let config = first;
  // The announcement is the first line; what is logged before waits for it.
  let early: string[] | undefined = [];
  const write = (line: string) => (early ? void early.push(line) : void process.stdout.write(line));
  const announceFirst = (line: Announcement) => {
    announce(line);
    const waiting = early ?? [];
    early = undefined;
    for (const text of waiting) write(text);
  };
  const log = createLog({ level: () => config.log.level, write });
  const end = Promise.withResolvers<number>();

  let server: Server;
  try {
    server = await startServer({
      ...{ config, log },
      onFailure: () => end.resolve(EXIT.badData),
      lifecycle: { stop: () => stop(), restart: () => restart(), reload: () => reload() },
    });
  } catch (error) {
    return failStart(error, log, announceFirst);
  }

  const reload = (): string[] => {
    const result = readConfig(file);
    const problems =
      'problems' in result
        ? result.problems.map((problem) => describeProblem(file, problem))
        : server.reload(result.config).map(({ host, message }) => `${host}: ${message}`);
    for (const problem of problems)
      log.error('the new configuration is refused, the old one stays', { problem });
    if (problems.length > 0 || 'problems' in result) return problems;
    log.info('configuration reloaded');
    for (const setting of waitsForRestart(first, result.config))
      log.warn('a changed setting takes effect at the next start', { setting });
    config = result.config;
    warn(config, log);
    return [];
  };
  const stop = () => end.resolve(EXIT.stopped);
  const restart = () => end.resolve(EXIT.restart);
  let control: ControlServer;
  try {
    control = await openServerControl({ server, log, data: config.data, stop, restart, reload });
  } catch (error) {
    await server.stop();
    return failStart(error, log, announceFirst);
  }

  // WHY the process ends: after a fault nobody foresaw its state is unknown, and what was acknowledged is on disk.
  process.on('uncaughtException', (error) => {
    log.error('the server failed', { cause: error.stack ?? error.message });
    process.exit(EXIT.unexpected);
  });

  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', reload);
  const { ports, closed } = server;
  announceFirst({ event: 'ready', ports, ...(closed.length > 0 && { closed }), pid: process.pid });
  warn(config, log);

  const code = await end.promise;
  log.info('stopping');
  await control.close();
  await server.stop().catch((error: Error) => log.error('not stopped in order', { cause: error.message }));
  log.info('stopped');
  return code;
}

function failStart(error: unknown, log: Log, announceFirst: (line: Announcement) => void): number {
  const known = error instanceof StartError;
  const code = known ? error.code : 'unexpected';
  const message = error instanceof Error ? error.message : String(error);
  announceFirst({ event: 'failed', code, message, ...(known ? error.where : {}) });
  if (!known) log.error('the server could not start', { cause: (error as Error)?.stack ?? message });
  process.stderr.write(`${message}\n`);
  return EXIT_OF[code];
}

function warn(config: ServerConfig, log: Log): void {
  if (config.limits === 'off')
    log.warn('limits are off: no rates, quotas or log-in time-outs. This is for tests and benchmarks only.');
  for (const sentence of exposures(config)) log.warn(sentence);
}

/** Settings that are not as the server was started with them, and stay so until the next start. */
function waitsForRestart(started: ServerConfig, next: ServerConfig): string[] {
  const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
  return (['data', 'listen'] as const).filter((name) => differs(started[name], next[name]));
}
