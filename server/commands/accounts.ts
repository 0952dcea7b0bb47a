/**
 * Commands about people: make, change, disable and remove accounts.
 *
 * ejabberdctl names: register, unregister, change_password, check_password, check_account, registered_users,
 * ban_account, unban_account. Ours: register_many, registered_users_info, close_account, set_display_name, account_footprint.
 */
import { z } from 'zod';
import type { AccountRefusal } from '../kernel/accounts.ts';
import type { Jid } from '../kernel/jid.ts';
import {
  accountOf,
  addressOf,
  CommandError,
  type CommandParts,
  defineCommand,
  servedHost,
  shapes,
} from './command.ts';

const { user, host, password } = shapes;

/** Accounts made at once by register_many: enough to keep the key derivation threads and the group commit busy. */
const MANY_AT_ONCE = 32;
const MANY_NAMES = 100_000;

const register = defineCommand({
  name: 'register',
  scope: 'people',
  summary: 'Make an account',
  positional: ['user', 'host', 'password'],
  args: z.strictObject({ user, host, password }),
  offline: true,
  async run({ user, host, password }, parts) {
    const jid = addressOf(user, host, parts);
    return { account: String(accepted(await parts.accounts.create(jid.local, jid.domain, password), jid)) };
  },
  text: ({ account }) => `${account} is registered.`,
});

const registerMany = defineCommand({
  name: 'register_many',
  scope: 'people',
  summary: 'Make an account for each name on standard input, a name a line',
  positional: ['host', 'password'],
  args: z.strictObject({ host, password, names: z.array(z.string()).max(MANY_NAMES) }),
  offline: true,
  lines: 'names',
  details:
    'All get the same password. Names that exist already are left as they are. Empty lines are skipped.',
  async run({ host, password, names }, parts) {
    const domain = servedHost(host, parts);
    const waiting = names.map((name) => name.trim()).filter((name) => name !== '');
    const answer = { registered: 0, existed: 0, refused: [] as { name: string; reason: AccountRefusal }[] };
    const work = async () => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const result = await parts.accounts.create(name, domain, password);
        if (typeof result !== 'string') answer.registered++;
        else if (result === 'exists') answer.existed++;
        else answer.refused.push({ name, reason: result });
      }
    };
    await Promise.all(Array.from({ length: MANY_AT_ONCE }, work));
    return answer;
  },
  text: ({ registered, existed, refused }) =>
    [`${registered} registered, ${existed} existed, ${refused.length} refused.`]
      .concat(refused.map(({ name, reason }) => `${name}: ${reason}`))
      .join('\n'),
});

const unregister = defineCommand({
  name: 'unregister',
  scope: 'people',
  summary: 'Remove an account and everything that hangs on it',
  positional: ['user', 'host'],
  args: z.strictObject({ user, host }),
  async run({ user, host }, parts) {
    const jid = accountOf(user, host, parts);
    disconnect(jid, parts, 'account removed');
    accepted(await parts.accounts.remove(jid), jid);
    return { account: String(jid) };
  },
  text: ({ account }) => `${account} is removed.`,
});

const changePassword = defineCommand({
  name: 'change_password',
  scope: 'people',
  summary: 'Set the password of an account',
  positional: ['user', 'host', 'password'],
  args: z.strictObject({ user, host, password }),
  offline: true,
  async run({ user, host, password }, parts) {
    const jid = accountOf(user, host, parts);
    accepted(await parts.accounts.setPassword(jid, password), jid);
    return { account: String(jid) };
  },
  text: ({ account }) => `The password of ${account} is changed.`,
});

const checkPassword = defineCommand({
  name: 'check_password',
  scope: 'people',
  reads: true,
  summary: 'Tell whether a password is right (exit code 1 when it is not)',
  positional: ['user', 'host', 'password'],
  args: z.strictObject({ user, host, password }),
  offline: true,
  run: ({ user, host, password }, parts) =>
    parts.accounts.checkPassword(addressOf(user, host, parts), password),
  text: (right) => (right ? 'The password is right.' : 'The password is wrong, or there is no such account.'),
});

const checkAccount = defineCommand({
  name: 'check_account',
  scope: 'people',
  reads: true,
  summary: 'Tell whether an account exists (exit code 1 when it does not)',
  positional: ['user', 'host'],
  args: z.strictObject({ user, host }),
  offline: true,
  run: ({ user, host }, parts) => parts.accounts.exists(addressOf(user, host, parts)),
  text: (exists) => (exists ? 'The account exists.' : 'There is no such account.'),
});

const registeredUsers = defineCommand({
  name: 'registered_users',
  scope: 'people',
  reads: true,
  summary: 'List the names of all accounts of a domain',
  positional: ['host'],
  args: z.strictObject({ host }),
  offline: true,
  run: ({ host }, parts) => parts.accounts.list(servedHost(host, parts)).map(({ jid }) => jid.local),
});

