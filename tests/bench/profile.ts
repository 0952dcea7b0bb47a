/**
 * Reads CPU profiles (`--profile DIR` writes them): where the time went, by function and by file.
 *
 *   node tests/bench/profile.ts FILE.cpuprofile …  [LINES]
 */
import { readFileSync } from 'node:fs';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { functionName: string; url: string; lineNumber: number };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface Spent {
  self: number;
  /** With all it called. */
  total: number;
}

/** Waiting, and the profiler itself. */
const NOT_WORK = new Set(['(idle)', '(program)', '(root)']);

export function summarise(profile: Profile): { busy: number; functions: Map<string, Spent> } {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const self = new Map<number, number>();
  for (const [index, id] of profile.samples.entries())
    self.set(id, (self.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000);
  const functions = new Map<string, Spent>();
  const spent = (name: string): Spent => {
    const known = functions.get(name) ?? { self: 0, total: 0 };
    functions.set(name, known);
    return known;
  };
  let busy = 0;

  /** A function that calls itself counts its total once. */
  function walk(node: ProfileNode, above: ReadonlySet<string>): number {
    const name = nameOf(node);
    const own = self.get(node.id) ?? 0;
    const inside = above.has(name) ? above : new Set([...above, name]);
    const total = own + sum((node.children ?? []).map((id) => walk(byId.get(id)!, inside)));
    spent(name).self += own;
    if (!above.has(name)) spent(name).total += total;
    if (!NOT_WORK.has(node.callFrame.functionName)) busy += own;
    return total;
  }
  const root = profile.nodes[0];
  if (root) walk(root, new Set());
  return { busy, functions };
}

function nameOf({ callFrame }: ProfileNode): string {
  const { functionName, url, lineNumber } = callFrame;
  const place =
    url === '' ? '' : ` ${url.replace(/^.*\/(node_modules|server|dist)\//, '$1/')}:${lineNumber + 1}`;
  return `${functionName || '(anonymous)'}${place}`;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function print(file: string, lines: number): void {
  const { busy, functions } = summarise(JSON.parse(readFileSync(file, 'utf8')) as Profile);
  const share = (ms: number) => `${((ms / busy) * 100).toFixed(1).padStart(5)} %`;
  process.stdout.write(`${file}\nbusy for ${Math.round(busy)} ms; self, with what it called, function\n`);
  const work = [...functions].filter(([name]) => !NOT_WORK.has(name));
  for (const key of ['self', 'total'] as const) {
    for (const [name, spent] of work.sort(([, a], [, b]) => b[key] - a[key]).slice(0, lines))
      process.stdout.write(`${share(spent.self)} ${share(spent.total)}  ${name}\n`);
    process.stdout.write('\n');
  }
}

if (import.meta.main) {
  const lines = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 40);
  for (const file of process.argv.slice(2).filter((word) => !/^\d+$/.test(word))) print(file, lines);
}
