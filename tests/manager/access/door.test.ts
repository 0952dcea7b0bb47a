/** The password's door over real HTTP: coming in, being asked again, being kept out, and what an attacker would try. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Face, startFace } from './face.ts';

const PASSWORD = 'clou sapin lundi';
let at: Face;
beforeAll(async () => {
  at = await startFace();
});
afterAll(() => at.close());

const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
const actions = async (limit = 5) =>
  (await at.desktop.app.changes({ before: null, limit })).map(({ action, subject }) =>
    `${action} ${subject}`.trim(),
  );

describe('a password', () => {
  test('is set by whoever came in by a link; from then on it opens, and links are for those who gave it', async () => {
    expect(JSON.parse((await at.http('GET', '/access/ways')).body)).toEqual({
      password: false,
      passkey: false,
      passkeyAt: null,
    });
    expect((await at.byPassword(PASSWORD)).status).toBe(403);
    const [first, second] = [await at.byLink(), await at.byLink()];
    const mine = at.as(first.cookie!);
    expect(await code(mine.access.setPassword({ password: 'password1234' }))).toBe('access.password-weak');
    expect(await mine.access.setPassword({ password: PASSWORD })).toEqual({ ended: 1 });
    // Whoever else was in is out: maybe that is why it was set.
    expect([await at.socket(first.cookie!), await at.socket(second.cookie!)]).toEqual([101, 401]);
    expect(JSON.parse((await at.http('GET', '/access/ways')).body)).toEqual({
      password: true,
      passkey: false,
      passkeyAt: null,
    });
    const entered = await at.byPassword(PASSWORD);
    expect([entered.status, await at.socket(entered.cookie!)]).toEqual([204, 101]);
    expect(entered.headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Strict$/);
    const linked = await at.byLink();
    expect(await code(at.as(linked.cookie!).access.newLink())).toBe('access.confirm');
    expect(await code(at.as(entered.cookie!).access.newLink())).toBe('done');
    expect(await code(at.as(linked.cookie!).access.setPassword({ password: `${PASSWORD} 2` }))).toBe(
      'access.confirm',
    );
    expect(await code(at.as(linked.cookie!).settings.set({ web: { address: '0.0.0.0', port: 8470 } }))).toBe(
      'access.confirm',
    );
    expect(await code(at.as(linked.cookie!).people.remove({ address: 'nina@x.test' }))).toBe(
      'access.confirm',
    );
    // Any file of this account's may be named there.
    const path = import.meta.filename;
    expect(await code(at.as(linked.cookie!).logView.openFile({ path }))).toBe('access.confirm');
    expect(await code(at.as(entered.cookie!).logView.openFile({ path }))).toBe('done');
  });

  test('given once more confirms the session, which gets another cookie', async () => {
    const { cookie } = await at.byLink();
    const confirm = (password: string, cookies: string) =>
      at.post('/access/confirm', { by: 'password', password }, { cookie: cookies });
    expect((await confirm('wrong wrong wrong', cookie!)).status).toBe(401);
    const confirmed = await confirm(PASSWORD, cookie!);
    expect(confirmed.status).toBe(204);
    expect([await at.socket(cookie!), await at.socket(confirmed.cookie!)]).toEqual([401, 101]);
    expect(await code(at.as(confirmed.cookie!).access.newLink())).toBe('done');
    // Nobody is confirmed who is not in.
    expect((await confirm(PASSWORD, 'x=y')).status).toBe(401);
  });

  test('and all it did is in the log of changes, with who and from where', async () => {
    const entered = await at.byPassword(PASSWORD, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
    });
    const [newest] = await at.desktop.app.changes({ before: null, limit: 1 });
    const session = at.face.manager.access.sessions.find(entered.cookie!.split('=')[1]!)!;
    expect(newest).toMatchObject({
      ...{ action: 'access.log-in', subject: 'password', state: 'applied', canPutBack: false },
      who: { face: 'browser', name: 'Firefox 140 · Linux', address: '127.0.0.1', session: session.id },
    });
    await at.as(entered.cookie!).access.revokeOthers();
    const [revoked] = await at.desktop.app.changes({ before: null, limit: 1 });
    expect(revoked).toMatchObject({ action: 'access.revoke-others', who: { session: session.id } });
    expect(await actions(100)).toEqual(
      expect.arrayContaining(['access.password-set', 'access.link', 'access.confirm password']),
    );
  });

  test('leaving ends the session for good, and takes the cookie back', async () => {
    const { cookie } = await at.byPassword(PASSWORD);
    const left = await at.post('/access/leave', {}, { cookie: cookie! });
    expect([left.status, left.headers['set-cookie']![0]]).toEqual([
      204,
      expect.stringContaining('Max-Age=0'),
    ]);
    expect(await at.socket(cookie!)).toBe(401);
  });

  test('is in no file, no log and no change', () => {
    for (const file of [
      'secrets/web-access.json',
      'secrets/web-sessions.json',
      'manager.sqlite',
      'manager.sqlite-wal',
      'logs/manager.log',
    ])
      expect(readFileSync(join(at.dataDir, file), 'latin1'), file).not.toContain(PASSWORD);
  });
});

describe('an attacker', () => {
  test.each([
    ['a form of another site', { 'x-chatelaine': '' }, 403],
    ['a script of another site', { origin: 'https://evil.example' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['another page of this computer', { origin: 'http://127.0.0.1:1' }, 403],
    ['a name that leads here (DNS rebinding)', { host: 'evil.example' }, 421],
    ['our name with a dot behind it', { host: 'localhost.' }, 421],
    ['two names at once', { host: 'localhost, evil.example' }, 421],
    ['a form’s type', { 'content-type': 'text/plain' }, 415],
  ])('%s may not even give the right password', async (_, headers, status) => {
    for (const path of ['/access/enter', '/access/confirm']) {
      const answer = await at.post(path, { by: 'password', password: PASSWORD }, headers);
      expect([answer.status, answer.cookie], path).toEqual([status, undefined]);
    }
  });

  test('cannot hand somebody a session beforehand: who comes in gets another, and the old one is gone', async () => {
    const planted = (await at.byLink()).cookie!;
    const entered = await at.byPassword(PASSWORD, { cookie: planted });
    expect(entered.cookie).not.toBe(planted);
    expect(await at.socket(planted)).toBe(401);
    const invented = `chatelaine-${at.port}=${'A'.repeat(43)}`;
    expect((await at.byPassword(PASSWORD, { cookie: invented })).cookie).not.toBe(invented);
  });

  test.each([
    ['{"by":"password"}', 400],
    ['{"by":"password","password":""}', 400],
    ['{"by":"password","password":{"$ne":""}}', 400],
    ['{"by":"link","token":"x"}', 400],
    ['{"by":"passkey","response":{"id":"__proto__"}}', 401],
    ['{"by":"passkey","response":{}}', 401],
    [`{"by":"password","password":"${'x'.repeat(1100)}"}`, 400],
    [`{"by":"password","password":"${'x'.repeat(20_000)}"}`, 413],
    ['[[[[', 400],
  ])('body %.40s is refused', async (body, status) => {
    const answer = await at.http('POST', '/access/enter', { 'x-chatelaine': '1' }, body);
    expect([answer.status, answer.cookie]).toEqual([status, undefined]);
  });

  test('learns nothing from how long it takes: a wrong one is hashed like the right one', async () => {
    const took = async (password: string) => {
      const from = performance.now();
      await at.byPassword(password);
      return performance.now() - from;
    };
    // A hash takes 15 ms and more on any machine; an answer without one takes one or two.
    for (const wrong of [`${PASSWORD.slice(0, -1)}x`, 'a']) expect(await took(wrong)).toBeGreaterThan(8);
    await at.byPassword(PASSWORD);
  });

  test('at many doors at once gets no more tries than at one, nor all the memory', async () => {
    const [, set] = (await at.byPassword(PASSWORD)).headers['set-cookie']!;
    const mark = set!.split(';')[0]!;
    expect(set).toMatch(
      /^chatelaine-\d+-device=[\w.-]+; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Strict$/,
    );
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => at.byPassword(`wrong wrong ${n}`)),
    );
    const counts = Object.groupBy(answers, ({ status }) => String(status));
    expect(counts['401']!.length).toBeLessThanOrEqual(5);
    expect((counts['429']?.length ?? 0) + counts['401']!.length).toBe(60);
    expect(Number(counts['429']![0]!.headers['retry-after'])).toBeGreaterThan(0);
    // Whoever has the right one waits as well, unless their browser was let in before; and a link still lets in.
    expect((await at.byPassword(PASSWORD)).status).toBe(429);
    expect((await at.byPassword(PASSWORD, { cookie: mark.replace(/=./, '=!') })).status).toBe(429);
    expect((await at.byPassword(PASSWORD, { cookie: mark })).status).toBe(204);
    expect((await at.byLink()).status).toBe(204);
    const refused = (await actions(200)).filter((action) => action.startsWith('access.refused'));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(10);
  });
});

test('a file of the password that somebody broke lets nobody in by it, says so in the log, and leaves the link', async () => {
  const broken = await startFace();
  writeFileSync(join(broken.dataDir, 'secrets/web-access.json'), '{"version":1,"password":"clou"}');
  const answer = await broken.byPassword(PASSWORD);
  expect([answer.status, answer.body]).toEqual([500, '']);
  expect((await broken.http('GET', '/access/ways')).status).toBe(500);
  expect((await broken.byLink()).status).toBe(204);
  await broken.close();
});