const registeredUsersInfo = defineCommand({
  name: 'registered_users_info',
  scope: 'people',
  reads: true,
  summary: 'List all accounts of a domain with what is known of them',
  positional: ['host'],
  args: z.strictObject({ host }),
  offline: true,
  run: ({ host }, parts) =>
    parts.accounts.list(servedHost(host, parts)).map(({ jid, ...known }) => ({ jid: String(jid), ...known })),
});

const banAccount = defineCommand({
  name: 'ban_account',
  scope: 'people',
  summary: 'Disable an account and end its sessions; its data stays',
  positional: ['user', 'host', 'reason'],
  optional: 1,
  args: z.strictObject({ user, host, reason: z.string().default('Disabled by the administrator') }),
  offline: true,
  async run({ user, host, reason }, parts) {
    const jid = accountOf(user, host, parts);
    accepted(await parts.accounts.setDisabled(jid, true), jid);
    return { account: String(jid), disconnected: disconnect(jid, parts, reason) };
  },
  text: ({ account }) => `${account} is disabled.`,
});

const unbanAccount = defineCommand({
  name: 'unban_account',
  scope: 'people',
  summary: 'Enable a disabled account again',
  positional: ['user', 'host'],
  args: z.strictObject({ user, host }),
  offline: true,
  async run({ user, host }, parts) {
    const jid = accountOf(user, host, parts);
    accepted(await parts.accounts.setDisabled(jid, false), jid);
    return { account: String(jid) };
  },
  text: ({ account }) => `${account} is enabled.`,
});

const closeAccount = defineCommand({
  name: 'close_account',
  scope: 'people',
  summary:
    'End all that lets somebody who has left in: sessions, devices that need no password, push, invitations',
  positional: ['user', 'host'],
  args: z.strictObject({ user, host }),
  details:
    'The account is disabled and its data stays; unban_account lets the person in again, with the password.',
  async run({ user, host }, parts) {
    const jid = accountOf(user, host, parts);
    const trusted = parts.accounts.trusted(jid).length;
    accepted(await parts.accounts.close(jid), jid);
    return { account: String(jid), disconnected: disconnect(jid, parts, 'the person has left'), trusted };
  },
  text: ({ account, disconnected }) => `${account} is closed; ${disconnected} sessions ended.`,
});

const setDisplayName = defineCommand({
  name: 'set_display_name',
  scope: 'people',
  summary: 'Set the name people see beside an address',
  positional: ['user', 'host', 'name'],
  args: z.strictObject({ user, host, name: z.string() }),
  offline: true,
  async run({ user, host, name }, parts) {
    const jid = accountOf(user, host, parts);
    accepted(await parts.accounts.setDisplayName(jid, name), jid);
    return { account: String(jid) };
  },
  text: ({ account }) => `The name of ${account} is set.`,
});

const accountFootprint = defineCommand({
  name: 'account_footprint',
  scope: 'people',
  reads: true,
  summary: 'Count what hangs on an account and would go with it',
  positional: ['user', 'host'],
  args: z.strictObject({ user, host }),
  offline: true,
  async run({ user, host }, parts) {
    const owner = String(accountOf(user, host, parts));
    const { storage } = parts;
    const entries = (name: string) => storage.keyval(name, (value) => value).entries(owner).length;
    const archived = await storage.archive('mam').query(owner, { max: 0 });
    return {
      contacts: entries('roster'),
      archivedMessages: archived === 'item-not-found' ? 0 : archived.count,
      waitingMessages: entries('offline'),
    };
  },
  text: ({ contacts, archivedMessages, waitingMessages }) =>
    `${contacts} contacts, ${archivedMessages} messages in the history, ${waitingMessages} messages waiting.`,
});

export const accountCommands = [
  register,
  registerMany,
  unregister,
  changePassword,
  checkPassword,
  checkAccount,
  registeredUsers,
  registeredUsersInfo,
  banAccount,
  unbanAccount,
  closeAccount,
  setDisplayName,
  accountFootprint,
];

/** SPEC: RFC 6120 §4.9.3.12: <not-authorized/>, the entity "is not authorized to perform an action". Answers how many ended. */
function disconnect(jid: Jid, parts: CommandParts, reason: string): number {
  const open = [...(parts.running?.sessions.of(jid) ?? [])];
  for (const session of open) session.end(reason, 'not-authorized');
  return open.length;
}

/** Turns a refusal of the accounts into the command's. */
function accepted<T>(result: T | AccountRefusal, jid: Jid): Exclude<T, AccountRefusal> {
  switch (result) {
    case 'exists':
      throw new CommandError('account.exists', `${jid} is registered already.`);
    case 'unknown':
      throw new CommandError('account.unknown', `There is no account ${jid}.`);
    case 'not-allowed':
      throw new CommandError('name.not-allowed', `"${jid.local}" cannot be a name in an address.`);
    case 'weak':
      throw new CommandError(
        'password.weak',
        'This password cannot be used: it is empty, too long or has control characters.',
      );
    case 'unknown-host':
      throw new CommandError('host.unknown', `This server does not serve ${jid.domain}.`);
    default:
      return result as Exclude<T, AccountRefusal>;
  }
}
