/**
 * What was lately read of the tables of values, by owner: the truth as this process knows it, its own writes included, committed or not.
 *
 * This process alone writes to the file, so what is here never goes stale. Bounded; who was not asked for longest goes first.
 * WHY: presence to 500 contacts asks 500 times what one contact is to the other, and half of the time went into asking SQLite.
 */

/** Characters of all values and keys together, with something for each owner and each key. */
const MOST_KEPT = 8_000_000;
/** Pictures and the like are rarely read twice in a row. */
const LONGEST_KEPT = 16_384;
const COST_OF_OWNER = 200;
const COST_OF_KEY = 50;

interface Known {
  /** Everything the owner has is here. */
  all: boolean;
  /** Undefined: the owner has no such key. */
  readonly texts: Map<string, string | undefined>;
  cost: number;
}

export interface KeyvalCache {
  /** Undefined when it is not known; `{ text: undefined }` when there is no such key. */
  find(owner: string, key: string): { readonly text: string | undefined } | undefined;
  /** All the owner has, or undefined when not all of it is known. */
  findAll(owner: string): ReadonlyMap<string, string> | undefined;
  /** What was just read. */
  learn(owner: string, key: string, text: string | undefined): void;
  learnAll(owner: string, texts: ReadonlyMap<string, string>): void;
  /** What was just written; undefined: deleted. */
  written(owner: string, key: string, text: string | undefined): void;
  forget(owner: string): void;
}

export function createKeyvalCache(mostKept = MOST_KEPT): KeyvalCache {
  /** The one asked for longest ago comes first. */
  const owners = new Map<string, Known>();
  let kept = 0;

  function touch(owner: string): Known | undefined {
    const known = owners.get(owner);
    if (!known) return undefined;
    owners.delete(owner);
    owners.set(owner, known);
    return known;
  }

  function begin(owner: string): Known {
    const known: Known = { all: false, texts: new Map(), cost: COST_OF_OWNER + owner.length };
    owners.set(owner, known);
    kept += known.cost;
    return known;
  }

  function forget(owner: string): void {
    kept -= owners.get(owner)?.cost ?? 0;
    owners.delete(owner);
  }

  function put(owner: string, known: Known, key: string, text: string | undefined): void {
    const before = known.texts.has(key) ? costOf(key, known.texts.get(key)) : 0;
    const cost = costOf(key, text) - before;
    known.texts.set(key, text);
    known.cost += cost;
    kept += cost;
    if ((text?.length ?? 0) > LONGEST_KEPT) forget(owner);
    for (const oldest of owners.keys()) {
      if (kept <= mostKept) break;
      forget(oldest);
    }
  }

  return {
    find(owner, key) {
      const known = touch(owner);
      if (!known || !(known.all || known.texts.has(key))) return undefined;
      return { text: known.texts.get(key) };
    },
    findAll(owner) {
      const known = touch(owner);
      if (!known?.all) return undefined;
      return new Map([...known.texts].filter((entry): entry is [string, string] => entry[1] !== undefined));
    },
    learn(owner, key, text) {
      put(owner, owners.get(owner) ?? begin(owner), key, text);
    },
    learnAll(owner, texts) {
      forget(owner);
      const known = begin(owner);
      known.all = true;
      for (const [key, text] of texts) {
        // One too long, or too much in all: the owner is not known any more.
        if (owners.get(owner) === known) put(owner, known, key, text);
      }
    },
    written(owner, key, text) {
      const known = owners.get(owner);
      if (known) put(owner, known, key, text);
    },
    forget,
  };
}

const costOf = (key: string, text: string | undefined): number =>
  COST_OF_KEY + key.length + (text?.length ?? 0);
