import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Element } from 'ltx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountRow, Storage } from '../../../server/kernel/store.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

let data: string;
let storage: Storage;
const open = () => openStorage({ data, log: quietLog });

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'chatelaine-storage-'));
  storage = await open();
});
afterEach(async () => {
  await storage.close();
  rmSync(data, { recursive: true });
});

async function reopen(): Promise<void> {
  await storage.close();
  storage = await open();
}

describe('tickets', () => {
  it('are committed in order, and everything of one turn together', async () => {
    const table = storage.keyval('t', Number);
    const order: string[] = [];
    const first = table.set('nina', 'a', 1);
    const second = table.set('nina', 'b', 2);
    storage.commits.whenCommitted(second, () => order.push('second'));
    storage.commits.whenCommitted(first, () => order.push('first'));
    expect(storage.commits.committed).toBeLessThan(first);
    await storage.commits.flush();
    expect(order).toEqual(['first', 'second']);
    expect(storage.commits.committed).toBe(second);
  });

  it('call back at once when already on disk', async () => {
    const ticket = storage.keyval('t', Number).set('nina', 'a', 1);
    await storage.commits.flush();
    let called = false;
    storage.commits.whenCommitted(ticket, () => {
      called = true;
    });
    expect(called).toBe(true);
  });
});

describe('keyval', () => {
  it('reads its own writes before and after the commit, from any handle on the table', async () => {
    const table = storage.keyval('t', Number);
    const other = storage.keyval('t', Number);
    const seen = () => [other.get('nina', 'a'), other.entries('nina'), other.owners()];
    table.set('nina', 'b', 2);
    table.set('nina', 'a', 1);
    table.set('nina', 'c', 3);
    table.delete('nina', 'c');
    const expected = [
      1,
      [
        ['a', 1],
        ['b', 2],
      ],
      ['nina'],
    ];
    expect(seen()).toEqual(expected);
    await storage.commits.flush();
    expect(seen()).toEqual(expected);
    await reopen();
    expect(storage.keyval('t', Number).entries('nina')).toEqual(expected[1]);
  });

  it('forgets an owner at once, and keeps what is written afterwards', async () => {
    const table = storage.keyval('t', Number);
    table.set('nina', 'a', 1);
    await storage.commits.flush();
    table.deleteOwner('nina');
    expect([table.get('nina', 'a'), table.owners()]).toEqual([undefined, []]);
    table.set('nina', 'b', 2);
    expect(table.entries('nina')).toEqual([['b', 2]]);
    await storage.commits.flush();
    expect(table.entries('nina')).toEqual([['b', 2]]);
  });

  it('hands out copies', () => {
    const table = storage.keyval('t', (value) => value as { n: number });
    table.set('nina', 'a', { n: 1 });
    (table.get('nina', 'a') as { n: number }).n = 9;
    expect(table.get('nina', 'a')).toEqual({ n: 1 });
  });
});

describe('accounts', () => {
  const row: AccountRow = {
    username: 'nina',
    host: 'test',
    credentials: '{}',
    disabled: true,
    displayName: 'Nina',
    createdAt: 1,
    lastLogin: null,
  };
  it('come back as they were put', async () => {
    storage.accounts.put(row);
    expect([storage.accounts.get('nina', 'test'), storage.accounts.list('test')]).toEqual([row, [row]]);
    await reopen();
    expect([storage.accounts.get('nina', 'test'), storage.accounts.list('test')]).toEqual([row, [row]]);
    storage.accounts.delete('nina', 'test');
    expect([storage.accounts.get('nina', 'test'), storage.accounts.list('test')]).toEqual([undefined, []]);
  });
});

describe('saved sessions', () => {
  it('keep counters and what is not acknowledged', async () => {
    const session = {
      id: 's1',
      jid: 'nina@test/a',
      inbound: 0,
      ahead: '[]',
      acked: 0,
      state: '{}',
      updatedAt: 5,
    };
    storage.sessions.save(session);
    for (const seq of [1, 2, 3]) storage.sessions.enqueue('s1', seq, `<m${seq}/>`, 7);
    storage.sessions.setInbound('s1', 7, '["x"]');
    storage.sessions.setAcked('s1', 2);
    await reopen();
    expect(storage.sessions.loadAll()).toEqual([
      {
        session: { ...session, inbound: 7, ahead: '["x"]', acked: 2 },
        queue: [{ seq: 3, xml: '<m3/>', queuedAt: 7 }],
      },
    ]);
    storage.sessions.remove('s1');
    await storage.commits.flush();
    expect(storage.sessions.loadAll()).toEqual([]);
  });
});

describe('a refused write', () => {
  it('rejects the flush, is reported once, and calls nothing committed afterwards', async () => {
    const failures: string[] = [];
    await storage.close();
    storage = await openStorage({ data, log: quietLog, onFailure: (error) => failures.push(error.message) });
    const before = storage.keyval('t', Number).set('nina', 'a', 1);
    await storage.commits.flush();
    storage.accounts.put({ username: null } as unknown as AccountRow);
    await expect(storage.commits.flush()).rejects.toThrow('the disk refused a write');
    storage.keyval('t', Number).set('nina', 'a', 2);
    await expect(storage.commits.flush()).rejects.toThrow('the disk refused a write');
    expect(storage.commits.committed).toBe(before);
    expect(failures).toHaveLength(1);
    await expect(storage.close()).rejects.toThrow();
    storage = await open();
    expect(storage.keyval('t', Number).get('nina', 'a')).toBe(1);
  });
});

