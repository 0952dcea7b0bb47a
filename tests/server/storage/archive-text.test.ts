/** Searching, replacing and the ends of archives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ArchiveStore, Storage } from '../../../server/kernel/store.ts';
import { parseXml } from '../../../server/kernel/xml.ts';
import { createArchiveText } from '../../../server/storage/archive-text.ts';
import { openStorage } from '../../../server/storage/index.ts';
import type { Writer } from '../../../server/storage/writer.ts';
import { quietLog } from '../../support/log.ts';

const PEER = 'otto@test';
let folder: string;
let storage: Storage;
let archive: ArchiveStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
  storage = await openStorage({ data: folder, log: quietLog });
  archive = storage.archive('mam');
});
afterEach(async () => {
  await storage.close();
  rmSync(folder, { recursive: true });
});

const add = (body: string, { owner = 'nina@test', id = '', when = 1000 } = {}) =>
  archive.append(owner, {
    when,
    with: `${PEER}/desk`,
    stanza: parseXml(`<message xmlns='jabber:client' id='${id}'><body>${body}</body></message>`),
  }).id;

async function search(text: string, owner = 'nina@test') {
  const page = await archive.query(owner, { text, max: 9 });
  return page === 'item-not-found' ? page : page.items.map(({ stanza }) => stanza.getChildText('body'));
}

describe('full-text search', () => {
  it('finds all words, as beginnings, whatever their case and accents, and nobody else’s', async () => {
    add('Der Kaffee im Büro ist leer');
    add('kaffee und kuchen');
    add('kaffee', { owner: 'lea@test' });
    expect(await search('KAFF')).toEqual(['Der Kaffee im Büro ist leer', 'kaffee und kuchen']);
    expect(await search('kaffee buro')).toEqual(['Der Kaffee im Büro ist leer']);
    expect(await search('tee')).toEqual([]);
  });

  it('finds words of scripts that do not part them', async () => {
    add('明日の会議は三時です');
    add('今日は休みです');
    expect(await search('会議')).toEqual(['明日の会議は三時です']);
    expect(await search('休みです')).toEqual(['今日は休みです']);
  });

  it.each(['"', "it's", 'AND', 'kaffee OR tee', 'owner:x', '*', '(', 'a^b NEAR(c d)', '-', '…', '\u0000'])(
    'takes %j as words, never as operators',
    async (text) => {
      add('it is');
      expect(await search(text)).toEqual([]);
    },
  );

  it('is kept when the storage is closed, and goes on where it was', async () => {
    add('first');
    expect(await search('first')).toEqual(['first']);
    add('second');
    await storage.close();
    storage = await openStorage({ data: folder, log: quietLog });
    archive = storage.archive('mam');
    expect(await search('second')).toEqual(['second']);
  });

  it('finds nothing that was deleted, and what takes its place in the file', async () => {
    add('old');
    expect(await search('old')).toEqual(['old']);
    archive.deleteOwner('nina@test');
    add('new');
    expect(await search('old')).toEqual([]);
    expect(await search('new')).toEqual(['new']);
  });

  it('goes through more than one slice', async () => {
    for (let n = 0; n < 1203; n++) add(`number ${n}`);
    expect(await search('1202')).toEqual(['number 1202']);
  });
});

describe('the index follows by itself', () => {
  /** A writer that has `waiting` rows not in the index. */
  function open(waiting: number) {
    const slices: number[] = [];
    const writer = {
      async count() {
        const slice = Math.min(500, waiting);
        waiting -= slice;
        slices.push(slice);
        return slice;
      },
      queue: () => 0,
    } as unknown as Writer;
    return { slices, text: createArchiveText(writer, 10) };
  }

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('a slice at a time, until nothing is left', async () => {
    const { slices, text } = open(1100);
    await vi.advanceTimersByTimeAsync(100);
    expect(slices).toEqual([500, 500, 100]);
    text.appended();
    await vi.advanceTimersByTimeAsync(100);
    expect(slices).toEqual([500, 500, 100, 0]);
    text.stop();
  });

  it('waits while much is written, but not for ever', async () => {
    const { slices, text } = open(0);
    await vi.advanceTimersByTimeAsync(20);
    for (let look = 0; look < 14; look++) {
      for (let n = 0; n < 600; n++) text.appended();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(slices).toEqual([0]);
    for (let n = 0; n < 600; n++) text.appended();
    await vi.advanceTimersByTimeAsync(20);
    expect(slices).toEqual([0, 0]);
    text.stop();
  });

  it('all of it before somebody searches', async () => {
    const { slices, text } = open(1200);
    await text.catchUp();
    expect(slices).toEqual([500, 500, 200]);
    await text.catchUp();
    expect(slices).toHaveLength(3);
    // Also what comes while it is at it.
    text.appended();
    const catching = text.catchUp();
    await Promise.resolve();
    text.appended();
    await catching;
    expect(slices).toEqual([500, 500, 200, 0, 0]);
    text.stop();
  });
});

it('replaces a stanza: id and time stay, the old text is found no more', async () => {
  const id = add('wrong room', { id: 'm1', when: 4000 });
  expect(await search('wrong')).toEqual(['wrong room']);
  archive.replace('nina@test', id, parseXml("<message xmlns='jabber:client' id='m1'><retracted/></message>"));
  expect(await search('wrong')).toEqual([]);
  const page = await archive.query('nina@test', { ids: [id], max: 1 });
  expect(page).toMatchObject({ count: 1, items: [{ id, when: 4000, with: PEER }] });
});

it('finds the latest of a conversation by the id its sender gave it', async () => {
  add('once', { id: 'a&amp;b' });
  const later = add('twice', { id: 'a&amp;b' });
  add("<x id='a&amp;b'/>", { id: 'c' });
  expect(await archive.find('nina@test', PEER, 'a&b')).toMatchObject({ id: later });
  expect(await archive.find('nina@test', 'lea@test', 'a&b')).toBeUndefined();
  expect(await archive.find('lea@test', PEER, 'a&b')).toBeUndefined();
});

it('knows where an archive begins and ends', async () => {
  expect(await archive.ends('nina@test')).toBeUndefined();
  const first = add('1', { when: 1000 });
  add('2', { when: 1500 });
  const last = add('3', { when: 2000 });
  expect(await archive.ends('nina@test')).toEqual({
    first: { id: first, when: 1000 },
    last: { id: last, when: 2000 },
  });
});

it('filters by id: between two, and exactly these', async () => {
  const ids = ['0', '1', '2', '3'].map((body) => add(body));
  const bodies = async (query: object) => {
    const page = await archive.query('nina@test', { max: 9, ...query });
    return page === 'item-not-found' ? page : page.items.map(({ stanza }) => stanza.getChildText('body'));
  };
  expect(await bodies({ afterId: ids[0], beforeId: ids[3] })).toEqual(['1', '2']);
  expect(await bodies({ ids: [ids[3], ids[1]] })).toEqual(['1', '3']);
  expect(await bodies({ ids: [ids[3], 'unknown'] })).toBe('item-not-found');
  expect(await bodies({ afterId: 'unknown' })).toBe('item-not-found');
  expect(await bodies({ index: 1, max: 2 })).toEqual(['1', '2']);
  expect(await bodies({ index: 4 })).toEqual([]);
});
