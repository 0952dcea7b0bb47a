/** The first and last lines a program printed: what a technician wants to see after a failure. Bounded. */
const FIRST = 20;
const LAST = 40;
const CHARACTERS = 1000;

export interface Evidence {
  add(line: string): void;
  clear(): void;
  readonly firstLines: string[];
  readonly lastLines: string[];
}

export function createEvidence(): Evidence {
  let first: string[] = [];
  let last: string[] = [];
  return {
    add(line) {
      const clipped = line.length > CHARACTERS ? `${line.slice(0, CHARACTERS)}…` : line;
      if (first.length < FIRST) first.push(clipped);
      else {
        last.push(clipped);
        if (last.length > LAST) last.shift();
      }
    },
    clear() {
      first = [];
      last = [];
    },
    get firstLines() {
      return [...first];
    },
    /** The newest lines, also when there were only a few. */
    get lastLines() {
      return [...first, ...last].slice(-LAST);
    },
  };
}
