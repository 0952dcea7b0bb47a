/**
 * The addresses behind a name: both families, in turn, and not our own machine. Pure but for the resolver.
 * Specs: RFC 8305 §3 and §4.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Answer, Resolver } from '../../dns/index.ts';

export interface Addresses {
  readonly addresses: readonly string[];
  /** The resolver vouches for them. */
  readonly secure: boolean;
  /** The name exists. */
  readonly exists: boolean;
  /** Addresses there were, that nobody can be at. */
  readonly refused: readonly string[];
}

export interface AddressParts {
  readonly resolver: Resolver;
  /** This machine's own addresses are wanted. */
  readonly loopback: boolean;
}

/** SPEC: RFC 8305 §3: how long to wait for AAAA once A is there ("Resolution Delay", recommended 50 milliseconds). */
const RESOLUTION_DELAY_MS = 50;
const MAX_ADDRESSES = 8;

/** Rejects with a DnsError when neither family could be asked for. */
export async function addressesOf(
  host: string,
  { resolver, loopback }: AddressParts,
  signal?: AbortSignal,
): Promise<Addresses> {
  const own = fixed(host);
  if (own) return sorted(own, { secure: false, exists: true, loopback });
  const six = resolver.ask(host, 'AAAA', signal);
  const four = resolver.ask(host, 'A', signal);
  const both = Promise.allSettled([six, four]);
  const early = four.then(
    async (answer) => (answer.records.length > 0 ? await wait() : await both),
    () => both,
  );
  await Promise.race([both, early]);
  const answers = [await arrived(six), await arrived(four)].filter((answer) => answer !== undefined);
  // WHY: when neither is there, the first to have failed says why.
  if (answers.length === 0) answers.push(await Promise.any([six, four]).catch(() => four));
  return sorted(interleave(answers.map(({ records }) => records.map(({ address }) => address))), {
    // RFC 7672 §2.2.2: the zone of the host is signed only when all that was said of it is.
    secure: answers.every(({ secure }) => secure),
    exists: answers.some(({ exists }) => exists),
    loopback,
  });
}

/** What needs no asking: an address, and by RFC 6761 §6.3 the names of this very machine. */
function fixed(host: string): readonly string[] | undefined {
  if (isIP(host) !== 0) return [host];
  return /(?:^|\.)localhost$/.test(host) ? ['::1', '127.0.0.1'] : undefined;
}

interface Circumstances extends Pick<Addresses, 'secure' | 'exists'> {
  readonly loopback: boolean;
}

function sorted(all: readonly string[], { loopback, ...rest }: Circumstances): Addresses {
  const refused = all.filter((address) => !loopback && !isElsewhere(address));
  return {
    ...rest,
    refused,
    addresses: all.filter((address) => !refused.includes(address)).slice(0, MAX_ADDRESSES),
  };
}

const wait = () => new Promise<void>((resolve) => setTimeout(resolve, RESOLUTION_DELAY_MS));

type Found = Answer<'A'> | Answer<'AAAA'>;
const PENDING = Symbol('pending');
/** What a promise holds by now. */
const arrived = async (promise: Promise<Found>): Promise<Found | undefined> => {
  const value = await Promise.race([promise, Promise.resolve(PENDING)]).catch(() => undefined);
  return typeof value === 'symbol' ? undefined : value;
};

/** SPEC: RFC 8305 §4: families take turns, IPv6 first. */
export function interleave(families: readonly (readonly string[])[]): string[] {
  const longest = Math.max(0, ...families.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => families.map((family) => family[at]))
    .flat()
    .filter((address) => address !== undefined);
}

/** A stranger's zone may lead to any address; one of these would be our own machine, or nobody. */
const NOT_ELSEWHERE = new Set(['unspecified', 'loopback', 'multicast', 'broadcast']);

/**
 * Whether another server can be there. Private ranges can: an office's own partners live in them.
 * @param address as the resolver wrote it.
 */
export function isElsewhere(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in IPv6's clothes (RFC 4291 §2.5.5.2) is judged as what it is.
  return !NOT_ELSEWHERE.has(ipaddr.process(address).range());
}
