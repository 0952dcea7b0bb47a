/** `chatelaine guide`: how one program is set up for one person, with the office's own values; "Connect an app" without its face. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import {
  type ClientId,
  clientId,
  clientSystem,
  type FilledField,
  type FilledGuide,
  type GuideLanguage,
  type GuidePart,
} from '../contract/guides.ts';
import { createCertificates } from '../manager/certificates/certificates.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createKept } from '../manager/database.ts';
import { createMemory } from '../manager/dns/memory.ts';
import { readGuides } from '../manager/guides/all.ts';
import { fillGuide, plainText } from '../manager/guides/fill.ts';
import { createGuides, forSystem } from '../manager/guides/guides.ts';
import { servedDomains } from '../manager/office-names.ts';
import { problem } from '../manager/problem.ts';
import { type Office, openSettings } from '../manager/settings.ts';
import { chatBase } from '../manager/webchat/webchat.ts';
import { createNodeHost } from '../node-host.ts';
import { GUIDE } from './manuals/guide.ts';
import { didYouMean, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

export interface GuideAsked {
  /** Null: the list of all. */
  readonly client: ClientId | null;
  /** Bare address, or the part before its @; empty: an example. */
  readonly person: string;
  readonly language: GuideLanguage;
  /** Null: as it was found out. */
  readonly way: 'found' | 'typed' | null;
  readonly tls: 'starttls' | 'direct';
  readonly data: string | undefined;
  readonly json: boolean;
}

/** Names people write, for those that are called otherwise on the command line. */
const ALSO: Readonly<Record<string, ClientId>> = {
  'psi+': 'psi',
  browser: 'converse',
  'converse.js': 'converse',
};

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readGuideArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): GuideAsked | string {
  const named = args[0] !== undefined && !args[0].startsWith('-');
  const values = readOptions(named ? args.slice(1) : args, GUIDE.options);
  if (typeof values === 'string') return values;
  const name = (named ? args[0]! : '').toLowerCase();
  const client = name === '' ? null : (ALSO[name] ?? clientId.options.find((one) => one === name));
  if (client === undefined) return `There is no guide for ${args[0]}.${didYouMean(name, clientId.options)}`;
  const { person = '', way, direct, json, data } = values;
  const language =
    values.language ?? (/^fr/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'fr' : 'en');
  if (language !== 'en' && language !== 'fr') return '--language is en or fr.';
  if (way !== undefined && way !== 'found' && way !== 'typed') return '--way is found or typed.';
  if (client === null && (person !== '' || way !== undefined || direct))
    return 'Say which program first: chatelaine guide gajim.';
  return { client, person, language, way: way ?? null, tls: direct ? 'direct' : 'starttls', data, json };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function guide(args: readonly string[]): Promise<number> {
  const asked = readGuideArgs(args);
  if (typeof asked === 'string') return wrongUsage('guide', asked);
  try {
    if (asked.client === null) list(asked);
    else await show(asked, asked.client);
    return 0;
  } catch (error) {
    return failed(error, asked);
  }
}

/** Programs by device, the best first. */
function list({ language, json }: GuideAsked): void {
  const bySystem = clientSystem.options.map((system) => ({
    system,
    programs: forSystem(readGuides(), system).map(({ id, name, about }) => ({
      id,
      name,
      about: about[language],
    })),
  }));
  if (json) {
    say(JSON.stringify({ systems: bySystem }));
    return;
  }
  for (const { system, programs } of bySystem) {
    say(WORDS[language].systems[system]);
    for (const { id, about } of programs) say(`  ${id.padEnd(14)} ${about}`);
  }
}

async function show({ person, language, way, tls, data, json }: GuideAsked, client: ClientId): Promise<void> {
  const { guides, office } = await openGuides(data);
  const address =
    person === ''
      ? `${WORDS[language].somebody}@${office.domain}`
      : person.includes('@')
        ? person
        : `${person}@${office.domain}`;
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1);
  if (!servedDomains(office).includes(host))
    throw problem('domain.refused', { domain: host, reason: 'unknown' });
  const found = await guides.way(host);
  const who = { address, username: address.slice(0, at), host, name: '' };
  const values = { person: who, way: { ...found, way: way ?? found.way }, tls };
  const filled = fillGuide(readGuides().find(({ id }) => id === client)!, values, language);
  if (json) say(JSON.stringify({ way: found, guide: filled }));
  else for (const line of guideText(filled)) say(line);
}

/** Reads what the manager keeps; nothing is changed, and it may run meanwhile. */
export async function openGuides(data: string | undefined) {
  const host = createNodeHost(dataFolder(data));
  const settings = await openSettings({ folder: host.dataDir, now: host.clock.now });
  const { office } = settings;
  if (!office) throw problem('setup.not-done', {});
  const certificates = createCertificates({ host, clock: host.clock, log: pino({ enabled: false }) });
  const file = join(host.dataDir, 'manager.sqlite');
  const guides = createGuides({
    office: () => office,
    addresses: host.addresses,
    dns(domain) {
      if (!existsSync(file)) return undefined;
      const database = new Database(file, { readonly: true });
      try {
        const { report, rightAt } = createMemory(createKept(database)).of(domain);
        return { report, rightAt };
      } finally {
        database.close();
      }
    },
    own: async (domain) => (isOwn(office, domain) ? certificates.current(domain) : undefined),
    // Rooms and names are the server's to tell: the page has them.
    rooms: async () => [],
    chat: () => (office.webchat?.on === false ? null : `${chatBase(office, host.addresses())}/chat`),
    person: async (address) => {
      throw problem('person.unknown', { address });
    },
  });
  return { guides, office };
}

