/** Terminals without a page: what is kept, who is waited for, which shell with what around it, and who may have one. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { withOfficeConfig } from '../../../electron/cli/ctl.ts';
import type { TerminalOutput } from '../../../electron/contract/terminal.ts';
import { terminalCalls } from '../../../electron/manager/calls/terminal.ts';
import {
  AHEAD,
  createSession,
  GRACE_MS,
  KEPT_CHARACTERS,
  type Pty,
} from '../../../electron/manager/terminal/session.ts';
import { cleanEnvironment, planShell, type ShellFacts } from '../../../electron/manager/terminal/shell.ts';
import { isSshTarget, sshArguments } from '../../../electron/manager/terminal/ssh.ts';
import {
  ALONE_MS,
  createTerminals,
  MOST,
  type Terminals,
  type TerminalsParts,
} from '../../../electron/manager/terminal/terminal.ts';
import { createFakeClock } from '../../support/clock.ts';

function fakePty() {
  const did: string[] = [];
  let data: (text: string) => void = () => {};
  let exit: (end: { exitCode: number }) => void = () => {};
  const pty: Pty = {
    onData: (run) => {
      data = run;
    },
    onExit: (run) => {
      exit = run;
    },
    write: (text) => void did.push(`write ${text}`),
    resize: (columns, rows) => void did.push(`resize ${columns} ${rows}`),
    pause: () => void did.push('pause'),
    resume: () => void did.push('resume'),
    kill: (signal) => void did.push(signal === undefined ? 'kill' : `kill ${signal}`),
  };
  return { pty, did, says: (text: string) => data(text), ends: (exitCode: number) => exit({ exitCode }) };
}

/** What comes until `count` characters have, told as read or not. */
async function take(output: AsyncGenerator<TerminalOutput>, count: number): Promise<string> {
  let text = '';
  while (text.length < count) {
    const { value } = await output.next();
    if (value?.type === 'output') text += value.text;
  }
  return text;
}

describe('a session', () => {
  test('what was written before is there, then what comes, then the end', async () => {
    const { pty, says, ends } = fakePty();
    const session = createSession({ clock: createFakeClock(), pty, changed: () => {} });
    says('one ');
    const output = session.follow(0, undefined);
    expect(await output.next()).toMatchObject({
      value: { type: 'output', at: 0, text: 'one ', live: false },
    });
    const next = output.next();
    says('two');
    expect(await next).toMatchObject({ value: { at: 4, text: 'two', live: true } });
    ends(3);
    expect(await output.next()).toEqual({ done: false, value: { type: 'ended', code: 3 } });
    expect(session.isAlone).toBe(false);
    expect((await output.next()).done).toBe(true);
    expect(session.isAlone).toBe(true);
  });

  test('a flood: held back while the page is behind, let go when it has read, and never more kept than is kept', async () => {
    const { pty, did, says } = fakePty();
    const session = createSession({ clock: createFakeClock(), pty, changed: () => {} });
    const output = session.follow(0, undefined);
    const first = output.next();
    for (let n = 0; n < 400; n++) says('y\n'.repeat(1024));
    expect(did).toEqual(['pause']);
    expect(session.kept).toBeLessThanOrEqual(KEPT_CHARACTERS + 2048);
    await first;
    session.read(800 * 1024);
    expect(did).toEqual(['pause', 'resume']);
  });

  test('no further ahead than the page reads', async () => {
    const { pty, says } = fakePty();
    const session = createSession({ clock: createFakeClock(), pty, changed: () => {} });
    says('x'.repeat(KEPT_CHARACTERS));
    const output = session.follow(0, undefined);
    await take(output, KEPT_CHARACTERS);
    says('z'.repeat(32 * 1024));
    await take(output, AHEAD - KEPT_CHARACTERS + 32 * 1024);
    says('z');
    let came = false;
    const next = output.next().then(() => {
      came = true;
    });
    await Promise.resolve();
    expect(came).toBe(false);
    session.read(KEPT_CHARACTERS + 32 * 1024);
    await next;
  });

  test('nobody looks: it goes on, the oldest makes room, and whoever comes back hears of the gap', async () => {
    const { pty, did, says } = fakePty();
    const session = createSession({ clock: createFakeClock(), pty, changed: () => {} });
    for (let n = 0; n < 100; n++) says('y'.repeat(10_000));
    expect(did).toEqual([]);
    const { value } = await session.follow(0, undefined).next();
    expect(value).toEqual({ type: 'gap', at: 1_000_000 - session.kept });
  });

  test('asked to end; who does not hear is killed, who does is not, and whoever waits is told', async () => {
    const clock = createFakeClock();
    const deaf = fakePty();
    const ending = createSession({ clock, pty: deaf.pty, changed: () => {} }).end();
    expect(deaf.did).toEqual(['kill']);
    clock.advance(GRACE_MS);
    expect(deaf.did).toEqual(['kill', 'kill SIGKILL']);
    await ending;
    const good = fakePty();
    const session = createSession({ clock, pty: good.pty, changed: () => {} });
    const [one, other] = [session.end(), session.end()];
    good.ends(0);
    await Promise.all([one, other, session.end()]);
    clock.advance(GRACE_MS);
    expect([good.did, clock.waiting]).toEqual([['kill'], 0]);
  });
});

