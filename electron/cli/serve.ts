/** `chatelaine serve`: the headless face in the foreground, and the fresh link when one runs already. */
import { homedir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { type Headless, startHeadless } from '../headless.ts';
import { writeLinkPage } from '../link-page.ts';
import { comes } from '../local/successor.ts';
import { putBackClosed } from '../manager/backup/snapshots.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { isResolver } from '../manager/dns/dns.ts';
import { ring } from '../manager/doorbell.ts';
import type { Host } from '../manager/host.ts';
import { systemCode } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { keeperOfThis } from '../manager/system-service/keepers.ts';
import { START_SECONDS } from '../manager/system-service/plan.ts';
import { EXIT_AGAIN, handOver, settleUpdate } from '../manager/updates/at-start.ts';
import type { HandOver } from '../manager/updates/updates.ts';
import { createNodeHost, hasDisplay, openWithSystem } from '../node-host.ts';
import { type Listen, parseListen } from '../web/listen.ts';
import { asService } from './as-service.ts';
import { SERVE } from './manuals/serve.ts';
import { readOptions } from './options.ts';
import { wrongUsage } from './outcome.ts';
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
  const values = readOptions(args, SERVE.options);
  if (typeof values === 'string') return values;
  const listen = values.listen === undefined ? undefined : parseListen(values.listen);
  if (typeof listen === 'string') return listen;
  const { resolver } = values;
  if (resolver !== undefined && !isResolver(resolver))
    return '--resolver is an address, such as 9.9.9.9 or 127.0.0.1:5353.';
  return { dataDir: dataFolder(values.data), listen, json: values.json, resolver };
}

export async function serve(args: readonly string[]): Promise<number> {
  const options = readServeArgs(args);
  if (typeof options === 'string') return wrongUsage('serve', options);
  return runHeadless({ ...options, browser: false });
}

/**
 * Runs until a signal ends it; resolves to the exit code.
 * @param asked by a signal, where this one follows another in the same process: one that came in between is not lost.
 */
export async function runHeadless(options: ServeOptions, asked?: Promise<void>): Promise<number> {
  const { dataDir, listen, json, resolver } = options;
  // From the first moment on: a signal while it starts lets it start, and then ends it in order.
  const host = createNodeHost(dataDir, { resolver });
  const service = asService(host);
  const ended = asked ?? untilSignal(service !== undefined);
  const copies = { putBack: (id: string) => putBackClosed(dataDir, id) };
  const handedOver = Promise.withResolvers<HandOver | 'service' | 'restart'>();
  // What a stop in the middle of an update left, before anything of the data is opened.
  const update = await settleUpdate(host, copies);
  if (update === 'restart') return EXIT_AGAIN;
  let face: Headless;
  try {
    const open = () =>
      startHeadless({
        host,
        listen,
        handOver: handedOver.resolve,
        restart: () => handedOver.resolve('restart'),
        startTakesLonger: service?.longer,
      });
    face = await (service ? service.open(open) : open());
  } catch (error) {
    return notStarted(error, options);
  }
  const stopTelling = service?.serving(face.manager);
  // With a password there is nothing to show to whoever reads this; and a service's output goes into the journal, which others read.
  const url = (face.hasKey || service !== undefined) && !options.browser ? null : face.newLink();
  announce(face, url, json);
  if (url !== null && options.browser && hasDisplay()) await openInBrowser(url, dataDir);
  // A new version that does not come further than this is not kept.
  if (update === 'proving' && face.manager.recovery) handedOver.resolve('give-up');
  const why = await Promise.race([ended, handedOver.promise]);
  stopTelling?.();
  // WHY not for one that begins anew: systemd takes the word for the end, sends no SIGTERM any more, and kills in its own time.
  if (why !== 'restart') await service?.stopping();
  await face.close();
  if (why === 'service') return leaveTo(host, options, ended);
  // A whole state was put back: it is in force as soon as the folder is opened anew.
  if (why === 'restart') return runHeadless({ ...options, browser: false }, ended);
  return why ? handOver(host, why, copies) : 0;
}

/**
 * The service that was put in place takes the folder; where it does not come, this one goes on: as soon as the definition is taken away
 * again, since nobody can chat meanwhile. A signal that comes in between is not lost.
 */
async function leaveTo(host: Host, options: ServeOptions, asked: Promise<void>): Promise<number> {
  if (!options.json) say('The service takes over.');
  const { keeper } = keeperOfThis({ run, home: homedir() });
  const stop = new AbortController();
  const coming = async () => (await keeper.look()) !== null;
  const came = comes(host.dataDir, START_SECONDS * 1000, host.clock, { coming, signal: stop.signal });
  const then = await Promise.race([came, asked.then(() => 'ended' as const)]);
  stop.abort();
  if (then === 'ended') return 0;
  if (then) {
    if (!options.json) say('Chatelaine runs as a service now. "chatelaine" gives a link to its page.');
    return 0;
  }
  process.stderr.write('The service did not come up. This one goes on.\n');
  return runHeadless({ ...options, browser: false }, asked);
}

/** The running manager removes the page when the link was used or has run out. */
async function openInBrowser(url: string, dataDir: string): Promise<void> {
  await openWithSystem(pathToFileURL(await writeLinkPage(dataDir, url)).href);
}

function announce(face: Headless, url: string | null, json: boolean): void {
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
  if (url === null) {
    say(`Open this address in a browser and log in:\n\n  ${address}\n`);
    say('Without the password: "chatelaine link". Ctrl C ends it.');
    return;
  }
  say(`Open this address in a browser, it works once, for ten minutes:\n\n  ${url}\n`);
  say('For another one, run "chatelaine link". Ctrl C ends it.');
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

/** Resolves at the first SIGTERM or SIGINT, and where nobody keeps us at the end of the terminal; a second one ends at once. */
function untilSignal(isKept: boolean): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    if (isKept) process.on('SIGHUP', () => undefined);
    else process.on('SIGHUP', stop);
  });
}