/** Whether the office vouches for a domain's certificate itself. */
const isOwn = ({ certificates }: Office, domain: string): boolean =>
  certificates?.[domain] === undefined || certificates[domain].from === 'local';

const WORDS = {
  en: {
    somebody: 'name',
    systems: {
      android: 'Android',
      ios: 'iPhone, iPad',
      windows: 'Windows',
      macos: 'Mac',
      linux: 'Linux',
      browser: 'Browser',
    },
    acts: {
      type: '',
      choose: 'choose ',
      tick: 'tick it',
      untick: 'leave it unticked',
      leave: 'leave it as it is',
    },
    get: 'Get it',
    do: 'Do this',
    expect: 'How you see that it worked',
    room: 'Enter a room',
    example: 'The room is an example: take the address of one of yours.',
    line: 'Encrypted to the server?',
    check: 'End-to-end encrypted?',
    cannot: 'What to know before',
    colon: ':',
    fingerprint: 'Fingerprint',
    stuck:
      'As things are it cannot get in: it finds the server by its name only. "chatelaine doctor --only dns" says why.',
    nothing: 'nothing to install',
    maker: 'from its makers',
  },
  fr: {
    somebody: 'nom',
    systems: {
      android: 'Android',
      ios: 'iPhone, iPad',
      windows: 'Windows',
      macos: 'Mac',
      linux: 'Linux',
      browser: 'Navigateur',
    },
    acts: {
      type: '',
      choose: 'choisir ',
      tick: 'cocher',
      untick: 'ne pas cocher',
      leave: 'laisser tel quel',
    },
    get: 'Se le procurer',
    do: 'Ce qu’il faut faire',
    expect: 'À quoi voir que ça marche',
    room: 'Entrer dans un salon',
    example: 'Le salon est un exemple\u00a0: prendre l’adresse d’un des vôtres.',
    line: 'Chiffré jusqu’au serveur\u202f?',
    check: 'Chiffré de bout en bout\u202f?',
    cannot: 'À savoir avant',
    colon: '\u00a0:',
    fingerprint: 'Empreinte',
    stuck:
      'En l’état il ne peut pas entrer\u00a0: il ne trouve le serveur que par son nom. « chatelaine doctor --only dns » dit pourquoi.',
    nothing: 'rien à installer',
    maker: 'chez ses auteurs',
  },
} as const;

/** A guide as lines for a terminal or a mail. Pure. */
export function guideText(guide: FilledGuide): string[] {
  const words = WORDS[guide.language];
  const plain = (parts: readonly GuidePart[]) => plainText(parts, guide.language);
  const field = ({ name, act, value, note }: FilledField, before: string): string[] => [
    `${before}${name.replace(/\s*:$/, '')}${words.colon} ${words.acts[act]}${act === 'type' || act === 'choose' ? value : ''}`,
    ...(note ? [`${before}  (${plain(note)})`] : []),
  ];
  return [
    `${guide.name}. ${plain(guide.about)}`,
    ...(guide.stuck ? ['', words.stuck] : []),
    '',
    words.get,
    ...guide.install.map(({ system, how, where, name, page }) => {
      const from = {
        store: `${where}${words.colon} ${name}`,
        package: `${where}${words.colon} ${name}`,
        site: words.maker,
        none: words.nothing,
      }[how];
      return `  ${words.systems[system]}${words.colon} ${from}${page === '' ? '' : `  ${page}`}`;
    }),
    '',
    words.do,
    ...guide.steps.flatMap(({ text, fields }, index) => [
      `  ${index + 1}. ${plain(text)}`,
      ...fields.flatMap((one) => field(one, '       ')),
    ]),
    ...(guide.fingerprints.length > 0 ? [''] : []),
    ...guide.fingerprints.map(
      ({ digest, value }) => `${words.fingerprint} (${digest})${words.colon} ${value}`,
    ),
    ...['', `${words.expect}${words.colon} ${plain(guide.expect)}`],
    `${words.room}${words.colon} ${plain(guide.rooms.text)}`,
    ...guide.rooms.fields.flatMap((one) => field(one, '       ')),
    // Which rooms there are is the server's to tell: the page has them.
    `       (${words.example})`,
    `${words.line} ${plain(guide.encryption.line)}`,
    `${words.check} ${plain(guide.encryption.check)}`,
    ...(guide.cannot.length > 0 ? [`${words.cannot}${words.colon}`] : []),
    ...guide.cannot.map(({ text }) => `  - ${plain(text)}`),
  ];
}
