/**
 * The copy of somebody's data, in constant memory: what is read out page by page is laid into a folder of parts, and packed from
 * there. Not resumed in the middle: a copy that was cut off is begun again, and the one before stays until the new one is whole.
 */

import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../../../contract/findings/finding.ts';
import type { LeavingEngine } from '../../engines/leaving.ts';
import type { EngineRooms } from '../../engines/rooms.ts';
import {
  ARCHIVE_END,
  ARCHIVE_HEAD,
  createPieceWriter,
  DOCUMENT_END,
  documentHead,
  resultOf,
} from './document.ts';
import { type Index, indexPage, lineOf, PAGE_END, pageHead } from './html.ts';
import { COPY_WORDS } from './words.ts';
import { createZip, type Zip } from './zip.ts';

export interface CopyWish {
  readonly address: string;
  readonly displayName: string;
  readonly language: Language;
  /** Rooms of the office. */
  readonly rooms: readonly { readonly address: string; readonly name: string }[];
  /** Where the copy is to be. */
  readonly file: string;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly progress: (messages: number, of: number) => void;
}

export interface CopyMade {
  readonly bytes: number;
  readonly messages: number;
  readonly files: number;
}

export interface CopyParts {
  readonly engine: LeavingEngine;
  readonly rooms: Pick<EngineRooms, 'messages'>;
}

/** Rejects with the engine's problems, with the signal's reason, and when the disk refuses. */
export async function makeCopy(parts: CopyParts, wish: CopyWish): Promise<CopyMade> {
  const work = `${wish.file}.parts`;
  const draft = `${wish.file}.part`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    const gathered = await gather(parts, wish, work);
    const bytes = await pack(parts, wish, work, draft, gathered);
    await rename(draft, wish.file);
    return { bytes, messages: gathered.messages, files: gathered.index.files.length };
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(draft, { force: true });
  }
}

interface Gathered {
  readonly index: Index;
  readonly messages: number;
  readonly stored: readonly { readonly handle: string; readonly file: string; readonly at: number }[];
}

async function gather({ engine, rooms }: CopyParts, wish: CopyWish, work: string): Promise<Gathered> {
  const { address, language, signal } = wish;
  const at = address.indexOf('@');
  const put = (file: string, text: string) => appendFile(join(work, file), text, { mode: 0o600 });

  await put('data.xml', documentHead(address.slice(0, at), address.slice(at + 1)));
  const writer = createPieceWriter();
  for (let next: number | null = 0; next !== null; ) {
    signal.throwIfAborted();
    const page = await engine.pieces(address, next);
    await put('data.xml', page.pieces.map(writer.write).join(''));
    next = page.next;
  }
  await put('data.xml', writer.end() + ARCHIVE_HEAD);
  await put('messages.jsonl', '');

  const peers = new Map<string, { readonly file: string; count: number }>();
  let messages = 0;
  for (let next: string | null = ''; next !== null; ) {
    signal.throwIfAborted();
    const page = await engine.messages(address, next);
    await put('data.xml', page.messages.map(resultOf).join(''));
    const lines = new Map<string, string>();
    for (const message of page.messages) {
      const { peer, kind } = message;
      // What programs say to each other: in the document, and nothing to read.
      if (kind === 'other') continue;
      const known = peers.get(peer) ?? { file: `conversations/${nameOf(peer, peers.size)}.html`, count: 0 };
      if (known.count === 0) lines.set(peer, pageHead(peer, language));
      known.count += 1;
      peers.set(peer, known);
      lines.set(peer, (lines.get(peer) ?? '') + lineOf({ ...message, who: peer }, language));
    }
    for (const [peer, text] of lines) await put(flat(peers.get(peer)!.file), text);
    await put('messages.jsonl', page.messages.map((one) => `${JSON.stringify(jsonOf(one))}\n`).join(''));
    messages += page.messages.length;
    wish.progress(messages, Math.max(page.total, messages));
    next = page.next;
  }
  await put('data.xml', ARCHIVE_END + DOCUMENT_END);

  const inRooms: Index['rooms'][number][] = [];
  for (const room of wish.rooms) {
    const found = await gatherRoom(
      rooms,
      wish,
      room,
      `rooms/${nameOf(room.address, inRooms.length)}.html`,
      put,
    );
    if (found) inRooms.push(found);
  }

  const list = await engine.files(address);
  const stored = list.map(({ handle, name, at: sent }, number) => ({
    ...{ handle, at: sent, name, file: `files/${number + 1}-${nameOf(name, 0, 120)}` },
  }));
  const conversations = [...peers].map(([peer, one]) => ({ peer, ...one }));
  return {
    ...{ messages, stored },
    index: {
      ...{ address, displayName: wish.displayName, at: wish.now, conversations },
      ...{ rooms: inRooms, files: stored.map(({ name, file }) => ({ name, file })) },
    },
  };
}