it('refuses a database that a newer version wrote', async () => {
  await storage.close();
  const database = new Database(join(data, 'data.sqlite'));
  const present = database.pragma('user_version', { simple: true });
  database.pragma('user_version = 999');
  database.close();
  await expect(open()).rejects.toThrow('the database was written by a newer version');
  const repaired = new Database(join(data, 'data.sqlite'));
  repaired.pragma(`user_version = ${present}`);
  repaired.close();
  storage = await open();
});

describe('an archive', () => {
  const message = (text: string) => new Element('message', { xmlns: 'jabber:client' }).c('body').t(text).up();
  const texts = (page: Awaited<ReturnType<ReturnType<Storage['archive']>['query']>>) =>
    page === 'item-not-found'
      ? page
      : {
          items: page.items.map(({ stanza }) => stanza.getChildText('body')),
          complete: page.complete,
          count: page.count,
          index: page.index,
        };

  it('pages forwards, backwards, by person and by time', async () => {
    const archive = storage.archive('mam');
    const ids = ['otto@test/a', 'otto@test/b', 'lea@test', 'otto@test/a', 'otto@test/a'].map(
      (peer, n) => archive.append('nina', { when: 1000 + n, with: peer, stanza: message(`m${n}`) }).id,
    );
    archive.append('lea', { when: 1000, with: 'nina@test', stanza: message('not hers') });
    expect(new Set(ids).size).toBe(5);
    expect([...ids].sort()).toEqual(ids);
    const table: [object, object | string][] = [
      [{ max: 2 }, { items: ['m0', 'm1'], complete: false, count: 5, index: 0 }],
      [
        { max: 2, after: ids[1] },
        { items: ['m2', 'm3'], complete: false, count: 5, index: 2 },
      ],
      [
        { max: 2, after: ids[3] },
        { items: ['m4'], complete: true, count: 5, index: 4 },
      ],
      [
        { max: 2, after: ids[4] },
        { items: [], complete: true, count: 5, index: 0 },
      ],
      [
        { max: 2, before: '' },
        { items: ['m3', 'm4'], complete: false, count: 5, index: 3 },
      ],
      [
        { max: 2, before: ids[1] },
        { items: ['m0'], complete: true, count: 5, index: 0 },
      ],
      [
        { max: 9, after: ids[0], before: ids[3] },
        { items: ['m1', 'm2'], complete: true, count: 5, index: 1 },
      ],
      [{ max: 0 }, { items: [], complete: false, count: 5, index: 0 }],
      [
        { max: 9, with: 'otto@test' },
        { items: ['m0', 'm1', 'm3', 'm4'], complete: true, count: 4, index: 0 },
      ],
      [
        { max: 9, with: 'otto@test/b' },
        { items: ['m1'], complete: true, count: 1, index: 0 },
      ],
      [
        { max: 9, start: 1001, end: 1003 },
        { items: ['m1', 'm2', 'm3'], complete: true, count: 3, index: 0 },
      ],
      [
        { max: 1, start: 1001, after: ids[1] },
        { items: ['m2'], complete: false, count: 4, index: 1 },
      ],
      [{ max: 2, after: 'unknown' }, 'item-not-found'],
    ];
    for (const [query, expected] of table)
      expect([query, texts(await archive.query('nina', query as { max: number }))]).toEqual([
        query,
        expected,
      ]);
  });

  it('gives ascending ids also when the clock goes back, across a restart, and keeps the time true', async () => {
    const first = storage.archive('mam').append('nina', { when: 5000, with: 'o@test', stanza: message('a') });
    await reopen();
    const second = storage
      .archive('mam')
      .append('nina', { when: 3000, with: 'o@test', stanza: message('b') });
    expect(second.id > first.id).toBe(true);
    const page = await storage.archive('mam').query('nina', { max: 9 });
    expect(page !== 'item-not-found' && page.items.map(({ when }) => when)).toEqual([5000, 3000]);
  });

  it('deletes what is old, of everybody', async () => {
    const archive = storage.archive('mam');
    for (let n = 0; n < 1200; n++) archive.append('nina', { when: n, with: 'o@test', stanza: message('x') });
    archive.append('lea', { when: 10, with: 'o@test', stanza: message('x') });
    expect(await archive.deleteOlder(1100)).toBe(1101);
    expect(texts(await archive.query('nina', { max: 0 }))).toMatchObject({ count: 100 });
    expect(texts(await archive.query('lea', { max: 0 }))).toMatchObject({ count: 0 });
  });
});

it('writes files that only their owner can read', () => {
  for (const file of ['data.sqlite', 'data.sqlite-wal', 'data.sqlite-shm'])
    expect(statSync(join(data, file)).mode & 0o777).toBe(0o600);
});
