/**
 * Gajim 1.7: `settings.sqlite`, a row of JSON for each account (common/settings.py, version 5). The password is in the person's
 * keyring, or, where Gajim was told not to use one, beside the account. A certificate it has accepted is a file in `cert_store`.
 */
import type { AccountWish, Recipe, TrustFacts } from '../recipe.ts';

const TYPE = { starttls: 'START TLS', direct: 'DIRECT TLS' } as const;
const ACCOUNT_IS = (field: string) => `json_extract(settings, '$.account.${field}')`;

/** Where accounts of a database Gajim has made are listed. */
export const GAJIM_ACCOUNTS = `SELECT ${ACCOUNT_IS('name')} || '@' || ${ACCOUNT_IS('hostname')} FROM account_settings`;

export function gajim(
  { address, local, domain, server, password }: AccountWish,
  trust: TrustFacts | null,
): Recipe {
  const reach = {
    use_custom_host: server !== null,
    ...(server && { custom_host: server.host, custom_port: server.port, custom_type: TYPE[server.tls] }),
  };
  const account = {
    ...{ name: local, hostname: domain, account_label: address, active: true, savepass: true },
    ...reach,
    ...(password !== null && { password }),
  };
  return {
    program: 'gajim',
    cannotReach: false,
    edit: {
      kind: 'rows',
      create: [
        'CREATE TABLE settings (name TEXT UNIQUE, settings TEXT)',
        'CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT)',
        ...['app', 'soundevents', 'status_presets', 'proxies', 'plugins'].map(
          (name) => `INSERT INTO settings VALUES ('${name}', '{}')`,
        ),
        // Gajim ends at once where it has no workspace.
        `INSERT INTO settings VALUES ('workspaces', '{"5f2b9a3e-0c57-4a8d-9d2b-6f1d3c8e7a10": {}}')`,
        'PRAGMA user_version = 5',
      ],
      newest: 5,
      table: 'account_settings',
      row: { account: address, settings: JSON.stringify({ account, contact: {}, group_chat: {} }) },
      own: {
        where: `lower(${ACCOUNT_IS('name')}) = ? AND lower(${ACCOUNT_IS('hostname')}) = ?`,
        values: [local, domain],
      },
      other: { where: 'account = ?', values: [address] },
      settings: Object.entries({ active: true, ...reach }).map(([key, value]) => ({
        column: 'settings',
        key: ['account', key],
        value,
      })),
    },
    trust: trust && {
      ...{ way: 'certificate', how: 'file', text: trust.certificate, own: '' },
      place: { root: 'data', path: ['gajim', 'cert_store', domain] },
    },
  };
}
