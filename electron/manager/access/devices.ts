/**
 * Marks for browsers that were let in once, so that whoever guesses passwords slows down strangers and not the office.
 * A mark opens nothing: it is only counted by itself where passwords are tried (OWASP, "Slow Down Online Guessing Attacks
 * with Device Cookies"). Nothing is kept of them but one key that seals them, so there can be any number.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';

/** Longer than any session: who comes back from a long holiday is still known. */
export const MARK_DAYS = 180;
const DAY_MS = 24 * 60 * 60 * 1000;
const KEY_BYTES = 32;
const SHAPE = /^([\w-]{16})\.([0-9a-z]{1,12})\.([\w-]{43})$/;

export interface Devices {
  /** A mark for a browser that came in just now; `before` is the one it has, whose tries go on being counted. */
  mark(before: string | undefined): Promise<string>;
  /** Which device it is; undefined for none, one of another office, an invented one, or one that is too old. */
  known(mark: string | undefined): string | undefined;
}

/** @param folder `secrets/` of the data folder. */
export async function openDevices({ folder, now }: { folder: string; now: () => number }): Promise<Devices> {
  const file = join(folder, 'web-devices.key');
  const kept = Buffer.from((await readIfThere(file))?.trim() ?? '', 'base64url');
  // One that is broken knows nobody any more: all begin anew as strangers, and nobody is kept out by that.
  let isKept = kept.length === KEY_BYTES;
  const key = isKept ? kept : randomBytes(KEY_BYTES);

  const seal = (id: string, since: string) => createHmac('sha256', key).update(`${id}.${since}`).digest();

  function known(mark: string | undefined): string | undefined {
    const [, id, since, sealed] = SHAPE.exec(mark ?? '') ?? [];
    if (id === undefined || since === undefined || sealed === undefined) return undefined;
    const age = now() - Number.parseInt(since, 36);
    const isOurs = timingSafeEqual(Buffer.from(sealed, 'base64url'), seal(id, since));
    return isOurs && age < MARK_DAYS * DAY_MS ? id : undefined;
  }

  return {
    known,
    async mark(before) {
      if (!isKept) {
        await privateFolder(folder);
        await writeAtomically(file, `${key.toString('base64url')}\n`);
        isKept = true;
      }
      const id = known(before) ?? randomBytes(12).toString('base64url');
      const since = now().toString(36);
      return `${id}.${since}.${seal(id, since).toString('base64url')}`;
    },
  };
}
