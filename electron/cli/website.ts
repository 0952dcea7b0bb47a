/** `chatelaine website`: what a web server in front needs, and whether all of it arrives; the page "Behind a website" without its face. */

import { isIP } from 'node:net';
import type { Language } from '../contract/findings/finding.ts';
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
import { WEBSITE } from './manuals/website.ts';
import { didYouMean, languageOf, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';
import { troubleText } from './website-text.ts';

const PROGRAMS: readonly WebProgram[] = ['nginx', 'apache', 'caddy', 'haproxy'];
const TOPICS = [...PROGRAMS, 'hoster', 'sslh', 'check'] as const;
type Topic = (typeof TOPICS)[number];

interface Asked {
  readonly topic: Topic;
  readonly name: string | undefined;
  readonly machine: string | undefined;
  /** The few lines for the website of the domain instead. */
  readonly domain: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readWebsiteArgs([topic = '', ...args]: readonly string[]): Asked | string {
  if (!(TOPICS as readonly string[]).includes(topic))
    return topic === '' || topic.startsWith('-')
      ? `Say what for: ${TOPICS.join(', ')}.`
      : `There is nothing about ${topic}.${didYouMean(topic, TOPICS)}`;
  const values = readOptions(args, WEBSITE.options);
  if (typeof values === 'string') return values;
  if (values.machine !== undefined && isIP(values.machine) === 0)
    return '--machine is the network address of the computer with the web server, such as 192.168.1.5.';
  const { name, machine, domain, data, json, lang = languageOf(process.env) } = values;
  return { topic: topic as Topic, name, machine, domain, data, json, language: lang };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function website(args: readonly string[]): Promise<number> {
  const asked = readWebsiteArgs(args);
  if (typeof asked === 'string') return wrongUsage('website', asked);
  try {
    const area = await openWebsite(asked.data);
    return asked.topic === 'check' ? await check(area, asked) : await show(area, asked);
  } catch (error) {
    return failed(error, asked);
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

async function show(area: Website, { topic, name, machine, domain, json, language }: Asked): Promise<number> {
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
      `\n${THEN[language](file.place)}\n${file.commands.map((line) => `  ${line}\n`).join('')}`,
    );
  return 0;
}

const THEN = {
  en: (place: string) => `For ${place}. Then:`,
  fr: (place: string) => `Pour ${place}. Ensuite :`,
} as const;

/** Several files, each under its place. */
function showAll(files: readonly SiteFile[], json: boolean): number {
  if (json) say(JSON.stringify(files));
  else for (const { place, text } of files) say(`==> ${place} <==\n${text}`);
  return 0;
}

const MARKS: Readonly<Record<Language, Record<WebsiteCheck['state'], string>>> = {
  en: { fine: 'fine   ', broken: 'BROKEN ', warning: 'warning', skipped: '-      ' },
  fr: { fine: 'bien   ', broken: 'CASSÉ  ', warning: 'alerte ', skipped: '-      ' },
};

async function check(area: Website, { json, language }: Asked): Promise<number> {
  const { checks, at } = await area.check();
  const { address } = await area.get();
  if (json) say(JSON.stringify({ address, at: new Date(at).toISOString(), checks }));
  else {
    say(`${address}\n`);
    for (const one of checks) {
      say(`${MARKS[language][one.state]}  ${one.id}`);
      if (one.trouble) say(`         ${troubleText(one.trouble, one.data)}`);
    }
  }
  return checks.some(({ state }) => state === 'broken') ? 1 : 0;
}
