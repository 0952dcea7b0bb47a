/**
 * From a domain to its targets: literals, the configuration's word, the DNS, and what the zone says of certificates.
 * Specs: RFC 6120 §3.2, XEP-0368 1.1.0, RFC 7673 §3.
 */
import { isIP, isIPv6 } from 'node:net';
import { toASCII } from 'tr46';
import {
  type Answer,
  choose,
  DnsError,
  type Resolver,
  type SrvRecord,
  type TlsaRecord,
} from '../../dns/index.ts';
import { addressesOf } from './addresses.ts';
import { type Found, NamesError, type Target } from './target.ts';

export interface FindParts {
  readonly resolver: Resolver;
  readonly dane: boolean;
  readonly loopback: boolean;
  readonly random: () => number;
}

/** RFC 6120 §14.7, and what XEP-0368's own users have settled on. */
const [STARTTLS_PORT, DIRECT_PORT] = [5269, 5270];
const DIRECT = '_xmpps-server._tcp';
const STARTTLS = '_xmpp-server._tcp';
/** What may stand in an SRV record as a host (RFC 1123 §2.1), with the underscore some zones have. */
const HOST =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)*$/;

/** What the configuration says instead of the DNS: `host`, `host:port`, `[2001:db8::1]:5270`. Throws a NamesError. */
export function configuredTarget(text: string, tls?: Target['tls']): Target {
  const [, literal, name, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = literal ?? (isIPv6(text) ? text : asciiName(name ?? ''));
  const port = digits === undefined ? (tls === 'direct' ? DIRECT_PORT : STARTTLS_PORT) : Number(digits);
  if (!host || (literal !== undefined && !isIPv6(literal)) || port < 1 || port > 65535)
    throw new NamesError(
      'dns.no-server',
      `the configured server ${JSON.stringify(text)} is no host, nor host:port`,
    );
  return { host, port, tls: tls ?? (port === DIRECT_PORT ? 'direct' : 'starttls'), because: 'configured' };
}

/** A domain's name as the DNS has it, or undefined. */
function asciiName(domain: string): string | undefined {
  const name = toASCII(domain, { checkBidi: true, checkJoiners: true });
  return name && HOST.test(name) ? name : undefined;
}

/** RFC 7622 §3.2: an IPv6 address stands in brackets. */
function literalOf(domain: string): string | undefined {
  const inside = domain.startsWith('[') ? domain.slice(1, -1) : domain;
  return isIP(inside) === 0 ? undefined : inside;
}

/** Rejects with a NamesError, or the signal's reason. */
export async function findTargets(domain: string, parts: FindParts, signal?: AbortSignal): Promise<Found> {
  const literal = literalOf(domain);
  if (literal)
    return {
      targets: [{ host: literal, port: STARTTLS_PORT, tls: 'starttls', because: 'literal' }],
      secure: false,
    };
  const name = asciiName(domain);
  if (!name) throw new NamesError('dns.no-domain', `${JSON.stringify(domain)} is no name the DNS can have`);

  const { direct, starttls, secure } = await offersOf(name, parts.resolver, signal);
  const choice = choose(direct, starttls, parts.random);
  if (choice.is === 'not-offered')
    throw new NamesError(
      'dns.not-offered',
      `the SRV records of ${name} say that it does not talk to other servers`,
    );
  const targets: Target[] =
    choice.is === 'address'
      ? [{ host: name, port: STARTTLS_PORT, tls: 'starttls', because: 'no-srv' }]
      : choice.offers
          .filter(({ target }) => HOST.test(target))
          .map(({ target: host, port, tls }) => ({ host, port, tls, because: `srv.${tls}` as const }));
  if (targets.length === 0)
    throw new NamesError('dns.no-server', `the SRV records of ${name} name no host that can exist`);
  if (!secure || !parts.dane) return { targets, secure };
  // SPEC: RFC 7673 §3: TLSA records are looked for only where everything that led there is secure.
  const looked = await Promise.allSettled(targets.map((target) => withTlsa(target, parts, signal)));
  signal?.throwIfAborted();
  const usable = looked.filter((each) => each.status === 'fulfilled').map(({ value }) => value);
  if (usable.length === 0) throw asNamesError((looked[0] as PromiseRejectedResult).reason);
  return { targets: usable, secure };
}

interface Offers {
  readonly direct: readonly SrvRecord[];
  readonly starttls: readonly SrvRecord[];
  readonly secure: boolean;
}

/** Both services at once. One of them is enough; that there is neither must be certain. */
async function offersOf(name: string, resolver: Resolver, signal?: AbortSignal): Promise<Offers> {
  const [direct, starttls] = await Promise.allSettled(
    [DIRECT, STARTTLS].map((service) => resolver.ask(`${service}.${name}`, 'SRV', signal)),
  );
  signal?.throwIfAborted();
  const answers = [direct!, starttls!].map((each) => (each.status === 'fulfilled' ? each.value : undefined));
  const failed = [direct!, starttls!].find((each) => each.status === 'rejected');
  const any = answers.some((answer) => answer && answer.records.length > 0);
  // SPEC: RFC 6120 §3.2.1 (9) lets us fall back without a response. WHY we don't: a zone with SRV records that cannot be asked
  // just now would have us knock at the office's web server.
  // And of a signed zone, the answer that is missing may be the one that somebody keeps from us.
  if (failed && (!any || answers.some((answer) => answer?.secure))) throw asNamesError(failed.reason);
  return {
    direct: answers[0]?.records ?? [],
    starttls: answers[1]?.records ?? [],
    secure: answers.every((answer: Answer<'SRV'> | undefined) => answer?.secure === true),
  };
}

/**
 * A target with its TLSA records, when the zone of its host is signed.
 * WHY it rejects when they cannot be had: an attacker who swallows that one question must not get rid of DANE (RFC 7672 §2.1.2).
 */
async function withTlsa(
  target: Target,
  { resolver, loopback }: FindParts,
  signal?: AbortSignal,
): Promise<Target> {
  // RFC 7672 §2.2.2: where not even the addresses are secure there are no secure TLSA records, and asking may go wrong.
  const { secure } = await addressesOf(target.host, { resolver, loopback }, signal);
  if (!secure) return target;
  const answer = await resolver.ask(`_${target.port}._tcp.${target.host}`, 'TLSA', signal);
  const records: readonly TlsaRecord[] = answer.secure ? answer.records : [];
  return records.length > 0 ? { ...target, tlsa: records } : target;
}

const CODES = {
  'dns.timeout': 'dns.no-answer',
  'dns.failed': 'dns.no-answer',
  'dns.bogus': 'dns.bogus',
  'dns.invalid-name': 'dns.no-domain',
} as const;

/** What a resolver could not tell, in the words of federation; anything else as it is. */
export function asNamesError(error: unknown, target?: string): unknown {
  if (!(error instanceof DnsError)) return error;
  return new NamesError(CODES[error.code], error.message, { cause: error, target });
}
