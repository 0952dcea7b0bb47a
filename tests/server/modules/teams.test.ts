/** Teams: what the operator does, and what members' devices see of it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createCommands } from '../../../server/commands/index.ts';
import { parseJid } from '../../../server/kernel/jid.ts';
import { describeStanza, settleAll, takeAll } from '../../support/answers.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

let server: TestServer;
let nina: RawClient;
let otto: RawClient;
let paul: RawClient;

/** As the operator: through the table `ctl` uses. */
function run(name: string, ...args: string[]): Promise<unknown> {
  const parts = { accounts: server.server.accounts, storage: server.server.storage };
  const table = createCommands(
    { ...parts, hosts: () => ['test'], running: undefined } as never,
    server.server.commands,
  );
  return table.run(name, args);
}

beforeEach(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto', 'paul');
  const arrive = (name: string) => server.session(name, { resource: 'desk' });
  [nina, otto, paul] = await Promise.all([arrive('nina'), arrive('otto'), arrive('paul')]);
  for (const client of [nina, otto, paul]) {
    await client.query('get', "<query xmlns='jabber:iq:roster'/>");
    client.send('<presence/>');
  }
  await seen();
  return () => server.stop();
});
async function seen(): Promise<Record<string, string>> {
  await settleAll([nina, otto, paul]);
  return { nina: await takeAll(nina), otto: await takeAll(otto), paul: await takeAll(paul) };
}

async function team(...members: string[]): Promise<void> {
  await run('create_team', 'office', 'test', 'Office');
  for (const member of members) await run('add_to_team', member, 'test', 'office');
  await seen();
}

async function roster(client: RawClient): Promise<string[]> {
  const answer = await client.query('get', "<query xmlns='jabber:iq:roster'/>");
  return answer
    .getChild('query')!
    .getChildElements()
    .map((item) => {
      const groups = item.getChildren('group').map((group) => group.getText());
      return [item.attrs.jid, item.attrs.subscription, item.attrs.name ?? '', groups.join('+')].join(' ');
    });
}

describe('members', () => {
  test('see each other from the moment they are two', async () => {
    await run('create_team', 'office', 'test', 'Office');
    await run('add_to_team', 'nina', 'test', 'office');
    expect(await seen()).toEqual({ nina: 'nothing', otto: 'nothing', paul: 'nothing' });
    await run('add_to_team', 'otto', 'test', 'office');
    expect(await seen()).toEqual({
      nina: 'push otto@test both, presence available',
      otto: 'push nina@test both, presence available',
      paul: 'nothing',
    });
    await server.server.accounts.setDisplayName(parseJid('otto@test')!, 'Otto Q.');
    expect(await roster(nina)).toEqual(['otto@test both Otto Q. Office']);
    otto.send('<presence><show>away</show></presence>');
    expect(await seen()).toMatchObject({ nina: 'presence available', paul: 'nothing' });
  });

  test('cannot remove one another, nor end what the team gives', async () => {
    await team('nina', 'otto');
    const item = (attrs: string) =>
      `<query xmlns='jabber:iq:roster'><item jid='otto@test' ${attrs}/></query>`;
    const refused = await nina.query('set', item("subscription='remove'"));
    expect(describeStanza(refused)).toBe('iq error not-allowed');
    for (const type of ['unsubscribe', 'unsubscribed'])
      nina.send(`<presence type='${type}' to='otto@test'/>`);
    expect(await seen()).toEqual({
      nina: 'presence error not-allowed, presence error not-allowed',
      otto: 'nothing',
      paul: 'nothing',
    });
  });

  test('may call the others what they like, and put them into groups of their own', async () => {
    await team('nina', 'otto');
    const own = "<item jid='otto@test' name='Big O'><group>Chess</group><group>Office</group></item>";
    await nina.query('set', `<query xmlns='jabber:iq:roster'>${own}</query>`);
    expect(await roster(nina)).toEqual(['otto@test both Big O Office+Chess']);
    await run('delete_team', 'office', 'test');
    expect(await roster(nina)).toEqual(['otto@test none Big O Chess']);
  });

  test('who leaves sees nothing more, and is seen by nobody', async () => {
    await team('nina', 'otto', 'paul');
    await run('remove_from_team', 'otto', 'test', 'office');
    expect(await seen()).toEqual({
      nina: 'presence unavailable, push otto@test remove',
      otto: 'presence unavailable, presence unavailable, push nina@test remove, push paul@test remove',
      paul: 'presence unavailable, push otto@test remove',
    });
    expect(await roster(otto)).toEqual([]);
  });

  test('what was between two before is there afterwards', async () => {
    paul.send("<presence type='subscribed' to='nina@test'/>");
    await seen();
    nina.send("<presence type='subscribe' to='paul@test'/>");
    await seen();
    await team('nina', 'paul');
    expect(await roster(nina)).toEqual(['paul@test both  Office']);
    await run('delete_team', 'office', 'test');
    expect(await seen()).toMatchObject({
      nina: 'push paul@test to',
      paul: 'presence unavailable, push nina@test from approved',
    });
  });

  test('another label is another group', async () => {
    await team('nina', 'otto');
    await run('rename_team', 'office', 'test', 'The office');
    expect(await seen()).toMatchObject({ nina: 'push otto@test both', otto: 'push nina@test both' });
    expect(await roster(otto)).toEqual(['nina@test both  The office']);
  });

  test('who was away finds another list than the one known', async () => {
    await team('nina', 'otto');
    const { ver } = (await otto.query('get', "<query xmlns='jabber:iq:roster' ver=''/>")).getChild(
      'query',
    )!.attrs;
    await otto.close();
    await run('add_to_team', 'paul', 'test', 'office');
    otto = await server.session('otto', { resource: 'desk' });
    const answer = await otto.query('get', `<query xmlns='jabber:iq:roster' ver='${ver}'/>`);
    const items = answer
      .getChild('query')
      ?.getChildElements()
      .map(({ attrs }) => attrs.jid);
    expect(items).toEqual(['nina@test', 'paul@test']);
  });

  test('an account that goes is in no team any more', async () => {
    await team('nina', 'otto');
    const told: string[] = [];
    server.server.hooks.on('team.changed', 'deliver', ({ id, left, members }) => {
      told.push(`${id}: ${left.join()} left ${members.join()}`);
    });
    await server.server.accounts.remove(parseJid('otto@test')!);
    await nina.settle();
    expect(await takeAll(nina)).toBe('presence unavailable, push otto@test remove');
    expect([told, await run('srg_get_members', 'office', 'test')]).toEqual([
      ['office: otto@test left nina@test'],
      ['nina@test'],
    ]);
  });
});

