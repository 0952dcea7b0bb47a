/** A log that is rotated in every way there is, while it is written and while it is read: no byte is lost, none comes twice. */
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place } from '../../../electron/manager/logs/files/place.ts';
import { rotatedSet } from '../../../electron/manager/logs/files/rotated.ts';
import { type Tailed, tail } from '../../../electron/manager/logs/files/tail.ts';
import { temporaryFolder } from '../../support/host.ts';

/** Collects what a tail says until it has said `last`. */
function listen(file: string, from?: Place) {
  const ended = new AbortController();
  const heard: Tailed[] = [];
  let text = '';
  const wanted = new Set<{ last: string; resolve: () => void }>();
  const done = (async () => {
    for await (const news of tail({ file, ...(from && { from }) }, ended.signal)) {
      heard.push(news);
      text += news.bytes.toString('latin1');
      for (const one of wanted) if (text.includes(one.last)) one.resolve();
    }
  })();
  return {
    heard,
    text: () => text,
    said: (last: string) =>
      new Promise<void>((resolve, reject) => {
        wanted.add({ last, resolve });
        if (text.includes(last)) resolve();
        done.catch(reject);
      }),
    async stop() {
      ended.abort();
      await done;
      return heard.at(-1)?.place;
    },
  };
}

let number = 0;
const line = () => `2026-11-22 10:00:00.${String(++number).padStart(6, '0')} [info] line ${number}\n`;
const lines = (count: number) => Array.from({ length: count }, line).join('');

/** As logrotate does it, with a log kept open by its program. */
function startLog(folder: string) {
  const file = join(folder, 'x.log');
  let fd = openSync(file, 'a');
  let written = '';
  const shift = (from: number) => {
    for (let index = from; index >= 1; index--)
      for (const end of ['', '.gz'])
        if (existsSync(`${file}.${index}${end}`))
          renameSync(`${file}.${index}${end}`, `${file}.${index + 1}${end}`);
  };
  const write = (count = 3) => {
    const text = lines(count);
    writeSync(fd, text);
    written += text;
  };
  const reopen = () => {
    closeSync(fd);
    fd = openSync(file, 'a');
  };
  const pack = (path: string) => {
    if (!existsSync(path)) return;
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    rmSync(path);
  };
  const deeds = {
    write: () => write(),
    long: () => write(400),
    rename() {
      shift(8);
      renameSync(file, `${file}.1`);
      reopen();
    },
    /** The program goes on in the old file for a while. */
    renameLate() {
      shift(8);
      renameSync(file, `${file}.1`);
      write();
      reopen();
      write(1);
    },
    create() {
      shift(8);
      renameSync(file, `${file}.1`);
      writeFileSync(file, '');
      write(2);
      reopen();
    },
    copyAndCut() {
      shift(8);
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
      write(2);
    },
    copyAndGrow() {
      shift(8);
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
      write(500);
    },
    packFirst: () => pack(`${file}.1`),
    renameAndPack() {
      deeds.rename();
      pack(`${file}.1`);
      write(1);
    },
    twice() {
      deeds.rename();
      write(2);
      deeds.rename();
      write(2);
    },
  };
  return { file, deeds, written: () => written, close: () => closeSync(fd) };
}
type Deed = keyof ReturnType<typeof startLog>['deeds'];
const ALL: Record<Deed, true> = {
  ...{ write: true, long: true, rename: true, renameLate: true, create: true, copyAndCut: true },
  ...{ copyAndGrow: true, packFirst: true, renameAndPack: true, twice: true },
};
const DEEDS = Object.keys(ALL) as Deed[];

