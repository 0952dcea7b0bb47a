/** `chatelaine dns`: the records of the office's domains, as a plan to be read or pasted; "Network, Names" without its face. */
import { isIP, isIPv4 } from 'node:net';
import { type DnsPlan, type ExportProvider, exportProvider } from '../contract/domains.ts';
import type { Language } from '../contract/findings/finding.ts';
import { GROUP_WORDS } from '../contract/findings/records.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { providerRows } from '../manager/dns/plan/fields.ts';
import { planFacts } from '../manager/dns/plan/from-office.ts';
import { dnsPlan } from '../manager/dns/plan/plan.ts';
import { tableText } from '../manager/dns/plan/table.ts';
import { zoneText } from '../manager/dns/plan/zone.ts';
import { servedDomains } from '../manager/office-names.ts';
import { problem } from '../manager/problem.ts';
import { type Office, openSettings } from '../manager/settings.ts';
import { readModel } from '../manager/setup/domain.ts';
import { createNodeHost } from '../node-host.ts';
import { DNS } from './manuals/dns.ts';
import { didYouMean, languageOf, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

const FORMATS = ['zone', 'table', 'fields'] as const;
type Format = (typeof FORMATS)[number];

interface Asked {
  /** Null: each the office serves. */
  readonly domain: string | null;
  readonly format: Format;
  readonly provider: ExportProvider;
  /** Where the zone begins, if not where a registry says. */
  readonly zone: string | undefined;
  /** Instead of what the office has decided; empty: that. */
  readonly addresses: readonly string[];
  readonly optional: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** The words behind `dns`, each loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  plan: (args) => showPlan(args),
  providers: async (args) => (await import('./dns-apply.ts')).dnsProviders(args),
  apply: async (args) => (await import('./dns-apply.ts')).dnsApply(args),
  undo: async (args) => (await import('./dns-apply.ts')).dnsUndo(args),
};

export async function dns([name = '', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command(args);
  const known = Object.keys(COMMANDS);
  const wrong =
    name === '' || name.startsWith('-')
      ? `Say what: ${known.join(', ')}.`
      : `There is nothing called ${name}.${didYouMean(name, known)}`;
  return wrongUsage('dns', wrong);
}

/** What the command line asks for behind `dns plan`, or a sentence about what is wrong with it. */
export function readPlanArgs(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Asked | string {
  const [first, ...rest] = args;
  const named = first !== undefined && !first.startsWith('-');
  const values = readOptions(named ? rest : args, DNS.options, 'plan');
  if (typeof values === 'string') return values;
  const { provider = 'plain', lang = languageOf(env) } = values;
  // A provider's name alone says that its boxes are wanted.
  const format = values.format ?? (values.provider === undefined ? 'zone' : 'fields');
  if (!isOneOf(exportProvider.options, provider))
    return `There is no form for ${provider}. There are: ${exportProvider.options.join(', ')}.`;
  const addresses = values.address?.split(',').map((one) => one.trim()) ?? [];
  const wrong = addresses.find((one) => isIP(one) === 0);
  if (wrong !== undefined) return `"${wrong}" is no address. It looks like 203.0.113.5 or 2001:db8::5.`;
  return {
    ...{ domain: named ? first : null, format, provider, addresses, language: lang },
    ...{ zone: values.zone, data: values.data, optional: values.optional, json: values.json },
  };
}

const isOneOf = <T extends string>(all: readonly T[], one: string): one is T =>
  (all as readonly string[]).includes(one);

const say = (text: string) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);

async function showPlan(args: readonly string[]): Promise<number> {
  const asked = readPlanArgs(args);
  if (typeof asked === 'string') return wrongUsage('dns', asked);
  try {
    const plans = await plansOf(asked);
    if (asked.json) say(JSON.stringify(plans));
    else {
      say(plans.map((plan) => written(plan, asked)).join('\n'));
      // Beside the text, which may be on its way into a file.
      for (const line of asked.optional ? [] : leftOut(plans, asked.language))
        process.stderr.write(`${line}\n`);
    }
    return 0;
  } catch (error) {
    return failed(error, asked);
  }
}

/** Reads what the manager has decided; changes nothing, and so needs no lock. A domain nobody serves yet: as it would be. */
async function plansOf({ domain, addresses, data }: Asked): Promise<DnsPlan[]> {
  const host = createNodeHost(dataFolder(data));
  const { office } = await openSettings({ folder: host.dataDir, now: host.clock.now });
  const wanted = domain === null ? null : ascii(domain);
  const served = office ? servedDomains(office) : [];
  if (wanted === null && !office) throw problem('setup.not-done', {});
  const found = office && (wanted === null || served.includes(wanted)) ? office : fresh(wanted ?? '');
  const now = withAddresses(found, addresses);
  return (wanted === null ? served : [wanted]).map((one) => dnsPlan(planFacts(now, one, undefined)));
}

const LEFT_OUT = {
  en: (count: number, groups: string) =>
    `Left out: ${count} optional ${count === 1 ? 'line' : 'lines'} that nothing breaks without (${groups}). --optional shows them.`,
  fr: (count: number, groups: string) =>
    `Sans ${count === 1 ? 'une ligne facultative' : `${count} lignes facultatives`}, dont rien ne dépend (${groups}). --optional les montre.`,
} as const;

/** What a plan is shown without, so that nobody looks for it in vain. */
function leftOut(plans: readonly DnsPlan[], language: Language): string[] {
  const optional = plans.flatMap(({ records }) => records.filter(({ need }) => need === 'optional'));
  if (optional.length === 0) return [];
  const lines = optional.reduce((sum, { set }) => sum + set.values.length, 0);
  const groups = [...new Set(optional.map(({ group }) => GROUP_WORDS[group][language]))];
  return [LEFT_OUT[language](lines, groups.join(', '))];
}

function ascii(typed: string): string {
  const found = readModel(typed);
  if ('names' in found) return found.names.domain;
  throw problem('domain.invalid', { value: typed.slice(0, 200), ...found });
}

const fresh = (domain: string): Office => ({
  ...{ way: 'domain', domain, ports: { starttls: 5222, direct: 5223 }, admins: [] },
});

function withAddresses(office: Office, addresses: readonly string[]): Office {
  if (addresses.length === 0) return office;
  return {
    ...office,
    addresses: { v4: addresses.filter(isIPv4), v6: addresses.filter((one) => !isIPv4(one)) },
  };
}

function written(plan: DnsPlan, { format, provider, zone, optional, language }: Asked): string {
  const options = { language, optional, zone };
  if (format === 'zone') return zoneText(plan, options);
  if (format === 'table') return tableText(plan, options);
  return providerRows(plan, provider, options)
    .map(({ type, fields }) => [type, ...fields.map(({ label, value }) => `  ${label}: ${value}`)].join('\n'))
    .join('\n\n');
}
