/** Starts the helper as root: at once where we are root, else after the system has asked the person. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HelperRequest } from './helper/helper.ts';

/** A line to the helper that runs. */
export interface HelperLine {
  /** Rejects with a HelperGone when it ended instead of answering. */
  ask(request: HelperRequest): Promise<Record<string, unknown>>;
  /** What nobody confirmed is taken back. */
  close(): Promise<void>;
}

/** The helper never started, or ended: the person said no, the password was wrong, or there is no way to become root here. */
export class HelperGone extends Error {
  readonly said: string;

  constructor(said: string) {
    super(`the helper ended: ${said || 'without a word'}`);
    this.name = 'HelperGone';
    this.said = said;
  }
}

/** `root`: we are. `sudo` asks on the terminal, `pkexec` in a window of the desktop. */
export type Elevation = 'root' | 'sudo' | 'pkexec';

const SUFFIX = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const HELPER = fileURLToPath(new URL(`../../firewall-helper.${SUFFIX}`, import.meta.url));

/** Program and arguments: nothing that anybody typed is among them. */
export function commandOf(elevation: Elevation): [program: string, ...args: string[]] {
  const helper = [process.execPath, HELPER] as const;
  if (elevation === 'root') return [...helper];
  return elevation === 'sudo' ? ['sudo', '--', ...helper] : ['pkexec', ...helper];
}

/** How this process can get there; undefined where nothing is known to work. */
export function elevationHere(facts: {
  readonly uid: number | undefined;
  readonly terminal: boolean;
  readonly display: boolean;
  readonly findProgram: (name: string) => string | undefined;
}): Elevation | undefined {
  if (facts.uid === 0) return 'root';
  if (facts.display && facts.findProgram('pkexec')) return 'pkexec';
  return facts.terminal && facts.findProgram('sudo') ? 'sudo' : undefined;
}

export function startHelper(elevation: Elevation): HelperLine {
  const [program, ...args] = commandOf(elevation);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], shell: false });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-2000);
  });
  child.on('error', (error) => {
    said ||= error.message;
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();

  return {
    ask(request) {
      const mine = turn.then(async () => {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        const { value, done } = await lines.next();
        if (done) throw new HelperGone(said.trim());
        return JSON.parse(value) as Record<string, unknown>;
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
