/** `chatelaine logs`: what is asked for, found in logs of real programs, followed while they are rotated. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bytesToFind, readLogsArgs, wanted } from '../../../electron/cli/logs.ts';
import { readMoment } from '../../../electron/cli/moment.ts';
import type { FileEntry } from '../../../electron/manager/logs/files/read.ts';
import { run } from '../../../electron/manager/run.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { freePort } from '../../support/ports.ts';

const CLI = join(import.meta.dirname, '../../../electron/cli.ts');
const chatelaine = (...args: string[]) =>
  run(process.execPath, [CLI, 'logs', ...args], { timeoutMs: 30_000 });
const NOW = new Date('2026-11-22T15:00:00').getTime();

describe('what is asked for', () => {
  test.each([
    ['15m', NOW - 15 * 60_000],
    ['3d', NOW - 3 * 86_400_000],
    ['14:32', new Date('2026-11-22T14:32').getTime()],
    ['23:50', new Date('2026-11-21T23:50').getTime()],
    ['2026-11-20', new Date('2026-11-20T00:00').getTime()],
    ['2026-11-20 08:00:30', new Date('2026-11-20T08:00:30').getTime()],
    ['2026-11-20T08:00Z', Date.parse('2026-11-20T08:00Z')],
    ['25:00', null],
    ['yesterday', null],
    ['2026-13-40', null],
    ['', null],
  ])('the moment "%s"', (text, moment) => {
    expect(readMoment(text, NOW)).toBe(moment);
  });
  test.each([
    [['--levle', 'warn'], /There is no option --levle. Did you mean --level\?/],
    [['--level', 'loud'], /--level is one of/],
    [['--since', 'soon'], /--since takes how long ago/],
    [['--last', '0'], /--last takes a number/],
    [['--person'], /--person needs a value/],
    [['--json=yes'], /--json takes no value/],
  ])('%j is told what is wrong with it', (args, sentence) => {
    expect(readLogsArgs(args, NOW)).toMatch(sentence);
  });
  test.each([
    ['otto', 'login of otto@office.example', true],
    ['otto', 'login of lotto@office.example', false],
    ['otto', 'the name otto alone', false],
    ['Otto@Office.example', 'login of otto@office.example/phone', true],
    ['otto@office.example', 'login of otto@office.example.org', true],
    ['otto@office.exampl', 'login of otto@office.example', false],
  ])('--person %s: "%s" %s', (person, raw, found) => {
    const asked = readLogsArgs(['--person', person], NOW);
    if (typeof asked === 'string') throw new Error(asked);
    const entry: FileEntry = {
      ...{
        time: NOW,
        level: 'info',
        subsystem: '',
        message: raw,
        fields: {},
        format: 'plain',
        log: 'x',
        raw,
      },
    };
    expect(wanted(asked)(entry)).toBe(found);
  });
});

describe('what is looked for as bytes', () => {
  test.each([
    [{ words: ['refused', 'otto@office.example'], person: undefined }, 'otto@office.example'],
    [{ words: ['zoé'], person: undefined }, 'zo'],
    [{ words: ['é'], person: undefined }, undefined],
    [{ words: ['\\xe9t'], person: undefined }, 'xe9t'],
    [{ words: [], person: 'otto' }, 'otto'],
    [{ words: [], person: undefined }, undefined],
  ])('%j', (asked, bytes) => {
    expect(bytesToFind(asked)).toBe(bytes);
  });
});

describe('found', () => {
  test('in several logs as one, packed ones too, with what belongs together; one that is missing hides no other', async () => {
    using folder = temporaryFolder();
    const ejabberd = join(folder.path, 'ejabberd.log');
    const access = join(folder.path, 'access.log');
    writeFileSync(
      `${ejabberd}.0.gz`,
      gzipSync(
        '2026-11-20 10:00:00.000000+00:00 [error] <0.1.0>@mod_x:f/1:2 Failed:\n** {badmatch,\n    x}\n',
      ),
    );
    writeFileSync(
      ejabberd,
      '2026-11-20 10:00:02.000000+00:00 [info] <0.1.0>@ejabberd_c2s:p/2:3 otto@office.example is here\n',
    );
    writeFileSync(
      access,
      '192.0.2.1 - - [20/Nov/2026:10:00:01 +0000] "GET /api/status HTTP/1.1" 200 5 "-" "curl"\n',
    );
    const { exitCode, stdout, stderr } = await chatelaine(
      ...[ejabberd, access, join(folder.path, 'nowhere.log'), '--json', '--since', '2026-11-19'],
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(
      lines.filter(({ error }) => !error).map(({ log, level, message }) => [log, level, message]),
    ).toEqual([
      ['ejabberd.log', 'error', 'Failed:\n** {badmatch,\n    x}'],
      ['access.log', 'info', 'GET /api/status HTTP/1.1 200'],
      ['ejabberd.log', 'info', 'otto@office.example is here'],
    ]);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/There is no log at .*nowhere\.log/)]);
  });

  test('what somebody had written into a log steers no terminal, whatever JSON calls it', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'server.log');
    const said = {
      time: '2026-11-20T10:00:00Z',
      level: 'info',
      message: 'a\u001b[2J\nb',
      who: '\u001b]0;x\u0007',
    };
    writeFileSync(
      file,
      `${JSON.stringify(said)}\n${JSON.stringify({ ...said, who: '\\u009b2J' }).replace('\\\\', '\\')}\n`,
    );
    const { stdout } = await chatelaine(file, '--since', '2026-11-19');
    expect(stdout).not.toMatch(/[^\n\P{Cc}]/u);
    expect(stdout).toContain(String.raw`a\x1B[2J who=\x1B]0;x\x07`);
    expect(stdout).toContain(String.raw`who=\xC2\x9B2J`);
  });

  test('nothing: exit code 1, and what to try; in the language of the terminal', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'x.log');
    writeFileSync(file, 'one\ntwo\n');
    expect(await chatelaine(file, '--search', 'TWO')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('two'),
    });
    expect(await chatelaine(file, '--search', 'three')).toMatchObject({
      ...{ exitCode: 1, stdout: '' },
      stderr: expect.stringMatching(/No line|Aucune ligne/),
    });
  });
});

describeWith(['nginx'], 'followed', () => {
  /** Lines of a child as they come. */
  function hear(child: ChildProcess) {
    const said: string[] = [];
    const waiting = new Set<() => void>();
    createInterface({ input: child.stdout! }).on('line', (line) => {
      said.push(line);
      for (const look of waiting) look();
    });
    const until = (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => void (said.length >= count && resolve());
        waiting.add(look);
        look();
      });
    return { said, until };
  }

  test('nginx, rotated twice while people come: each line once, in order', async () => {
    using folder = temporaryFolder();
    const port = await freePort();
    const log = join(folder.path, 'access.log');
    mkdirSync(join(folder.path, 't'));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder.path}/t;`,
    );
    writeFileSync(
      join(folder.path, 'nginx.conf'),
      `daemon off; pid ${folder.path}/nginx.pid; error_log ${folder.path}/error.log; events {}
       http { access_log ${log} combined; ${temporary.join(' ')} server { listen 127.0.0.1:${port}; location / { return 204; } } }`,
    );
    const nginx = spawn('nginx', ['-c', join(folder.path, 'nginx.conf')], { stdio: 'ignore' });
    let visits = 0;
    const visit = () =>
      new Promise<void>((resolve, reject) => {
        const path = `/visit-${++visits}`;
        get({ host: '127.0.0.1', port, path, agent: false }, (answer) =>
          answer.resume().on('end', resolve),
        ).on('error', reject);
      });
    const begun = async () => {
      for (let tries = 0; tries < 200; tries++) {
        const came = await visit().then(
          () => true,
          () => false,
        );
        if (came) return;
        visits = 0;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('nginx did not begin');
    };
    await begun();
    const child = spawn(process.execPath, [CLI, 'logs', log, '--follow', '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ear = hear(child);
    try {
      await ear.until(1);
      for (const round of [1, 2]) {
        for (let count = 0; count < 20; count++) await visit();
        renameSync(log, `${log}.${3 - round}`);
        for (let count = 0; count < 5; count++) await visit();
        // SPEC: nginx(8): USR1 re-opens its log files.
        nginx.kill('SIGUSR1');
        for (let count = 0; count < 5; count++) await visit();
      }
      await ear.until(visits);
      expect(ear.said.map((line) => JSON.parse(line).message.split(' ')[1])).toEqual(
        Array.from({ length: visits }, (_, index) => `/visit-${index + 1}`),
      );
      expect(readFileSync(`${log}.2`, 'utf8')).toContain('/visit-20 ');
    } finally {
      child.kill('SIGTERM');
      nginx.kill('SIGTERM');
      await Promise.all(
        [child, nginx].map((one) => one.exitCode ?? new Promise((done) => one.once('exit', done))),
      );
    }
    expect(child.exitCode).toBe(0);
  }, 60_000);
});
