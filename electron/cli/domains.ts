/** `chatelaine domains`: the domains an office serves; "Network, Names" without its face. */

import { type DomainNames, type NameChoices, nameChoices } from '../contract/domains.ts';
import type { Language } from '../contract/findings/finding.ts';
import { withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { namesOf, servedDomains } from '../manager/office-names.ts';
import { problem } from '../manager/problem.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { DOMAINS } from './manuals/domains.ts';
import { didYouMean, languageOf, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

const ACTS = ['list', 'add', 'remove', 'guests', 'set'] as const;
type Act = (typeof ACTS)[number];

interface Asked {
  readonly act: Act;
  /** The domain, or the guests' label; empty for the list, and for no guests. */
  readonly name: string;
  /** What is to be otherwise, for `set`. */
  readonly wish: Partial<NameChoices>;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readDomainsArgs(args: readonly string[]): Asked | string {
  const until = args.findIndex((word) => word.startsWith('-'));
  const [act = 'list', name = '', ...more] = until < 0 ? args : args.slice(0, until);
  const values = readOptions(until < 0 ? [] : args.slice(until), DOMAINS.options);
  if (!(ACTS as readonly string[]).includes(act))
    return `There is nothing called ${act}.${didYouMean(act, ACTS)}`;
  if (typeof values === 'string') return values;
  const nameless = act === 'list' || act === 'set';
  if (more.length > 0 || (nameless && name !== '')) return `"${more[0] ?? name}" is not expected here.`;
  if (act === 'guests' && name === '') return 'Say under which word guests come in, or "off": guests NAME.';
  if (!nameless && name === '') return `Say which: ${act} DOMAIN.`;
  const { server, layout, scheme, ttl, lang, data, json } = values;
  const given = Object.entries({ server, layout, scheme, ttl: ttl === undefined ? ttl : Number(ttl) });
  const wish = nameChoices
    .partial()
    .safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (!wish.success) return SENTENCES[String(wish.error.issues[0]?.path[0])] ?? 'That cannot be chosen.';
  if ((act === 'set') !== Object.keys(wish.data).length > 0)
    return act === 'set'
      ? 'Say what: --server, --layout, --scheme or --ttl.'
      : '--server, --layout, --scheme and --ttl go with "set".';
  return { act: act as Act, name, wish: wish.data, data, json, language: lang ?? languageOf(process.env) };
}

/** What is wrong with a choice, by its option. */
const SENTENCES: Readonly<Record<string, string>> = {
  layout: '--layout is names or one.',
  scheme: `--scheme is one of ${nameChoices.shape.scheme.options.join(', ')}.`,
  ttl: '--ttl is a number of seconds from 60 to 604800.',
  server: '--server is a name such as chat.example.org.',
};

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function domains(args: readonly string[]): Promise<number> {
  const asked = readDomainsArgs(args);
  if (typeof asked === 'string') return wrongUsage('domains', asked);
  try {
    show(asked.act === 'list' ? await read(asked) : await change(asked), asked);
    return 0;
  } catch (error) {
    return failed(error, asked);
  }
}

/** Needs no lock: nothing is changed. */
async function read({ data }: Asked): Promise<DomainNames[]> {
  const host = createNodeHost(dataFolder(data));
  const { office } = await openSettings({ folder: host.dataDir, now: host.clock.now });
  if (!office) throw problem('setup.not-done', {});
  return servedDomains(office).map((domain) => namesOf(office, domain));
}

const change = ({ act, name, wish, data }: Asked): Promise<DomainNames[]> =>
  withManager(createNodeHost(dataFolder(data)), async ({ client: { domains: area } }) => {
    if (act === 'add') await area.add({ typed: name });
    else if (act === 'remove') await area.remove({ domain: name });
    else if (act === 'set') await area.setChoices(wish);
    else await area.setGuests({ label: name === 'off' ? null : name });
    return (await area.list()).map(({ names }) => names);
  });

/** Domains and what hangs on them: the server is one for all. */
function show(all: readonly DomainNames[], { json, language }: Asked): void {
  if (json) {
    say(JSON.stringify({ domains: all }));
    return;
  }
  for (const one of all) say(WORDS[language](one, one === all[0]));
}

const WORDS = {
  en: ({ domain, server, web, guests }: DomainNames, first: boolean) =>
    `${domain}  server ${server}, web ${web}${guests === null ? '' : `, guests ${guests}`}${first ? '  (first)' : ''}`,
  fr: ({ domain, server, web, guests }: DomainNames, first: boolean) =>
    `${domain}  serveur ${server}, web ${web}${guests === null ? '' : `, invités ${guests}`}${first ? '  (le premier)' : ''}`,
} as const;
