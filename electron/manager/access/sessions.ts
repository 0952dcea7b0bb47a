/**
 * Browsers that may use the headless face. Kept on disk as hashes, so that a restart of the manager logs nobody out and a
 * copy of the file lets nobody in.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import { hashToken, newToken } from './links.ts';

const session = z.object({
  id: z.string(),
  hash: z.string(),
  since: z.number(),
  lastSeen: z.number(),
  browser: z.string(),
});
type Session = z.infer<typeof session>;

/** A browser that was not seen for this long has to bring a new link. */
const IDLE_MS = 30 * 24 * 60 * 60 * 1000;
const MOST = 50;
/** `lastSeen` is written at most this often. */
const WRITE_EVERY_MS = 60_000;

export interface AccessSessions {
  /** @returns the secret for the cookie. */
  open(browser: string): Promise<string>;
  /** The session the secret belongs to; undefined when it is none of ours. */
  find(secret: string): { id: string } | undefined;
  list(): { id: string; since: number; lastSeen: number; browser: string }[];
  /** False when there was no such session. */
  revoke(id: string): Promise<boolean>;
  /** Calls back when a session was revoked, so that its open connections end. */
  onRevoked(run: (id: string) => void): () => void;
}

export async function openAccessSessions(parts: {
  folder: string;
  now: () => number;
}): Promise<AccessSessions> {
  const { folder, now } = parts;
  const file = join(folder, 'web-sessions.json');
  await privateFolder(folder);
  let sessions = await load(file);
  let writtenAt = 0;
  const listeners = new Set<(id: string) => void>();
  let writing: Promise<void> = Promise.resolve();

  const isOpen = (one: Session) => now() - one.lastSeen < IDLE_MS;

  function save(): Promise<void> {
    writtenAt = now();
    const text = JSON.stringify(sessions);
    writing = writing.catch(() => undefined).then(() => writeAtomically(file, text));
    return writing;
  }

  return {
    async open(browser) {
      const secret = newToken();
      const at = now();
      const added: Session = { id: randomUUID(), hash: hashToken(secret), since: at, lastSeen: at, browser };
      sessions = [...sessions.filter(isOpen), added].slice(-MOST);
      await save();
      return secret;
    },
    find(secret) {
      const hash = hashToken(secret);
      const found = sessions.find((one) => one.hash === hash && isOpen(one));
      if (!found) return undefined;
      found.lastSeen = now();
      // Only a date: losing the newest value costs nothing, failing a request over it would.
      if (now() - writtenAt > WRITE_EVERY_MS) save().catch(() => undefined);
      return { id: found.id };
    },
    list: () => sessions.filter(isOpen).map(({ hash: _, ...shown }) => shown),
    async revoke(id) {
      if (!sessions.some((one) => one.id === id)) return false;
      sessions = sessions.filter((one) => one.id !== id);
      await save();
      for (const run of listeners) run(id);
      return true;
    },
    onRevoked(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
  };
}

/** A file that cannot be read logs everybody out; that is safe, and a new link lets them in again. */
async function load(file: string): Promise<Session[]> {
  try {
    return z.array(session).parse(JSON.parse((await readIfThere(file)) ?? '[]'));
  } catch {
    return [];
  }
}

/** `Firefox 128 on Linux` out of a User-Agent header: for a person to recognise the browser by, never to decide on. */
export function browserName(userAgent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(
    userAgent.replace(/Chrome(?=.*(Edg|OPR)\/)/, ''),
  );
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  const system = /(Windows|Android|iPhone|iPad|Macintosh|Linux)/.exec(userAgent)?.[1];
  const name = browser ? `${names[browser[1]!] ?? browser[1]} ${browser[2]}` : 'unknown';
  return system ? `${name} · ${system === 'Macintosh' ? 'macOS' : system}` : name;
}
