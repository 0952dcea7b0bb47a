/** Mail: Debian's aiosmtpd as the relay, with real TLS; every way it can go wrong, told apart. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Notice } from '../../../electron/contract/index.ts';
import { noticeWords } from '../../../electron/contract/notice-words.ts';
import { composeMail, encodedWords } from '../../../electron/manager/notices/mail/compose.ts';
import { MailError, type Relay, sendMail } from '../../../electron/manager/notices/mail/smtp.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';
import { freePort } from '../../support/ports.ts';

const PASSWORD = 'correct horse é';
interface How {
  readonly security: 'tls' | 'starttls' | 'none';
  readonly login?: boolean;
  readonly plain?: boolean;
  readonly from?: string;
  readonly relay?: boolean;
  readonly refuse?: boolean;
  /** The name its certificate is for. */
  readonly name?: string;
}
type Told = { readonly event: string; readonly [field: string]: unknown };

let root: Issued;
let folder: ReturnType<typeof temporaryFolder>;
beforeAll(async () => {
  root = await makeAuthority('A test');
  folder = temporaryFolder();
});
afterAll(() => folder[Symbol.dispose]());

/** A relay until disposed, and all it told. */
async function relay(how: How) {
  const { pem, key } = await root.issue({ dns: [how.name ?? 'localhost'] });
  const stem = join(folder.path, String(Math.random()).slice(2));
  writeFileSync(`${stem}.pem`, pem);
  writeFileSync(`${stem}.key`, key);
  const given = { ...how, user: 'office', password: PASSWORD, chain: `${stem}.pem`, key: `${stem}.key` };
  const script = fileURLToPath(new URL('relay.py', import.meta.url));
  const child: ChildProcess = spawn('/usr/bin/python3', [script, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const told: Told[] = [];
  const lines = createInterface({ input: child.stdout! });
  // All it said is here then: what it had written is read although it is gone.
  const silent = new Promise<void>((resolve) => lines.once('close', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the relay ended')));
    lines.on('line', (line) => {
      const event = JSON.parse(line) as Told;
      told.push(event);
      if (event.event === 'ready') resolve(event.port as number);
    });
  });
  async function stop() {
    child.kill('SIGKILL');
    await silent;
  }
  return {
    port,
    /** Ends it, and tells what happened there. */
    async told() {
      await stop();
      return told;
    },
    [Symbol.asyncDispose]: stop,
  };
}

const notice: Notice = {
  ...{ id: '1', kind: 'certificate-not-renewed', ended: false, urgent: false },
  ...{ subject: 'atelier.example', data: {}, since: 0, at: Date.UTC(2026, 10, 22, 18) },
};
const message = (language: 'en' | 'fr' = 'fr') =>
  composeMail(
    {
      ...{ id: notice.id, words: noticeWords(notice, language) },
      ...{ link: 'http://127.0.0.1:8470/#/network/certificate', domain: 'atelier.example', at: notice.at },
    },
    'chat@atelier.example',
    ['sophie@atelier.example'],
  );
const to = (port: number, change: Partial<Relay> & { to?: string[] } = {}): Promise<string> => {
  const { to: receivers = ['sophie@atelier.example'], ...more } = change;
  const server: Relay = {
    ...{ host: 'localhost', port, security: 'tls', user: '', password: '', authorities: [root.pem] },
    ...more,
  };
  const envelope = { from: 'chat@atelier.example', to: receivers, message: message() };
  return sendMail(server, envelope).then(
    () => 'taken',
    (error: unknown) => {
      if (!(error instanceof MailError)) throw error;
      // Nothing of ours in what is shown and logged.
      expect(`${error.message} ${error.said}`).not.toContain(PASSWORD);
      return error.problem;
    },
  );
};

vi.setConfig({ testTimeout: 60_000 });

describeWith(['aiosmtpd'], 'a mail relay', () => {
  test('encrypted from the start, with a log-in: the message as it was meant', async () => {
    await using there = await relay({ security: 'tls', login: true });
    expect(await to(there.port, { user: 'office', password: PASSWORD })).toBe('taken');
    const [, login, mail] = (await there.told()) as [Told, Told, Told & { text: string }];
    expect([login.tls, mail.tls, mail.sender, mail.to]).toEqual([
      true,
      true,
      'chat@atelier.example',
      ['sophie@atelier.example'],
    ]);
    const [head, body] = mail.text.split(/\r\n\r\n(.*)/s) as [string, string];
    expect(head).toMatch(/^from: Chatelaine <chat@atelier.example>$/im);
    expect(head).toMatch(/^auto-submitted: auto-generated$/im);
    expect(head).toMatch(/^message-id: <1@atelier.example>$/im);
    // Every header is ASCII, whatever the language.
    expect(/^\p{ASCII}*$/u.test(head)).toBe(true);
    expect(head).toMatch(/^content-transfer-encoding: base64$/im);
    const text = Buffer.from(body, 'base64').toString('utf8');
    expect(text).toMatch(/\r\n-- \r\nChatelaine, atelier\.example\r\n$/);
    const { text: said, fix } = noticeWords(notice, 'fr');
    for (const part of [said, fix, 'http://127.0.0.1:8470/#/network/certificate'])
      expect(text).toContain(part);
  });

  test('lines that begin with a dot arrive as they were', async () => {
    await using there = await relay({ security: 'tls' });
    const text = 'subject: dots\r\n\r\n.\r\n..two\r\nat the end.\r\n.last';
    const server = { host: 'localhost', port: there.port, security: 'tls', user: '', password: '' } as const;
    await sendMail(
      { ...server, authorities: [root.pem] },
      { from: 'a@b.test', to: ['c@b.test'], message: text },
    );
    expect((await there.told())[1]?.text).toBe(`${text}\r\n`);
  });

  test('encrypted before anything is said', async () => {
    await using there = await relay({ security: 'starttls', login: true });
    expect(await to(there.port, { security: 'starttls', user: 'office', password: PASSWORD })).toBe('taken');
    expect((await there.told()).map(({ event, tls }) => [event, tls])).toEqual([
      ['ready', undefined],
      ['login', true],
      ['message', true],
    ]);
  });

  test('that knows only LOGIN, and one that asks for nothing', async () => {
    await using strict = await relay({ security: 'tls', login: true, plain: false });
    await using open = await relay({ security: 'tls' });
    expect(await to(strict.port, { user: 'office', password: PASSWORD })).toBe('taken');
    expect(await to(open.port)).toBe('taken');
    expect((await strict.told())[1]).toMatchObject({ mechanism: 'LOGIN', name: 'office' });
  });

  const wrong: [string, How, Partial<Relay> & { to?: string[] }, string, boolean][] = [
    [
      'a wrong password',
      { security: 'tls', login: true },
      { user: 'office', password: 'wrong' },
      'password',
      true,
    ],
    ['no log-in where one is wanted', { security: 'tls', login: true }, {}, 'relay', false],
    [
      'a log-in where none is offered',
      { security: 'tls' },
      { user: 'office', password: PASSWORD },
      'no-login',
      false,
    ],
    ['a certificate for another name', { security: 'tls', name: 'other.test' }, {}, 'certificate', false],
    [
      'the same after STARTTLS: no password is told',
      { security: 'starttls', login: true, name: 'other.test' },
      { security: 'starttls', user: 'office', password: PASSWORD },
      'certificate',
      false,
    ],
    [
      'an authority nobody knows',
      { security: 'starttls', login: true },
      { security: 'starttls', user: 'office', password: PASSWORD, authorities: [] },
      'certificate',
      false,
    ],
    [
      'no encryption where it is wanted: no password is told',
      { security: 'none', login: true },
      { security: 'starttls', user: 'office', password: PASSWORD },
      'no-tls',
      false,
    ],
    [
      'encryption from the start at a port that begins in the clear',
      { security: 'starttls' },
      {},
      'no-tls',
      false,
    ],
    [
      'a sender that is not the account’s',
      { security: 'tls', from: 'other@atelier.example' },
      {},
      'sender',
      false,
    ],
    ['nobody of that name', { security: 'tls' }, { to: ['nobody@atelier.example'] }, 'recipient', false],
    ['a relay for its own people only', { security: 'tls', relay: false }, {}, 'relay', false],
    ['a message it takes for spam', { security: 'tls', refuse: true }, {}, 'refused', false],
  ];
  test.each(wrong)('%s', async (_, how, change, problem, sawLogin) => {
    await using there = await relay(how);
    expect(await to(there.port, change)).toBe(problem);
    const events = (await there.told()).map(({ event }) => event);
    expect([events.includes('login'), events.includes('message')]).toEqual([sawLogin, false]);
  });
});

test('nobody listens, no such name, and who is no mail server', async () => {
  expect(await to(await freePort())).toBe('unreachable');
  expect(await to(1, { host: 'relay.invalid' })).toBe('name-unknown');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  expect(await to(port, { host: '127.0.0.1', security: 'starttls' })).toBe('broken');
  server.close();
});

test('a relay that says nothing is given up when the office wants to stop', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const stop = new AbortController();
  const relaying = { host: '127.0.0.1', port, security: 'starttls', user: '', password: '' } as const;
  const sent = sendMail(relaying, { from: 'a@b.test', to: ['c@b.test'], message: '' }, stop.signal);
  server.once('connection', () => stop.abort());
  await expect(sent).rejects.toMatchObject({ problem: 'silent' });
  server.close();
});

test('subjects in any language, read by another’s parser as they were', () => {
  const subjects = [
    'plain',
    'Le certificat n’a pas pu être renouvelé, et c’est écrit longuement ici',
    '🗝️'.repeat(20),
  ];
  const parse =
    'import sys, json, email.header as h\nprint(json.dumps([str(h.make_header(h.decode_header(s))) for s in json.load(sys.stdin)]))';
  const input = JSON.stringify(subjects.map((subject) => encodedWords(subject)));
  const read = spawnSync('/usr/bin/python3', ['-c', parse], { input, encoding: 'utf8' });
  expect(JSON.parse(read.stdout)).toEqual(subjects);
  for (const line of subjects.flatMap((subject) => encodedWords(subject).split('\r\n ')))
    expect(line.length).toBeLessThanOrEqual(75);
});
