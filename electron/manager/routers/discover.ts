/** Asks the router everything it may speak, at once; what does not answer is said, and no error. */
import type { RouterAnswer, RouterProtocol } from '../../contract/router.ts';
import { type RouterClient, RouterRefused, RouterSilent } from './client.ts';
import type { Network } from './gateway.ts';
import { createNatPmp } from './nat-pmp.ts';
import { createPcp } from './pcp.ts';
import { findUpnp } from './upnp/upnp.ts';

export interface Discovered {
  /** Those that answer, the best first: PCP, NAT-PMP, UPnP. */
  readonly clients: readonly RouterClient[];
  readonly answers: readonly RouterAnswer[];
  /** IPv4, where any of them tells. */
  readonly outside: string | null;
  readonly name: string | null;
}

export interface DiscoverParts {
  readonly now: () => number;
  /** A router lost what it had, as its count says. */
  readonly lost: () => void;
  /** Tests try one at a time. */
  readonly protocols?: readonly RouterProtocol[];
}

interface Try {
  readonly answer: RouterAnswer;
  readonly client: RouterClient | null;
  readonly address: string | null;
}

export async function discover(
  { v4, v6 }: Network,
  { now, lost, protocols = ['pcp', 'nat-pmp', 'upnp'] }: DiscoverParts,
  signal: AbortSignal,
): Promise<Discovered> {
  const speaks = (protocol: RouterProtocol) => protocols.includes(protocol);
  let name: string | null = null;
  async function byUpnp(): Promise<Try[]> {
    if (!v4 || !speaks('upnp')) return [];
    try {
      const found = await findUpnp({ ...v4, six: v6 }, signal);
      name = found.name;
      return await Promise.all([found.v4, found.v6].flatMap((one) => (one ? [hello(one, signal)] : [])));
    } catch (error) {
      return [
        {
          answer: { protocol: 'upnp', family: 'v4', ...wordsOf(error, signal) },
          client: null,
          address: null,
        },
      ];
    }
  }
  const ways = [v4, v6].flatMap((way) => (way ? [{ ...way, now, lost }] : []));
  const tries = await Promise.all([
    ...(speaks('pcp') ? ways.map((way) => hello(createPcp(way), signal)) : []),
    ...(v4 && speaks('nat-pmp') ? [hello(createNatPmp({ ...v4, now, lost }), signal)] : []),
    byUpnp(),
  ]);
  const all = tries.flat();
  return {
    clients: all.flatMap(({ client }) => (client ? [client] : [])),
    answers: all.map(({ answer }) => answer),
    outside: all.find(({ address }) => address !== null)?.address ?? null,
    name,
  };
}

async function hello(client: RouterClient, signal: AbortSignal): Promise<Try> {
  const { protocol, family } = client;
  try {
    const { address, connected } = await client.hello(signal);
    if (connected !== undefined) {
      const is = connected ? 'no-address' : 'offline';
      return { answer: { protocol, family, is, said: 'no address outside' }, client, address };
    }
    return { answer: { protocol, family, is: 'answers', said: address ?? '' }, client, address };
  } catch (error) {
    const words = wordsOf(error, signal);
    // Without a line, or without an answer to this one question, it may still be asked for doors: the refusal then is exact.
    const asks = protocol === 'upnp' && family === 'v4' && (words.is === 'offline' || words.is === 'refuses');
    return { answer: { protocol, family, ...words }, client: asks ? client : null, address: null };
  }
}

/** Throws on what is neither silence nor a refusal. */
function wordsOf(error: unknown, signal: AbortSignal): Pick<RouterAnswer, 'is' | 'said'> {
  signal.throwIfAborted();
  if (error instanceof RouterSilent) return { is: 'silent', said: error.message.slice(0, 200) };
  if (!(error instanceof RouterRefused)) throw error;
  const { because, said } = error;
  if (because === 'not-offered') return { is: 'silent', said };
  if (because === 'offline' || because === 'strange') return { is: because, said };
  return { is: 'refuses', said };
}
