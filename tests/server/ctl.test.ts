import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../server/commands/index.ts';
import { openServerControl } from '../../server/control-commands.ts';
import { CTL_EXIT, ctl } from '../../server/ctl.ts';
import { createLog } from '../../server/kernel/log.ts';
import { defineModule } from '../../server/kernel/module.ts';
import { modules } from '../../server/modules/index.ts';
import { prepareFolder, startTestServer, type TestServer } from '../support/server.ts';

/** Runs `chatelaine ctl` in this process. */
async function run(file: string, args: readonly string[], input = '') {
  let out = '';
  let err = '';
  const code = await ctl({
    args: ['--config', file, ...args],
    stdin: Readable.from([input]),
    out: (text) => (out += text),
    err: (text) => (err += text),
    patienceMs: 300,
  });
  return { code, out, err };
}

/** Somebody else's words in an answer, such as the names in another server's certificate. */
const quoting = defineModule({
  name: 'quoting',
  specs: [],
  setup: (ctx) =>
    ctx.command({
      ...{ name: 'quote', summary: 'Quote somebody', positional: [], args: z.strictObject({}) },
      run: () => ({}),
      text: () => 'one\ttwo\nit is for \u001b]0;owned\u0007\u009b31mbad.example',
    }),
});

describe('ctl while the server runs', () => {
  let test: TestServer;
  let stopped = 0;
  let problems: string[] = [];
  let close: () => Promise<void>;
  const ctlRun = (...args: string[]) => run(test.file, args);

  beforeAll(async () => {
    test = await startTestServer({ hosts: ['office.test'], modules: [...modules, quoting] });
    const control = await openServerControl({
      server: test.server,
      log: createLog({ level: 'error', write: () => {} }),
      data: test.config.data,
      stop: () => stopped++,
      reload: () => problems,
    });
    close = () => control.close();
  });
  afterAll(async () => {
    await close();
    await test.stop();
  });

  it('makes, checks, changes and removes accounts', async () => {
    expect(await ctlRun('register', 'Nina', 'office.test', 'secret')).toEqual({
      code: CTL_EXIT.done,
      out: 'nina@office.test is registered.\n',
      err: '',
    });
    expect(await ctlRun('register', 'nina', 'office.test', 'other')).toEqual({
      code: CTL_EXIT.failed,
      out: '',
      err: 'nina@office.test is registered already.\n',
    });
    expect((await ctlRun('check_account', 'nina', 'office.test')).code).toBe(CTL_EXIT.done);
    expect((await ctlRun('check_password', 'nina', 'office.test', 'secret')).code).toBe(CTL_EXIT.done);
    expect((await ctlRun('check_password', 'nina', 'office.test', 'wrong')).code).toBe(CTL_EXIT.failed);
    expect((await run(test.file, ['change_password', 'nina', 'office.test', '-'], 'new one\n')).code).toBe(0);
    expect((await ctlRun('check_password', 'nina', 'office.test', 'new one')).code).toBe(CTL_EXIT.done);
    expect((await ctlRun('set_display_name', 'nina', 'office.test', 'Nina R.')).code).toBe(CTL_EXIT.done);
    expect(JSON.parse((await ctlRun('--json', 'registered_users_info', 'office.test')).out)).toMatchObject([
      { jid: 'nina@office.test', displayName: 'Nina R.', disabled: false, lastLogin: null },
    ]);
    expect((await ctlRun('unregister', 'nina', 'office.test')).out).toBe('nina@office.test is removed.\n');
    expect((await ctlRun('check_account', 'nina', 'office.test')).code).toBe(CTL_EXIT.failed);
    expect((await ctlRun('registered_users', 'office.test')).out).toBe('\n');
  });

  it('shows what others wrote, and lets none of it drive the terminal', async () => {
    expect((await ctlRun('quote')).out).toBe('one\ttwo\nit is for  ]0;owned  31mbad.example\n');
  });

  it('runs the commands of the modules, explains them, and reads their answers', async () => {
    expect((await ctlRun('help')).out).toContain('create_invitation KIND HOST [USER] [DAYS] [USES]');
    expect((await ctlRun('help', 'list_pending')).out).toContain('chatelaine ctl list_pending HOST');
    expect((await ctlRun('create_invitation', 'person', 'office.test')).out).toMatch(
      /^xmpp:office\.test\?register;preauth=\w{24}\n\/invite\/\w{24}\nGood until .*Z\.\n$/,
    );
    const { out } = await ctlRun('--json', 'list_invitations', 'office.test');
    expect(JSON.parse(out)).toMatchObject([{ kind: 'person', uses: 1 }]);
    expect(await ctlRun('create_invitation', 'person')).toEqual({
      code: CTL_EXIT.usage,
      out: '',
      err: 'HOST is missing.\n',
    });
    expect(await ctlRun('list_pending', 'elsewhere.test')).toEqual({
      code: CTL_EXIT.failed,
      out: '',
      err: 'This server does not serve elsewhere.test; it serves office.test.\n',
    });
  });

  it('makes many accounts from standard input, in slices, telling what became of each', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `u${index}`);
    const input = `${[...names, 'u0', '', 'not allowed'].join('\n')}\n`;
    expect(await run(test.file, ['register_many', 'office.test', 'secret'], input)).toEqual({
      code: 0,
      out: '40 registered, 1 existed, 1 refused.\nnot allowed: not-allowed\n',
      err: '',
    });
    expect((await ctlRun('registered_users', 'office.test')).out.trim().split('\n')).toHaveLength(40);
  });

  it('shows who is connected and disconnects them', async () => {
    await test.createAccounts('otto');
    const desk = await test.session('otto', { resource: 'desk' });
    const phone = await test.session('otto', { resource: 'phone' });
    desk.send('<presence><show>away</show><status>lunch</status><priority>5</priority></presence>');
    await desk.settle();

    expect((await ctlRun('connected_users')).out).toBe('otto@office.test/desk\notto@office.test/phone\n');
    expect((await ctlRun('connected_users_number')).out).toBe('2\n');
    const devices = JSON.parse((await ctlRun('--json', 'connected_users_info')).out);
    expect(devices).toEqual([
      {
        jid: 'otto@office.test/desk',
        address: '127.0.0.1',
        since: expect.any(Number),
        priority: 5,
        presence: 'away',
        status: 'lunch',
        live: true,
      },
      expect.objectContaining({ jid: 'otto@office.test/phone', priority: null, presence: 'unavailable' }),
    ]);

    expect((await ctlRun('kick_session', 'otto', 'office.test', 'none')).err).toBe(
      'otto@office.test/none is not connected.\n',
    );
    expect((await ctlRun('kick_session', 'otto', 'office.test', 'desk')).code).toBe(0);
    await desk.closed();
    expect((await ctlRun('ban_account', 'otto', 'office.test')).out).toBe('otto@office.test is disabled.\n');
    await phone.closed();
    await expect(test.login('otto')).rejects.toThrow();
    expect((await ctlRun('unban_account', 'otto', 'office.test')).code).toBe(0);
    const again = await test.session('otto', { resource: 'desk' });
    expect((await ctlRun('kick_user', 'otto', 'office.test')).out).toBe('1\n');
    await again.closed();
  });

  it('tells how the server is, reloads and stops it', async () => {
    expect(JSON.parse((await ctlRun('--json', 'status')).out)).toMatchObject({
      running: true,
      pid: process.pid,
      hosts: ['office.test'],
    });
    expect((await ctlRun('reload_config')).out).toBe('The configuration is reloaded.\n');
    problems = ['server.json:1:1: "data" is missing.'];
    expect(await ctlRun('reload_config')).toEqual({
      code: CTL_EXIT.failed,
      out: '',
      err: `${problems[0]}\n`,
    });
    expect((await ctlRun('delete_old_mam_messages', 'all', '30')).out).toBe(
      'Deleted: 0 messages of people, 0 of rooms.\n',
    );
    expect((await ctlRun('stop')).code).toBe(0);
    await expect.poll(() => stopped).toBe(1);
  });

  it.each([
    [['register', 'x'], CTL_EXIT.usage, 'HOST is missing.'],
    [['register', 'x', 'office.test', 'p', 'q'], CTL_EXIT.usage, 'register takes 3 arguments.'],
    [
      ['register', 'x', 'other.test', 'p'],
      CTL_EXIT.failed,
      'This server does not serve other.test; it serves office.test.',
    ],
    [['register', 'a b', 'office.test', 'p'], CTL_EXIT.failed, '"a b" cannot be a name in an address.'],
    [
      ['register', 'x', 'office.test', ''],
      CTL_EXIT.failed,
      'This password cannot be used: it is empty, too long or has control characters.',
    ],
    [
      ['change_password', 'nobody', 'office.test', 'p'],
      CTL_EXIT.failed,
      'There is no account nobody@office.test.',
    ],
    [['delete_old_mam_messages', 'all', 'x'], CTL_EXIT.usage, /^DAYS: /],
    [['frobnicate'], CTL_EXIT.usage, 'There is no command frobnicate.'],
  ])('refuses %j', async (args, code, sentence) => {
    const answer = await ctlRun(...args);
    expect(answer.code).toBe(code);
    if (typeof sentence === 'string') expect(answer.err).toBe(`${sentence}\n`);
    else expect(answer.err).toMatch(sentence);
  });

  it('gives refusals as JSON when asked to', async () => {
    const { out, code } = await ctlRun('--json', 'unregister', 'nobody', 'office.test');
    expect(code).toBe(CTL_EXIT.failed);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'account.unknown', message: 'There is no account nobody@office.test.' },
    });
  });
});

