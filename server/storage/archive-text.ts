/**
 * Full-text search in archives (XEP-0431): SQLite's FTS5, holding an index and no text.
 *
 * Appending does not touch it. What came since is indexed in slices on the writer thread when it has little to do, and at the
 * latest before somebody searches: archiving stays as fast as without.
 */
import { createHash } from 'node:crypto';
import { parseXml } from '../kernel/xml.ts';
import type { Database } from './database.ts';
import type { Writer } from './writer.ts';

const SLICE = 500;
/** Words of a search; more are not looked at. */
const MAX_WORDS = 6;
/**
 * From how many letters on a word is looked for as the beginning of one. WHY: the index has to put together all words of all people
 * that begin so; ten beginnings of two letters among 200,000 messages took 145 ms, in which the server does nothing else.
 */
const BEGINNING = 3;
/** After this long without new messages, or at the latest after so many looks, a slice is indexed. */
const LOOK_MS = 2000;
const LATEST_LOOKS = 15;

const INDEX_SLICE = `
  INSERT INTO archive_text (rowid, owner, text)
  SELECT rowid, archive_owner_word(archive, owner), archive_body(stanza) FROM archive
  WHERE rowid > (SELECT upto FROM archive_indexed) ORDER BY rowid LIMIT ${SLICE}`;
const MARK_SLICE = `
  UPDATE archive_indexed SET upto = coalesce(
    (SELECT max(rowid) FROM (SELECT rowid FROM archive WHERE rowid > upto ORDER BY rowid LIMIT ${SLICE})), upto)`;

/** The functions `INDEX_SLICE` calls; for the writer's connection. */
export function addTextFunctions(database: Database): void {
  database.function(
    'archive_owner_word',
    { deterministic: true },
    ownerWord as (...args: never[]) => unknown,
  );
  database.function('archive_body', { deterministic: true }, bodyOf as (...args: never[]) => unknown);
}

/** One word for each archive, so that a search is answered from this owner's part of the index. */
const ownerWord = (archive: string, owner: string): string =>
  createHash('sha256').update(`${archive}\n${owner}`).digest('hex').slice(0, 24);

/** Scripts that do not part words: each letter is one. A search then finds messages with all of its letters. */
const UNPARTED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const apart = (text: string): string => text.replace(UNPARTED, ' $& ');

/** All that people read in a message: its bodies, in each language, and its subject. */
function bodyOf(stanza: string): string {
  try {
    const message = parseXml(stanza);
    return ['subject', 'body']
      .flatMap((name) => message.getChildren(name, message.getNS()))
      .map((element) => apart(element.getText()))
      .join('\n');
  } catch {
    // WHY: a row nobody can read must not stop the writer; whoever pages to it will hear of it.
    return '';
  }
}

/**
 * `text` for FTS5's MATCH: all words, each as the beginning of a word (one or two letters as they are); nothing in it is an operator.
 * Undefined when there is no word in it: then nothing can be found.
 */
export function matchExpression(archive: string, owner: string, text: string): string | undefined {
  const words = apart(text).match(/[\p{L}\p{N}\p{M}]+/gu);
  const wanted = words
    ?.slice(0, MAX_WORDS)
    .map((word) => `text : "${word}"${[...word].length >= BEGINNING ? ' *' : ''}`);
  return wanted && [`owner : "${ownerWord(archive, owner)}"`, ...wanted].join(' AND ');
}

export interface ArchiveText {
  /** Something was appended. */
  appended(): void;
  /** Resolves when all that was appended so far can be found. */
  catchUp(): Promise<void>;
  stop(): void;
}

export function createArchiveText(writer: Writer, lookMs = LOOK_MS): ArchiveText {
  /** Appends so far, and how many of them are in the index; after a start there may be some left of the time before. */
  let appended = 1;
  let indexed = 0;
  /** As it was at the last look, and looks in a row that found many new ones: while there are, the index waits. */
  let looked = appended;
  let busyLooks = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function slices(most: number): Promise<void> {
    for (let n = 0; n < most && indexed < appended && !stopped; n++) {
      // The writer does one after the other: what was appended by now is in the table when the slice is taken.
      const covered = appended;
      const found = writer.count(INDEX_SLICE, []);
      writer.queue(MARK_SLICE, []);
      if ((await found) < SLICE) indexed = covered;
    }
  }

  /** One after the other; two slices side by side would index the same rows. */
  function index(most: number): Promise<void> {
    const next = running.then(() => slices(most));
    running = next.catch(() => {});
    return next;
  }

  function look(): void {
    timer = undefined;
    const busy = appended - looked > SLICE;
    looked = appended;
    busyLooks = busy ? busyLooks + 1 : 0;
    // A disk that refuses is told elsewhere, once (storage/writer.ts).
    if (!busy || busyLooks % LATEST_LOOKS === 0) index(1).then(plan, () => {});
    else plan();
  }

  function plan(): void {
    if (timer || stopped || indexed === appended) return;
    timer = setTimeout(look, lookMs);
    timer.unref();
  }

  plan();
  return {
    appended() {
      appended += 1;
      plan();
    },
    catchUp: () => index(Number.POSITIVE_INFINITY),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
