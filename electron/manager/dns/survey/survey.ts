/** What is there before anything is planned: the zone, who keeps it, what must stay, and traps. */
import { randomBytes } from 'node:crypto';
import type { LookType } from '../../../../server/dns/index.ts';
import type { DomainSurvey, PublicResolver } from '../../../contract/dns.ts';
import { type AskedServer, resolverAskers } from '../ask/askers.ts';
import { createAsking } from '../ask/asking.ts';
import { gather, SERVICE_NAMES } from '../verify/gather.ts';
import { judge } from '../verify/judge.ts';
import type { View } from '../verify/view.ts';
import { mailHoster, webHoster, zoneHoster } from './hosters.ts';

export interface SurveyParts {
  readonly resolvers: readonly PublicResolver[];
  readonly system: readonly AskedServer[];
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly patienceMs?: readonly number[] | undefined;
}

/** @param domain ASCII. Rejects with the signal's reason only. */
export async function survey(domain: string, parts: SurveyParts): Promise<DomainSurvey> {
  const { signal, system, now } = parts;
  // Each once: this is a first look, not a verdict on every way in.
  const resolvers = parts.resolvers.flatMap(resolverAskers).filter(({ over }) => over === 'udp');
  const label = `chatelaine-${randomBytes(6).toString('hex')}`;
  const asking = createAsking({ signal, patienceMs: parts.patienceMs });
  const about = { asking, resolvers, system, now, label };
  const [view] = await Promise.all([
    gather(domain, [], about),
    ...[...system, ...resolvers].flatMap((asker) => [asking.ask(asker, `www.${domain}`, 'A')]),
  ]);
  return surveyOf(view, label);
}

/** Pure. @param label one below the domain that nobody has written. */
export function surveyOf(view: View, label: string): DomainSurvey {
  const { domain, zone } = view;
  const hosts = (type: 'NS' | 'MX', name: string) =>
    view.values(name, type).map((value) => value.split(' ').at(-1)!.replace(/\.$/, ''));
  const nameServers = zone.servers.map(({ name }) => name);
  const mail = hosts('MX', domain).filter((host) => host !== '');
  const addresses = view.addresses(domain);
  const www = view.truth(`www.${domain}`, 'A')?.chain.slice(1) ?? [];
  const alias = view.truth(domain, 'A')?.chain.slice(1) ?? [];
  const chat = [
    ...SERVICE_NAMES.map((service) => [`${service}.${domain}`, 'SRV'] as const),
    [`_xmppconnect.${domain}`, 'TXT'] as const,
  ]
    .map(([name, type]) => ({ name, type, values: [...view.values(name, type)] }))
    .filter(({ values }) => values.length > 0);
  return {
    ...{ domain, at: view.at, registered: zone.registered, zone: zone.name, nameServers },
    provider: zoneHoster(nameServers),
    addresses: { v4: [...view.values(domain, 'A')], v6: [...view.values(domain, 'AAAA')] },
    website: addresses.length > 0 ? { addresses, at: webHoster([...alias, ...www]) } : null,
    mail: mail.length > 0 ? { servers: mail, at: mailHoster(mail) } : null,
    ...{ chat, caa: caaOf(view), dnssec: dnssecOf(view), wildcard: wildcardOf(view, label) },
    findings: judge({ domain, view, rows: [], walks: [], label, authority: null }),
  };
}

/** SPEC: RFC 8659 §3: the set of the name itself counts, or the nearest above it. */
export function caaOf(view: View): DomainSurvey['caa'] {
  const labels = view.domain.split('.');
  for (let at = 0; at < labels.length - 1; at++) {
    const name = labels.slice(at).join('.');
    const values = view.values(name, 'CAA');
    if (values.length > 0) return { name, values: [...values] };
  }
  return null;
}

/** `half-signed`: the zone has keys, and the zone above does not know of them; `bogus`: nobody who checks gets an answer. */
export function dnssecOf(view: View): DomainSurvey['dnssec'] {
  const { zone, resolvers, system } = view;
  if (zone.name === null) return 'unknown';
  const keys = view.truth(zone.name, 'DNSKEY');
  const signed = (keys?.values.length ?? 0) > 0;
  if (zone.ds.length > 0) {
    const heard = resolvers
      .map((asker) => view.heard(asker, zone.name!, 'SOA'))
      .filter((one) => one !== undefined);
    const fails = heard.some(({ problem }) => problem === 'bogus' || problem === 'servfail');
    return !signed || fails ? 'bogus' : 'signed';
  }
  // Where the zone above could not be asked, a resolver that has checked says so.
  const verified = [...resolvers, ...system].some(
    (asker) => view.heard(asker, zone.name!, 'SOA')?.said?.verified === true,
  );
  if (verified) return 'signed';
  if (!keys) return 'unknown';
  return signed ? 'half-signed' : 'unsigned';
}

function wildcardOf(view: View, label: string): DomainSurvey['wildcard'] {
  const types: readonly LookType[] = ['A', 'AAAA', 'SRV'];
  return types
    .map((type) => ({ type, values: [...view.values(`${label}.${view.domain}`, type)] }))
    .filter(({ values }) => values.length > 0);
}
