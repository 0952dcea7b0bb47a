/** A look from here: at this computer itself, and at the office's public addresses. */
import type { ReachDoor, ReachView } from '../../contract/reach.ts';
import type { OwnCertificates } from './judge.ts';
import { type Addresses, cellOf, localPlaces, publicPlaces, publicView } from './places.ts';
import { type Knocking, type Probe, probeAll } from './prober.ts';

export interface LookParts {
  readonly doors: readonly ReachDoor[];
  readonly addresses: Addresses;
  /** This computer's own addresses, without loopback. */
  readonly cards: readonly string[];
  readonly probe: Probe;
  readonly own: OwnCertificates;
  readonly now: () => number;
}

async function judged(places: readonly Knocking[], { probe, own }: LookParts, signal: AbortSignal) {
  const seen = await probeAll(places, probe, signal);
  return places.map((place, at) => cellOf(place, seen[at]!, own));
}

export async function lookHere(parts: LookParts, signal: AbortSignal): Promise<ReachView[]> {
  const { doors, addresses, cards, now } = parts;
  const local = await judged(localPlaces(doors, cards), parts, signal);
  // What is sent to an address of one's own never leaves the computer: that was the local look.
  const away = publicPlaces(doors, addresses).filter(({ address }) => !cards.includes(address));
  const seen = await judged(away, parts, signal);
  const at = now();
  return [
    publicView(seen, { doors, addresses, cards, at }),
    { from: 'local', name: null, at, hairpin: 'not-needed', cells: local },
  ];
}
