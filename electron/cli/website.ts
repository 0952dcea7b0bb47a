/** `chatelaine website`: what a web server in front needs, and whether all of it arrives; the page "Behind a website" without its face. */
import { isIP } from 'node:net';
import type { SiteFile, WebProgram, WebsiteCheck } from '../contract/index.ts';
import { createCertificates } from '../manager/certificates/certificates.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createBundledEngine } from '../manager/engines/bundled/bundled.ts';
import { createEvents } from '../manager/events.ts';
import { portOwner } from '../manager/port-owner.ts';
import { problem } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { openSettings } from '../manager/settings.ts';
import { createAsk } from '../manager/website/ask.ts';
import { createWebsite, type Website } from '../manager/website/website.ts';
import { createNodeHost } from '../node-host.ts';
import { didYouMean, readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';
import { troubleText } from './website-text.ts';

const PROGRAMS: readonly WebProgram[] = ['nginx', 'apache', 'caddy', 'haproxy'];
const TOPICS = [...PROGRAMS, 'hoster', 'sslh', 'check'] as const;
type Topic = (typeof TOPICS)[number];

const OPTIONS = {
  name: { type: 'string' },
  machine: { type: 'string' },
  domain: { type: 'boolean', default: false },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

interface Asked {
  readonly topic: Topic;
  readonly name: string | undefined;
  readonly machine: string | undefined;
  /** The few lines for the website of the domain instead. */
  readonly domain: boolean;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readWebsiteArgs([topic = '', ...args]: readonly string[]): Asked | string {
  if (!(TOPICS as readonly string[]).includes(topic))
    return topic === '' || topic.startsWith('-')
      ? `Say what for: ${TOPICS.join(', ')}.`
      : `There is nothing about ${topic}.${didYouMean(topic, TOPICS)}`;
  const values = readOptions(args, OPTIONS);
  if (typeof values === 'string') return values;
  if (values.machine !== undefined && isIP(values.machine) === 0)
    return '--machine is the network address of the computer with the web server, such as 192.168.1.5.';
  return { ...values, topic: topic as Topic, name: values.name, machine: values.machine, data: values.data };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function website(args: readonly string[]): Promise<number> {
  const asked = readWebsiteArgs(args);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n"chatelaine website --help" is the manual.\n`);
    return 2;
  }
  try {
    const area = await openWebsite(asked.data);
    return asked.topic === 'check' ? await check(area, asked.json) : await show(area, asked);
  } catch (error) {
    process.stderr.write(`${problemText(error)}\n`);
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}

/** Reads what the manager has decided; changes nothing, and so needs no lock. */
async function openWebsite(data: string | undefined): Promise<Website> {
  const host = createNodeHost(dataFolder(data));
  const { clock } = host;
  const { office } = await openSettings({ folder: host.dataDir, now: clock.now });
  if (!office) throw problem('setup.not-done', {});
  const log = { warn() {}, error() {}, info() {} } as never;
  return createWebsite({
    engine: createBundledEngine({ host, run, clock, admins: () => office.admins }).website,
    ...{ office: () => office, portOwner, addresses: host.addresses, clock, log },
    ...{ kept: { get: () => undefined, set() {} }, isSetUp: () => true, serverRuns: () => true },
    opened: () => undefined,
    ...{ events: createEvents(clock), changes: { note: () => 0, page: () => [] } },
    change: () => Promise.reject(new Error('nothing is changed from here')),
    async ask() {
      const authority = await createCertificates({ host, clock, log }).authorityPem();
      return createAsk({ authorities: authority ? [authority] : [] });
    },
  });
}

async function show(area: Website, { topic, name, machine, domain, json }: Asked): Promise<number> {
  const { suggestion } = await area.get();
  const files = area.files({
    program: PROGRAMS.find((one) => one === topic) ?? suggestion.program,
    name: name ?? suggestion.name,
    machine: machine ?? suggestion.machine,
  });
  if (topic === 'hoster')
    return showAll(
      files.filter((one) => one.kind === 'hoster'),
      json,
    );
  const kind = topic === 'sslh' ? 'one-port' : domain ? 'domain' : 'site';
  const file = files.find((one) => one.kind === kind)!;
  say(json ? JSON.stringify(file) : file.text.trimEnd());
  // Not among the lines of the file, which may be on its way into one.
  if (!json)
    process.stderr.write(
      `\nFor ${file.place}. Then:\n${file.commands.map((line) => `  ${line}\n`).join('')}`,
    );
  return 0;
}

/** Several files, each under its place. */
function showAll(files: readonly SiteFile[], json: boolean): number {
  if (json) say(JSON.stringify(files));
  else for (const { place, text } of files) say(`==> ${place} <==\n${text}`);
  return 0;
}

const MARKS: Readonly<Record<WebsiteCheck['state'], string>> = {
  ...{ fine: 'fine   ', broken: 'BROKEN ', warning: 'warning', skipped: '-      ' },
};

async function check(area: Website, json: boolean): Promise<number> {
  const { checks, at } = await area.check();
  const { address } = await area.get();
  if (json) say(JSON.stringify({ address, at: new Date(at).toISOString(), checks }));
  else {
    say(`${address}\n`);
    for (const one of checks) {
      say(`${MARKS[one.state]}  ${one.id}`);
      if (one.trouble) say(`         ${troubleText(one.trouble, one.data)}`);
    }
  }
  return checks.some(({ state }) => state === 'broken') ? 1 : 0;
}
