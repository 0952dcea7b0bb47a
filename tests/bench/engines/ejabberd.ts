/**
 * Debian's ejabberd with the features ours has. Its archive is in Mnesia, which it does not sync before it delivers, or in
 * SQLite, which needs erlang-p1-sqlite3.
 *
 * It runs as a plain Erlang node without distribution, so that no epmd and no cookie are needed; accounts are made
 * through its own HTTP API on loopback.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { findProgram } from '../../support/need.ts';
import { type Archive, type Engine, HOST, PASSWORD } from './engine.ts';
import { daemonUser, freePort, giveTo, run } from './run.ts';

const MODULES =
  'mod_roster mod_disco mod_ping mod_time mod_version mod_vcard mod_carboncopy mod_stream_mgmt mod_client_state mod_offline mod_admin_extra mod_http_api';
const ERLANG_LIBRARIES = '/usr/lib/erlang/lib';
const SCHEMA = '/usr/share/ejabberd/sql/lite.sql';
const START_MS = 60_000;
const REGISTERED_AT_ONCE = 8;

export const createEjabberd = (archive: Archive): Engine => ({
  name: archive === 'native' ? 'ejabberd' : 'ejabberd-sqlite',
  // Mnesia takes minutes to keep 20,000 messages of one person, and is measured on everything else.
  scenarios: archive === 'native' ? ['idle', 'logins', 'messages', 'presence'] : ['messages', 'archive'],
  missing() {
    for (const name of ['ejabberdctl', 'erl']) if (!findProgram(name)) return `the program ${name}`;
    return archive === 'sqlite' && !hasSqlite() ? 'erlang-p1-sqlite3' : undefined;
  },
  async install({ folder, certificate, users }) {
    const [port, api] = [await freePort(), await freePort()];
    mkdirSync(join(folder, 'mnesia'));
    const database = archive === 'sqlite' ? join(folder, 'archive.sqlite') : undefined;
    if (database) new Database(database).exec(readFileSync(SCHEMA, 'utf8')).close();
    writeFileSync(join(folder, 'ejabberd.yml'), settings({ port, api, certificate, database }));
    const user = daemonUser('ejabberd');
    giveTo(user, folder);
    const env = {
      HOME: folder,
      ERL_LIBS: erlangLibraries(),
      EJABBERD_CONFIG_PATH: join(folder, 'ejabberd.yml'),
      EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
      ERL_CRASH_DUMP: join(folder, 'erl_crash.dump'),
      ERL_MAX_PORTS: '65536',
      ERL_MAX_ETS_TABLES: '1400',
    };
    const args = ['-noinput', '+K', 'true', '+P', '250000', '-mnesia', 'dir', `"${join(folder, 'mnesia')}"`];
    args.push('-s', 'ejabberd');
    const start = () => run({ program: 'erl', args, folder, port, env, user });
    const server = await start();
    try {
      await Promise.race([registerAll(api, users), server.failed]);
    } finally {
      await server.stop();
    }
    return { port, start };
  },
});

const hasSqlite = (): boolean =>
  existsSync(ERLANG_LIBRARIES) &&
  readdirSync(ERLANG_LIBRARIES).some((name) => name.startsWith('p1_sqlite3-'));

/** Where Debian's ejabberdctl looks for ejabberd's own applications. */
function erlangLibraries(): string {
  const script = readFileSync(findProgram('ejabberdctl') ?? '', 'utf8');
  const [, path] = /^ERL_LIBS='([^']+)'/m.exec(script) ?? [];
  if (path === undefined) throw new Error('ejabberdctl does not say where its libraries are');
  return path;
}

/** YAML takes JSON as it is. */
function settings(parts: {
  port: number;
  api: number;
  certificate: { chain: string; key: string };
  /** Absent: Mnesia. */
  database: string | undefined;
}): string {
  const { port, api, certificate, database } = parts;
  const modules: Record<string, object> = Object.fromEntries(MODULES.split(' ').map((name) => [name, {}]));
  modules.mod_mam = {
    ...{ default: 'always', assume_mam_usage: true },
    ...(database && { db_type: 'sql' }),
  };
  const config = {
    loglevel: 'warning',
    hosts: [HOST],
    certfiles: [certificate.chain, certificate.key],
    auth_method: 'internal',
    auth_password_format: 'scram',
    listen: [
      { port, ip: '127.0.0.1', module: 'ejabberd_c2s', tls: true, backlog: 1024, max_stanza_size: 262144 },
      { port: api, ip: '127.0.0.1', module: 'ejabberd_http', request_handlers: { '/api': 'mod_http_api' } },
    ],
    acl: { loopback: { ip: ['127.0.0.0/8'] } },
    api_permissions: {
      bench: { who: { access: { allow: [{ acl: 'loopback' }] } }, what: ['register', 'status'] },
    },
    ...(database && { sql_type: 'sqlite', sql_database: database, sql_pool_size: 1 }),
    modules,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

async function registerAll(api: number, users: readonly string[]): Promise<void> {
  await untilAnswers(api);
  const left = [...users];
  await Promise.all(
    Array.from({ length: REGISTERED_AT_ONCE }, async () => {
      for (let user = left.pop(); user !== undefined; user = left.pop()) {
        const answer = await call(api, 'register', { user, host: HOST, password: PASSWORD });
        if (!answer.ok) throw new Error(`ejabberd did not register ${user}: ${await answer.text()}`);
        await answer.arrayBuffer();
      }
    }),
  );
}

async function untilAnswers(api: number): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      const answer = await call(api, 'status', {});
      await answer.arrayBuffer();
      if (answer.ok) return;
    } catch (error) {
      // Not listening yet.
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error('ejabberd does not answer');
    await after(50);
  }
}

const call = (api: number, command: string, args: object): Promise<Response> =>
  fetch(`http://127.0.0.1:${api}/api/${command}`, { method: 'POST', body: JSON.stringify(args) });
