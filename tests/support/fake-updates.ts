/** New versions and terminals of the fake office: an update that goes as a test says, a terminal that answers with what was typed. */

import { join } from 'node:path';
import type { ManagerEvent, UpdatesView } from '../../electron/contract/index.ts';
import { systemClock } from '../../electron/manager/host.ts';
import type { Pty } from '../../electron/manager/terminal/session.ts';
import { createTerminals, type TerminalWish } from '../../electron/manager/terminal/terminal.ts';
import { readNotes } from '../../electron/manager/updates/notes.ts';
import type { FakeState } from './fake-state.ts';
import { folderUntilExit } from './until-exit.ts';

export interface UpdatesFacts {
  updates: UpdatesView;
  /** What came since the update. */
  since: { people: number; rooms: number; messages: number };
  terminal: { on: boolean; works: 'yes' | 'missing' | 'broken' };
}

const DAY = 86_400_000;

export const offered = (version = '0.2.0') => ({
  ...{ version, releasedAt: Date.now() - 2 * DAY, bytes: 84_000_000 },
  notes: {
    ...{ version, date: '2026-11-20' },
    changes: [
      {
        kind: 'new' as const,
        en: 'Backups go to a shared folder, too.',
        fr: 'Les sauvegardes vont aussi dans un dossier partagé.',
      },
      {
        kind: 'fixed' as const,
        en: 'Pictures from Monal open in Gajim.',
        fr: 'Les images de Monal s’ouvrent dans Gajim.',
      },
    ],
  },
});

export const freshUpdates = (): UpdatesFacts => ({
  updates: {
    byItself: 'yes',
    ...{ version: '0.1.0', kind: 'folder', channel: 'stable', feed: 'https://chatelaine.example/releases/' },
    ...{
      checkedAt: Date.now() - 3_600_000,
      trouble: null,
      state: { state: 'idle' },
      wayBack: null,
      commands: [],
    },
  },
  since: { people: 1, rooms: 0, messages: 142 },
  terminal: { on: true, works: 'yes' },
});

/** Says what is typed, line by line. */
function echo(): Pty {
  let data: (text: string) => void = () => {};
  let exit: (end: { exitCode: number }) => void = () => {};
  let line = '';
  setTimeout(() => data('sophie@atelier:~$ '), 10);
  return {
    onData: (run) => {
      data = run;
    },
    onExit: (run) => {
      exit = run;
    },
    write(text) {
      for (const letter of text.replace(/\u001b\[20[01]~/g, '')) {
        if (letter !== '\r') line += letter;
        data(letter === '\r' ? `\r\n${line}\r\nsophie@atelier:~$ ` : letter);
        if (letter === '\r' && line === 'exit') exit({ exitCode: 0 });
        if (letter === '\r') line = '';
      }
    },
    resize: () => {},
    pause: () => {},
    resume: () => {},
    kill: () => exit({ exitCode: 0 }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: an implementer of oRPC, as the other parts of the fake take it.
export function updatesRouter(os: any, state: FakeState, emit: (event: ManagerEvent['event']) => void) {
  const set = (change: Partial<UpdatesView>) => {
    state.updates = { ...state.updates, ...change };
    emit({ type: 'updates.changed' });
    return state.updates;
  };
  const dataDir = folderUntilExit('fake-terminal');
  const terminals = createTerminals({
    ...{ face: 'headless', clock: systemClock, version: '0.1.0', own: { node: 'node', cli: 'cli.js' } },
    shell: () => ({
      ...{ platform: 'linux', loginShell: '/bin/bash', home: dataDir, user: 'sophie', dataDir, env: {} },
      findProgram: (name: string) => `/usr/bin/${name}`,
    }),
    load: async () =>
      state.terminal.works === 'yes'
        ? () => echo()
        : { missing: state.terminal.works === 'missing', said: 'libpty.so: wrong ELF class' },
    completion: async () => '',
    server: () => 'xmpp.fabrik-martin.example',
    kept: {
      get: () => state.terminal.on,
      set: (_, on) => void Object.assign(state.terminal, { on: on === true }),
    },
    changes: { note: () => 0 },
    unexpected: String,
  });
  return {
    updates: {
      view: os.updates.view.handler(() => state.updates),
      check: os.updates.check.handler(() =>
        set({ checkedAt: Date.now(), state: { state: 'available', offer: offered() } }),
      ),
      install: os.updates.install.handler(({ input: { when } }: { input: { when: 'now' | 'tonight' } }) => {
        const at = Date.parse('2026-11-23T01:30:00Z');
        return set({
          state:
            when === 'now'
              ? { state: 'downloading', offer: offered(), doneBytes: 31_000_000 }
              : { state: 'waiting', offer: offered(), holds: ['time'], at },
        });
      }),
      cancel: os.updates.cancel.handler(() => set({ state: { state: 'available', offer: offered() } })),
      setChannel: os.updates.setChannel.handler(({ input }: { input: Pick<UpdatesView, 'channel'> }) =>
        set(input),
      ),
      rollbackPreview: os.updates.rollbackPreview.handler(() => ({
        ...{
          version: state.updates.wayBack?.version ?? '0.1.0',
          puts: state.updates.wayBack?.puts ?? 'data',
        },
        since: state.since,
      })),
      rollback: os.updates.rollback.handler(() =>
        set({
          wayBack: null,
          state: { state: 'rolled-back', version: '0.2.0', because: 'asked', at: Date.now() },
        }),
      ),
      notes: os.updates.notes.handler(() => ({
        releases: [...readNotes(join(import.meta.dirname, '../..'))],
      })),
    },
    terminal: {
      state: os.terminal.state.handler(() => terminals.state(null)),
      setOn: os.terminal.setOn.handler(({ input: { on } }: { input: { on: boolean } }) => {
        terminals.setOn(on);
        return terminals.state(null);
      }),
      open: os.terminal.open.handler(({ input }: { input: TerminalWish }) => terminals.open(null, input)),
      follow: os.terminal.follow.handler(
        ({ input, signal }: { input: { id: string; after: number }; signal: AbortSignal }) =>
          terminals.follow(null, input.id, input.after, signal),
      ),
      read: os.terminal.read.handler(({ input }: { input: { id: string; upTo: number } }) => {
        terminals.read(null, input.id, input.upTo);
        return {};
      }),
      type: os.terminal.type.handler(({ input }: { input: { id: string; text: string } }) => {
        terminals.type(null, input.id, input.text);
        return {};
      }),
      resize: os.terminal.resize.handler(() => ({})),
      close: os.terminal.close.handler(({ input }: { input: { id: string } }) => {
        terminals.end(null, input.id);
        return {};
      }),
    },
  };
}
