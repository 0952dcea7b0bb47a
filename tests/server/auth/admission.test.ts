/** An account that is disabled or removed between logging in and binding: no session comes of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Jid, parseJid } from '../../../server/kernel/jid.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const BIND = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
const nina = parseJid('nina@test')!;

let test: TestServer;
beforeEach(async () => {
  test = await startTestServer();
  await test.createAccounts('nina');
});
afterEach(() => test.stop());

describe('§4.9.3.12: <not-authorized/>', () => {
  it.each([
    ['disabled', (account: Jid) => test.server.accounts.setDisabled(account, true)],
    ['removed', (account: Jid) => test.server.accounts.remove(account)],
  ])('%s', async (_, change) => {
    const client = await test.login('nina');
    await change(nina);
    client.send(BIND);
    const error = await client.find(({ name }) => name === 'stream:error');
    expect(error.getChildElements()[0]?.name).toBe('not-authorized');
    expect(test.server.sessions.size).toBe(0);
  });
});

it('all is well with an account that is there', async () => {
  const client = await test.login('nina');
  expect(await client.bind('desk')).toBe('nina@test/desk');
});