const facts = (more: Partial<ShellFacts> = {}): ShellFacts => ({
  ...{
    platform: 'linux',
    loginShell: '/bin/bash',
    home: "/home/d'arc",
    user: 'sophie',
    dataDir: '/data',
    env: {},
  },
  findProgram: (name) => `/usr/bin/${name}`,
  ...more,
});

describe('the shell', () => {
  test('a clean environment: nothing of the manager’s but language, place and screen', () => {
    const env = {
      PATH: '/usr/bin',
      LANG: 'fr_FR.UTF-8',
      LC_ALL: 'C',
      TZ: 'Europe/Paris',
      NODE_OPTIONS: '-r x',
      API_TOKEN: 's',
      CREDENTIALS_DIRECTORY: '/x',
      NOTIFY_SOCKET: '/y',
      LD_PRELOAD: 'z',
    };
    expect(cleanEnvironment(facts({ env }))).toEqual({
      ...{
        LANG: 'fr_FR.UTF-8',
        LC_CTYPE: 'C.UTF-8',
        TZ: 'Europe/Paris',
        HOME: "/home/d'arc",
        USER: 'sophie',
        LOGNAME: 'sophie',
      },
      ...{
        TERM: 'xterm-256color',
        COLORTERM: 'truecolor',
        CHATELAINE_DATA: '/data',
        PATH: '/data/terminal/bin:/usr/bin',
      },
    });
  });
  test.each([
    [{}, { LC_CTYPE: 'C.UTF-8' }],
    [{ LANG: 'de_DE.utf8' }, { LANG: 'de_DE.utf8' }],
    [
      { LANG: 'C', LC_TIME: 'fr_FR' },
      { LANG: 'C', LC_TIME: 'fr_FR', LC_CTYPE: 'C.UTF-8' },
    ],
    [
      { LC_ALL: '', LANG: 'fr_FR.UTF-8' },
      { LC_ALL: '', LANG: 'fr_FR.UTF-8' },
    ],
    [{ LC_ALL: 'POSIX', LC_CTYPE: 'fr_FR.UTF-8' }, { LC_CTYPE: 'C.UTF-8' }],
  ])('signs are UTF-8, as the page’s are: %j', (env, expected) => {
    const own = Object.entries(cleanEnvironment(facts({ env }))).filter(([name]) => /^(LC_|LANG)/.test(name));
    expect(Object.fromEntries(own)).toEqual(expected);
  });
  test.each([
    ['/bin/bash', '/bin/bash', ['--rcfile', '/data/terminal/bashrc', '-i']],
    ['/usr/bin/zsh', '/usr/bin/zsh', ['-i']],
    ['/bin/sh', '/usr/bin/bash', ['--rcfile', '/data/terminal/bashrc', '-i']],
    [null, '/usr/bin/bash', ['--rcfile', '/data/terminal/bashrc', '-i']],
  ])('%s', (loginShell, program, args) => {
    expect(planShell(facts({ loginShell }))).toMatchObject({ program, args });
  });
  test('a name with a quotation mark stays a name', () => {
    const { files } = planShell(facts());
    expect(files['/data/terminal/bashrc']).toContain(`. '/home/d'\\''arc/.bashrc'`);
  });
  test('without any shell we know: the system’s', () => {
    expect(planShell(facts({ loginShell: '/bin/tcsh', findProgram: () => undefined })).program).toBe(
      '/bin/sh',
    );
  });
});

