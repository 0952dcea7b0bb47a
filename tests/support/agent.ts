/**
 * Drives a real chat library that speaks JSON lines (tests/interop/slixmpp_agent.py and aioxmpp_agent.py).
 *
 * Events are kept in order; `expect` takes the next one that matches, whether it came before or comes after the call.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type AgentEvent = { readonly event: string; readonly [field: string]: unknown };

export interface Agent {
  readonly name: string;
  /** Everything it reported so far, in order. */
  readonly events: readonly AgentEvent[];
  send(command: { do: string; [field: string]: unknown }): void;
  /** Takes the next event of this kind whose fields match; rejects after `timeoutMs` with all that came instead. */
  expect(event: string, fields?: Record<string, unknown>, timeoutMs?: number): Promise<AgentEvent>;
  stop(): Promise<void>;
}

export const LIBRARIES = ['slixmpp', 'aioxmpp'] as const;
export type Library = (typeof LIBRARIES)[number];

export interface AgentOptions {
  readonly jid: string;
  readonly password: string;
  /** PEM file of the authority that must have signed the server's certificate. */
  readonly ca: string;
  readonly host: string;
  readonly port: number;
  readonly direct?: boolean;
  /** Comes back when the connection goes; aioxmpp always does. */
  readonly reconnect?: boolean;
  /** Leaves subscription requests to the commands that answer them. */
  readonly manual?: boolean;
  /** Sends no presence until told to. */
  readonly silent?: boolean;
  /** Takes part in avatars; aioxmpp always does. */
  readonly avatars?: boolean;
  /** Default: slixmpp. */
  readonly library?: Library;
  /** Another script in tests/interop, such as slixmpp_component.py. */
  readonly script?: string;
  /** For slixmpp_newcomer.py: the `xmpp:` link of an invitation. */
  readonly invitation?: string;
  /** For a component: the domain it stands beside. */
  readonly serves?: string;
}

const scriptOf = ({ library = 'slixmpp', script = `${library}_agent.py` }: AgentOptions) =>
  fileURLToPath(new URL(`../interop/${script}`, import.meta.url));
// WHY: Debian's packages belong to Debian's Python, which need not be the first on the PATH.
const python = '/usr/bin/python3';

const matches = (event: AgentEvent, fields: Record<string, unknown>) =>
  Object.entries(fields).every(([name, want]) =>
    want instanceof RegExp ? want.test(String(event[name])) : event[name] === want,
  );

/** @param inside what the command begins with, for a program in a network namespace. */
export function startAgent(name: string, options: AgentOptions, inside: readonly string[] = []): Agent {
  const [program = python, ...args] = [...inside, python, '-B', scriptOf(options)];
  const child: ChildProcessWithoutNullStreams = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const events: AgentEvent[] = [];
  const taken = new Set<AgentEvent>();
  const waiting = new Set<() => void>();
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-4000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    events.push(JSON.parse(line) as AgentEvent);
    for (const wake of [...waiting]) wake();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin.write(`${JSON.stringify(options)}\n`);

  return {
    name,
    events,
    send: (command) => void child.stdin.write(`${JSON.stringify(command)}\n`),
    expect(event, fields = {}, timeoutMs = 15_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = events.find(
            (each) => !taken.has(each) && each.event === event && matches(each, fields),
          );
          if (found === undefined) return;
          taken.add(found);
          waiting.delete(look);
          clearTimeout(timer);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          const seen = events.map((each) => JSON.stringify(each)).join('\n  ');
          reject(
            new Error(
              `${name}: no ${event} ${JSON.stringify(fields)} in ${timeoutMs} ms. Came:\n  ${seen}\n${complaints}`,
            ),
          );
        }, timeoutMs);
        waiting.add(look);
        look();
      });
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
