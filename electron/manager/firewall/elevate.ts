/** Starts the helper as root: at once where we are root, else after the system has asked the person. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HelperRequest } from './helper/helper.ts';

/** A line to the helper that runs. */
export interface HelperLine {
  /** Rejects with a HelperGone when it ended instead of answering, or did not answer in time and was ended. */
  ask(request: HelperRequest): Promise<Record<string, unknown>>;
  /** What nobody confirmed is taken back. */
  close(): Promise<void>;
  /** However that came about. */
  readonly ended: Promise<void>;
}

/** The helper never started, or ended: the person said no, the password was wrong, or there is no way to become root here. */
export class HelperGone extends Error {
  readonly said: string;
  /** The system asked a person, and they did not want it. */
  readonly denied: boolean;

  constructor(said: string, denied = false) {
    super(`the helper ended: ${said || 'without a word'}`);
    this.name = 'HelperGone';
    this.said = said;
    this.denied = denied;
  }
}

/** `root`: we are. `sudo` asks on the terminal, `pkexec` in a window of the desktop. */
export type Elevation = 'root' | 'sudo' | 'pkexec';

const SUFFIX = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const HELPER = fileURLToPath(new URL(`../../firewall-helper.${SUFFIX}`, import.meta.url));

/**
 * How long an answer may take: each command of a firewall has a time of its own (helper/run-all.ts), and there are many of them.
 * What takes longer hangs, and is ended: the guard takes back what it has begun.
 */
const ANSWER_MS: Readonly<Record<HelperRequest['do'], number>> = {
  look: 60_000,
  ...{ apply: 120_000, keep: 120_000, back: 120_000, remove: 120_000 },
};
/** A person who is asked for a password looks for it first. */
const PERSON_MS = 180_000;

/** SPEC: pkexec(1): 126 where the person dismissed the dialog, 127 where they are not authorised. */
const DENIED = [126, 127];

/** Where the helper and a Node for it lie: the desktop's own binary runs no scripts, and plain Node reads no archives. */
export interface HelperPlaces {
  readonly node: string;
  readonly entry: string;
  /** How long an answer may take instead of the usual time: for tests. */
  readonly answerMs?: number;
}
const HERE: HelperPlaces = { node: process.execPath, entry: HELPER };

/** Program and arguments: nothing that anybody typed is among them. */
export function commandOf(
  elevation: Elevation,
  { node, entry }: HelperPlaces = HERE,
): [program: string, ...args: string[]] {
  const helper = [node, entry] as const;
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

export function startHelper(elevation: Elevation, where: HelperPlaces = HERE): HelperLine {
  const [program, ...args] = commandOf(elevation, where);
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
  let mayAskPerson = elevation !== 'root';

  async function answered(request: HelperRequest): Promise<Record<string, unknown>> {
    const ms = where.answerMs ?? ANSWER_MS[request.do] + (mayAskPerson ? PERSON_MS : 0);
    mayAskPerson = false;
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), ms);
    try {
      const next = await Promise.race([lines.next(), late.promise]);
      if (next === 'late') {
        // The end of its input is its end; where we may, it is made sure of.
        child.stdin.end();
        child.kill('SIGKILL');
        throw new HelperGone(`no answer within ${ms / 1000} seconds`);
      }
      if (next.done) {
        await ended;
        throw new HelperGone(said.trim(), elevation === 'pkexec' && DENIED.includes(child.exitCode ?? 0));
      }
      return JSON.parse(next.value) as Record<string, unknown>;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    ended,
    ask(request) {
      const mine = turn.then(() => {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        return answered(request);
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
