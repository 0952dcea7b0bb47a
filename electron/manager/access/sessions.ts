/**
 * Browsers that may use the headless face. Kept on disk as hashes, so that a restart of the manager logs nobody out and a
 * copy of the file lets nobody in.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import { hashToken, newToken } from './links.ts';

/** How a browser came in. */
export const cameBy = z.enum(['link', 'password', 'passkey']);
export type CameBy = z.infer<typeof cameBy>;

const session = z.object({
  id: z.string(),
  hash: z.string(),
  since: z.number(),
  lastSeen: z.number(),
  browser: z.string(),
  address: z.string().default(''),
  by: cameBy.default('link'),
});
type Session = z.infer<typeof session>;
export type ShownSession = Omit<Session, 'hash'>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** A browser that was not seen for this long has to come in anew. */
export const IDLE_MS = 14 * DAY_MS;
/** And any browser after this long, however often it was seen. */
export const LIFE_MS = 30 * DAY_MS;
const MOST = 50;
/** `lastSeen` is written at most this often. */
const WRITE_EVERY_MS = 60_000;

export interface NewSession {
  readonly browser: string;
  readonly address: string;
  readonly by: CameBy;
}

export interface AccessSessions {
  /** @returns the secret for the cookie. */
  open(session: NewSession): Promise<{ id: string; secret: string }>;
  /** The session the secret belongs to; undefined when it is none of ours. */
  find(secret: string): ShownSession | undefined;
  get(id: string): ShownSession | undefined;
  list(): ShownSession[];
  /** Another secret for the same session; the old one is good for nothing from then on. */
  changeSecret(id: string): Promise<string | undefined>;
  /** False when there was no such session. */
  revoke(id: string): Promise<boolean>;
  /** All but one (null: all). @returns how many. */
  revokeOthers(id: string | null): Promise<number>;
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

  const isOpen = (one: Session) => now() - one.lastSeen < IDLE_MS && now() - one.since < LIFE_MS;
  const shown = ({ hash: _, ...one }: Session): ShownSession => one;

  function save(): Promise<void> {
    writtenAt = now();
    const text = JSON.stringify(sessions);
    writing = writing.catch(() => undefined).then(() => writeAtomically(file, text));
    return writing;
  }

  async function end(gone: (one: Session) => boolean): Promise<number> {
    const ended = sessions.filter(gone);
    if (ended.length === 0) return 0;
    sessions = sessions.filter((one) => !gone(one));
    await save();
    for (const { id } of ended) for (const run of listeners) run(id);
    return ended.length;
  }

  return {
    async open({ browser, address, by }) {
      const secret = newToken();
      const at = now();
      const added: Session = {
        ...{ id: randomUUID(), hash: hashToken(secret), browser, address, by },
        ...{ since: at, lastSeen: at },
      };
      const all = [...sessions.filter(isOpen), added];
      sessions = all.slice(-MOST);
      await save();
      for (const { id } of all.slice(0, -MOST)) for (const run of listeners) run(id);
      return { id: added.id, secret };
    },
    find(secret) {
      const hash = hashToken(secret);
      const found = sessions.find((one) => one.hash === hash && isOpen(one));
      if (!found) return undefined;
      found.lastSeen = now();
      // Only a date: losing the newest value costs nothing, failing a request over it would.
      if (now() - writtenAt > WRITE_EVERY_MS) save().catch(() => undefined);
      return shown(found);
    },
    get(id) {
      const found = sessions.find((one) => one.id === id && isOpen(one));
      return found && shown(found);
    },
    list: () => sessions.filter(isOpen).map(shown),
    async changeSecret(id) {
      const found = sessions.find((one) => one.id === id && isOpen(one));
      if (!found) return undefined;
      const secret = newToken();
      found.hash = hashToken(secret);
      await save();
      return secret;
    },
    revoke: async (id) => (await end((one) => one.id === id)) > 0,
    revokeOthers: (id) => end((one) => one.id !== id),
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