describe('commands', () => {
  test('ejabberdctl’s names do the same', async () => {
    await run('srg_create', 'sales', 'test', 'Sales', '', 'sales');
    await run('srg_user_add', 'nina', 'test', 'sales', 'test');
    await run('srg_user_add', 'otto', 'test', 'sales', 'test');
    await run('srg_user_del', 'otto', 'test', 'sales', 'test');
    expect(await run('srg_get_members', 'sales', 'test')).toEqual(['nina@test']);
    expect(await run('list_teams', 'test')).toEqual([
      { id: 'sales', label: 'Sales', description: '', members: ['nina@test'] },
    ]);
    await run('srg_delete', 'sales', 'test');
    expect(await run('srg_list', 'test')).toEqual([]);
  });

  test('the same twice changes nothing', async () => {
    await team('nina', 'otto');
    expect(await run('add_to_team', 'otto', 'test', 'office')).toBe('unchanged');
    expect(await run('remove_from_team', 'paul', 'test', 'office')).toBe('unchanged');
    expect(await seen()).toEqual({ nina: 'nothing', otto: 'nothing', paul: 'nothing' });
  });

  test.each([
    [['create_team', 'office', 'elsewhere'], 'host.unknown'],
    [['create_team', 'a b', 'test'], 'name.not-allowed'],
    [['create_team', 'office', 'test'], 'refused'],
    [['create_team', 'x', 'test', 'l'.repeat(201)], 'arguments.invalid'],
    [['create_team', '', 'test'], 'arguments.invalid'],
    [['delete_team', 'no', 'test'], 'item.unknown'],
    [['rename_team', 'office', 'test', ''], 'arguments.invalid'],
    [['add_to_team', 'nobody', 'test', 'office'], 'account.unknown'],
    [['add_to_team', 'nina', 'elsewhere', 'office', 'test'], 'host.unknown'],
    [['add_to_team', 'nina', 'test', 'no'], 'item.unknown'],
    [['remove_from_team', 'nobody', 'test', 'office'], 'account.unknown'],
    [['srg_create', 'x', 'test', 'X', '', 'others'], 'refused'],
    [['srg_get_members', 'no', 'test'], 'item.unknown'],
  ])('%j: %s', async ([name, ...args], code) => {
    await run('create_team', 'office', 'test');
    await expect(run(name!, ...args)).rejects.toMatchObject({ code });
  });
});
