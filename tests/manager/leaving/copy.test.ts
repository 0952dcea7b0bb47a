/** The copy of somebody's data, from what a server reads out: one page for each conversation, whoever it was with. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LeavingEngine } from '../../../electron/manager/engines/leaving.ts';
import { makeCopy } from '../../../electron/manager/leaving/copy/copy.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';

const said = (peer: string, text: string, id: string) => ({
  ...{ id, when: 1_800_000_000_000, peer, mine: false, kind: 'text' as const, text, xml: '<message/>' },
});

describeWith(['unzip'], 'conversations', () => {
  test('no two share a page, whatever the others call themselves', async () => {
    using folder = temporaryFolder();
    const engine: LeavingEngine = {
      close: async () => undefined,
      pieces: async () => ({ pieces: [], next: null }),
      async messages() {
        const messages = [said('zoe@x-2', 'from a stranger', '1'), said('zoe@x', 'from Zoe', '2')];
        return { messages, next: null, total: messages.length };
      },
      files: async () => [],
      file: async () => undefined,
    };
    const file = join(folder.path, 'copy.zip');
    await makeCopy(
      { engine, rooms: { messages: async () => ({ messages: [], oldest: null, more: false }) } },
      {
        ...{ address: 'marie@example.org', displayName: 'Marie', language: 'en', rooms: [], file, now: 0 },
        ...{ signal: new AbortController().signal, progress: () => undefined },
      },
    );
    const names = execFileSync('unzip', ['-Z1', file], { encoding: 'utf8' }).trim().split('\n');
    const pages = names.filter((name) => name.startsWith('conversations/'));
    expect(new Set(pages).size).toBe(2);
    const read = (name: string) => execFileSync('unzip', ['-p', file, name], { encoding: 'utf8' });
    expect(pages.map((name) => /from \w+( \w+)?/.exec(read(name).split('</h1>')[1]!)?.[0])).toEqual([
      ...['from a stranger', 'from Zoe'],
    ]);
  });
});
