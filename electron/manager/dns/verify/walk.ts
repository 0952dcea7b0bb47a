/**
 * The way a colleague's phone and another company's server take from the domain to a door, step by step.
 * Specs: RFC 6120 §3.2, RFC 2782, XEP-0368 1.1.0, RFC 8305.
 */
import { isIP } from 'node:net';
import { choose, type Offer, type SrvRecord } from '../../../../server/dns/index.ts';
import type { Walk, WalkStep, WalkTarget } from '../../../contract/dns.ts';
import { SERVICES } from './gather.ts';
import { readSrv } from './values.ts';
import type { View } from './view.ts';

export type Reached = WalkTarget['addresses'][number]['answers'];

/** Opens a connection and closes it again. Never rejects but with the signal's reason. */
export type Reach = (address: string, port: number, signal: AbortSignal) => Promise<Reached>;

const USUAL = { client: 5222, server: 5269 } as const;
/** Doors that are tried, and addresses of each: whoever writes a zone decides where we knock. */
const MOST_TARGETS = 8;
const MOST_ADDRESSES = 4;

export interface WalkParts {
  readonly reach: Reach;
  readonly signal: AbortSignal;
  /** From 0 up to 1; decides between targets of one priority. */
  readonly random: () => number;
}

/** @param who a phone looks for the client service, a server for the server's. */
export async function walk(domain: string, who: Walk['who'], view: View, parts: WalkParts): Promise<Walk> {
  const service = who === 'phone' ? 'client' : 'server';
  const { direct, starttls } = SERVICES[service];
  const steps: WalkStep[] = [];
  const offers = (prefix: string): SrvRecord[] => {
    const name = `${prefix}.${domain}`;
    const answered = view.truth(name, 'SRV');
    const values = view.values(name, 'SRV');
    steps.push({
      ...{ step: 'srv', ok: answered !== undefined, subject: `${name} SRV` },
      detail: answered ? (values.length > 0 ? [...values] : ['nothing']) : ['nobody answered'],
    });
    return values.map(readSrv);
  };
  const choice = choose(offers(direct), offers(starttls), parts.random);
  if (choice.is === 'not-offered') {
    steps.push({ step: 'not-offered', ok: false, subject: domain, detail: ['SRV target "."'] });
    return { who, steps, targets: [], chosen: null };
  }
  const unsure = steps.some(({ ok }) => !ok);
  if (choice.is === 'address')
    steps.push({
      ...{ step: 'no-srv', ok: !unsure, subject: domain, detail: [`${domain}:${USUAL[service]}, STARTTLS`] },
    });
  const targets =
    choice.is === 'address'
      ? [fallback(domain, USUAL[service])]
      : choice.offers.slice(0, MOST_TARGETS).map(asTarget);
  if (choice.is === 'offers')
    steps.push({
      ...{ step: 'order', ok: true, subject: domain },
      detail: targets.map(
        ({ host, port, tls, priority, weight }) => `${priority} ${weight} ${host}:${port} ${tls}`,
      ),
    });

  const tried: WalkTarget[] = [];
  let chosen: number | null = null;
  for (const [at, target] of targets.entries()) {
    const addresses = isIP(target.host) === 0 ? view.addresses(target.host) : [target.host];
    steps.push({
      ...{ step: 'address', ok: addresses.length > 0, subject: `${target.host} A, AAAA` },
      detail: addresses.length > 0 ? addresses : ['no address'],
    });
    const found: WalkTarget['addresses'] = [];
    // All of them, though a program stops at the first that answers: one that does not is a delay for many.
    const answers = await Promise.all(
      addresses.slice(0, MOST_ADDRESSES).map((address) => parts.reach(address, target.port, parts.signal)),
    );
    for (const [index, answer] of answers.entries())
      found.push({ address: addresses[index]!, answers: answer });
    if (found.length > 0)
      steps.push({
        ...{ step: 'connect', ok: answers.includes('yes'), subject: `${target.host}:${target.port}` },
        detail: found.map(({ address, answers: answer }) => `${address}: ${answer}`),
      });
    tried.push({ ...target, addresses: found });
    if (chosen === null && answers.includes('yes')) chosen = at;
  }
  return { who, steps, targets: tried, chosen };
}

type Untried = Omit<WalkTarget, 'addresses'>;

const asTarget = ({ target, port, tls, priority, weight }: Offer): Untried => ({
  ...{ host: target, port, tls, priority, weight, because: 'srv' },
});

/** SPEC: RFC 6120 §3.2.2: without SRV the domain itself is the host, at the usual port. */
const fallback = (host: string, port: number): Untried => ({
  ...{ host, port, tls: 'starttls', priority: 0, weight: 0, because: 'fallback' },
});
