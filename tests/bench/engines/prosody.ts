/**
 * Debian's Prosody with the features ours has. Its archive is on internal storage, which it does not sync, or in SQLite.
 *
 * The collector is the incremental one of its documentation: with the default of Debian's Lua it is hobbled.
 */
import { spawnSync } from 'node:child_process';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../support/need.ts';
import { type Archive, type Engine, HOST, PASSWORD } from './engine.ts';
import { daemonUser, freePort, giveTo, run } from './run.ts';

const MODULES =
  'roster saslauth tls disco ping time version vcard4 vcard_legacy carbons mam smacks csi_simple offline';
/** Prosody's default. */
const ITERATIONS = 10_000;

export const createProsody = (archive: Archive): Engine => ({
  name: archive === 'native' ? 'prosody' : 'prosody-sqlite',
  ...(archive === 'sqlite' && { scenarios: ['messages', 'archive'] }),
  missing() {
    if (!findProgram('prosody')) return 'the program prosody';
    const driver = archive === 'sqlite' && spawnSync('lua5.4', ['-e', 'require "DBI"']).status !== 0;
    return driver ? 'lua-dbi-sqlite3' : undefined;
  },
  async install({ folder, certificate, users }) {
    const port = await freePort();
    const config = join(folder, 'prosody.cfg.lua');
    const accounts = join(folder, 'data', encode(HOST), 'accounts');
    mkdirSync(accounts, { recursive: true });
    const keys = storedKeys('bench-salt');
    for (const user of users) writeFileSync(join(accounts, `${encode(user)}.dat`), keys);
    writeFileSync(config, settings({ folder, port, certificate, archive }));
    const user = daemonUser('prosody');
    giveTo(user, folder);
    const args = ['--config', config, '-F'];
    return { port, start: () => run({ program: 'prosody', args, folder, port, user }) };
  },
});

/** SQLite as it comes: a rollback journal, and each commit synced. */
const STORAGE: Readonly<Record<Archive, string>> = {
  native: 'storage = "internal"',
  sqlite: `default_storage = "internal"
storage = { archive = "sql" }
sql = { driver = "SQLite3", database = "prosody.sqlite" }`,
};

function settings(parts: {
  folder: string;
  port: number;
  certificate: { chain: string; key: string };
  archive: Archive;
}): string {
  const { folder, port, certificate, archive } = parts;
  const quoted = (text: string) => JSON.stringify(text);
  return `
data_path = ${quoted(join(folder, 'data'))}
pidfile = ${quoted(join(folder, 'prosody.pid'))}
log = { warn = "*console" }
modules_enabled = { ${MODULES.split(' ').map(quoted).join(', ')} }
modules_disabled = { "s2s", "http", "admin_shell" }
interfaces = { "127.0.0.1" }
c2s_ports = { }
s2s_ports = { }
c2s_direct_tls_ports = { ${port} }
c2s_direct_tls_ssl = { certificate = ${quoted(certificate.chain)}, key = ${quoted(certificate.key)} }
ssl = { certificate = ${quoted(certificate.chain)}, key = ${quoted(certificate.key)} }
network_settings = { tcp_backlog = 1024 }
gc = { mode = "incremental", threshold = 200, speed = 500 }
authentication = "internal_hashed"
${STORAGE[archive]}
default_archive_policy = true
archive_expires_after = "never"
storage_archive_item_limit = 1000000
max_archive_query_results = 250
VirtualHost ${quoted(HOST)}
`;
}

/** What mod_auth_internal_hashed keeps of an account; the same salt for all costs no server anything. */
function storedKeys(salt: string): string {
  const salted = pbkdf2Sync(PASSWORD, salt, ITERATIONS, 20, 'sha1');
  const hmac = (text: string) => createHmac('sha1', salted).update(text).digest();
  const stored = createHash('sha1').update(hmac('Client Key')).digest('hex');
  return `return { ["iteration_count"] = ${ITERATIONS}; ["salt"] = "${salt}"; ["stored_key"] = "${stored}"; ["server_key"] = "${hmac('Server Key').toString('hex')}"; };\n`;
}

/** Prosody's names for files: everything but letters and digits as %xx. */
const encode = (text: string) =>
  text.replace(/[^A-Za-z0-9]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
