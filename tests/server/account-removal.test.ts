/**
 * What hangs on an account goes with it: after everything a person can leave behind has been left, and the account is
 * removed, no row of the database is theirs.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

/** What people do, one row for each thing that leaves something. */
const LEFT_BEHIND: readonly [what: string, type: 'get' | 'set', payload: string][] = [
  ['a contact', 'set', "<query xmlns='jabber:iq:roster'><item jid='otto@test' name='Otto'/></query>"],
  ['a card', 'set', "<vCard xmlns='vcard-temp'><FN>Nina</FN></vCard>"],
  ['a blocked address', 'set', "<block xmlns='urn:xmpp:blocking'><item jid='spam@example.net'/></block>"],
  ['a push service', 'set', "<enable xmlns='urn:xmpp:push:0' jid='push.example.net' node='n'/>"],
  [
    'private data',
    'set',
    "<query xmlns='jabber:iq:private'><notes xmlns='urn:example:notes'>x</notes></query>",
  ],
  [
    'a published item',
    'set',
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:example:mood'><item id='1'><mood xmlns='urn:example:mood'/></item></publish></pubsub>",
  ],
  [
    'archive preferences',
    'set',
    "<prefs xmlns='urn:xmpp:mam:2' default='always'><always><jid>otto@test</jid></always><never/></prefs>",
  ],
  [
    'an invitation',
    'set',
    "<command xmlns='http://jabber.org/protocol/commands' node='urn:xmpp:invite#invite'/>",
  ],
];

it('leaves no row behind', async () => {
  const test = await startTestServer({ config: { modules: { blocking: { strangers: 'block' } } } });
  await test.createAccounts('nina', 'otto');
  const nina = await test.session('nina', { resource: 'phone' });
  nina.send('<presence/>');
  for (const [what, type, payload] of LEFT_BEHIND)
    expect([what, (await nina.query(type, payload)).attrs.type]).toEqual([what, 'result']);
  nina.send("<message to='otto@test' type='chat'><body>hello</body></message>");
  nina.send("<message to='stranger@example.net' type='chat'><body>hello</body></message>");
  nina.send("<presence to='otto@test' type='subscribe'/>");
  await nina.settle();
  nina.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
  await nina.find(({ name }) => name === 'enabled');
  await nina.close();
  const otto = await test.session('otto');
  otto.send("<message to='nina@test' type='chat'><body>are you there?</body></message>");
  await otto.settle();
  await otto.close();

  const bare = test.server.accounts.list('test').find(({ jid }) => jid.local === 'nina')!.jid;
  expect(rowsOf('nina', join(test.config.data, 'data.sqlite')).length).toBeGreaterThan(LEFT_BEHIND.length);
  await test.server.accounts.remove(bare);
  await test.server.storage.commits.flush();
  expect(rowsOf('nina', join(test.config.data, 'data.sqlite'))).toEqual([]);
  await test.stop();
});

/** Rows that belong to an account, wherever an owner is written down. */
function rowsOf(user: string, file: string): string[] {
  const db = new Database(file, { readonly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as {
      name: string;
    }[];
    const found: string[] = [];
    for (const { name } of tables) {
      const columns = (db.prepare(`PRAGMA table_info("${name}")`).all() as { name: string }[]).map(
        (column) => column.name,
      );
      for (const column of columns.filter((one) => ['owner', 'jid', 'username'].includes(one))) {
        const rows = db
          .prepare(`SELECT * FROM "${name}" WHERE "${column}" = ? OR "${column}" = ? OR "${column}" LIKE ?`)
          .all(user, `${user}@test`, `${user}@test/%`) as Record<string, unknown>[];
        found.push(...rows.map((row) => `${name} ${row.store ?? ''} ${row.key ?? ''}`.trim()));
      }
    }
    return found;
  } finally {
    db.close();
  }
}
