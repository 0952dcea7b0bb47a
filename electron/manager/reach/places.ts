/** Where to knock from here, and what a look from here can tell at all. Pure. */
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { ReachCell, ReachDoor, ReachFamily, ReachView } from '../../contract/reach.ts';
import { judge, type OwnCertificates } from './judge.ts';
import type { Knocking } from './prober.ts';
import type { Seen } from './seen.ts';

/** The office's public addresses. */
export interface Addresses {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

export const familyOf = (address: string): ReachFamily => (isIPv6(address) ? 'v6' : 'v4');

const LOOPBACK: Readonly<Record<ReachFamily, string>> = { v4: '127.0.0.1', v6: '::1' };
export const isLoopback = (address: string): boolean => address === LOOPBACK.v4 || address === LOOPBACK.v6;
/** Of each family: a machine with more is no office's. */
const MOST_OWN = 2;

/** This computer at loopback, and at its own addresses: does it listen, in both families, and not only for itself? */
export function localPlaces(doors: readonly ReachDoor[], own: readonly string[]): Knocking[] {
  return (['v4', 'v6'] as const).flatMap((family) => {
    const mine = own.filter((address) => familyOf(address) === family).slice(0, MOST_OWN);
    // Without an address in a family nobody comes in by it, and loopback alone proves nothing.
    const all = mine.length > 0 ? [LOOPBACK[family], ...mine] : family === 'v4' ? [LOOPBACK.v4] : [];
    return all.flatMap((address) => doors.map((door) => ({ door, family, address })));
  });
}

/** All public addresses, whether they can be tried from here or not. */
export const publicPlaces = (doors: readonly ReachDoor[], { v4, v6 }: Addresses): Knocking[] =>
  [...v4, ...v6].flatMap((address) => doors.map((door) => ({ door, family: familyOf(address), address })));

export function cellOf({ door, family, address }: Knocking, seen: Seen, own: OwnCertificates): ReachCell {
  return {
    id: door.id,
    family,
    address,
    ...judge(door, seen, own),
    evidence: evidenceOf(door, address, seen),
  };
}

/** A partner knocks where we come from. Where that is not where people are led, it is no news of the doors they come to. */
export function atOurs(cell: ReachCell, addresses: Addresses): ReachCell {
  const ours = addresses[cell.family];
  return ours.length === 0 || ours.some((one) => isSame(one, cell.address))
    ? cell
    : { ...cell, verdict: 'not-checked', because: 'other-address' };
}

const isSame = (one: string, other: string) =>
  ipaddr.isValid(one) &&
  ipaddr.isValid(other) &&
  ipaddr.process(one).toString() === ipaddr.process(other).toString();

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address);

export function evidenceOf(door: ReachDoor, address: string, { is, ...rest }: Seen): string[] {
  const told = Object.entries(rest).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [
    `${door.speech} ${door.transport} ${bracketed(address)}:${door.port} for ${door.name}: ${is}`,
    ...told,
  ].map((line) => line.slice(0, 500));
}

/** Whether what answers is our own server, without a doubt: some internet boxes answer on their public address themselves. */
const isOurs = ({ because }: Pick<ReachCell, 'because'>, speech: ReachDoor['speech']) =>
  because === 'right-server' && speech !== 'https';

/**
 * What was seen at the public addresses from here. A computer often cannot reach its own network's public address: the box would have to turn
 * the packet round (RFC 4787 §6, hairpinning). Nothing that was seen then is news of the doors: it is never called closed.
 *
 * @param cells as they were judged; of places that were not tried, none.
 * @param cards this computer's own addresses: what is sent there never leaves it.
 */
export function publicView(
  cells: readonly ReachCell[],
  {
    doors,
    addresses,
    cards,
    at,
  }: { doors: readonly ReachDoor[]; addresses: Addresses; cards: readonly string[]; at: number },
): ReachView {
  const speech = new Map(doors.map((door) => [door.id, door.speech]));
  const turns = new Map<ReachFamily, ReachView['hairpin']>();
  for (const family of ['v4', 'v6'] as const) {
    const there = addresses[family].filter((address) => !cards.includes(address));
    const mine = cells.filter((cell) => cell.family === family && there.includes(cell.address));
    if (addresses[family].length === 0) continue;
    if (there.length === 0) turns.set(family, 'not-needed');
    else turns.set(family, mine.some((cell) => isOurs(cell, speech.get(cell.id)!)) ? 'yes' : 'no');
  }
  const shown = publicPlaces(doors, addresses).map(({ door, family, address }): ReachCell => {
    const base = { id: door.id, family, address, verdict: 'not-checked' as const };
    if (cards.includes(address)) return { ...base, because: 'own-address', evidence: [] };
    const cell = cells.find((one) => one.id === door.id && one.address === address);
    if (!cell) return { ...base, because: 'not-asked', evidence: [] };
    if (turns.get(family) === 'yes' || cell.verdict === 'not-checked') return cell;
    return { ...base, because: 'no-hairpin', evidence: cell.evidence };
  });
  const said = [...turns.values()];
  const hairpin = said.includes('yes')
    ? 'yes'
    : said.includes('no')
      ? 'no'
      : said.length > 0
        ? 'not-needed'
        : 'unknown';
  return { from: 'public', name: null, at, hairpin, cells: shown };
}