describe('ssh', () => {
  test.each([
    ['server.example.org', 'sophie', true],
    ['192.0.2.7', '', true],
    ['2001:db8::7', 'a.b-c_d', true],
    ['-oProxyCommand=x', 'sophie', false],
    ['server', '-l', false],
    ['a b', '', false],
    ['server;ls', '', false],
    ['', '', false],
    ['a..b', '', false],
  ])('%s as %s: %s', (host, user, good) => {
    expect(isSshTarget({ host, user, port: 22 })).toBe(good);
  });
  test('a list of arguments, the name last and behind a line of its own', () => {
    const args = sshArguments({ host: 'a.example', user: 'sophie', port: 2222 }, '/data/terminal', '/home/s');
    expect(args.slice(-6)).toEqual(['-p', '2222', '-l', 'sophie', '--', 'a.example']);
    expect(args).toContain('UserKnownHostsFile="/data/terminal/known_hosts" "/home/s/.ssh/known_hosts"');
  });
});

describe('the calls', () => {
  const CONFIRM = new Error('access.confirm');
  test('over another line than its own a terminal is out of reach until the password is given there', async () => {
    const lines = new Set(['one']);
    let confirmed = false;
    const did: string[] = [];
    const terminals = {
      isOver: (_owner: unknown, _id: string, line: string) => lines.has(line),
      takeUp: (_owner: unknown, _id: string, line: string) => lines.add(line),
      open: async () => void did.push('open'),
      type: () => void did.push('type'),
      read: () => void did.push('read'),
      resize: () => void did.push('resize'),
      follow: () => void did.push('follow'),
    } as unknown as Terminals;
    const confirm = {
      require() {
        if (!confirmed) throw CONFIRM;
      },
    };
    const calls = terminalCalls({ terminals, confirm });
    const over = (line: string) => ({ session: 'a', signal: undefined, line });
    const each = (line: string) => [
      () => calls.type({ id: 'x', text: 'rm' }, over(line)),
      () => calls.read({ id: 'x', upTo: 0 }, over(line)),
      () => calls.resize({ id: 'x', columns: 80, rows: 24 }, over(line)),
      () => calls.follow({ id: 'x', after: 0 }, over(line)),
    ];
    for (const call of [
      ...each('two'),
      () => calls.open({ kind: 'shell', columns: 80, rows: 24 }, over('one')),
    ])
      await expect(call()).rejects.toBe(CONFIRM);
    expect(did).toEqual([]);
    for (const call of each('one')) await call();
    confirmed = true;
    await calls.type({ id: 'x', text: 'ls' }, over('two'));
    confirmed = false;
    for (const call of each('two')) await call();
    expect(did).toHaveLength(9);
  });
});

