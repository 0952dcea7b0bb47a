/** What uploads decide without anybody's help: quotas, slots, rates, and what goes when. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { FileSizeError, type FileStore, type Keyval } from '../../../server/kernel/store.ts';
import { createAllowance } from '../../../server/modules/upload/allowance.ts';
import { endOf, tooMany, whatGoes } from '../../../server/modules/upload/keeping.ts';
import { createLedger, type Share } from '../../../server/modules/upload/ledger.ts';
import { uploadOptions } from '../../../server/modules/upload/options.ts';
import { createFileRoutes } from '../../../server/modules/upload/routes.ts';
import { newFileId, readSlot, type Slot, signSlot } from '../../../server/modules/upload/slot.ts';
import { createFileStore } from '../../../server/storage/files.ts';

const share = (size: number, at: number, purpose: Share['purpose'] = 'message'): Share => ({
  ...{ size, at, purpose, until: null },
});

describe('who makes room', () => {
  const TABLE: [what: string, files: [string, Share][], quota: number, go: string[]][] = [
    [
      'nobody while all fits',
      [
        ['a', share(5, 1)],
        ['b', share(5, 2)],
      ],
      10,
      [],
    ],
    [
      'the oldest',
      [
        ['a', share(5, 1)],
        ['b', share(5, 2)],
      ],
      9,
      ['a'],
    ],
    [
      'the oldest, however they are listed',
      [
        ['b', share(5, 2)],
        ['a', share(5, 1)],
      ],
      5,
      ['a'],
    ],
    [
      'as many as it takes',
      [
        ['a', share(1, 1)],
        ['b', share(1, 2)],
        ['c', share(8, 3)],
      ],
      8,
      ['a', 'b'],
    ],
    [
      'never a profile picture for a message',
      [
        ['p', share(9, 1, 'profile')],
        ['a', share(5, 2)],
      ],
      5,
      [],
    ],
    [
      'what goes by itself counts, too',
      [
        ['e', share(5, 1, 'ephemeral')],
        ['a', share(5, 2)],
      ],
      5,
      ['e'],
    ],
  ];
  test.each(TABLE)('%s', (_, files, quota, go) => {
    expect(tooMany(files, 'message', quota)).toEqual(go);
  });
});

describe('the rules', () => {
  const DAY = 86_400_000;
  const rules = uploadOptions.parse({ keepDays: 10, quotaBytes: 9, profileQuotaBytes: 9 });
  const NOW = 100 * DAY;
  const asked = (until: number): Share => ({ ...share(5, NOW - DAY, 'ephemeral'), until });
  const TABLE: [what: string, files: [string, Share][], go: string[]][] = [
    ['leave what is young and fits', [['a', share(5, NOW - 9 * DAY)]], []],
    ['take what has had its days', [['a', share(5, NOW - 10 * DAY)]], ['a time']],
    ['take what its owner wanted gone', [['a', asked(NOW)]], ['a asked']],
    ['leave pictures of people, however old', [['a', share(5, 0, 'profile')]], []],
    [
      'count the quota without what goes anyway',
      [
        ['a', share(5, NOW - 10 * DAY)],
        ['b', share(5, NOW - 3)],
        ['c', share(4, NOW - 2)],
      ],
      ['a time'],
    ],
    [
      'let the oldest make room',
      [
        ['b', share(5, NOW - 3)],
        ['c', share(5, NOW - 2)],
        ['p', share(9, NOW - 9, 'profile')],
      ],
      ['b quota'],
    ],
  ];
  test.each(TABLE)('%s', (_, files, go) => {
    expect(whatGoes(files, rules, NOW, true).map(({ id, because }) => `${id} ${because}`)).toEqual(go);
  });

  test('without limits only time counts', () => {
    expect(whatGoes([['a', share(50, NOW)]], rules, NOW, false)).toEqual([]);
  });

  test('an end is what was asked for, or what the rule says, whichever comes first', () => {
    expect([
      endOf(share(1, 5), rules),
      endOf(share(1, 5, 'profile'), rules),
      endOf(asked(NOW), rules),
      endOf(asked(NOW + 50 * DAY), rules),
    ]).toEqual([5 + 10 * DAY, null, NOW, NOW + 9 * DAY]);
  });
});

describe('a slot', () => {
  const slot: Slot = {
    ...{ id: newFileId(), name: 'très.txt', owner: 'nina@test', size: 4, type: null },
    ...{ purpose: 'message', until: null, expires: 1000 },
  };
  const token = signSlot(slot, 'key');
  const here = { id: slot.id, name: slot.name };

  test('says what was signed, for one place, for a time', () => {
    expect(slot.id).toMatch(/^[\w-]{40}$/);
    expect(readSlot(token, here, 'key', 999)).toEqual({ slot });
    expect(readSlot(token, here, 'key', 1000)).toEqual({ refuse: 'expired' });
    expect(readSlot(token, here, 'other key', 0)).toEqual({ refuse: 'forged' });
    expect(readSlot(token, { ...here, name: 'tres.txt' }, 'key', 0)).toEqual({ refuse: 'forged' });
    expect(readSlot(token, { ...here, id: newFileId() }, 'key', 0)).toEqual({ refuse: 'forged' });
    expect(readSlot(`${token}.x`, here, 'key', 0)).toEqual({ refuse: 'forged' });
    expect(readSlot('', here, 'key', 0)).toEqual({ refuse: 'forged' });
  });
});

test('slots are given in bounds, and again when their time has passed', () => {
  let time = 0;
  const allowance = createAllowance({ perWindow: 3, now: () => time });
  const ask = (size: number) => allowance.take('nina', { id: `f${time}`, size, expires: time + 60_000 }, 10);
  expect(ask(10)).toBeUndefined();
  time = 1;
  expect(ask(1)).toBe(60_000);
  allowance.release('nina', 'f0');
  expect(ask(1)).toBeUndefined();
  time = 2;
  expect(ask(1)).toBeUndefined();
  time = 3;
  expect(ask(1)).toBe(300_000);
  time = 300_000;
  expect(ask(1)).toBeUndefined();
});

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-files-'));
  folders.push(folder);
  return createFileStore(join(folder, 'uploads'), { file: 0o640, folder: 0o750 });
}

const bytes = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('a folder of files', () => {
  test('takes in whole files, and no others', async () => {
    const files = newFiles();
    await files.write('abc', bytes('fo', 'ur'), 4);
    const file = await files.open('abc');
    expect([file?.size, Buffer.concat(await file!.read({ start: 1, end: 2 }).toArray()).toString()]).toEqual([
      4,
      'ou',
    ]);
    await expect(files.write('def', bytes('five5'), 4)).rejects.toThrow(FileSizeError);
    await expect(files.write('def', bytes('thr'), 4)).rejects.toThrow(FileSizeError);
    async function* broken() {
      yield Buffer.from('fo');
      throw new Error('the peer went away');
    }
    await expect(files.write('def', broken(), 4)).rejects.toThrow('the peer went away');
    expect(await files.open('def')).toBeUndefined();
    expect(await idsOf(files)).toEqual(['abc']);
    await files.delete('abc');
    await files.delete('abc');
    expect(await files.open('abc')).toBeUndefined();
  });

  test('a large one arrives byte by byte, however it is cut, and leaves nothing when it breaks off', async () => {
    const files = newFiles();
    const whole = randomBytes(40 * 1024 * 1024 + 7);
    async function* cut(until = whole.length) {
      for (let at = 0, size = 1; at < until; at += size, size = (size * 7 + 13) % 70_001)
        yield whole.subarray(at, Math.min(at + size, until));
    }
    await files.write('large', cut(), whole.length);
    const file = await files.open('large');
    expect(Buffer.concat(await file!.read().toArray()).equals(whole)).toBe(true);
    async function* breaking() {
      yield* cut(30 * 1024 * 1024);
      throw new Error('the peer went away');
    }
    await expect(files.write('broken', breaking(), whole.length)).rejects.toThrow('the peer went away');
    expect(await idsOf(files)).toEqual(['large']);
  }, 60_000);

  test('has no ids that mean something to a file system', async () => {
    const files = newFiles();
    for (const id of ['', 'ab', '..', '../x', 'a/b', 'a\\b', 'a\0b', 'CON:', 'x'.repeat(129)]) {
      await expect(files.open(id)).rejects.toThrow('not the id of a file');
      await expect(files.write(id, bytes('x'), 1)).rejects.toThrow('not the id of a file');
    }
  });

  test('tells ids apart that differ in case only', async () => {
    const files = newFiles();
    await files.write('aBc', bytes('1'), 1);
    await files.write('abC', bytes('2'), 1);
    const file = await files.open('aBc');
    expect(Buffer.concat(await file!.read().toArray()).toString()).toBe('1');
  });
});

async function idsOf(files: FileStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of files.ids()) ids.push(id);
  return ids;
}

/** One table in memory. */
function newTable<T>(): Keyval<T> {
  const rows = new Map<string, Map<string, T>>();
  return {
    get: (owner, key) => rows.get(owner)?.get(key),
    set(owner, key, value) {
      rows.set(owner, (rows.get(owner) ?? new Map<string, T>()).set(key, value));
      return 1;
    },
    delete(owner, key) {
      rows.get(owner)?.delete(key);
      return 1;
    },
    entries: (owner) => [...(rows.get(owner) ?? [])],
    deleteOwner(owner) {
      rows.delete(owner);
      return 1;
    },
    has: (owner, key) => rows.get(owner)?.has(key) ?? false,
    async *scan() {
      for (const [owner, entries] of rows)
        for (const [key, value] of [...entries]) yield { owner, key, value };
    },
    owners: () => [...rows].filter(([, entries]) => entries.size > 0).map(([owner]) => owner),
  };
}

