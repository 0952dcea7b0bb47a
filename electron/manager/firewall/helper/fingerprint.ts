/** A number for the rules a plan is made from: another one where somebody has changed them since. Pure. */
import { createHash } from 'node:crypto';
import type { RawState } from '../raw.ts';

/** What changes by itself: counters, and lists of addresses that programs keep. */
const MOVING = new Set(['counter', 'metainfo', 'last', 'elem']);

export function fingerprintOf({ nftables, iptables, ufw, firewalld, interface: by }: RawState): string {
  const still = nftables && JSON.stringify(JSON.parse(nftables.json), withoutMoving);
  const saved = iptables.map(({ family, legacy, saved: text }) => [family, legacy, withoutCounters(text)]);
  return createHash('sha256')
    .update(JSON.stringify([still, saved, ufw, firewalld, by]))
    .digest('hex');
}

function withoutMoving(key: string, value: unknown): unknown {
  // `elem` of a rule says what goes on a list; of a list what is on it.
  return MOVING.has(key) && (key !== 'elem' || Array.isArray(value)) ? undefined : value;
}

const withoutCounters = (text: string) =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(/\[\d+:\d+\]/, ''))
    .join('\n');
