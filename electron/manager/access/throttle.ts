/**
 * How long somebody waits who gave a wrong password. Pure but for the clock; the table below decides.
 *
 * Strangers are counted by where they come from, so that nobody keeps others out by guessing; and over all of them together,
 * against many who guess a little each. A browser that was let in before is counted by its mark alone (devices.ts): whatever
 * goes on around it, the manager's own still gets in. This computer itself is never kept waiting long: whoever sits at it
 * could read the files.
 */
import { isIPv6 } from 'node:net';

/** Who tries: an address, and which of the marked browsers it is; undefined for a stranger. */
export interface Trier {
  readonly address: string;
  readonly device: string | undefined;
}

export interface Throttle {
  /** Milliseconds until they may try; 0: now. */
  wait(who: Trier): number;
  /** Counted from before the trying, so that a hundred at once are a hundred. Give it back when it was right. */
  begin(who: Trier): void;
  right(who: Trier): void;
}

/** Tries without a wait; then 1 s, 2 s, 4 s … up to `mostMs`. Forgotten after a day without a try. */
const FREE = 5;
const FIRST_MS = 1_000;
const TABLE = {
  here: { mostMs: 4_000 },
  /** 12 characters against one try in a quarter of an hour. */
  elsewhere: { mostMs: 15 * 60_000 },
  /** All strangers together: this many in ten minutes, then one each few seconds, whoever it is. */
  together: { tries: 60, withinMs: 10 * 60_000, waitMs: 5_000 },
} as const;
const FORGOTTEN_MS = 24 * 60 * 60_000;
/** Of each, of addresses and of devices: neither pushes the other out. */
const MOST = 2_000;

const isHere = (from: string) => from === '::1' || /^(::ffff:)?127\./.test(from);

/** One who has an IPv6 address has 2^64 of them. */
export function whereFrom(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::') as [string, string?];
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':')));
  const middle = plain.includes('::') ? Array(8 - before!.length - after!.length).fill('0') : [];
  const groups = [...before!, ...middle, ...after!].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

type Tries = Map<string, { count: number; at: number }>;

export function createThrottle(now: () => number): Throttle {
  const addresses: Tries = new Map();
  const devices: Tries = new Map();
  let together: number[] = [];

  const placeOf = ({ address, device }: Trier) =>
    device === undefined
      ? { tries: addresses, place: whereFrom(address), isStranger: !isHere(address) }
      : { tries: devices, place: device, isStranger: false };

  function waitOf(tries: Tries, place: string, mostMs: number): number {
    const one = tries.get(place);
    if (!one || one.count < FREE) return 0;
    const wait = Math.min(FIRST_MS * 2 ** (one.count - FREE), mostMs);
    return Math.max(0, one.at + wait - now());
  }

  return {
    wait(who) {
      const { tries, place, isStranger } = placeOf(who);
      const own = waitOf(tries, place, TABLE[isHere(who.address) ? 'here' : 'elsewhere'].mostMs);
      if (!isStranger) return own;
      const { tries: most, withinMs, waitMs } = TABLE.together;
      together = together.filter((at) => now() - at < withinMs);
      const all = together.length < most ? 0 : Math.max(0, together.at(-1)! + waitMs - now());
      return Math.max(all, own);
    },
    begin(who) {
      const { tries, place, isStranger } = placeOf(who);
      const before = tries.get(place);
      const fresh = !before || now() - before.at > FORGOTTEN_MS;
      tries.delete(place);
      tries.set(place, { count: fresh ? 1 : before.count + 1, at: now() });
      for (const oldest of tries.keys()) {
        if (tries.size <= MOST) break;
        tries.delete(oldest);
      }
      if (isStranger) together = [...together, now()].slice(-TABLE.together.tries);
    },
    right(who) {
      const { tries, place, isStranger } = placeOf(who);
      tries.delete(place);
      if (isStranger) together = together.slice(0, -1);
    },
  };
}