test('what has had its time goes, and what nobody knows', async () => {
  const tables = new Map<string, Keyval<unknown>>();
  const files = newFiles();
  let time = Date.now();
  const log = { child: () => log, debug() {}, info() {}, warn() {}, error() {} };
  const ledger = createLedger({
    ...{ files, now: () => time, log: log as never },
    store: {
      keyval: (name: string) => {
        const table = tables.get(name) ?? newTable();
        tables.set(name, table);
        return table;
      },
      flush: async () => {},
    } as never,
  });
  const slot = (until: number | null): Slot => ({
    ...{
      id: newFileId(),
      name: 'x',
      owner: 'nina@test',
      size: 1,
      type: null,
      purpose: 'message',
      expires: 0,
      until,
    },
  });
  const [short, long, unknown] = [slot(time + 1000), slot(null), slot(null)];
  for (const { id } of [short, long, unknown]) await files.write(id, bytes('x'), 1);
  for (const one of [short, long]) await ledger.add(one.id, one, 'text/plain');
  expect(await ledger.purge(uploadOptions.parse({}), true)).toEqual({ gone: 0, unknown: 0 });
  time += 1000;
  expect(await ledger.purge(uploadOptions.parse({}), true)).toEqual({ gone: 1, unknown: 0 });
  expect([ledger.find(short.id), await files.open(short.id)]).toEqual([undefined, undefined]);
  // A file that came in this hour may still be on its way into the ledger.
  time += 2 * 3_600_000;
  expect(await ledger.purge(uploadOptions.parse({}), true)).toEqual({ gone: 0, unknown: 1 });
  expect(await idsOf(files)).toEqual([long.id]);
  await ledger.removeAll('nina@test');
  expect(await idsOf(files)).toEqual([]);
});

