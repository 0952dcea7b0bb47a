/**
 * The accounts of the served domains. Specs: RFC 7622 §3 (names), RFC 5802 §3 (what is kept of a password).
 * Creates, changes, disables and removes people; every change resolves after the commit that holds it.
 * It does not end sessions: whoever disables or removes an account does that through the router's sessions.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AccountInfo, AccountRefusal, Accounts } from '../kernel/accounts.ts';
import type { HookBus } from '../kernel/hooks.ts';
import { type Jid, makeJid, prepareUsername } from '../kernel/jid.ts';
import type { LoginUpgrades } from '../kernel/sasl.ts';
import type { AccountRow, Storage } from '../kernel/store.ts';
import { makeCredentials, serialiseCredentials } from './credentials.ts';
import { preparePassword } from './password.ts';
import { createInternalProvider } from './providers/internal.ts';
import type { PasswordProvider } from './providers/provider.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createUpgrades } from './upgrades.ts';

const SECRET_BYTES = 32;
const MAX_DISPLAY_NAME = 200;

/** What `createAccounts` returns: the kernel's view, plus what only SASL may ask. */
export interface AccountsWithPasswords extends Accounts {
  readonly passwords: PasswordProvider;
  readonly tokens: Tokens;
  readonly upgrades: LoginUpgrades;
}

export interface AccountsParts {
  storage: Storage;
  /** Served domains after IDNA; a function, because the configuration can be reloaded. */
  hosts: readonly string[] | (() => readonly string[]);
  /** Bare addresses of administrators. */
  admins: readonly string[] | (() => readonly string[]);
  hooks: HookBus;
  clock?: () => number;
  random?: (bytes: number) => Buffer;
}

export function createAccounts(parts: AccountsParts): AccountsWithPasswords {
  const { storage, hooks, clock = Date.now, random = randomBytes } = parts;
  const hosts = asFunction(parts.hosts);
  const admins = asFunction(parts.admins);
  const store = storage.accounts;
  const passwords = createInternalProvider({ store, secret: installationSecret(storage, random) });

  const tokens = createTokens({ storage, clock });

  const rowOf = (bare: Jid) => store.get(bare.local, bare.domain);

  async function change(bare: Jid, fields: Partial<AccountRow>): Promise<'done' | AccountRefusal> {
    const row = rowOf(bare);
    if (!row) return 'unknown';
    store.put({ ...row, ...fields });
    await storage.commits.flush();
    return 'done';
  }

  return {
    passwords,
    tokens,
    upgrades: createUpgrades({ storage }),
    exists: (bare) => rowOf(bare) !== undefined,
    get(bare) {
      const row = rowOf(bare);
      return row && accountInfo(row);
    },
    list: (host) => store.list(host).map(accountInfo),
    isAdmin: (bare) => admins().includes(bare.bare.toString()),

    async create(user, host, password, more) {
      if (!hosts().includes(host)) return 'unknown-host';
      const username = prepareUsername(user);
      const jid = username === undefined ? undefined : makeJid(username, host);
      if (username === undefined || !jid) return 'not-allowed';
      if (rowOf(jid)) return 'exists';
      const prepared = preparePassword(password);
      if (prepared === undefined) return 'weak';
      const credentials = serialiseCredentials(await makeCredentials(prepared));
      // WHY again: deriving keys took a while, and the same name may have been registered meanwhile.
      if (rowOf(jid)) return 'exists';
      store.put({
        username,
        host,
        credentials,
        disabled: more?.disabled ?? false,
        displayName: (more?.displayName ?? '').slice(0, MAX_DISPLAY_NAME),
        createdAt: clock(),
        lastLogin: null,
      });
      await storage.commits.flush();
      hooks.run('account.created', { account: jid });
      return jid;
    },

    async setPassword(bare, password) {
      if (!rowOf(bare)) return 'unknown';
      const prepared = preparePassword(password);
      if (prepared === undefined) return 'weak';
      const credentials = serialiseCredentials(await makeCredentials(prepared));
      // Who changes a password wants to be rid of somebody: what was granted for the old one ends with it.
      tokens.revoke(bare);
      return change(bare, { credentials });
    },

    async checkPassword(bare, password) {
      const matches = await passwords.check(bare.local, bare.domain, password);
      const row = rowOf(bare);
      return matches && row !== undefined && !row.disabled;
    },

    setDisabled: (bare, disabled) => change(bare, { disabled }),
    async close(bare) {
      if (!rowOf(bare)) return 'unknown';
      tokens.revoke(bare);
      hooks.run('account.closed', { account: bare.bare });
      return change(bare, { disabled: true });
    },
    setDisplayName: (bare, name) => change(bare, { displayName: name.slice(0, MAX_DISPLAY_NAME) }),

    async remove(bare) {
      if (!rowOf(bare)) return 'unknown';
      // WHY in this order: modules still find the account while they clear what hangs on it, and all of it is one commit.
      hooks.run('account.removed', { account: bare.bare });
      tokens.revoke(bare);
      store.delete(bare.local, bare.domain);
      await storage.commits.flush();
      return 'done';
    },

    trusted: (bare) => tokens.list(bare),

    async distrust(bare, device) {
      const before = tokens.list(bare).length;
      tokens.revoke(bare, device);
      await storage.commits.flush();
      return before - tokens.list(bare).length;
    },

    noteLogin(bare) {
      const row = rowOf(bare);
      if (row) store.put({ ...row, lastLogin: clock() });
    },
  };
}

function accountInfo(row: AccountRow): AccountInfo {
  const jid = makeJid(row.username, row.host);
  if (!jid) throw new Error(`the account table holds an invalid address: ${row.username}@${row.host}`);
  const { displayName, disabled, createdAt, lastLogin } = row;
  return { jid, displayName, disabled, createdAt, lastLogin };
}

/** Made once per installation and kept in the database. */
function installationSecret(storage: Storage, random: (bytes: number) => Buffer): Buffer {
  const table = storage.keyval('installation', (value) => z.base64().parse(value));
  const kept = table.get('', 'decoy-secret');
  if (kept !== undefined) return Buffer.from(kept, 'base64');
  const fresh = random(SECRET_BYTES);
  table.set('', 'decoy-secret', fresh.toString('base64'));
  return fresh;
}

function asFunction<T>(value: readonly T[] | (() => readonly T[])): () => readonly T[] {
  return typeof value === 'function' ? value : () => value;
}
