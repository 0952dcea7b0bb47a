/**
 * Programs that use the server's HTTP API: their tokens are made here, shown once, and noted nowhere; and who may come from other
 * computers, with a token or for where they come from.
 */

import type { Calls } from '../../contract/calls.ts';
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Program, ProgramAct, ProgramDoor } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { ProgramsEngine, ProgramWish } from '../engines/programs.ts';
import type { Events } from '../events.ts';
import { oneAtATime } from '../pace.ts';
import { problem } from '../problem.ts';
import { commandFault, type DoorFault, doorFault, fromFault, isIdle, SHUT } from './door.ts';

/** What the page shows (contract/programs.ts). */
export type ProgramsAnswer = Awaited<ReturnType<Calls['programs']['list']>>;

export interface Programs {
  list(): Promise<ProgramsAnswer>;
  /** Puts this in force; answers what is. Refused with `settings.refused`. Needs no running server. */
  decideDoor(door: ProgramDoor): Promise<ProgramDoor>;
  /** The same in parts, for the page. */
  setDoor(wish: { [K in keyof ProgramDoor]?: ProgramDoor[K] | undefined }): Promise<ProgramsAnswer>;
  commands(): Promise<{ name: string; summary: string }[]>;
  create(wish: ProgramWish): Promise<{ token: string; program: Program }>;
  lately(): Promise<ProgramAct[]>;
  revoke(id: string): Promise<void>;
  restore(id: string): Promise<void>;
}

/** What the server said of its ports when it got ready. */
interface Opened {
  readonly ports: readonly { readonly type: string; readonly port: number }[];
  readonly closed: readonly { readonly type: string; readonly port: number; readonly code: string }[];
}

export interface ProgramsParts {
  readonly engine: ProgramsEngine;
  readonly changes: Changes;
  readonly events: Events;
  /** Those there should be: for programs on this computer, and over TLS for those on others. */
  readonly ports: () => { readonly here: number; readonly others: number };
  /** What those on other computers call this one. */
  readonly name: () => string;
  /** As it was decided; undefined: nobody may come. */
  readonly door: () => ProgramDoor | undefined;
  readonly change: (part: { programs: ProgramDoor }) => Promise<void>;
  /** The ports that are open; undefined while the server does not run. */
  readonly opened: () => Opened | undefined;
}

const LATELY_DAYS = 7;
const MOST_ACTS = 200;

export function createPrograms(parts: ProgramsParts): Programs {
  const { engine, changes, events, opened, ports, name, door, change } = parts;
  const inTurn = oneAtATime();

  function noted(action: ChangeAction, subject: string, before: string | null, after: string | null): void {
    changes.note({ action, subject, state: 'applied', before, after });
    events.emit({ type: 'programs.changed' });
  }
  const find = <T extends { readonly type: string; readonly port: number }>(rows: readonly T[], at: number) =>
    rows.find(({ type, port }) => type === 'admin' && port === at);
  function address(): string | null {
    const open = find(opened()?.ports ?? [], ports().here);
    return open === undefined ? null : `http://127.0.0.1:${open.port}/api`;
  }

  function doorNow(): ProgramsAnswer['door'] {
    const decided = door() ?? SHUT;
    const at = ports().others;
    const now = opened();
    const why = (now && find(now.closed, at)?.code) ?? null;
    const open = now && find(now.ports, at) !== undefined;
    return {
      ...{ ...decided, address: `https://${name()}:${at}/api`, port: at, why },
      state: decided.from.length === 0 ? 'shut' : now === undefined ? 'unknown' : open ? 'open' : 'closed',
      idle: decided.rules.filter((rule) => isIdle(rule, decided.from)).map((rule) => rule.name),
    };
  }
  const list = async (): Promise<ProgramsAnswer> => ({
    ...{ address: address(), port: ports().here, door: doorNow() },
    programs: await engine.list(),
  });
  /** The server's commands; undefined while it cannot be asked. */
  async function known(): Promise<ReadonlySet<string> | undefined> {
    return opened() && new Set((await engine.commands()).map((command) => command.name));
  }
  function refuse(fault: DoorFault | undefined): void {
    if (fault) throw problem('settings.refused', { ...fault });
  }

  async function decide(after: ProgramDoor): Promise<ProgramDoor> {
    const before = door() ?? SHUT;
    refuse(doorFault(after, before, await known()));
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    await change({ programs: after });
    noted('programs.door', after.from.join(' '), JSON.stringify(before), JSON.stringify(after));
    return after;
  }

  return {
    list,
    decideDoor: (wish) => inTurn(() => decide(wish)),
    async setDoor(wish) {
      await inTurn(() => {
        const before = door() ?? SHUT;
        return decide({ from: wish.from ?? before.from, rules: wish.rules ?? before.rules });
      });
      return list();
    },
    commands: () => engine.commands(),
    async create(wish) {
      refuse(fromFault(wish.from) ?? commandFault(wish, await known()));
      const made = await engine.create(wish);
      noted('programs.create', made.program.name, null, made.program.scopes.join(' '));
      return made;
    },
    lately: async () => (await engine.acts(LATELY_DAYS)).slice(0, MOST_ACTS),
    async revoke(id) {
      await engine.revoke(id);
      noted('programs.revoke', id, null, null);
    },
    async restore(id) {
      await engine.restore(id);
      noted('programs.restore', id, null, null);
    },
  };
}
