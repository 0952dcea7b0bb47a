/** `chatelaine reach`: whether people outside come in, by whom it is seen; "Seen from outside" without its face. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../contract/findings/finding.ts';
import { CODE_TROUBLE, PARTNER_CODE_TROUBLE, TROUBLE } from '../contract/findings/reach-words.ts';
import type { ReachState, ReachView } from '../contract/reach.ts';
import { withManager } from '../local/client.ts';
import { createNameLookup } from '../manager/certificates/acme/lookup.ts';
import { createCertificates } from '../manager/certificates/certificates.ts';
import { dataFolder } from '../manager/data-folder.ts';
import type { Kept } from '../manager/database.ts';
import { createDoorEyes, ownCertificates } from '../manager/door-eyes.ts';
import { createBundledEngine } from '../manager/engines/bundled/bundled.ts';
import { createEvents } from '../manager/events.ts';
import { servedDomains, serverHost } from '../manager/office-names.ts';
import { ProblemError, problem } from '../manager/problem.ts';
import { createManagedReach } from '../manager/reach/managed.ts';
import { familyOf } from '../manager/reach/places.ts';
import type { Reach } from '../manager/reach/reach.ts';
import { run } from '../manager/run.ts';
import { type Office, openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { ownAuthority, shownChain } from './doctor-keys.ts';
import { REACH } from './manuals/reach.ts';
import { didYouMean, languageOf, readOptions } from './options.ts';
import { wrongUsage } from './outcome.ts';
import { problemOf, problemText } from './problem-text.ts';
import { partnersText, viewText } from './reach-text.ts';

const ACTS = ['look', 'command', 'paste', 'partners'] as const;
type Act = (typeof ACTS)[number];
const PARTNER_ACTS = ['list', 'code', 'add', 'remove'] as const;
type PartnerAct = (typeof PARTNER_ACTS)[number];
const VIEWS = ['here', 'local', 'public', 'partner'] as const;
type From = (typeof VIEWS)[number];

export interface ReachAsked {
  readonly act: Act;
  readonly partnerAct: PartnerAct;
  readonly from: From;
  /** A partner's domain, a code, or an id. */
  readonly word: string | null;
  readonly windows: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readReachArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ReachAsked | string {
  const until = args.findIndex((word) => word.startsWith('-'));
  const [act = 'look', ...named] = until < 0 ? args : args.slice(0, until);
  // `--from partner NAME`: the name is a word of its own.
  const options = until < 0 ? [] : [...args.slice(until)];
  const at = options.indexOf('--from');
  const hasName =
    at >= 0 &&
    options[at + 1] === 'partner' &&
    options[at + 2] !== undefined &&
    !options[at + 2]!.startsWith('-');
  const partner = hasName ? options.splice(at + 2, 1)[0]! : null;
  const values = readOptions(options, REACH.options);
  if (!(ACTS as readonly string[]).includes(act))
    return `There is nothing called ${act}.${didYouMean(act, ACTS)}`;
  if (typeof values === 'string') return values;
  const { from = 'here', lang = languageOf(env) } = values;
  if (!(VIEWS as readonly string[]).includes(from))
    return `--from is ${VIEWS.join(', ')}.${didYouMean(from, VIEWS)}`;
  const [first = 'list', second] = named;
  if (act === 'partners' && !(PARTNER_ACTS as readonly string[]).includes(first))
    return `Say what of partners: ${PARTNER_ACTS.join(', ')}.${didYouMean(first, PARTNER_ACTS)}`;
  const word = act === 'partners' ? (second ?? null) : act === 'paste' ? named.join('') || null : partner;
  if (act === 'partners' && (first === 'add' || first === 'remove') && word === null)
    return first === 'add' ? 'Say their code: partners add CODE.' : 'Say whom: partners remove NAME.';
  return {
    ...{ act: act as Act, partnerAct: first as PartnerAct, from: from as From, word },
    ...{ windows: values.windows, language: lang, data: values.data, json: values.json },
  };
}

const say = (text: string) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);

