/**
 * What stands in a copy instead of what the lines say: the same for the same, so that support can follow one person through all lines.
 * What was replaced by what stays on this computer.
 */
import { domainToASCII } from 'node:url';
import type { Replacement } from '../../../contract/log-events.ts';
import { createNetworks } from './networks.ts';

export type Kind =
  | 'person'
  | 'room'
  | 'office'
  | 'company'
  | 'device'
  | 'address'
  | 'computer'
  | 'secret'
  | 'text'
  | 'phone'
  | 'number'
  | 'file'
  | 'word'
  | 'id';

export interface StandIns {
  /** `person-3`: by what it is, and the first, second … of its kind. */
  of(kind: Kind, original: string): string;
  /** `person-1@office-1`. */
  person(local: string, domain: string): string;
  /** `company-2`, `conference.office-1`. */
  domain(name: string): string;
  /** An IP address; undefined where it needs none. */
  address(original: string): string | undefined;
  /** The stand-in of a bare name that is known as a person’s or a computer’s. */
  named(word: string): string | undefined;
  replaced(): Replacement[];
}

export interface Own {
  /** The office's domains. */
  readonly domains: readonly string[];
  /** The names of this computer. */
  readonly computers: readonly string[];
  /** Names of accounts of this computer, and other names to hide. */
  readonly names: readonly string[];
}

/** A copy has a bounded number of lines; what is more than this is replaced without a number of its own. */
const MOST = 100_000;
/** Names of services that tell nothing of whose they are. */
const SERVICES = /^(?:conference|muc|rooms|upload|proxy|pubsub|irc|xmpps?|www|chat|mail|turn|stun|_[a-z-]+)$/;

const ROOMS = /^(?:conference|muc|rooms)\./i;
const keyOf = (name: string): string => name.toLowerCase().normalize('NFC');

export function createStandIns({ domains, computers, names }: Own): StandIns {
  const counts = new Map<Kind, number>();
  const entries = new Map<string, { kind: string; original: string; shown: string; times: number }>();
  const bare = new Map<string, Kind>();
  const networks = createNetworks();
  const own = new Set(domains.map(plainDomain));

  function noted(kind: Kind, key: string, original: string, make: () => string): string {
    const id = `${kind} ${key}`;
    let entry = entries.get(id);
    if (!entry) {
      if (entries.size >= MOST) return kind;
      entry = { kind, original, shown: make(), times: 0 };
      entries.set(id, entry);
    }
    entry.times++;
    return entry.shown;
  }
  function of(kind: Kind, original: string): string {
    return noted(kind, keyOf(original), original, () => {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return `${kind}-${count}`;
    });
  }
  function domain(name: string): string {
    const plain = plainDomain(name);
    const [first = '', ...rest] = plain.split('.');
    if (plain === 'localhost') return plain;
    if (own.has(plain)) return of('office', plain);
    if (rest.length > 1 && SERVICES.test(first)) return `${first}.${domain(rest.join('.'))}`;
    const over = [...own].find((one) => plain.endsWith(`.${one}`));
    if (over !== undefined) return `${of('computer', plain)}.${of('office', over)}`;
    return of('company', plain);
  }
  for (const name of names) if (name.length > 1) bare.set(keyOf(name), 'person');
  for (const name of computers) if (name !== '') bare.set(keyOf(name), 'computer');

  return {
    ...{ of, domain },
    person(local, at) {
      const key = keyOf(local);
      const kind = ROOMS.test(at) ? 'room' : 'person';
      if (key.length > 1 && !bare.has(key)) bare.set(key, kind);
      return `${of(kind, key)}@${domain(at)}`;
    },
    address(original) {
      const shown = networks.standIn(original);
      return shown && noted('address', original.toLowerCase(), original, () => shown);
    },
    named(word) {
      const kind = bare.get(keyOf(word));
      return kind && of(kind, word);
    },
    replaced: () =>
      [...entries.values()].sort(
        (one, other) => one.kind.localeCompare(other.kind) || other.times - one.times,
      ),
  };
}

/** `Büro.Example.` and `xn--bro-hoa.example` are one. */
const plainDomain = (name: string): string => {
  const bare = name.toLowerCase().replace(/\.$/, '');
  return domainToASCII(bare) || bare;
};
