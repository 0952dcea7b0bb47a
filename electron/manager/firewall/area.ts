/**
 * The firewall in the running manager: looks, and guards a change that counts. What is decided is in judgement.ts and told.ts, what
 * becomes of a change in countdown.ts; here they meet the helper, the log of changes and the pages.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { FirewallLook, FirewallSeen, FirewallState } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../host.ts';
import { oneAtATime } from '../pace.ts';
import { explain, problem } from '../problem.ts';
import { type Countdown, type Ended, type People, startCountdown } from './countdown.ts';
import type { HelperDesk } from './desk.ts';
import type { Elevation } from './elevate.ts';
import { firewallFindings } from './findings.ts';
import { createFirewall, type FirewallState as Looked } from './firewall.ts';
import { doorsNow } from './judgement.ts';
import type { LookFile } from './look-file.ts';
import { asking, assertPossible, saidBy } from './refusals.ts';
import type { FirewallReport, Wants } from './report.ts';
import { shellWord } from './script.ts';
import { type Standing, standingOf } from './standing.ts';
import { planId, told, withOurs } from './told.ts';

export interface FirewallArea {
  state(): FirewallState;
  look(): Promise<FirewallState>;
  apply(wish: { plan: string; window: string; seconds?: number | undefined }): Promise<FirewallState>;
  alive(wish: { id: string; window: string }): void;
  keep(id: string): Promise<FirewallState>;
  back(id: string): Promise<FirewallState>;
  undo(): Promise<FirewallState>;
  /** For Home: whether what the office needs comes in here. `closed`: how many doors do not. */
  standing(): Standing;
  begin(): Promise<void>;
  /** What nobody has kept is taken back. */
  close(): Promise<void>;
}

export interface FirewallAreaParts {
  readonly dataDir: string;
  /** Windows and macOS: looked at as anybody may, and only told what to type. */
  readonly elsewhere: (() => Promise<FirewallReport>) | undefined;
  /** Undefined where there is no way to become root. */
  readonly elevation: Elevation | undefined;
  readonly helper: HelperDesk;
  readonly file: LookFile;
  /** Program and file with which an administrator runs `chatelaine` by hand. */
  readonly command: readonly string[];
  readonly wants: () => Wants;
  readonly isSetUp: () => boolean;
  /** Whether the world is told an IPv6 address of this server. */
  readonly aaaa: () => boolean;
  /** Who is connected now, at the office's doors and at remote access; undefined where the system does not say. */
  readonly people: (remoteAccess: readonly number[]) => Promise<People | undefined>;
  readonly serverPid: () => number | undefined;
  readonly kept: Kept;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Events;
  readonly changes: Changes;
}

const SECONDS = 60;
const FIRST_MS = 60_000;
const EVERY_MS = 60 * 60_000;
/** After a door of the office was opened or closed, and until a change that is none of ours has ended. */
const SOON_MS = 3000;
/** What a change that counts is remembered by, until it has ended: a manager that was killed says so at its next start. */
const COUNTING = 'firewall.counting';
const counting = z.object({ rules: z.number() });

