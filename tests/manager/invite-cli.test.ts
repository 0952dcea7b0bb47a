/** `chatelaine invite`: what it reads, what it prints, and the real command on a real server, running or not. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInviteArgs } from '../../electron/cli/invite.ts';
import { listLines } from '../../electron/cli/invite-text.ts';
import { invitationMail, mailtoOf } from '../../electron/contract/invitation-mail.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { fakeInvitation } from '../support/fake-office.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { answerCommands } from '../support/line.ts';
import { writeOffice } from '../support/office.ts';
import { freePort } from '../support/ports.ts';

const ENV = { LANG: 'fr_FR.UTF-8' };

describe('what it reads', () => {
  it.each([
    [[], { act: 'invite', whom: '', language: 'fr' }, { username: '', days: 7, times: 1, language: 'fr' }],
    [['marie', '--days', '3'], { act: 'invite', whom: 'marie' }, { username: 'marie', days: 3 }],
    [['marie@b.example'], {}, { username: 'marie', domain: 'b.example' }],
    [['--team', 'Atelier', 'marie', '--language', 'en'], {}, { team: 'Atelier', language: 'en' }],
    [['--times', '5'], {}, { times: 5, username: '' }],
    [['reset', 'nina'], { act: 'reset', whom: 'nina', resetDays: undefined }, {}],
    [
      ['list', '--all', '--json'],
      { act: 'list', show: { all: true, json: true, mail: false, qr: false } },
      {},
    ],
  ])('%j', (args, asked, wish) => {
    const read = readInviteArgs(args, ENV);
    expect(read).toMatchObject(asked);
    expect(read).toMatchObject({ wish });
  });

  it.each([
    [['marie', 'durand'], 'One name at a time.'],
    [['marie', '--times', '2'], 'used once'],
    [['--days', '0'], '--days is a number from 1 to 365.'],
    [['--times', '5000'], '--times is a number'],
    [['--language', 'de'], 'is en or fr.'],
    [['revoke'], 'Say which'],
    [['--teem', 'x'], 'Did you mean --team?'],
  ])('%j is wrong usage', (args, sentence) => expect(readInviteArgs(args, ENV)).toContain(sentence));
});

describe('the mail', () => {
  const facts = { inviter: 'Sophie Martin', team: 'Atelier' };
  const given = {
    ...{ token: 'T', host: 'exemple.fr', username: 'marie', displayName: 'Marie' },
    ...{ page: 'https://chat.exemple.fr/invite/T', expires: Date.UTC(2026, 10, 30, 12) },
  };

  it('says who invites, what will happen, until when, in French', () => {
    const { subject, body } = invitationMail(fakeInvitation(given, 7), facts, 'fr');
    expect(subject).toBe('Sophie Martin vous invite à la messagerie de exemple.fr');
    for (const part of [
      'Bonjour Marie,',
      'marie@exemple.fr',
      '« Atelier »',
      'lundi 30 novembre 2026',
      given.page,
    ])
      expect(body).toContain(part);
    expect(body.endsWith('Sophie Martin')).toBe(true);
  });

  it('without a page it leads to a program, and without an inviter it is the office’s', () => {
    const nobody = { inviter: '', team: '' };
    const { body } = invitationMail(fakeInvitation({ ...given, page: null, username: '' }, 7), nobody, 'en');
    expect(body).toContain('in your chat program:\nxmpp:');
    expect(body).toContain('Monal on an iPhone');
    expect(body).toContain('You choose your own address.');
    expect(body.endsWith('exemple.fr')).toBe(true);
  });

  it('a link for a password is no invitation', () => {
    for (const language of ['en', 'fr'] as const) {
      const { subject, body } = invitationMail(
        fakeInvitation({ ...given, kind: 'reset' }, 2),
        facts,
        language,
      );
      expect(`${subject}\n${body}`).not.toContain('nvitation');
      expect(subject).toContain('marie@exemple.fr');
    }
  });

  it('opens in a mail program with nothing lost', () => {
    const mail = invitationMail(fakeInvitation(given, 7), facts, 'fr');
    const { protocol, searchParams } = new URL(mailtoOf(mail));
    expect([protocol, searchParams.get('subject')]).toEqual(['mailto:', mail.subject]);
    expect(searchParams.get('body')).toBe(mail.body.replaceAll('\n', '\r\n'));
  });
});

it('a list shows who came in, and no token', () => {
  const used = [{ address: 'paul@exemple.fr', at: Date.UTC(2026, 10, 20, 12) }];
  const lines = listLines(
    [
      fakeInvitation({ token: 'SECRET', host: 'exemple.fr', usesLeft: 4, team: 'atelier', used }, 3),
      fakeInvitation({ token: 'SECRET', host: 'exemple.fr', username: 'nina', kind: 'reset' }, 1),
    ],
    'fr',
    new Map([['atelier', 'Atelier de Lyon']]),
  ).join('\n');
  expect(lines).toContain('équipe Atelier de Lyon');
  expect(lines).toContain('quiconque a le lien, sur exemple.fr');
  expect(lines).toContain('inscription : paul@exemple.fr, 20 novembre 2026');
  expect(lines).toContain('un nouveau mot de passe pour nina@exemple.fr');
  expect(lines).not.toContain('SECRET');
});

describe('the real command', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  let manager: Manager | undefined;
  beforeAll(async () => writeOffice(folder.path, { domain: 'office.example', port: await freePort() }));
  afterAll(async () => {
    await manager?.close();
    folder[Symbol.dispose]();
  }, 60_000);

  const chatelaine = (...args: string[]) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
      const words = ['electron/cli.ts', 'invite', ...args, '--data', folder.path, '--lang', 'en'];
      const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });

  it('starts the server where it does not run, and notes what it did without the token', async () => {
    const { code, out, err } = await chatelaine('marie', '--name', 'Marie Durand', '--json');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('started for this') });
    const made = JSON.parse(out) as { token: string; mail: { body: string }; link: string };
    expect(made).toMatchObject({ username: 'marie', displayName: 'Marie Durand', state: 'open' });
    expect(made.mail.body).toContain(made.link);

    manager = await openManager({ host: testHost(folder.path) });
    const caller = { session: null, signal: undefined };
    const changes = await manager.calls.app.changes({ before: null, limit: 10 }, caller);
    expect(changes).toMatchObject([
      { action: 'joining.invite', subject: 'marie@office.example' },
      { action: 'server.start' },
    ]);
    expect(JSON.stringify(changes)).not.toContain(made.token);
  });

  it('works beside a running one, whose page sees it at once', async () => {
    const { calls, areas } = manager!;
    await areas!.service.start();
    const hangUp = await answerCommands(manager!, folder.path);
    const caller = { session: null, signal: undefined };
    expect(await calls.joining.invitations(undefined, caller)).toMatchObject([{ username: 'marie' }]);
    const gone = await chatelaine('revoke', 'marie');
    expect(gone).toMatchObject({ code: 0, out: expect.stringContaining('Taken back: marie@office.example') });
    expect(await calls.joining.invitations(undefined, caller)).toMatchObject([{ state: 'revoked' }]);
    expect((await chatelaine('revoke', 'marie')).code).toBe(1);
    expect((await chatelaine('restore', 'marie@office.example')).code).toBe(0);
    const listed = await chatelaine('list');
    expect(listed.out).toMatch(/^open +marie@office\.example/);
    expect(await chatelaine('tom', '--team', 'nobody')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('This team does not exist any more.') },
    });
    expect(await chatelaine('marie')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('marie@office.example is invited already') },
    });
    await hangUp();
  });
});