/** What the person wrote in one room, the latest first, as the room is read; undefined where that is nothing. */
async function gatherRoom(
  rooms: CopyParts['rooms'],
  { address, language, signal }: CopyWish,
  room: CopyWish['rooms'][number],
  file: string,
  put: (file: string, text: string) => Promise<void>,
): Promise<Index['rooms'][number] | undefined> {
  let count = 0;
  for (let before: string | null = null, more = true; more; ) {
    signal.throwIfAborted();
    const page = await rooms.messages(room.address, before);
    const own = page.messages.filter(({ author }) => author.split('/')[0] === address).reverse();
    const head =
      count === 0 ? `${pageHead(room.name, language)}<p>${COPY_WORDS[language].latestFirst}</p>\n` : '';
    if (own.length > 0) {
      const lines = own.map(({ at, kind, text, nick }) =>
        lineOf(
          {
            when: at,
            mine: true,
            who: nick,
            kind: kind === 'encrypted' ? kind : text ? 'text' : 'other',
            text,
          },
          language,
        ),
      );
      await put(flat(file), head + lines.join(''));
      count += own.length;
    }
    before = page.oldest;
    more = page.more && before !== null;
  }
  return count === 0 ? undefined : { name: room.name, file, count };
}

async function pack(
  { engine }: CopyParts,
  wish: CopyWish,
  work: string,
  draft: string,
  { index, stored }: Gathered,
): Promise<number> {
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    const zip = createZip(handle);
    await zip.add('index.html', wish.now, once(indexPage(index, wish.language)));
    for (const name of ['data.xml', 'messages.jsonl'])
      await zip.add(name, wish.now, createReadStream(join(work, name)));
    const pages = new Set(await readdir(work));
    for (const { file } of [...index.conversations, ...index.rooms])
      if (pages.has(flat(file)))
        await zip.add(file, wish.now, ended(createReadStream(join(work, flat(file)))));
    for (const one of stored) await addFile(zip, engine, wish, one);
    const bytes = await zip.finish();
    await handle.sync();
    return bytes;
  } finally {
    await handle.close();
  }
}

async function addFile(
  zip: Zip,
  engine: LeavingEngine,
  { address, signal }: CopyWish,
  { handle, file, at }: Gathered['stored'][number],
): Promise<void> {
  async function* content() {
    for (let offset: number | null = 0; offset !== null; ) {
      signal.throwIfAborted();
      const piece = await engine.file(address, handle, offset);
      // Its time was over while the copy was made.
      if (!piece) return;
      yield piece.data;
      offset = piece.next;
    }
  }
  await zip.add(file, at, content());
}

async function* once(text: string) {
  yield text;
}
async function* ended(content: AsyncIterable<Buffer>) {
  yield* content;
  yield PAGE_END;
}

const jsonOf = ({
  id,
  when,
  peer,
  mine,
  kind,
  text,
}: Parameters<typeof resultOf>[0] & { mine: boolean }) => ({
  ...{ id, at: new Date(when).toISOString(), with: peer, mine, kind, text },
});

/** Parts lie beside each other. */
const flat = (file: string) => file.replaceAll('/', '__');

/** A name every system takes, and none twice: what cannot stand in one is told by the page itself. */
function nameOf(text: string, number: number, longest = 60): string {
  const plain = text
    .replace(/[^\p{L}\p{N}@._-]+/gu, '_')
    .replace(/^\.+/, '')
    .slice(0, longest);
  // A sign that is in no plain name: nobody can be called what another is made to.
  return number === 0 ? plain || 'file' : `${plain}~${number + 1}`;
}
