/** XEP-0133, command by command, as an administrator's program runs them: at the domain and at the own account. */
import type { Element } from 'ltx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

const COMMANDS = 'http://jabber.org/protocol/commands';
const ADMIN = 'http://jabber.org/protocol/admin';

let test: TestServer;
let anna: RawClient & { jid: string };
let where: string;

beforeAll(async () => {
  test = await startTestServer({ hosts: ['test', 'second.test'], admins: ['anna@test'] });
  await test.createAccounts('anna', 'nina', 'otto');
  anna = await test.session('anna', { resource: 'desk' });
  anna.send('<presence/>');
});
afterAll(() => test.stop());
beforeEach(() => {
  where = 'test';
});

interface Outcome {
  readonly status: string | undefined;
  readonly error: string | undefined;
  readonly note: { type: string | undefined; text: string } | undefined;
  readonly fields: Record<string, string[]>;
  readonly form: Element | undefined;
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

function read(answer: Element): Outcome & { session: string | undefined } {
  const command = answer.getChild('command', COMMANDS);
  const note = command?.getChild('note');
  const form = command?.getChild('x', 'jabber:x:data');
  const error = answer.getChild('error')?.getChildElements()[0]?.name;
  return {
    status: command?.attrs.status,
    session: command?.attrs.sessionid,
    error,
    note: note && { type: note.attrs.type, text: note.getText() },
    fields: Object.fromEntries(
      (form?.getChildren('field') ?? []).map((field) => [
        field.attrs.var,
        field.getChildren('value').map((value) => value.getText()),
      ]),
    ),
    form,
  };
}

const begin = async (node: string) =>
  read(await anna.query('set', `<command xmlns='${COMMANDS}' node='${ADMIN}#${node}'/>`, where));

/** Begins a command and submits its form. */
async function run(node: string, values: Record<string, string | string[]> = {}): Promise<Outcome> {
  const begun = await begin(node);
  expect([node, begun.status]).toEqual([node, 'executing']);
  for (const name of Object.keys(values)) expect(Object.keys(begun.fields)).toContain(name);
  const fields = Object.entries({ FORM_TYPE: ADMIN, ...values }).map(
    ([name, given]) =>
      `<field var='${name}'>${[given]
        .flat()
        .map((value) => `<value>${escaped(value)}</value>`)
        .join('')}</field>`,
  );
  const form = `<x xmlns='jabber:x:data' type='submit'>${fields.join('')}</x>`;
  const { session } = begun;
  return read(
    await anna.query(
      'set',
      `<command xmlns='${COMMANDS}' node='${ADMIN}#${node}' sessionid='${session}' action='complete'>${form}</command>`,
      where,
    ),
  );
}

const succeeded = ({ status, note, error }: Outcome) => {
  expect(error).toBeUndefined();
  expect(status).toBe('completed');
  expect(note?.type).not.toBe('error');
};
const failed = ({ status, note }: Outcome) => {
  expect([status, note?.type]).toEqual(['completed', 'error']);
};
const exists = (name: string) => test.server.accounts.list('test').some(({ jid }) => jid.local === name);

describe.each(['test', 'anna@test'])('at %s', (address) => {
  beforeEach(() => {
    where = address;
  });

  describe('§4.1 Add User', () => {
    const add = (accountjid: string, verify = 'better', password = 'better') =>
      run('add-user', {
        accountjid,
        password,
        'password-verify': verify,
        given_name: 'Paul',
        surname: 'Pry',
      });

    it('makes an account that can log in', async () => {
      succeeded(await add('paul@test'));
      await (await test.login('paul', { password: 'better' })).close();
      expect(test.server.accounts.list('test').find(({ jid }) => jid.local === 'paul')?.displayName).toBe(
        'Paul Pry',
      );
    });
    it('answers <conflict/> for one that exists', async () => {
      expect((await add('nina@test')).error).toBe('conflict');
    });
    it.each([
      ['passwords that differ', 'pia@test', 'worse'],
      ['another server', 'pia@elsewhere.example', 'better'],
      ['another domain of this server', 'pia@second.test', 'better'],
      ['no address', 'pia@in@valid', 'better'],
      ['a domain', 'test', 'better'],
    ])('fails for %s', async (_, accountjid, verify) => failed(await add(accountjid, verify)));
    it('fails for an empty password', async () => failed(await add('pia@test', '', '')));
    it('has done nothing then', () => expect(exists('pia')).toBe(false));
  });

  it('§4.2 Delete User: also named by a full address, and with several', async () => {
    await test.createAccounts('d1', 'd2');
    succeeded(await run('delete-user', { accountjids: ['d1@test', 'd2@test/anything'] }));
    expect([exists('d1'), exists('d2')]).toEqual([false, false]);
    failed(await run('delete-user', { accountjids: 'anna@test' }));
    await run('delete-user', { accountjids: 'paul@test' });
  });

  it('§4.3, §4.4 Disable and Re-Enable User: sessions end, the roster stays, and no log-in between', async () => {
    await test.createAccounts('lena');
    const lena = await test.session('lena');
    await lena.query(
      'set',
      "<query xmlns='jabber:iq:roster'><item jid='foo@bar.example.org' name='test user'/></query>",
    );
    succeeded(await run('disable-user', { accountjids: 'lena@test' }));
    await lena.closed();
    await expect(test.login('lena')).rejects.toThrow('not logged in');
    expect((await begin('get-disabled-users-num')).fields.disabledusersnum).toEqual(['1']);
    expect((await run('get-disabled-users-list')).fields.disableduserjids).toEqual(['lena@test']);
    const roster = (await run('get-user-roster', { accountjids: 'lena@test' })).form?.getChild('query');
    expect(roster?.getChild('item')?.attrs).toMatchObject({ jid: 'foo@bar.example.org', name: 'test user' });
    succeeded(await run('reenable-user', { accountjids: 'lena@test' }));
    await (await test.login('lena')).close();
    await run('delete-user', { accountjids: 'lena@test' });
    failed(await run('reenable-user', { accountjids: 'lena@test' }));
    failed(await run('reenable-user', { accountjids: 'lena@elsewhere.example' }));
  });

  it('§4.5 End User Session: one device, all devices, several people', async () => {
    const [one, two] = [
      await test.session('nina', { resource: 'one' }),
      await test.session('nina', { resource: 'two' }),
    ];
    const otto = await test.session('otto');
    succeeded(await run('end-user-session', { accountjids: 'nina@test/one' }));
    await one.closed();
    await two.settle();
    succeeded(await run('end-user-session', { accountjids: ['nina@test', 'otto@test'] }));
    await Promise.all([two.closed(), otto.closed()]);
  });

  it('§4.7 Change User Password', async () => {
    await test.createAccounts('carl');
    succeeded(await run('change-user-password', { accountjid: 'carl@test', password: 'changed' }));
    await (await test.login('carl', { password: 'changed' })).close();
    failed(await run('change-user-password', { accountjid: 'nobody@test', password: 'changed' }));
    await run('delete-user', { accountjids: 'carl@test' });
  });

  it('§4.9, §4.10 last login and statistics', async () => {
    const { fields } = await run('get-user-lastlogin', { accountjids: 'anna@test' });
    expect(Date.now() - Date.parse(fields.lastlogin?.[0] ?? '')).toBeLessThan(3_600_000);
    for (const name of ['accountjid', 'accountjids'])
      expect((await run('user-stats', { [name]: 'anna@test' })).fields).toMatchObject({
        ipaddresses: ['127.0.0.1'],
        rostersize: ['0'],
        onlineresources: ['desk'],
      });
    failed(await run('user-stats'));
  });

  it.each([
    ['blacklist', 'edit-blacklist'],
    ['whitelist', 'edit-whitelist'],
  ])('§4.11, §4.12 Edit %s', async (name, node) => {
    const field = `${name}jids`;
    succeeded(await run(node, { [field]: ['xmpp.someotherdomain.org', 'Denmark.lit'] }));
    expect((await begin(node)).fields[field]).toEqual(['xmpp.someotherdomain.org', 'denmark.lit']);
    failed(await run(node, { [field]: 'a@b@c' }));
    failed(await run(node, { [field]: 'test' }));
    succeeded(await run(node, { [field]: [] }));
    expect((await begin(node)).fields[field]).toEqual([]);
  });

  it('§4.13-§4.22 numbers and lists', async () => {
    const nina = await test.session('nina');
    for (const [node, field, count] of [
      ['get-registered-users-num', 'registeredusersnum', '3'],
      ['get-disabled-users-num', 'disabledusersnum', '0'],
      ['get-online-users-num', 'onlineusersnum', '2'],
      ['get-active-users-num', 'activeusersnum', '2'],
      ['get-idle-users-num', 'idleusersnum', '0'],
    ] as const)
      expect([node, (await begin(node)).fields[field]]).toEqual([node, [count]]);
    for (const [node, field, jids] of [
      ['get-registered-users-list', 'registereduserjids', ['anna@test', 'nina@test', 'otto@test']],
      ['get-disabled-users-list', 'disableduserjids', []],
      ['get-online-users-list', 'onlineuserjids', ['anna@test', 'nina@test']],
      ['get-active-users', 'activeuserjids', ['anna@test', 'nina@test']],
      ['get-idle-users', 'activeuserjids', []],
    ] as const)
      expect([node, (await run(node, { max_items: 'none' })).fields[field]]).toEqual([node, jids]);
    await nina.close();
  });

  it('§4.29 Edit Admin List: whom the configuration names stays', async () => {
    expect((await begin('edit-admin')).fields.adminjids).toEqual(['anna@test']);
    succeeded(await run('edit-admin', { adminjids: ['anna@test', 'otto@test'] }));
    expect((await begin('edit-admin')).fields.adminjids).toEqual(['anna@test', 'otto@test']);
    succeeded(await run('edit-admin', { adminjids: [] }));
    expect((await begin('edit-admin')).fields.adminjids).toEqual(['anna@test']);
    failed(await run('edit-admin', { adminjids: 'second.test' }));
  });

  it.each(['restart', 'shutdown'])('§4.30, §4.31 %s: when, and what is said before', async (node) => {
    expect(Object.keys((await begin(node)).fields)).toEqual(['FORM_TYPE', 'delay', 'announcement']);
  });
});

describe('announcements', () => {
  const message = (client: RawClient) => client.find(({ name }) => name === 'message', 'a message');
  const said = async (client: RawClient) => (await message(client)).getChildText('body');

  it('§4.23 Send Announcement to Online Users', async () => {
    const nina = await test.session('nina');
    succeeded(await run('announce', { announcement: ['Tea is ready.', 'Come.'] }));
    expect(await said(nina)).toBe('Tea is ready.\nCome.');
    await nina.close();
    await message(anna);
  });

  it('§4.24-§4.26 Message of the Day: once for everybody, who is here at once, the others later', async () => {
    const nina = await test.session('nina');
    succeeded(await run('set-motd', { motd: ['This is MOTD 1', 'This is MOTD 2'] }));
    expect(await said(nina)).toBe('This is MOTD 1\nThis is MOTD 2');
    nina.send('<presence/>');
    await nina.settle();
    expect(nina.received.some(({ name }) => name === 'message')).toBe(false);
    await nina.close();
    const otto = await test.session('otto');
    otto.send('<presence/>');
    expect(await said(otto)).toBe('This is MOTD 1\nThis is MOTD 2');
    await otto.close();
    expect((await begin('edit-motd')).fields.motd).toEqual(['This is MOTD 1', 'This is MOTD 2']);
    succeeded(await run('edit-motd', { motd: 'This is MOTD 3' }));
    const again = await test.session('otto');
    again.send('<presence/>');
    expect(await said(again)).toBe('This is MOTD 3');
    await again.close();
    succeeded(await begin('delete-motd'));
    expect((await begin('edit-motd')).fields.motd).toEqual([]);
    while (anna.received.length > 0) await anna.expect();
  });

  it('§4.27, §4.28 Welcome Message: for somebody new, at the first log-in', async () => {
    succeeded(await run('set-welcome', { welcome: ['Welcome to Shakespeare.lit,', 'your home.'] }));
    await test.createAccounts('newcomer');
    const first = await test.session('newcomer');
    first.send('<presence/>');
    expect(await said(first)).toBe('Welcome to Shakespeare.lit,\nyour home.');
    await first.close();
    const second = await test.session('newcomer');
    second.send('<presence/>');
    await second.settle();
    expect(second.received.some(({ name }) => name === 'message')).toBe(false);
    await second.close();
    succeeded(await begin('delete-welcome'));
    expect((await begin('set-welcome')).fields.welcome).toEqual([]);
  });
});

it('a blacklisted address and this domain exchange nothing', async () => {
  await test.createAccounts('paula@second.test');
  const paula = await test.session('paula', { host: 'second.test' });
  succeeded(await run('edit-blacklist', { blacklistjids: 'second.test' }));
  paula.send("<message to='anna@test' type='chat' id='m1'><body>hello</body></message>");
  const error = (await paula.find(({ attrs }) => attrs.id === 'm1')).getChild('error');
  expect([error?.attrs.type, error?.getChildElements()[0]?.name]).toEqual(['cancel', 'policy-violation']);
  anna.send("<message to='paula@second.test' type='chat' id='m2'><body>hello</body></message>");
  expect((await anna.find(({ attrs }) => attrs.id === 'm2')).attrs.type).toBe('error');
  anna.send("<presence to='paula@second.test'/>");
  await anna.settle();
  await paula.settle();
  expect(paula.received).toEqual([]);
  await run('edit-blacklist', { blacklistjids: [] });
});

it('what concerns all domains is not for the administrator of one', async () => {
  // anna administers both; otto only the first.
  await run('edit-admin', { adminjids: ['anna@test', 'otto@test'] });
  const otto = await test.session('otto');
  const answer = (node: string) => otto.query('set', `<command xmlns='${COMMANDS}' node='${node}'/>`, 'test');
  expect(read(await answer(`${ADMIN}#shutdown`)).error).toBe('forbidden');
  expect(read(await answer('chatelaine#stop')).error).toBe('forbidden');
  expect(read(await answer(`${ADMIN}#get-online-users-num`)).status).toBe('completed');
  await run('edit-admin', { adminjids: [] });
  // Rights that are taken away are gone at once.
  expect(read(await answer(`${ADMIN}#get-online-users-num`)).error).toBe('forbidden');
  await otto.close();
});
