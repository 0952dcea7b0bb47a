/** Options of modules while the server runs: taken over at once, without ending sessions, and every module in its old place. */
import { afterEach, describe, expect, it } from 'vitest';
import { createHooks } from '../../server/kernel/hooks.ts';
import { quietLog } from '../support/log.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
afterEach(() => test?.stop());

const withModules = (modules: Record<string, unknown>) => ({ ...test.config, modules });

describe('options of modules', () => {
  it('are taken over, and nobody is disconnected', async () => {
    test = await startTestServer({ registration: 'open' });
    await test.createAccounts('nina');
    const nina = await test.session('nina');
    expect(test.server.reload(withModules({ registration: { approval: true } }))).toEqual([]);
    await nina.query('get', "<ping xmlns='urn:xmpp:ping'/>");
    const client = await test.connect();
    await client.openStream();
    await client.query(
      'set',
      "<query xmlns='jabber:iq:register'><username>paul</username><password>mine</password></query>",
    );
    const list = test.server.commands().find(({ name }) => name === 'list_pending')!;
    expect(await list.run({ host: 'test' })).toMatchObject([{ user: 'paul' }]);
  });

  it('leave alone the modules whose options are the same, also when they are spelled out', async () => {
    test = await startTestServer();
    test.server.reload(withModules({ registration: { approval: false }, archive: { maxPage: 250 } }));
    expect(test.log.filter(({ message }) => message === 'module loaded with other options')).toEqual([]);
    test.server.reload(withModules({ archive: { maxPage: 251 } }));
    expect(test.log.filter(({ message }) => message === 'module loaded with other options')).toMatchObject([
      { module: 'archive' },
    ]);
  });

  it('that do not work leave the module as it was, and the log says so', async () => {
    test = await startTestServer();
    test.server.reload(withModules({ muc: { address: 'rooms' } }));
    expect(test.log.find(({ message }) => message === 'a module keeps its old options')).toMatchObject({
      module: 'muc',
      cause: 'module muc could not start: the address of muc must contain {host} once, such as muc.{host}',
    });
    expect(test.server.commands().some(({ name }) => name === 'create_room')).toBe(true);
  });
});

it('a handler that comes again keeps its place in the phase', () => {
  const hooks = createHooks({ log: quietLog });
  const heard: string[] = [];
  const add = (name: string, rank?: number) =>
    hooks.on('account.created', 'record', () => void heard.push(name), rank);
  add('kernel');
  const remove = add('first', 1);
  add('second', 2);
  add('last');
  remove();
  add('first', 1);
  hooks.run('account.created', { account: undefined as never });
  expect(heard).toEqual(['kernel', 'first', 'second', 'last']);
});
