/** What the server's commands refuse, as the contract's problems. */
import { expect, test } from 'vitest';
import { createCommands } from '../../electron/manager/engines/bundled/commands.ts';
import { CommandRefused } from '../../electron/manager/engines/bundled/control-client.ts';

const OTTO = { user: 'otto', host: 'example.org' };

test.each([
  ['account.unknown', OTTO, { code: 'person.unknown', data: { address: 'otto@example.org' } }],
  ['account.exists', OTTO, { code: 'person.exists', data: { address: 'otto@example.org' } }],
  ['name.not-allowed', OTTO, { code: 'person.name-invalid', data: { value: 'otto' } }],
  ['item.unknown', { ...OTTO, team: 'office' }, { code: 'team.unknown' }],
  ['item.unknown', { token: 'x' }, { code: 'entry.gone' }],
  ['team.full', { ...OTTO, team: 'office' }, { code: 'team.full' }],
  ['team.too-many', { team: 'office' }, { code: 'team.too-many' }],
  ['refused', {}, { code: 'server.refused', data: { said: 'It says no.' } }],
] as const)('%s of %j', async (code, args, expected) => {
  const client = { ask: () => Promise.reject(new CommandRefused(code, 'It says no.')) };
  const { online } = createCommands({ client: client as never, run: undefined as never, ctl: ['ctl'] });
  await expect(online('any', { ...args })).rejects.toMatchObject(expected);
});
