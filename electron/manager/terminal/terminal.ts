/**
 * Terminals for the pages: a shell at the data folder, or ssh. Who may have one, how many, how long one is kept that nobody looks at;
 * each opening and closing is in the log of changes, and never what is typed. Ends with the manager.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { TerminalOutput, TerminalSession, TerminalState } from '../../contract/terminal.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import type { Clock, Timer } from '../host.ts';
import { problem } from '../problem.ts';
import { createSession, type Pty, type Session } from './session.ts';
import {
  commandFile,
  completionFile,
  planShell,
  type ShellFacts,
  type ShellPlan,
  terminalFolder,
} from './shell.ts';
import { isSshTarget, type SshTarget, sshArguments } from './ssh.ts';

export type SpawnPty = (
  plan: Pick<ShellPlan, 'program' | 'args' | 'env'> & { cwd: string; columns: number; rows: number },
) => Pty;

/** What makes terminals, loaded when the first is asked for; a sentence where it cannot be. */
export type LoadPty = () => Promise<SpawnPty | { readonly missing: boolean; readonly said: string }>;

export type TerminalWish = { readonly columns: number; readonly rows: number } & (
  | { readonly kind: 'shell' }
  | ({ readonly kind: 'ssh' } & SshTarget)
);

/** Who asks: the session of a browser, or null for whoever sits at the computer. Each sees its own. */
export type Owner = string | null;

/** A browser's open line (contract/calls.ts); none for whoever sits at the computer. */
export type Line = string | undefined;

export interface Terminals {
  state(owner: Owner): Promise<TerminalState>;
  setOn(on: boolean): void;
  open(owner: Owner, wish: TerminalWish, line?: Line): Promise<TerminalSession>;
  /** Whether this one was opened over that line, or taken up over it. */
  isOver(owner: Owner, id: string, line: Line): boolean;
  /** Whoever is at that line may use it, too. */
  takeUp(owner: Owner, id: string, line: Line): void;
  follow(owner: Owner, id: string, after: number, signal?: AbortSignal): AsyncGenerator<TerminalOutput, void>;
  read(owner: Owner, id: string, upTo: number): void;
  type(owner: Owner, id: string, text: string): void;
  resize(owner: Owner, id: string, columns: number, rows: number): void;
  end(owner: Owner, id: string): void;
  /** A browser may not come in any more: its terminals end. */
  endAllOf(owner: Owner): void;
  close(): Promise<void>;
}

export interface TerminalsParts {
  readonly face: 'desktop' | 'headless';
  readonly shell: () => ShellFacts;
  /** `node` and `cli`: how this program is called. */
  readonly own: { readonly node: string; readonly cli: string };
  readonly load: LoadPty;
  /** What the shell completes; written once for this version. */
  readonly completion: (shell: 'bash' | 'fish' | 'ps1') => Promise<string>;
  readonly version: string;
  /** The office's server; empty before the set-up. */
  readonly server: () => string;
  readonly kept: Kept;
  readonly clock: Clock;
  readonly changes: Pick<Changes, 'note'>;
  readonly unexpected: (error: unknown, where: string) => string;
}

export const MOST = 4;
/** A page that is loaded again, or a lid that was closed, comes back within this time. */
export const ALONE_MS = 10 * 60_000;

const ON = 'terminal.on';

interface Held {
  readonly owner: Owner;
  readonly shown: TerminalSession;
  readonly session: Session;
  readonly lines: Set<Line>;
  alone: Timer | undefined;
}

interface Coming {
  readonly owner: Owner;
  gone?: 'terminal.off' | 'terminal.gone';
}

