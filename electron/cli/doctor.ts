/** `chatelaine doctor`: every check the page has, as prose or as JSON; for a domain of somebody else's, what a stranger sees. */

import type { Language } from '../contract/findings/finding.ts';
import { createCertificateChecker } from '../manager/certificates/checker.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { systemAskers, USUAL_RESOLVERS } from '../manager/dns/ask/askers.ts';
import { authorityOf } from '../manager/dns/authority.ts';
import { dnsChecker } from '../manager/dns/checker.ts';
import { isResolver, onlyResolver } from '../manager/dns/dns.ts';
import { lookAt } from '../manager/dns/look.ts';
import type { Learned } from '../manager/dns/plan/from-office.ts';
import { planFacts } from '../manager/dns/plan/from-office.ts';
import { dnsPlan } from '../manager/dns/plan/plan.ts';
import { createProtocolChecker } from '../manager/doctor/protocol/checker.ts';
import { type Checker, type Diagnosis, diagnose, TOPICS, type Topic } from '../manager/doctor/registry.ts';
import { createDoorEyes } from '../manager/door-eyes.ts';
import { createFirewallChecker } from '../manager/firewall/checker.ts';
import { machineAddresses } from '../manager/host.ts';
import { servedDomains } from '../manager/office-names.ts';
import { problem } from '../manager/problem.ts';
import { createReachChecker } from '../manager/reach/checker.ts';
import { type Office, openSettings } from '../manager/settings.ts';
import { readModel } from '../manager/setup/domain.ts';
import { createNodeHost } from '../node-host.ts';
import { ownAuthority, shownKeys } from './doctor-keys.ts';
import { doctorJson, doctorText } from './doctor-text.ts';
import { DOCTOR } from './manuals/doctor.ts';
import { didYouMean, languageOf, readOptions } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

/** A topic of another area is one more line here; one without a line is said to be not checked. */
const CHECKERS: readonly Checker[] = [dnsChecker, createCertificateChecker(), createProtocolChecker()];

export interface DoctorAsked {
  /** As it was typed; null: all that this installation serves. */
  readonly domain: string | null;
  readonly only: readonly Topic[];
  readonly resolver: string | undefined;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readDoctorArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): DoctorAsked | string {
  const [first, ...rest] = args;
  const named = first !== undefined && !first.startsWith('-');
  const values = readOptions(named ? rest : args, DOCTOR.options);
  if (typeof values === 'string') return values;
  const { lang = languageOf(env), resolver = env.CHATELAINE_RESOLVER || undefined } = values;
  if (resolver !== undefined && !isResolver(resolver))
    return '--resolver is an address, such as 9.9.9.9 or 127.0.0.1:5353.';
  const topics = values.only?.split(',').map((one) => one.trim()) ?? [...TOPICS];
  const wrong = topics.find((one) => !(TOPICS as readonly string[]).includes(one));
  if (wrong !== undefined)
    return `There is no check called "${wrong}". There are: ${TOPICS.join(', ')}.${didYouMean(wrong, TOPICS)}`;
  return {
    ...{ domain: named ? first : null, only: topics as Topic[], resolver },
    ...{ language: lang, data: values.data, json: values.json },
  };
}

const say = (text: string) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);

export async function doctor(args: readonly string[]): Promise<number> {
  const asked = readDoctorArgs(args);
  if (typeof asked === 'string') return wrongUsage('doctor', asked);
  try {
    const found = await examine(asked);
    if (asked.json) for (const one of found) say(JSON.stringify(doctorJson(one, asked.language)));
    else say(found.map((one) => doctorText(one, asked.only, asked.language)).join('\n'));
    const isBroken = found.some(({ findings }) => findings.some(({ severity }) => severity === 'broken'));
    // Nobody could be asked: that is not the same as nothing wrong.
    const isBlind = found.some(({ unable }) => unable.includes('dns'));
    return isBroken || isBlind ? 1 : 0;
  } catch (error) {
    return failed(error, asked);
  }
}

/** Reads what the manager has decided; changes nothing, and so needs no lock. */
async function examine(asked: DoctorAsked): Promise<Diagnosis[]> {
  const host = createNodeHost(dataFolder(asked.data));
  const { office, values } = await openSettings({ folder: host.dataDir, now: host.clock.now });
  // A name of one network only is in nobody's DNS.
  const served = office?.way === 'domain' ? servedDomains(office) : [];
  if (asked.domain === null && served.length === 0) throw problem('setup.not-done', {});
  const domains = asked.domain === null ? served : [ascii(asked.domain)];
  const found: Diagnosis[] = [];
  for (const domain of domains) {
    const ours = served.includes(domain) ? office : null;
    const keys = ours ? await shownKeys(host.dataDir, domain) : [];
    const trusted = ours ? await ownAuthority(host, ours) : [];
    found.push(await examineOne(domain, ours, keys, { ...asked, web: values.web, trusted }));
  }
  return found;
}

function ascii(typed: string): string {
  const found = readModel(typed);
  if ('names' in found) return found.names.domain;
  throw problem('domain.invalid', { value: typed.slice(0, 200), ...found });
}

/** Longer than any name server keeps one waiting. */
const TIMEOUT_MS = 180_000;

function examineOne(
  domain: string,
  office: Office | null,
  keys: readonly string[],
  {
    only,
    resolver,
    web,
    trusted,
  }: DoctorAsked & {
    readonly web: { readonly port: number };
    /** PEM of what the office's devices trust beside the public authorities. */
    readonly trusted: readonly string[];
  },
): Promise<Diagnosis> {
  const { platform } = process;
  const firewall = createFirewallChecker({ platform, uid: process.getuid?.(), web });
  const ports = createReachChecker({ eyes: async () => createDoorEyes(trusted), cards: machineAddresses });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const one = resolver === undefined ? undefined : onlyResolver(resolver);
  const caa = authorityOf(office, domain);
  // As the page has it: who signs, and which key is shown.
  const certificate: Learned = {
    tlsa: keys.map((hash) => `3 1 1 ${hash}`),
    ...(caa === null ? {} : { authority: { caa } }),
  };
  let report: ReturnType<typeof lookAt> | undefined;
  const dns = async () => {
    report ??= lookAt({
      ...{ signal, now: Date.now, authority: caa },
      resolvers: one ? [one.resolver] : USUAL_RESOLVERS,
      system: one ? systemAskers([one.server]) : systemAskers(),
      plan: (learned) =>
        office
          ? dnsPlan(planFacts(office, domain, undefined, { ...learned, ...certificate }))
          : { domain, records: [], gaps: [] },
    });
    return (await report).report;
  };
  return diagnose({ ...{ domain, office, dns, signal, only }, checkers: [...CHECKERS, ports, firewall] });
}
