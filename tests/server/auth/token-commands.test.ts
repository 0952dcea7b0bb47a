/** The operator and the devices that may come back without a password: by commands. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTokens } from '../../../server/auth/tokens.ts';
import { type CommandTable, createCommands } from '../../../server/commands/index.ts';
import { makeJid } from '../../../server/kernel/jid.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let test: TestServer;
let commands: CommandTable;
beforeAll(async () => {
  test = await startTestServer();
  await test.createAccounts('nina');
  const { accounts, storage } = test.server;
  commands = createCommands({ accounts, storage, hosts: () => ['test'], running: undefined });
  const tokens = createTokens({ storage, clock: Date.now });
  for (const device of ['phone', 'tablet', 'desk'])
    await tokens.grant({
      ...{ account: makeJid('nina', 'test')!, device, wanted: 'HT-SHA-256-NONE' },
      ...{ used: undefined, invalidate: false },
    });
});
afterAll(() => test.stop());

const devices = async () =>
  ((await commands.run('login_tokens', ['nina', 'test'])) as { devices: { device: string }[] }).devices;

it('are listed, taken the right from one by one, or all at once', async () => {
  const [first] = await devices();
  expect(await devices()).toHaveLength(3);
  expect(await commands.run('revoke_login_tokens', ['nina', 'test', first!.device])).toEqual({ revoked: 1 });
  expect(await devices()).toHaveLength(2);
  expect(await commands.run('revoke_login_tokens', ['nina', 'test'])).toEqual({ revoked: 2 });
  expect(await devices()).toEqual([]);
});

it('of an account, and a device, there is', async () => {
  await expect(commands.run('login_tokens', ['nobody', 'test'])).rejects.toMatchObject({
    code: 'account.unknown',
  });
  await expect(commands.run('revoke_login_tokens', ['nina', 'test', 'none'])).rejects.toMatchObject({
    code: 'item.unknown',
  });
});