export function createTerminals(parts: TerminalsParts): Terminals {
  const { face, clock, changes, kept } = parts;
  const held = new Map<string, Held>();
  /** Asked for and not there yet; what happens meanwhile counts for them, too. */
  const coming = new Set<Coming>();
  let loaded: Awaited<ReturnType<LoadPty>> | undefined;
  const load = async () => {
    loaded ??= await parts.load();
    return loaded;
  };
  const isOn = () => face === 'desktop' || z.boolean().catch(false).parse(kept.get(ON));

  function mine(owner: Owner, id: string): Held {
    const found = held.get(id);
    if (!isOn()) throw problem('terminal.off', {});
    if (!found || found.owner !== owner) throw problem('terminal.gone', {});
    return found;
  }

  const endings = new Set<Promise<void>>();

  function forget(id: string): void {
    const found = held.get(id);
    if (!found) return;
    held.delete(id);
    found.alone?.cancel();
    const ending = found.session.end().finally(() => endings.delete(ending));
    endings.add(ending);
    const { kind, title } = found.shown;
    changes.note({
      action: 'terminal.closed',
      subject: `${kind} ${title}`,
      state: 'applied',
      before: null,
      after: null,
    });
  }

  /** Somebody came, or the last one went. */
  function watch(id: string): void {
    const found = held.get(id);
    if (!found) return;
    found.alone?.cancel();
    found.alone = found.session.isAlone ? clock.after(ALONE_MS, () => forget(id)) : undefined;
  }

  async function planOf(wish: TerminalWish): Promise<ShellPlan> {
    const facts = parts.shell();
    const shell = planShell(facts);
    if (wish.kind === 'shell') return shell;
    if (!isSshTarget(wish)) throw problem('terminal.target', {});
    const program = facts.findProgram('ssh');
    if (!program) throw problem('terminal.not-here', { said: 'ssh' });
    const title = wish.user === '' ? wish.host : `${wish.user}@${wish.host}`;
    const args = sshArguments(wish, terminalFolder(facts.dataDir), facts.home);
    return { program, args, env: shell.env, title, files: {} };
  }

  /** The command's name and what the shell reads; ours alone, for whoever writes there types in our place. */
  async function prepare(plan: ShellPlan): Promise<void> {
    const { dataDir, platform } = parts.shell();
    await privateFolder(terminalFolder(dataDir));
    const command = commandFile(platform, parts.own.node, parts.own.cli, dataDir);
    for (const [file, text] of Object.entries({ [command.file]: command.text, ...plan.files })) {
      if ((await readIfThere(file)) === text) continue;
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeAtomically(file, text);
    }
    await chmod(command.file, 0o700);
    await completions(dataDir, plan);
  }

  function begin(
    owner: Owner,
    line: Line,
    { kind, columns, rows }: TerminalWish,
    plan: ShellPlan,
    spawn: SpawnPty,
  ) {
    const { program, args, env, title } = plan;
    const pty = spawn({ program, args, env, cwd: parts.shell().dataDir, columns, rows });
    const id = randomUUID();
    const shown = { id, kind, title, startedAt: clock.now() };
    const session = createSession({ clock, pty, changed: () => watch(id) });
    held.set(id, { owner, shown, session, lines: new Set([line]), alone: undefined });
    watch(id);
    changes.note({
      ...{ action: 'terminal.opened', subject: `${kind} ${title}`, state: 'applied' },
      ...{ before: null, after: null },
    });
    return shown;
  }

  /** Comfort: a shell without it is a shell. */
  async function completions(dataDir: string, { title }: ShellPlan): Promise<void> {
    const shell = title === 'fish' ? 'fish' : title === 'PowerShell' ? 'ps1' : 'bash';
    const file = completionFile(dataDir, shell);
    const head = `# chatelaine ${parts.version}\n`;
    try {
      if ((await readIfThere(file))?.startsWith(head)) return;
      await writeAtomically(file, head + (await parts.completion(shell)));
    } catch (error) {
      parts.unexpected(error, 'completion for the terminal');
    }
  }

  return {
    async state(owner) {
      const pty = await load();
      const { dataDir, findProgram } = parts.shell();
      const works = typeof pty === 'function' ? 'yes' : pty.missing ? 'missing' : 'broken';
      return {
        ...{ works, said: typeof pty === 'function' ? '' : pty.said.slice(0, 2000), on: isOn(), most: MOST },
        ...{
          hasSwitch: face === 'headless',
          dataDir,
          server: parts.server(),
          ssh: findProgram('ssh') !== undefined,
        },
        sessions: [...held.values()].filter((one) => one.owner === owner).map(({ shown }) => shown),
      };
    },
    setOn(on) {
      if (on === isOn() || face === 'desktop') return;
      kept.set(ON, on);
      if (!on) {
        for (const id of [...held.keys()]) forget(id);
        for (const one of coming) one.gone ??= 'terminal.off';
      }
      changes.note({
        ...{ action: on ? 'terminal.on' : 'terminal.off', subject: 'terminal', state: 'applied' },
        ...{ before: on ? 'off' : 'on', after: on ? 'on' : 'off' },
      });
    },
    async open(owner, wish, line) {
      if (!isOn()) throw problem('terminal.off', {});
      if (held.size + coming.size >= MOST) throw problem('terminal.too-many', { most: MOST });
      const mark: Coming = { owner };
      coming.add(mark);
      try {
        const spawn = await load();
        if (typeof spawn !== 'function') throw problem('terminal.not-here', { said: spawn.said });
        const plan = await planOf(wish);
        await prepare(plan);
        if (mark.gone) throw problem(mark.gone, {});
        return begin(owner, line, wish, plan, spawn);
      } finally {
        coming.delete(mark);
      }
    },
    isOver: (owner, id, line) => mine(owner, id).lines.has(line),
    takeUp: (owner, id, line) => void mine(owner, id).lines.add(line),
    async *follow(owner, id, after, signal) {
      const { session } = mine(owner, id);
      const output = session.follow(after, signal);
      const first = output.next();
      watch(id);
      let next = await first;
      while (!next.done) {
        yield next.value;
        if (next.value.type === 'ended') return forget(id);
        next = await output.next();
      }
    },
    read: (owner, id, upTo) => mine(owner, id).session.read(upTo),
    type: (owner, id, text) => mine(owner, id).session.type(text),
    resize: (owner, id, columns, rows) => mine(owner, id).session.resize(columns, rows),
    end(owner, id) {
      mine(owner, id);
      forget(id);
    },
    endAllOf(owner) {
      for (const [id, one] of [...held]) if (one.owner === owner) forget(id);
      for (const one of coming) if (one.owner === owner) one.gone ??= 'terminal.gone';
    },
    async close() {
      for (const id of [...held.keys()]) forget(id);
      for (const one of coming) one.gone ??= 'terminal.gone';
      await Promise.all(endings);
    },
  };
}
