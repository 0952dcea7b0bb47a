/** What a start makes of an update that was stopped: when the data goes back with the program, and what is not offered again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConductParts, settle } from '../../../electron/manager/updates/conduct.ts';
import type { Installation } from '../../../electron/manager/updates/installation.ts';
import { createRecordFile, type Plan } from '../../../electron/manager/updates/record.ts';

const offer = { version: '0.2.0', releasedAt: 1, bytes: 1, notes: null };
const before = { people: 3, rooms: 1, messages: 40 };
const plan: Plan = {
  ...{ from: '0.1.0', url: 'https://a.example/b', bytes: 1, sha512: 'c', unpackedBytes: 1, puts: 'program' },
  ...{ at: null, interrupted: 0, snapshot: 'copy', before, tries: 0, triedAt: 0, earlier: '' },
};

describe('the version before comes up again', () => {
  let dataDir: string;
  let putBack: string[];
  let kept: string[];
  /** What a stop right before `keep` would leave of the plan. */
  let leftAtKeep: Plan | null | undefined;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'chatelaine-conduct-'));
    mkdirSync(join(dataDir, 'server'));
    writeFileSync(join(dataDir, 'server', 'server.json'), '{}');
    [putBack, kept] = [[], []];
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  /** @param counts what there is now; null: it cannot be counted. */
  async function settled(failed: Installation['failed'], counts: object | null, more: Partial<Plan> = {}) {
    const record = createRecordFile(dataDir, 'stable');
    await record.write({
      ...(await record.read()),
      state: { state: 'proving', offer },
      plan: { ...plan, ...more },
    });
    const parts = {
      ...{ dataDir, version: '0.1.0', record, now: () => 7, bootedAt: () => 0, log: () => undefined },
      copies: { putBack: async (id: string) => void putBack.push(id) },
      run: async () => ({
        exitCode: counts ? 0 : 1,
        stdout: JSON.stringify(counts),
        stderr: 'no',
        why: 'exit',
      }),
      programOf: () => ({ node: 'node', cli: 'cli', leash: 'leash' }),
      versions: {
        read: async () => ({ current: '0.1.0', trial: null, failed }),
        async keep(version: string) {
          kept.push(version);
          leftAtKeep = (await record.read()).plan;
        },
      },
    } as unknown as ConductParts;
    await settle(parts);
    const { state, refused, plan: left } = await record.read();
    return { state, refused, left, putBack, kept };
  }
  const ended = { version: '0.2.0', because: 'ended' } as const;
  const cut = { version: '0.2.0', because: 'cut' } as const;
  const end = (because: string) => ({ state: 'rolled-back', version: '0.2.0', because, at: 7 });

  test('nobody wrote: all as it was, and that version is not offered again', async () =>
    expect(await settled(ended, before)).toEqual({
      ...{ state: end('proof.program'), refused: ['0.2.0'], left: null },
      ...{ putBack: ['copy'], kept: ['0.1.0'] },
    }));
  test('somebody wrote before it ended: what was written stays', async () =>
    expect(await settled(ended, { ...before, messages: 41 })).toMatchObject({
      ...{ state: end('proof.program'), putBack: [], kept: ['0.1.0'] },
    }));
  test('that it stays is written down before the launcher forgets why it went back', async () => {
    await settled(ended, { ...before, messages: 41 });
    expect(leftAtKeep).toBeNull();
  });
  test.each<[string, object | null, Partial<Plan>]>([
    ['somebody wrote, and somebody is missing', { ...before, messages: 41, people: 2 }, {}],
    ['somebody wrote what this version cannot read', { ...before, messages: 41 }, { puts: 'data' }],
    ['it cannot be counted', null, {}],
  ])('%s: all as it was', async (_, counts, more) =>
    expect((await settled(ended, counts, more)).putBack).toEqual(['copy']),
  );
  test('the plug was pulled again and again: said so, and that version may be taken another time', async () =>
    expect(await settled(cut, before)).toMatchObject({
      ...{ state: end('interrupted'), refused: [], putBack: ['copy'] },
    }));
  test('stopped behind closed doors, for the sixth time: the same', async () =>
    expect(await settled(null, before, { interrupted: 5 })).toMatchObject({
      ...{ state: end('interrupted'), refused: [], putBack: ['copy'] },
    }));
  test('stopped behind closed doors: all as it was, and once more', async () =>
    expect(await settled(null, before)).toMatchObject({
      ...{ state: { state: 'waiting' }, left: { interrupted: 1, snapshot: null }, putBack: ['copy'] },
    }));
});