test('slots that were given while the disk was free do not fill it together', async () => {
  const whole = Promise.withResolvers<void>();
  const secret = 'secret';
  const [put] = createFileRoutes({
    ctx: {
      accounts: { exists: () => true },
      options: uploadOptions.parse({ reserveBytes: 100 }),
      server: { limited: false },
      log: { error() {} },
    } as never,
    files: { free: async () => 1000, write: () => whole.promise } as never,
    ledger: { find: () => undefined, add: async () => {} } as never,
    allowance: { release() {} } as never,
    ...{ path: '/upload', secret, now: () => 0 },
  });
  const bring = async (size: number) => {
    const id = newFileId();
    const slot: Slot = {
      ...{ id, name: 'a.bin', owner: 'nina@test', size, type: null },
      ...{ purpose: 'message', expires: 1, until: null },
    };
    const request = {
      ...{ segments: [id, 'a.bin'], query: new URLSearchParams({ slot: signSlot(slot, secret) }) },
      ...{ headers: {}, length: size, async *stream() {} },
    };
    return put!.handler(request as never);
  };
  const first = bring(500);
  await expect(bring(500)).rejects.toMatchObject({ status: 507 });
  const second = bring(400);
  whole.resolve();
  expect([(await first).status, (await second).status]).toEqual([201, 201]);
});
