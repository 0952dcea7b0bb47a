/** `chatelaine serve`: the headless face in the foreground, and the fresh link when one runs already. */
import { pathToFileURL } from 'node:url';
import { type Headless, startHeadless } from '../headless.ts';
import { writeLinkPage } from '../link-page.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { isResolver } from '../manager/dns/dns.ts';
import { ring } from '../manager/doorbell.ts';
import { systemCode } from '../manager/problem.ts';
import { createNodeHost, hasDisplay, openWithSystem } from '../node-host.ts';
import { type Listen, parseListen } from '../web/listen.ts';
import { readOptions } from './options.ts';
import { problemText } from './problem-text.ts';

export interface ServeOptions {
  readonly dataDir: string;
  readonly listen: Listen | undefined;
  readonly json: boolean;
  /** The one resolver that is asked about the office's domains. */
  readonly resolver: string | undefined;
  /** Open the link in a browser where there is a display. */
  readonly browser: boolean;
}

/** The options of `serve` and `start`, or a sentence about what is wrong with them. */
export function readServeArgs(args: readonly string[]): Omit<ServeOptions, 'browser'> | string {
  const values = readOptions(args, OPTIONS);
  if (typeof values === 'string') return values;
  const listen = values.listen === undefined ? undefined : parseListen(values.listen);
  if (typeof listen === 'string') return listen;
  const { resolver } = values;
  if (resolver !== undefined && !isResolver(resolver))
    return '--resolver is an address, such as 9.9.9.9 or 127.0.0.1:5353.';
  return { dataDir: dataFolder(values.data), listen, json: values.json, resolver };
}

const OPTIONS = {
  data: { type: 'string' },
  listen: { type: 'string' },
  resolver: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export async function serve(args: readonly string[]): Promise<number> {
  const options = readServeArgs(args);
  if (typeof options === 'string') return usage(options, 'serve');
  return runHeadless({ ...options, browser: false });
}

export function usage(sentence: string, command: string): number {
  process.stderr.write(`${sentence}\n"chatelaine ${command} --help" is the manual.\n`);
  return 2;
}

/** Runs until a signal ends it; resolves to the exit code. */
export async function runHeadless(options: ServeOptions): Promise<number> {
  const { dataDir, listen, json, resolver } = options;
  // From the first moment on: a signal while it starts lets it start, and then ends it in order.
  const ended = untilSignal();
  let face: Headless;
  try {
    face = await startHeadless({ host: createNodeHost(dataDir, { resolver }), listen });
  } catch (error) {
    return notStarted(error, options);
  }
  const url = face.newLink();
  announce(face, url, json);
  if (options.browser && hasDisplay()) await openInBrowser(url, dataDir);
  await ended;
  await face.close();
  return 0;
}

/** The running manager removes the page when the link was used or has run out. */
async function openInBrowser(url: string, dataDir: string): Promise<void> {
  await openWithSystem(pathToFileURL(await writeLinkPage(dataDir, url)).href);
}

function announce(face: Headless, url: string, json: boolean): void {
  const { address, insteadOf, beyondLoopback, manager } = face;
  if (json) {
    say(JSON.stringify({ event: 'listening', url, address, recovery: manager.recovery }));
    return;
  }
  if (insteadOf) say(`Port ${insteadOf} is in use, so this is another one.`);
  if (beyondLoopback) {
    say('Other machines can reach this page. Only those with the link get in; the browser will');
    say("warn about the certificate until it trusts your office's own authority.");
  }
  if (manager.recovery) say(`Chatelaine is in recovery mode: ${manager.recovery.reason}`);
  say(`Open this address in a browser, it works once, for ten minutes:\n\n  ${url}\n`);
  say('For another one, run "chatelaine" again. Ctrl C ends it.');
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function notStarted(error: unknown, { dataDir, listen, json, browser }: ServeOptions): Promise<number> {
  const code = systemCode(error);
  if (code === 'data.locked') {
    const running = await ring(dataDir).catch(() => undefined);
    if (running?.url) {
      if (json) say(JSON.stringify({ event: 'running', url: running.url }));
      else say(`Chatelaine runs already. This address works once, for ten minutes:\n\n  ${running.url}\n`);
      if (browser && hasDisplay()) await openInBrowser(running.url, dataDir);
      return 0;
    }
    if (running?.face === 'desktop') {
      say('Chatelaine is open already, in its window.');
      return 0;
    }
  }
  const place = listen ? `${listen.address}:${listen.port}` : 'the local address';
  if (code === 'EADDRINUSE')
    return fail(`${place} is in use by another program. Choose another with --listen.`);
  if (code === 'EACCES') return fail(`This account may not listen on ${place}. Choose a port from 1024 on.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return fail(`${place} is no address of this machine.`);
  return fail(problemText(error));
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends at once. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.on('SIGHUP', stop);
  });
}
