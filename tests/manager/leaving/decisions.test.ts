/** What becomes of a room, what the command line takes and says, and the ZIP file as others read it. */
import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOf, readCoachArgs } from '../../../electron/cli/coach.ts';
import { readLeaveArgs } from '../../../electron/cli/leave.ts';
import { leaverLine, previewLines } from '../../../electron/cli/leave-text.ts';
import type { Leaver, LeavingPreview } from '../../../electron/contract/leaving.ts';
import { makeCopy } from '../../../electron/manager/leaving/copy/copy.ts';
import { createPieceWriter } from '../../../electron/manager/leaving/copy/document.ts';
import { createZip } from '../../../electron/manager/leaving/copy/zip.ts';
import { roomOfLeaver } from '../../../electron/manager/leaving/rooms.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';

const MARIE = 'marie@example.org';
const ZOE = 'zoe@example.org';
type Standing = 'owner' | 'admin' | 'member' | 'outcast';

const ROOMS: readonly (readonly [Readonly<Record<string, Standing>>, string | null, string | undefined])[] = [
  [{ [MARIE]: 'owner' }, null, 'stays: nobody else runs it'],
  [{ [MARIE]: 'owner' }, ZOE, 'handed-over: somebody was chosen'],
  [{ [MARIE]: 'owner', 'otto@example.org': 'owner' }, null, 'left: others run it'],
  [{ [MARIE]: 'member' }, ZOE, 'left: a member like others'],
  [{ [MARIE]: 'admin', [ZOE]: 'owner' }, ZOE, 'left: a member like others'],
  [{ [MARIE]: 'outcast' }, ZOE, undefined],
  [{ [ZOE]: 'owner' }, ZOE, undefined],
];
test.each(ROOMS)('a room of %j, with %s to follow: %s', (people, successor, expected) => {
  const list = Object.entries(people).map(([address, standing]) => ({ address, standing, reason: '' }));
  const found = roomOfLeaver({ address: 'r@rooms.example.org', name: '', people: list }, MARIE, successor);
  expect(found && `${found.becomes}: ${found.because}`).toBe(expected);
});

describe('the command line', () => {
  test.each([
    [
      [MARIE],
      { act: 'leave', address: MARIE, to: null, days: 30, file: undefined, yes: false, language: 'en' },
    ],
    [
      ['--to', ZOE, MARIE, '--days', 'never', '--export', 'x.zip'],
      { address: MARIE, to: ZOE, days: null, file: 'x.zip' },
    ],
    [['--back', MARIE, '--lang', 'fr'], { act: 'back', address: MARIE, language: 'fr' }],
    [['--list', '--json'], { act: 'list', address: '', json: true }],
  ])('leave %j', (args, expected) => expect(readLeaveArgs(args, {})).toMatchObject(expected));

  test.each([
    [[], 'Say who'],
    [['marie'], '"marie" is no address'],
    [[MARIE, '--to', 'zoe'], '"zoe" is no address'],
    [[MARIE, '--days', '0'], '--days is a number'],
    [['--list', MARIE], '--list is about everybody'],
    [['--back', '--preview', MARIE], 'do not go together'],
    [[MARIE, '--purge'], 'There is no option --purge'],
  ])('leave %j is refused', (args, sentence) => expect(readLeaveArgs(args, {})).toContain(sentence));

  test('coach', () => {
    expect(readCoachArgs(['--person', MARIE, '--once'], { LANG: 'fr_FR' })).toMatchObject({
      ...{ person: MARIE, once: true, language: 'fr' },
    });
    expect(readCoachArgs(['--person', 'marie'], {})).toContain('--person is an address');
    const strangers = { times: 9, sources: 3, since: 1, at: 1, latest: [] };
    const news = { running: true, stories: [], strangers };
    expect(linesOf(news, new Set(), { language: 'en', once: true }, 0)).toEqual([
      ...['Nobody has tried in the last hour.', '3 strangers knocked and went.'],
    ]);
  });

  test('the preview in both languages', () => {
    const preview: LeavingPreview = {
      ...{
        address: MARIE,
        displayName: 'Marie',
        devices: 2,
        teams: [{ id: 'w', label: 'Atelier' }],
        successors: [],
      },
      rooms: [{ address: 'p@r', name: 'Plans', standing: 'owner', becomes: 'stays' }],
      remains: {
        ...{ messages: 4, waiting: 0, contacts: 1, files: 0, fileBytes: 0, fileDays: 90 },
        keepDays: { people: 0, rooms: 365 },
      },
    };
    const day = new Date(2026, 11, 23).getTime();
    expect(previewLines(preview, day, 'fr').join('\n')).toContain(
      'le compte sera retiré le 23 décembre 2026',
    );
    const left = { address: MARIE, state: 'left', leftAt: day, removeAt: day } as Leaver;
    expect(leaverLine(left, 'fr')).toBe(`${MARIE}  compte fermé  23 décembre 2026  →  23 décembre 2026`);
    expect(previewLines(preview, null, 'en')).toContain(
      '  - room Plans: nobody else runs it; name somebody with --to',
    );
  });
});

