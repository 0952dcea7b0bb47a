/** Gajim on a desk, with its account in its settings; driven by its D-Bus interface. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { vi } from 'vitest';
import type { Desktop } from './desktop.ts';
import { texts } from './memory.ts';
import { OTTO } from './office.ts';

/** What `settings.sqlite` is at version 5 of Gajim 1.7; missing values are Gajim's defaults. */
const TABLES = `
  CREATE TABLE settings (name TEXT UNIQUE, settings TEXT);
  CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT);
  PRAGMA user_version=5;
`;

export interface Gajim {
  say(to: string, text: string): Promise<void>;
  sayInRoom(room: string, text: string): Promise<void>;
  /** The texts it keeps, of persons and rooms. */
  kept(): string[];
}

const KEPT = "SELECT message FROM logs WHERE message <> '' ORDER BY log_line_id";

/** A Gajim that was started before, without a keyring and open to D-Bus; it has no account yet. */
export function prepareGajim(desktop: Desktop): void {
  mkdirSync(join(desktop.home, '.config/gajim'), { recursive: true });
  const database = new DatabaseSync(join(desktop.home, '.config/gajim/settings.sqlite'));
  database.exec(TABLES);
  const put = database.prepare('INSERT INTO settings(name, settings) VALUES (?, ?)');
  const app = { use_keyring: false, remote_control: true, check_for_update: false, show_trayicon: false };
  const sections = { app, soundevents: {}, status_presets: {}, proxies: {}, plugins: {} };
  for (const [name, settings] of Object.entries(sections)) put.run(name, JSON.stringify(settings));
  put.run('workspaces', JSON.stringify({ '5f2b9a3e-0c57-4a8d-9d2b-6f1d3c8e7a10': {} }));
  database.close();
}

/** Starts it; its account, which is there already, logs in by itself. Resolves when it can be driven. */
export async function startGajim(desktop: Desktop): Promise<Gajim> {
  desktop.start('gajim', '-l', 'gajim=INFO,nbxmpp=INFO');
  const call = (method: string, ...args: string[]) =>
    desktop.run(
      ...(['gdbus', 'call', '--session', '--dest', 'org.gajim.Gajim'] as const),
      ...['--object-path', '/org/gajim/dbus/RemoteObject'],
      ...['--method', `org.gajim.dbus.RemoteInterface.${method}`, '--', ...args],
    );
  // WHY: Gajim offers the interface five seconds after its start, without a word to anybody.
  await vi.waitFor(() => call('list_accounts'), { timeout: 30_000, interval: 200 });
  return {
    say: async (to, text) => void (await call('send_chat_message', to, text, OTTO)),
    kept: () => texts(join(desktop.home, '.local/share/gajim/logs.db'), KEPT),
    sayInRoom: async (room, text) => void (await call('send_groupchat_message', room, text, OTTO)),
  };
}
