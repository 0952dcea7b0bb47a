/** Commands about devices that may log in without a password (XEP-0484): which there are, and taking the right away. Ours by name. */
import { z } from 'zod';
import { accountOf, CommandError, defineCommand, shapes } from './command.ts';

const { user, host } = shapes;
const day = (ms: number) => new Date(ms).toISOString();

const loginTokens = defineCommand({
  name: 'login_tokens',
  scope: 'people',
  summary: 'List the devices of an account that may log in without a password',
  positional: ['user', 'host'],
  args: z.strictObject({ user, host }),
  offline: true,
  reads: true,
  run: ({ user, host }, parts) => ({ devices: parts.accounts.trusted(accountOf(user, host, parts)) }),
  text: ({ devices }) =>
    devices.length === 0
      ? 'No device: each one comes with the password.'
      : devices
          .map(
            ({ device, mechanism, issued, expires }) =>
              `${device}  ${mechanism}  since ${day(issued)}  until ${day(expires)}`,
          )
          .join('\n'),
});

const revokeLoginTokens = defineCommand({
  name: 'revoke_login_tokens',
  scope: 'people',
  summary: 'Have all devices of an account, or one of them, come with the password next time',
  positional: ['user', 'host', 'device'],
  optional: 1,
  args: z.strictObject({ user, host, device: z.string().min(1).max(100).optional() }),
  offline: true,
  details: 'A device that is connected stays so; kick_user ends that.',
  async run({ user, host, device }, parts) {
    const account = accountOf(user, host, parts);
    const revoked = await parts.accounts.distrust(account, device);
    if (device !== undefined && revoked === 0)
      throw new CommandError('item.unknown', `${account} has no such device; login_tokens lists them.`);
    return { revoked };
  },
  text: ({ revoked }) =>
    `${revoked} ${revoked === 1 ? 'device comes' : 'devices come'} with the password next time.`,
});

export const tokenCommands = [loginTokens, revokeLoginTokens];