test('pieces of one kind stand together, nodes each for themselves', () => {
  const { write, end } = createPieceWriter();
  const text =
    write({ piece: 'roster', xml: '<item/>' }) +
    write({ piece: 'roster', xml: '<item/>' }) +
    write({ piece: 'personal', node: 'a', xml: '<item/>' }) +
    write({ piece: 'personal', node: "b'", xml: '<item/>' }) +
    end();
  expect(text.replaceAll('\n', '')).toBe(
    "<query xmlns='jabber:iq:roster'><item/><item/></query>" +
      "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='a'><item/></items></pubsub>" +
      "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='b&#39;'><item/></items></pubsub>",
  );
});

describeWith(['unzip', 'python3'], 'a ZIP file', () => {
  test('two others read it; a source that fails leaves the next one whole', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'a.zip');
    const file = await open(path, 'w');
    const zip = createZip(file);
    async function* many() {
      for (let n = 0; n < 400; n++) yield Buffer.alloc(10_000, n % 256);
    }
    async function* broken() {
      yield 'half';
      throw new Error('gone');
    }
    await zip.add('é/ü.txt', Date.UTC(2026, 10, 22, 12), (async function* () {})());
    await expect(zip.add('broken.txt', 0, broken())).rejects.toThrow('gone');
    await zip.add('large.bin', 0, many());
    const bytes = await zip.finish();
    expect((await file.stat()).size).toBe(bytes);
    await file.close();
    execFileSync('unzip', ['-tq', path]);
    const read = execFileSync(
      'python3',
      [
        '-c',
        'import sys,zipfile as z\nf=z.ZipFile(sys.argv[1])\nprint(f.testzip(), [(i.filename, i.file_size) for i in f.infolist()])',
        path,
      ],
      { encoding: 'utf8' },
    );
    expect(read.trim()).toBe("None [('é/ü.txt', 0), ('large.bin', 4000000)]");
  });
});

describeWith(['unzip'], 'the files somebody sent', () => {
  test('are in the copy byte for byte, two of one name, one that goes meanwhile, and one whose name is a path', async () => {
    using folder = temporaryFolder();
    const stored: Readonly<Record<string, Buffer>> = {
      large: Buffer.alloc(1_000_000, 'chatelaine '),
      same: Buffer.from([0, 255, 1, 254]),
      path: Buffer.from('up'),
    };
    const names = {
      large: 'plan.pdf',
      same: 'plan.pdf',
      path: '../../.ssh/authorized_keys',
      gone: 'gone.txt',
    };
    const file = join(folder.path, 'copy.zip');
    const made = await makeCopy(
      {
        engine: {
          close: async () => {},
          pieces: async () => ({ pieces: [], next: null }),
          messages: async () => ({ messages: [], next: null, total: 0 }),
          files: async () =>
            Object.entries(names).map(([handle, name]) => ({ handle, name, type: '', bytes: 1, at: 0 })),
          async file(_address, handle, offset) {
            const bytes = stored[handle];
            if (!bytes) return undefined;
            const end = Math.min(bytes.length, offset + 300_000);
            return { data: bytes.subarray(offset, end), next: end < bytes.length ? end : null };
          },
        },
        rooms: { messages: async () => ({ messages: [], oldest: null, more: false }) as never },
      },
      {
        ...{ address: MARIE, displayName: 'Marie', language: 'fr', rooms: [], file, now: 0 },
        ...{ signal: new AbortController().signal, progress() {} },
      },
    );
    expect(made.files).toBe(4);
    const inside = execFileSync('unzip', ['-Z1', file], { encoding: 'utf8' }).trim().split('\n');
    const files = inside.filter((name) => name.startsWith('files/'));
    expect(files).toEqual([
      ...['files/1-plan.pdf', 'files/2-plan.pdf', 'files/3-_.._.ssh_authorized_keys', 'files/4-gone.txt'],
    ]);
    const read = (name: string) => execFileSync('unzip', ['-p', file, name], { maxBuffer: 2_000_000 });
    for (const [place, bytes] of Object.values(stored).entries())
      expect(read(files[place]!).equals(bytes)).toBe(true);
  });
});
