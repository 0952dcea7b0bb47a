/** The running manager's side of updates where something around it fails: a full disk, an answer that is late, a copy that cannot be taken. */
import { describe, expect, test, vi } from 'vitest';
import type { UpdatesParts } from '../../../electron/manager/updates/parts.ts';
import type { Plan, UpdateRecord } from '../../../electron/manager/updates/record.ts';
import { createUpdates } from '../../../electron/manager/updates/updates.ts';
import { createFakeClock } from '../../support/clock.ts';

const offer = { version: '0.2.0', releasedAt: 1, bytes: 1, notes: null };
const plan: Plan = {
  ...{ from: '0.1.0', url: 'https://a.example/b', bytes: 1, sha512: 'c', unpackedBytes: 1, puts: 'program' },
  ...{ at: null, interrupted: 0, snapshot: null, before: null, tries: 0, triedAt: 0, earlier: '' },
};

const recordOf = (more: Partial<UpdateRecord>): UpdateRecord => ({
  ...{ format: 1, installation: 'one', edition: 0, channel: 'stable', checkedAt: null, trouble: null },
  ...{ refused: [], state: { state: 'idle' }, plan: null, wayBack: null, goingBack: false, closed: null },
  ...more,
});

function lab(more: Partial<UpdateRecord>, parts: Partial<UpdatesParts> = {}) {
  const clock = createFakeClock();
  const written: UpdateRecord[] = [];
  let now = recordOf(more);
  const note = vi.fn();
  const unexpected = vi.fn(() => 'reference');
  const updates = createUpdates({
    ...{ version: '0.1.0', system: 'linux-x64', dataDir: '/nowhere', feed: 'https://a.example/', clock },
    ...{ installed: { kind: 'unpacked' }, versions: null, porter: { bring: async () => undefined } },
    ...{ notes: () => [], holds: () => [], hasSnapshot: async () => true, counts: async () => null },
    ...{ shutDoors: async () => undefined, openDoors: async () => undefined, handOver: () => undefined },
    ...{ schema: () => ({ server: 1, manager: 1 }), changed: () => undefined, changes: { note }, unexpected },
    record: {
      read: async () => now,
      write: async (next: UpdateRecord) => {
        now = next;
        written.push(next);
      },
    },
    ...parts,
  } as unknown as UpdatesParts);
  return { updates, clock, written, note, unexpected };
}

describe('a full disk', () => {
  test('that an update failed cannot be written down: it is told, and the manager goes on', async () => {
    const waiting = recordOf({ state: { state: 'waiting', offer, holds: [], at: null }, plan });
    const full = { read: async () => waiting, write: () => reject('ENOSPC') };
    const { updates, unexpected } = lab(waiting, { holds: () => ['backup'], record: full });
    await updates.begin();
    await vi.waitFor(() =>
      expect(unexpected).toHaveBeenCalledWith(expect.any(Error), 'an update that failed'),
    );
    await updates.close();
  });
});

describe('a look', () => {
  test('that comes to its end after the manager closed writes nothing', async () => {
    const asked = Promise.withResolvers<never>();
    const { updates, written } = lab({}, { ask: () => asked.promise });
    const look = expect(updates.check()).rejects.toThrow();
    await vi.waitFor(() => expect(written).toHaveLength(1));
    await updates.close();
    asked.resolve({ ok: false, because: 'feed.unreachable' } as never);
    await look;
    expect(written).toHaveLength(1);
    await expect(updates.check()).rejects.toThrow();
    expect(written).toHaveLength(1);
  });
});

describe('the way back', () => {
  const wayBack = (until: number) =>
    ({ version: '0.0.9', since: 0, until, puts: 'data', snapshot: 'oldest', before: null }) as const;

  test('the copy taken before it makes no room of the one it goes back to', async () => {
    const snapshot = vi.fn(async () => ({ id: 'newest' }));
    const { updates, written, note } = lab({ wayBack: wayBack(8e15) }, { snapshot });
    await updates.rollback();
    expect(snapshot).toHaveBeenCalledWith(expect.anything(), 'oldest');
    expect(written.at(-1)).toMatchObject({ goingBack: true });
    expect(note).toHaveBeenCalledWith(expect.objectContaining({ action: 'update.rollback' }));
  });
  test('no copy can be taken: it is refused, and History does not say it was gone', async () => {
    const { updates, note } = lab({ wayBack: wayBack(8e15) }, { snapshot: () => reject('no room') });
    await expect(updates.rollback()).rejects.toThrow('no room');
    expect(note).not.toHaveBeenCalled();
  });
});

const reject = (why: string) => Promise.reject(new Error(why));
