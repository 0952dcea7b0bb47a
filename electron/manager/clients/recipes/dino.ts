/**
 * Dino 0.4: `dino.db`, a row for each account, the password in it as it is. Dino makes what else the database needs itself. It has no
 * setting for where to connect, and looks for authorities on the machine's list only.
 */
import { type AccountWish, RANDOM, type Recipe } from '../recipe.ts';

export const DINO_ACCOUNTS = 'SELECT bare_jid FROM account';

export const dino = ({ address, server, password }: AccountWish): Recipe => ({
  program: 'dino',
  cannotReach: server !== null,
  edit: {
    kind: 'rows',
    create: [
      `CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, bare_jid TEXT NOT NULL UNIQUE, resourcepart TEXT,
        password TEXT, alias TEXT, enabled INTEGER, roster_version TEXT, mam_earliest_synced INTEGER)`,
    ],
    // Kept in a table of its own (`_meta`), and `user_version` is 0.
    newest: 0,
    table: 'account',
    row: {
      bare_jid: address,
      resourcepart: `dino.${RANDOM}`,
      password: password ?? '',
      alias: null,
      enabled: 1,
    },
    own: { where: 'lower(bare_jid) = ?', values: [address] },
    other: null,
    settings: [{ column: 'enabled', key: [], value: 1 }],
  },
  trust: null,
});
