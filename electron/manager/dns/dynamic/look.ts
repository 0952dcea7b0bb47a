/** Asks every source the office has named, and this machine itself; what nobody answers is said, and no error. */
import type { AddressLook, AddressSources } from '../../../contract/dns-providers.ts';
import { systemCode } from '../../problem.ts';
import { askEcho } from './echo.ts';
import { type Judged, judge, type SourceAnswer } from './judge.ts';
import { askStun, type Family } from './stun.ts';

export interface LookParts {
  readonly addresses: () => readonly string[];
  /** The router's address towards the provider; null where it does not tell. */
  readonly router?: (signal: AbortSignal) => Promise<string | null>;
  readonly stun?: typeof askStun;
  readonly echo?: typeof askEcho;
  readonly now: () => number;
}

export type Looked = AddressLook & { readonly judged: Judged };

export async function lookAround(
  sources: AddressSources,
  published: { readonly v4: string | null; readonly v6: string | null },
  { addresses, router, stun = askStun, echo = askEcho, now }: LookParts,
  signal: AbortSignal,
): Promise<Looked> {
  const own = addresses();
  // A machine without IPv6 has nobody to ask over it.
  const families: Family[] = own.some((address) => address.includes(':')) ? ['v4', 'v6'] : ['v4'];
  const asked = families.flatMap((family) => [
    ...sources.stun.map((server) => answer(`stun:${server}`, family, stun(server, family, signal))),
    ...sources.echo.map((url) => answer(url, family, echo(url, family, signal))),
  ]);
  const answers = await Promise.all(asked);
  signal.throwIfAborted();
  const told = router ? await router(signal).catch(() => null) : null;
  const judged = judge({ own, answers, router: told, published });
  const routerAnswer: SourceAnswer[] =
    told === null ? [] : [{ source: 'router', family: 'v4', address: told, said: told }];
  const ownAnswers = own.map((address): SourceAnswer => {
    const family = address.includes(':') ? 'v6' : 'v4';
    return { source: 'own', family, address, said: address };
  });
  const addressOf = (family: Family) => ('address' in judged[family] ? judged[family].address : null);
  return {
    ...{ at: now(), v4: addressOf('v4'), v6: addressOf('v6'), network: judged.network, judged },
    answers: [...answers, ...routerAnswer, ...ownAnswers],
  };
}

async function answer(source: string, family: Family, asked: Promise<string>): Promise<SourceAnswer> {
  try {
    const address = await asked;
    return { source, family, address, said: address };
  } catch (error) {
    return { source, family, address: null, said: systemCode(error) ?? (error as Error).message };
  }
}