describe('while it is read', () => {
  test.each(DEEDS)('%s', async (deed) => {
    using folder = temporaryFolder();
    const log = startLog(folder.path);
    log.deeds.write();
    const ear = listen(log.file);
    await ear.said(log.written());
    log.deeds[deed]();
    log.deeds.write();
    await ear.said(log.written().slice(-30));
    expect(ear.text()).toBe(log.written());
    expect(ear.heard.some(({ gap }) => gap)).toBe(false);
    await ear.stop();
    log.close();
  });

  test('any of it in any order, with looks in between and without', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ deed: fc.constantFrom(...DEEDS), look: fc.boolean() }), { maxLength: 14 }),
        async (steps) => {
          using folder = temporaryFolder();
          const log = startLog(folder.path);
          log.deeds.write();
          const ear = listen(log.file);
          await ear.said(log.written());
          for (const { deed, look } of steps) {
            log.deeds[deed]();
            log.deeds.write();
            if (look) await ear.said(log.written().slice(-30));
          }
          await ear.said(log.written().slice(-30));
          expect(ear.text()).toBe(log.written());
          await ear.stop();
          log.close();
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});

describe('two files at once', () => {
  test('a worker that still writes into the renamed file is heard after the new one was begun', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'x.log');
    writeFileSync(file, lines(2));
    const ear = listen(file);
    await ear.said(`line ${number}\n`);
    renameSync(file, `${file}.1`);
    writeFileSync(file, line());
    await ear.said(`line ${number}\n`);
    appendFileSync(`${file}.1`, line());
    await ear.said(`line ${number}\n`);
    await ear.stop();
  });

  test('one that is packed, and stands beside its packed self for a while, is read once', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'x.log');
    const texts = [lines(40), lines(40), lines(3)];
    writeFileSync(file, texts[0]!);
    const first = listen(file);
    await first.said(`line ${number - 43}\n`);
    const place = await first.stop();
    renameSync(file, `${file}.2`);
    writeFileSync(`${file}.1`, texts[1]!);
    const packed = gzipSync(texts[1]!);
    // Half of it so far: what it begins with can be read already.
    writeFileSync(`${file}.1.gz`, packed.subarray(0, packed.length - 20));
    writeFileSync(file, texts[2]!);
    const second = listen(file, place);
    await second.said(`line ${number}\n`);
    expect(first.text() + second.text()).toBe(texts.join(''));
    await second.stop();
  });
});

describe('while nobody reads', () => {
  test('any of it in any order: the next reader goes on where the last one was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...DEEDS), { maxLength: 6 }), async (steps) => {
        using folder = temporaryFolder();
        const log = startLog(folder.path);
        log.deeds.write();
        const first = listen(log.file);
        await first.said(log.written());
        const place = await first.stop();
        for (const deed of steps) log.deeds[deed]();
        log.deeds.write();
        const second = listen(log.file, place);
        await second.said(log.written().slice(-30));
        expect(first.text() + second.text()).toBe(log.written());
        await second.stop();
        log.close();
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  test('the oldest file comes first, packed ones too', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'access.log');
    writeFileSync(`${file}.2.gz`, gzipSync('one\n'));
    writeFileSync(`${file}.1.zst`, zstdCompressSync(Buffer.from('two\n')));
    writeFileSync(file, 'three\n');
    writeFileSync(join(folder.path, 'access.log.old'), 'another program’s\n');
    writeFileSync(join(folder.path, 'access.logs'), 'another log\n');
    const ear = listen(file);
    await ear.said('three');
    expect(ear.text()).toBe('one\ntwo\nthree\n');
    expect(ear.heard.map(({ fresh }) => fresh)).toEqual([true, true, true]);
    await ear.stop();
    expect((await rotatedSet(file)).map(({ packed }) => packed)).toEqual(['gzip', 'zstd', null]);
  });
});

describe('what nobody can have any more', () => {
  test.each([
    ['cut without a copy', (file: string) => truncateSync(file)],
    ['deleted, and made anew', (file: string) => rmSync(file)],
  ])('%s is told as a gap, where something may be missing', async (name, act) => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'x.log');
    writeFileSync(file, lines(5));
    const first = listen(file);
    await first.said(`line ${number}\n`);
    const place = await first.stop();
    act(file);
    appendFileSync(file, line());
    const second = listen(file, place);
    await second.said(`line ${number}\n`);
    expect([name, second.heard[0]?.gap]).toEqual([name, true]);
    expect(second.text().split('\n').length).toBe(2);
    await second.stop();
  });

  test('a file that is not there is waited for', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'x.log');
    const ear = listen(file);
    writeFileSync(file, 'here\n');
    await ear.said('here');
    await ear.stop();
  });
});