export function createFirewallArea(parts: FirewallAreaParts): FirewallArea {
  const { dataDir, elevation, helper, file, clock, log, events, changes, kept } = parts;
  const inTurn = oneAtATime();
  let look: FirewallLook = { state: 'never' };
  let looking = false;
  let countdown: Countdown | undefined;
  let last: FirewallState['last'] = null;
  let timer: Timer | undefined;
  let unwatch = () => {};
  let unlisten = () => {};
  let release = () => {};

  const mayLook = parts.elsewhere !== undefined || elevation !== undefined;
  const core = createFirewall({ dataDir, wants: parts.wants, helper });
  const changed = () => {
    events.emit({ type: 'firewall.changed' });
    events.emit({ type: 'findings.changed' });
  };
  const seenNow = (): FirewallSeen | null =>
    look.state === 'seen' ? look.seen : look.state === 'failed' ? look.last : null;

  function state(): FirewallState {
    return {
      access: parts.elsewhere ? 'plan-only' : ACCESS[elevation ?? 'none'],
      byHand: byHand(parts.command, dataDir),
      ...{ looking, look: withOurs(look, parts.serverPid()), last },
      countdown: countdown?.state() ?? null,
    };
  }

  async function saw(found: Looked): Promise<void> {
    const findings = firewallFindings(found, { aaaa: parts.aaaa() });
    const seen = told(found, { at: clock.now(), by: 'manager', findings });
    look = { state: 'seen', seen };
    await file.write(seen);
  }

  /** @param asked nobody asked: told only where something is another than before */
  async function lookNow(asked = true): Promise<void> {
    // While a change counts, what is shown is what it was made from.
    if (countdown || !mayLook || !parts.isSetUp()) return;
    const before = withoutTime(look);
    looking = asked;
    if (asked) changed();
    try {
      const found = parts.elsewhere ? asLooked(await parts.elsewhere()) : await core.look();
      await saw(found);
      if (found.guarded) lookLater(SOON_MS);
    } catch (error) {
      const said = saidBy(error);
      log.warn({ subsystem: 'firewall', cause: explain(error) }, 'the firewall could not be looked at');
      look = { state: 'failed', at: clock.now(), said, last: seenNow() };
    } finally {
      looking = false;
      if (asked || withoutTime(look) !== before) changed();
    }
  }

  /** What an administrator saw who looked by hand, when that is newer. */
  async function readFile(): Promise<void> {
    const found = await file.read();
    const known = seenNow();
    if (!found || countdown || looking || (known && known.at >= found.at)) return;
    look = { state: 'seen', seen: found };
    changed();
  }

  /** Loses nothing that matters: the next look sees the same. */
  const quietly = (work: () => Promise<void>) =>
    void inTurn(work).catch((error) =>
      log.warn({ subsystem: 'firewall', cause: explain(error) }, 'the firewall could not be looked at'),
    );

  function lookLater(ms: number): void {
    timer?.cancel();
    if (elevation !== 'root' && !parts.elsewhere) return;
    timer = clock.after(ms, () => {
      quietly(() => lookNow(false));
      lookLater(EVERY_MS);
    });
  }

  async function apply({ plan, window, seconds = SECONDS }: Parameters<FirewallArea['apply']>[0]) {
    if (countdown) throw problem('firewall.busy', {});
    assertPossible(parts);
    const shown = await asking(() => core.look());
    await saw(shown);
    if (shown.operations.length === 0 || planId(shown.operations) !== plan) {
      changed();
      throw problem('firewall.outdated', {});
    }
    const remote = seenNow()?.remoteAccess ?? [];
    const before = (await parts.people(remote)) ?? { remoteAccess: [], sessions: [] };
    const rules = shown.operations.length;
    // Before it is so: whoever is killed from here on says so at the next start.
    kept.set(COUNTING, { rules });
    const waiting = await asking(() => core.applyThese(shown, seconds)).catch((error) => {
      kept.set(COUNTING, null);
      throw error;
    });
    const mine = startCountdown({
      ...{ id: randomUUID(), window, rules, totalMs: seconds * 1000, waiting, clock, before, changed },
      people: () => parts.people(remote),
      doors: async () => doorsNow(shown, await core.readBack()),
      over: (ended) => void over(ended, rules, commandText(shown)),
      unexpected: (error) =>
        log.warn({ subsystem: 'firewall', cause: explain(error) }, 'a change that counts was disturbed'),
    });
    countdown = mine;
    release = helper.hold(mine.helperGone);
    log.info({ subsystem: 'firewall', rules, seconds }, 'rules were added, and wait to be kept');
    changed();
  }

  async function over({ outcome, lost, persisted }: Ended, rules: number, commands: string): Promise<void> {
    countdown = undefined;
    release();
    kept.set(COUNTING, null);
    last = {
      ...{ at: clock.now(), outcome, rules, lost: lost.slice(0, 50) },
      files: [...persisted.files].slice(0, 20),
      forgotten: [...persisted.forgotten].slice(0, 10),
      unwritten: persisted.failed.slice(0, 10).map(({ file: name, said }) => `${name}: ${said}`),
    };
    const isKept = outcome === 'kept';
    changes.note({
      ...{ action: isKept ? 'firewall.apply' : 'firewall.try', subject: String(rules) },
      ...{ state: isKept ? 'kept' : 'rolled-back', before: isKept ? null : outcome, after: commands },
    });
    log.info({ subsystem: 'firewall', outcome, rules, lost }, 'a change of the firewall ended');
    changed();
    quietly(lookNow);
  }

  /** The one that counts, by the number the page knows it by. */
  function counted(id: string): Countdown {
    if (countdown?.id !== id) throw problem('firewall.too-late', {});
    return countdown;
  }

  return {
    state,
    async look() {
      await inTurn(mayLook ? () => lookNow() : readFile);
      return state();
    },
    async apply(wish) {
      await inTurn(() => apply(wish));
      return state();
    },
    alive({ id, window }) {
      counted(id).alive(window);
    },
    async keep(id) {
      const mine = counted(id);
      await asking(() => mine.keep());
      return state();
    },
    async back(id) {
      await counted(id).back();
      return state();
    },
    async undo() {
      await inTurn(async () => {
        if (countdown) throw problem('firewall.busy', {});
        assertPossible(parts);
        const rules = await asking(() => core.undo());
        if (rules === 0) return;
        last = { at: clock.now(), outcome: 'undone', rules, ...NOTHING_LOST };
        changes.note({
          ...{ action: 'firewall.undo', subject: String(rules), state: 'applied' },
          ...{ before: null, after: null },
        });
        await lookNow();
      });
      return state();
    },
    standing: () => standingOf(seenNow()),
    async begin() {
      const left = counting.nullish().safeParse(kept.get(COUNTING)).data;
      if (left) {
        // The helper took it back when it lost us; the look below makes sure of it.
        kept.set(COUNTING, null);
        last = { at: clock.now(), outcome: 'ended', rules: left.rules, ...NOTHING_LOST };
        changes.note({
          ...{ action: 'firewall.try', subject: String(left.rules), state: 'rolled-back' },
          ...{ before: 'ended', after: null },
        });
      }
      await inTurn(readFile);
      unwatch = file.watch(() => quietly(readFile));
      unlisten = events.listen(({ type }) => {
        if (type === 'doors.changed' || type === 'website.changed') lookLater(SOON_MS);
      });
      lookLater(left ? 0 : FIRST_MS);
    },
    async close() {
      timer?.cancel();
      unwatch();
      unlisten();
      await countdown?.back('ended');
      await helper.close();
    },
  };
}

const NOTHING_LOST = { lost: [], files: [], forgotten: [], unwritten: [] };

const withoutTime = (look: FirewallLook): string =>
  JSON.stringify(look, (name, value) => (name === 'at' ? undefined : value));

const ACCESS = { root: 'root', sudo: 'by-hand', pkexec: 'asks', none: 'by-hand' } as const;

const byHand = (command: readonly string[], dataDir: string): FirewallState['byHand'] => {
  const line = (act: string) =>
    ['sudo', ...command, 'firewall', act, '--data', dataDir].map(shellWord).join(' ');
  return { look: line('status'), apply: line('apply'), undo: line('undo') };
};

/** What nobody but its own administrator has changed. */
const asLooked = (report: FirewallReport): Looked => ({ ...report, kept: [], fingerprint: '' });

const commandText = ({ commands }: Looked): string =>
  commands
    .map(({ program, args, input }) => `${[program, ...args].join(' ')}${input ? `\n${input}` : ''}`)
    .join('\n')
    .slice(0, 20_000);