describe('ctl while the server is stopped', () => {
  let folder: string;
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('works on the data where that is enough, and says so where it is not', async () => {
    const prepared = await prepareFolder({ hosts: ['office.test'] });
    folder = prepared.folder;
    const stopped = (...args: string[]) => run(prepared.file, args);

    expect((await stopped('register', 'nina', 'office.test', 'secret')).code).toBe(CTL_EXIT.done);
    expect((await run(prepared.file, ['register_many', 'office.test', '-'], 'pass\nu1\nu2\n')).out).toBe(
      '2 registered, 0 existed, 0 refused.\n',
    );
    expect((await stopped('registered_users', 'office.test')).out).toBe('nina\nu1\nu2\n');
    expect((await stopped('account_footprint', 'u1', 'office.test')).out).toBe(
      '0 contacts, 0 messages in the history, 0 messages waiting.\n',
    );
    expect((await stopped('check_password', 'u1', 'office.test', 'pass')).code).toBe(CTL_EXIT.done);
    expect(await stopped('status')).toEqual({
      code: CTL_EXIT.unreachable,
      out: '',
      err: 'No server runs on this data folder.\n',
    });
    expect((await stopped('connected_users')).code).toBe(CTL_EXIT.unreachable);

    const test = await startTestServer({ hosts: ['office.test'], folder });
    try {
      await (await test.session('nina')).close();
      // The folder is locked, and this test server has no control socket.
      expect((await stopped('registered_users', 'office.test')).err).toBe(
        'A server uses the data folder but does not answer.\n',
      );
    } finally {
      await test.stop({ keep: true });
    }
  });

  it('says what is wrong with the configuration', async () => {
    folder = mkdtempSync(join(tmpdir(), 'chatelaine-ctl-'));
    const file = join(folder, 'none.json');
    expect(await run(file, ['status'])).toEqual({
      code: CTL_EXIT.usage,
      out: '',
      err: `${file}:1:1: The configuration cannot be read: there is no such file.\n`,
    });
  });
});

describe('ctl help', () => {
  it('explains every command, and passwords', async () => {
    const { out, code } = await run('none', ['help']);
    expect(code).toBe(CTL_EXIT.done);
    for (const command of COMMANDS) expect(out).toContain(`\n  ${command.name} `);
    expect(out).toContain('chatelaine ctl register nina example.org - < password.txt');
    expect((await run('none', ['--help'])).out).toBe(out);
    expect((await run('none', [])).out).toBe(out);
  });

  it('explains one', async () => {
    expect((await run('none', ['help', 'ban_account'])).out).toBe(
      'chatelaine ctl ban_account USER HOST [REASON]\n\n' +
        'Disable an account and end its sessions; its data stays.\nWorks while the server is stopped, too.\n',
    );
    expect((await run('none', ['help', 'nothing'])).code).toBe(CTL_EXIT.usage);
    expect((await run('none', ['--colour', 'status'])).err).toContain('There is no option --colour.');
  });
});
