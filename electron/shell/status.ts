/**
 * What tray, menu and quit need to know of the manager, kept up to date by its numbered events.
 * The shell is a caller like the pages: it uses the contract and nothing behind it.
 */
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract, ManagerEvent, Notice, SettingsValues } from '../contract/index.ts';
import type { ServerNow } from './quit.ts';

export type Client = ContractRouterClient<Contract>;

export interface Known {
  readonly server: ServerNow;
  readonly language: SettingsValues['language'];
  readonly theme: SettingsValues['theme'];
}

export interface Status {
  readonly now: Known;
  /** Reads all anew, then follows until `signal` aborts. Resolves after the first reading. */
  follow(signal: AbortSignal): Promise<void>;
}

export interface StatusParts {
  readonly client: Client;
  readonly changed: (now: Known) => void;
  /** Somebody has to know now. */
  readonly notice: (notice: Notice) => void;
  /** Told when following broke off although nobody asked for that. */
  readonly lost: (error: unknown) => void;
}

export function createStatus({ client, changed, notice, lost }: StatusParts): Status {
  let now: Known = { server: 'unknown', language: 'system', theme: 'system' };

  function set(change: Partial<Known>): void {
    const next = { ...now, ...change };
    if (next.server === now.server && next.language === now.language && next.theme === now.theme) return;
    now = next;
    changed(now);
  }

  async function readServer(): Promise<void> {
    try {
      set({ server: (await client.server.overview()).status.state });
    } catch (error) {
      set({ server: (error as { code?: string }).code === 'setup.not-done' ? 'not-set-up' : 'unknown' });
    }
  }

  async function readSettings(): Promise<void> {
    try {
      const { values } = await client.settings.get();
      set({ language: values.language, theme: values.theme });
    } catch {
      // Recovery mode has no settings: the system's language and theme are used.
    }
  }

  const readAll = async () => void (await Promise.all([readServer(), readSettings()]));

  async function take({ event }: ManagerEvent): Promise<void> {
    if (event.type === 'server.state') set({ server: event.status.state });
    else if (event.type === 'settings.changed') await readSettings();
    else if (event.type === 'setup.changed') await readServer();
    else if (event.type === 'resync') await readAll();
    else if (event.type === 'notice') notice(event.notice);
  }

  async function listen(signal: AbortSignal): Promise<void> {
    try {
      for await (const event of await client.app.events({ since: null }, { signal })) await take(event);
      if (!signal.aborted) lost(new Error('the events ended'));
    } catch (error) {
      if (!signal.aborted) lost(error);
    }
  }

  return {
    get now() {
      return now;
    },
    async follow(signal) {
      // Events first: what changes while the first reading is under way is not missed.
      void listen(signal);
      await readAll();
    },
  };
}