export async function reach(args: readonly string[]): Promise<number> {
  const asked = readReachArgs(args);
  if (typeof asked === 'string') return wrongUsage('reach', asked);
  try {
    return asked.act === 'partners' && (asked.partnerAct === 'add' || asked.partnerAct === 'remove')
      ? await changePartners(asked)
      : await DO[asked.act](await openReach(asked.data), asked);
  } catch (error) {
    process.stderr.write(`${said(error, asked.language)}\n`);
    if (asked.json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}

/** What is of this command alone is worded with its page; all else as everywhere. */
function said(error: unknown, language: Language): string {
  if (!(error instanceof ProblemError)) return problemText(error, language);
  const { code, data } = error as ProblemError;
  const { reason, name } = data as { reason: never; name: string };
  if (code === 'reach.code-invalid') return CODE_TROUBLE[language][reason];
  if (code === 'reach.partner-code') return PARTNER_CODE_TROUBLE[language][reason];
  if (code === 'reach.no-address') return NO_ADDRESS[language];
  if (code === 'reach.partner-unknown') return NO_PARTNER[language];
  if (code === 'reach.partner-silent') return `${name} ${TROUBLE[language][reason]}.`;
  return problemText(error, language);
}

const NO_ADDRESS = {
  en: 'The office has no public address anybody could knock at: its name leads nowhere yet ("chatelaine dns plan").',
  fr: 'Le bureau n’a pas d’adresse publique où frapper : son nom ne mène encore nulle part (« chatelaine dns plan »).',
} as const;
const NO_PARTNER = {
  en: 'There is no such partner. "chatelaine reach partners" lists them.',
  fr: 'Ce partenaire n’existe pas. « chatelaine reach partners » en donne la liste.',
} as const;

const DO: Readonly<Record<Act, (area: Reach, asked: ReachAsked) => Promise<number>>> = {
  async look(area, { from, word, language, json }) {
    const id = word === null ? null : idOfPartner(area.state(), word);
    const state = await area.check(from === 'partner' ? 'partner' : 'here', id);
    const views = state.views.filter((view) => wanted(view, from));
    if (json) say(JSON.stringify({ from, views, findings: state.findings }));
    else say(views.map((view) => viewText(view, state, language)).join('\n'));
    return exitCode(views);
  },
  async command(area, { windows, json }) {
    const { sh, powershell, until } = await area.command();
    if (json) say(JSON.stringify({ sh, powershell, until: new Date(until).toISOString() }));
    else say(windows ? powershell : sh);
    return 0;
  },
  async paste(area, { word, language, json }) {
    const state = await area.paste(word ?? readFileSync(0, 'utf8').slice(0, 8000));
    const views = state.views.filter(({ from }) => from === 'machine');
    if (json) say(JSON.stringify({ from: 'machine', views, findings: state.findings }));
    else say(views.map((view) => viewText(view, state, language)).join('\n'));
    return exitCode(views);
  },
  async partners(area, { partnerAct, language, json }) {
    if (partnerAct === 'code') {
      const mine = await area.invitation();
      say(json ? JSON.stringify(mine) : mine.code);
      if (!json) process.stderr.write(`${mine.fingerprint}\n`);
      return 0;
    }
    const { partners } = area.state();
    say(json ? JSON.stringify(partners) : partnersText(partners, language));
    return 0;
  },
};

const wanted = ({ from }: ReachView, asked: From): boolean =>
  asked === 'here' ? from === 'local' || from === 'public' : from === asked;

/** 0: something was tried, and all of it answers as it should. */
function exitCode(views: readonly ReachView[]): number {
  const tried = views.flatMap(({ cells }) => cells).filter(({ verdict }) => verdict !== 'not-checked');
  return tried.length > 0 && tried.every(({ verdict }) => verdict === 'open') ? 0 : 1;
}

function idOfPartner({ partners }: ReachState, word: string): string {
  const found = partners.find(({ id, name }) => id === word || name === word);
  if (!found) throw problem('reach.partner-unknown', {});
  return found.id;
}

/** Reads what the manager has decided; what was seen is kept in a file of this command's own, and so needs no lock. */
async function openReach(data: string | undefined): Promise<Reach> {
  const host = createNodeHost(dataFolder(data));
  const { clock } = host;
  const { office } = await openSettings({ folder: host.dataDir, now: clock.now });
  if (!office) throw problem('setup.not-done', {});
  const log = { warn() {}, error() {}, info() {} } as never;
  const certificates = createCertificates({ host, clock, log, office: () => office });
  const authority = () => ownAuthority(host, office);
  const led = await addressesOf(office, host.resolver);
  return createManagedReach({
    ...{ host, log, kept: keptInFile(join(host.dataDir, 'reach-command.json')), events: createEvents(clock) },
    ...{ changes: { note: () => 0, page: () => [] } as never, undo: { register() {} } as never },
    engine: createBundledEngine({ host, run, clock, admins: () => office.admins }).reach,
    office: () => ({ ...office, ...(led && { addresses: led }) }),
    change: () => Promise.reject(new Error('nothing is decided from here')),
    eyes: async (strangers) => createDoorEyes(strangers ? [] : await authority()),
    async own() {
      const chains = new Map<string, string>();
      for (const domain of servedDomains(office))
        chains.set(domain, (await shownChain(host.dataDir, domain)) ?? certificates.files(domain).chain);
      const files = (domain: string) => ({ chain: chains.get(domain)! });
      return ownCertificates([...chains.keys()], files, await authority(), clock.now());
    },
    walks: () => [],
    ...{ running: () => true, onePort: () => office.onePort === true },
    unexpected: (error) => {
      throw error;
    },
  });
}

const LOOKUP_MS = 15_000;

/** Where the server's name leads; undefined: nobody could be asked, or it is of one network only. */
async function addressesOf(office: Office, resolver: string | undefined): Promise<Office['addresses']> {
  if (office.way === 'lan') return undefined;
  const found = await createNameLookup(resolver)
    .addresses(serverHost(office), AbortSignal.timeout(LOOKUP_MS))
    .catch(() => undefined);
  if (!found || found.length === 0) return undefined;
  const of = (family: 'v4' | 'v6') => found.filter((one) => familyOf(one) === family).slice(0, 4);
  return { v4: of('v4'), v6: of('v6') };
}

/** The lines that wait for their answers, from one command to the next. */
function keptInFile(file: string): Kept {
  const read = (): Record<string, unknown> => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    } catch {
      // Never written, or not by us: nothing waits.
      return {};
    }
  };
  return {
    get: (name) => read()[name],
    set: (name, value) => writeFileSync(file, JSON.stringify({ ...read(), [name]: value }), { mode: 0o600 }),
  };
}

const changePartners = ({ partnerAct, word, data, language, json }: ReachAsked): Promise<number> =>
  withManager(createNodeHost(dataFolder(data)), async ({ client: { reach: area } }) => {
    const { partners } =
      partnerAct === 'add'
        ? await area.addPartner({ code: word! })
        : await area.removePartner({ id: idOfPartner(await area.state(), word!) });
    say(json ? JSON.stringify(partners) : partnersText(partners, language));
    return 0;
  });