describe('who may have one', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chatelaine-terminals-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  function open(more: Partial<TerminalsParts> = {}) {
    const clock = createFakeClock();
    const notes: string[] = [];
    const kept = new Map<string, unknown>();
    const ptys: ReturnType<typeof fakePty>[] = [];
    const terminals = createTerminals({
      ...{
        face: 'headless',
        clock,
        version: '1',
        own: { node: '/n', cli: '/c' },
        server: () => '',
        unexpected: String,
      },
      shell: () => facts({ dataDir }),
      load: async () => () => {
        const one = fakePty();
        ptys.push(one);
        return one.pty;
      },
      completion: async () => 'complete\n',
      kept: { get: (name) => kept.get(name), set: (name, value) => void kept.set(name, value) },
      changes: { note: ({ action, subject }) => notes.push(`${action} ${subject}`) },
      ...more,
    });
    return { terminals, clock, notes, ptys };
  }
  const wish = { kind: 'shell', columns: 80, rows: 24 } as const;

  test('one that is being opened when it is switched off, or its browser sent away, never starts', async () => {
    const ready = Promise.withResolvers<string>();
    const { terminals, ptys } = open({ version: 'slow', completion: () => ready.promise });
    terminals.setOn(true);
    const both = Promise.allSettled([terminals.open('a', wish), terminals.open('b', wish)]);
    terminals.endAllOf('b');
    terminals.setOn(false);
    terminals.setOn(true);
    ready.resolve('');
    expect((await both).map((one) => 'reason' in one && one.reason.code)).toEqual([
      'terminal.off',
      'terminal.gone',
    ]);
    expect(ptys).toEqual([]);
  });

  test('many asked for at once are no more than there may be', async () => {
    const { terminals, ptys } = open();
    terminals.setOn(true);
    const all = await Promise.allSettled(Array.from({ length: MOST + 3 }, () => terminals.open('a', wish)));
    expect([ptys.length, all.filter(({ status }) => status === 'rejected').length]).toEqual([MOST, 3]);
    await expect(terminals.open('a', wish)).rejects.toMatchObject({ code: 'terminal.too-many' });
    const closed = terminals.close();
    for (const { ends } of ptys) ends(0);
    await closed;
    await terminals.open('a', wish);
  });

  test('off until it is switched on, and off again with all that was open', async () => {
    const { terminals, notes, ptys } = open();
    await expect(terminals.open('a', wish)).rejects.toMatchObject({ code: 'terminal.off' });
    terminals.setOn(true);
    await terminals.open('a', wish);
    terminals.setOn(false);
    expect(ptys[0]!.did).toEqual(['kill']);
    expect(notes).toEqual([
      'terminal.on terminal',
      'terminal.opened shell bash',
      'terminal.closed shell bash',
      'terminal.off terminal',
    ]);
    expect(statSync(join(dataDir, 'terminal/bin/chatelaine')).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(dataDir, 'terminal/completion.bash'), 'utf8')).toBe(
      '# chatelaine 1\ncomplete\n',
    );
  });
  test('each its own: somebody else’s is as good as none', async () => {
    const { terminals } = open({ face: 'desktop' });
    const { id } = await terminals.open('a', wish);
    for (const act of [() => terminals.type('b', id, 'x'), () => terminals.end(null, id)])
      expect(act).toThrow(expect.objectContaining({ code: 'terminal.gone' }));
    expect((await terminals.state('b')).sessions).toEqual([]);
    terminals.endAllOf('a');
    expect((await terminals.state('a')).sessions).toEqual([]);
  });
  test('at most four', async () => {
    const { terminals } = open({ face: 'desktop' });
    for (let n = 0; n < MOST; n++) await terminals.open(null, wish);
    await expect(terminals.open(null, wish)).rejects.toMatchObject({ code: 'terminal.too-many' });
  });
  test('one that nobody looks at is closed after a while', async () => {
    const { terminals, clock, notes } = open({ face: 'desktop' });
    const { id } = await terminals.open(null, wish);
    const leave = new AbortController();
    const output = terminals.follow(null, id, 0, leave.signal);
    const first = output.next();
    clock.advance(ALONE_MS * 2);
    expect(notes).toHaveLength(1);
    leave.abort();
    await first;
    clock.advance(ALONE_MS);
    expect(notes.at(-1)).toBe('terminal.closed shell bash');
  });
  test('without the part that makes them: said, and nothing else is lost', async () => {
    const { terminals } = open({
      face: 'desktop',
      load: async () => ({ missing: false, said: 'wrong ELF class' }),
    });
    expect(await terminals.state(null)).toMatchObject({ works: 'broken', said: 'wrong ELF class' });
    await expect(terminals.open(null, wish)).rejects.toMatchObject({ code: 'terminal.not-here' });
  });
  test('ssh to a name that is an option is refused', async () => {
    const { terminals } = open({ face: 'desktop' });
    const ssh = { ...wish, kind: 'ssh', host: '-oProxyCommand=x', user: '', port: 22 } as const;
    await expect(terminals.open(null, ssh)).rejects.toMatchObject({ code: 'terminal.target' });
  });
});

test.each([
  [['status'], true, ['--config', '/o', 'status']],
  [['--json', 'status'], true, ['--config', '/o', '--json', 'status']],
  [['--config', 'x', 'status'], true, ['--config', 'x', 'status']],
  [['--config=x'], true, ['--config=x']],
  [['register', 'a', 'b', '--config'], true, ['--config', '/o', 'register', 'a', 'b', '--config']],
  [[], true, ['--config', '/o']],
  [['status'], false, ['status']],
])('ctl %j finds the office by itself: %s', (args, there, expected) => {
  expect(withOfficeConfig(args, '/o', (file) => there && file === '/o')).toEqual(expected);
});
