/** Programs that use the server's HTTP API: their tokens are made here, shown once, and noted nowhere. */
import type { Program, ProgramAct, ProgramUse } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { ProgramsEngine } from '../engines/programs.ts';
import type { Events } from '../events.ts';

export interface Programs {
  list(): Promise<{ address: string | null; port: number; programs: Program[] }>;
  create(wish: { name: string; use: ProgramUse; days: number }): Promise<{ token: string; program: Program }>;
  lately(): Promise<ProgramAct[]>;
  revoke(id: string): Promise<void>;
  restore(id: string): Promise<void>;
}

export interface ProgramsParts {
  readonly engine: ProgramsEngine;
  readonly changes: Changes;
  readonly events: Events;
  /** The one there should be for them. */
  readonly port: () => number;
  /** The ports that are open; undefined while the server does not run. */
  readonly opened: () =>
    | { readonly ports: readonly { readonly type: string; readonly port: number }[] }
    | undefined;
}

const LATELY_DAYS = 7;
const MOST_ACTS = 200;

export function createPrograms({ engine, changes, events, opened, port }: ProgramsParts): Programs {
  function noted(action: string, subject: string, after: string | null): void {
    changes.note({ action, subject, state: 'applied', before: null, after });
    events.emit({ type: 'programs.changed' });
  }
  function address(): string | null {
    const open = opened()?.ports.find(({ type }) => type === 'admin')?.port;
    return open === undefined ? null : `http://127.0.0.1:${open}/api`;
  }

  return {
    list: async () => ({ address: address(), port: port(), programs: await engine.list() }),
    async create(wish) {
      const made = await engine.create(wish);
      noted('programs.create', made.program.name, made.program.scopes.join(' '));
      return made;
    },
    lately: async () => (await engine.acts(LATELY_DAYS)).slice(0, MOST_ACTS),
    async revoke(id) {
      await engine.revoke(id);
      noted('programs.revoke', id, null);
    },
    async restore(id) {
      await engine.restore(id);
      noted('programs.restore', id, null);
    },
  };
}
