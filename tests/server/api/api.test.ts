/** The HTTP API on the wire: who may run what, how it says no, and that it notes who did what. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../../support/server.ts';
import { type AdminSite, call, startAdminSite } from './site.ts';

let site: AdminSite;
beforeAll(async () => {
  site = await startAdminSite({ admins: ['boss@test'], config: { limits: {} } });
  await site.createAccounts('nina', 'boss');
});
afterAll(() => site.stop());

const code = (value: unknown) => (value as { code?: string }).code;

describe('a website that asks whether a password is right (S82)', () => {
  test('may that and nothing else', async () => {
    const token = await site.token('check_password');
    const ask = (password: string) =>
      site.call('check_password', { token, args: { user: 'nina', host: 'test', password } });
    expect([(await ask('secret')).value, (await ask('wrong')).value]).toEqual([true, false]);
    const other = await site.call('registered_users', { token, args: { host: 'test' } });
    expect([other.status, code(other.value), other.headers.get('content-type')]).toEqual([
      ...[403, 'not-allowed', 'application/problem+json'],
    ]);
    expect(other.headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  test('also for administrators, whose password it may not change', async () => {
    const token = await site.token('people');
    const boss = { user: 'boss', host: 'test', password: 'secret' };
    expect((await site.call('check_password', { token, args: boss })).value).toBe(true);
    const change = await site.call('change_password', { token, args: { ...boss, password: 'mine now' } });
    expect([change.status, (change.value as { detail: string }).detail]).toEqual([
      ...[403, 'What was presented may not change accounts of administrators.'],
    ]);
    const many = await site.call('register_many', {
      ...{ token, args: { host: 'test', password: 'mine now', names: ['new', ' BOSS '] } },
    });
    expect(many.status).toBe(403);
  });

  test.each(['people', 'read', 'rooms'])(
    'a token for %s reads nobody’s messages and files',
    async (scope) => {
      const token = await site.token(scope);
      const nina = { user: 'nina', host: 'test' };
      const asked = await Promise.all([
        site.call('export_account', { token, args: nina }),
        site.call('export_messages', { token, args: nina }),
        site.call('export_uploads', { token, args: nina }),
        site.call('export_upload', { token, args: { ...nina, handle: 'x'.repeat(22), offset: 0 } }),
      ]);
      expect(asked.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    },
  );

  test('cannot try passwords of one account for ever, nor keep others waiting by that', async () => {
    const token = await site.token('check_password', { name: 'guesser' });
    await site.createAccounts('otto');
    const ask = (user: string, password: string) =>
      site.call('check_password', { token, args: { user, host: 'test', password } });
    for (let tried = 0; tried < 10; tried++) expect((await ask('otto', `p${tried}`)).value).toBe(false);
    const late = await ask('otto', 'secret');
    expect([late.status, code(late.value)]).toEqual([429, 'too-often']);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('nina', 'secret')).value).toBe(true);
  }, 30_000);
});

describe('commands', () => {
  test('take arguments by name, in order, or as a query where they only read', async () => {
    const token = await site.token('all');
    const answers = await Promise.all([
      site.call('check_account', { token, args: { user: 'nina', host: 'test' } }),
      site.call('check_account', { token, args: ['nina', 'test'] }),
      site.call('check_account', { token, method: 'GET', query: '?user=nina&host=test' }),
    ]);
    expect(answers.map(({ status, value }) => [status, value])).toEqual(answers.map(() => [200, true]));
    // The administration command of the table, with its own checks.
    const number = await site.call('connected_users_number', { token });
    expect([number.value, number.headers.get('cache-control')]).toEqual([0, 'no-store']);
  });

  const REFUSED: [
    what: string,
    command: string,
    options: object,
    status: number,
    code: string,
    detail: RegExp,
  ][] = [
    ['no such command', 'nonsense', {}, 404, 'command.unknown', /There is no command nonsense/],
    ['something below a command', 'status/x', {}, 404, 'command.unknown', /no command status\/x/],
    ['a name of every object', '__proto__', {}, 404, 'command.unknown', /no command/],
    [
      'an argument missing',
      'check_account',
      { args: { user: 'nina' } },
      400,
      'arguments.invalid',
      /HOST is missing/,
    ],
    ['an argument nobody knows', 'status', { args: { x: 1 } }, 400, 'arguments.invalid', /no argument x/],
    ['too many', 'status', { args: [1] }, 400, 'arguments.invalid', /takes 0 arguments/],
    ['no JSON', 'status', { args: '{' }, 400, 'body.invalid', /not JSON/],
    ['neither object nor list', 'status', { args: '7' }, 400, 'body.invalid', /an object by name/],
    ['too deep', 'status', { args: [[[[[[[1]]]]]]] }, 400, 'body.invalid', /too deeply/],
    [
      'as a form, as any page could send it',
      'status',
      { args: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      'body.invalid',
      /application\/json/,
    ],
    ['too large', 'status', { args: `"${'x'.repeat(600_000)}"` }, 400, 'body.invalid', /512 KB/],
    [
      'a change with GET',
      'kick_user',
      { method: 'GET', query: '?user=nina&host=test' },
      405,
      'method.wrong',
      /POST/,
    ],
    [
      'a password in an address',
      'check_password',
      { method: 'GET', query: '?user=a&host=test&password=b' },
      405,
      'method.wrong',
      /POST/,
    ],
    [
      'twice in a query',
      'check_account',
      { method: 'GET', query: '?user=a&user=b&host=test' },
      400,
      'arguments.invalid',
      /twice/,
    ],
    [
      'a domain of others',
      'registered_users',
      { args: { host: 'x.test' } },
      404,
      'host.unknown',
      /does not serve x.test/,
    ],
    [
      'nobody of that name',
      'unregister',
      { args: { user: 'zoe', host: 'test' } },
      404,
      'account.unknown',
      /no account zoe@test/,
    ],
    [
      'somebody there already',
      'register',
      { args: { user: 'nina', host: 'test', password: 'p' } },
      409,
      'account.exists',
      /registered already/,
    ],
    [
      'no password',
      'register',
      { args: { user: 'zoe', host: 'test', password: '' } },
      422,
      'password.weak',
      /cannot be used/,
    ],
  ];
  test.each(REFUSED)(
    '%s is refused with a sentence',
    async (_, command, options, status, expected, detail) => {
      const token = await site.token('all');
      const answer = await site.call(command, { token, ...options });
      expect([answer.status, code(answer.value)]).toEqual([status, expected]);
      expect(answer.value).toMatchObject({
        type: 'about:blank',
        status,
        detail: expect.stringMatching(detail),
      });
    },
  );

  test('not on the public web', async () => {
    const { port } = site.server.ports.find(({ type }) => type === 'http')!;
    expect((await call(`http://127.0.0.1:${port}/api/status`)).status).toBe(404);
    expect((await call(`http://127.0.0.1:${port}/metrics`, { method: 'GET' })).status).toBe(404);
  });

  test('there, too, where the operator says so; but no numbers', async () => {
    const open = await startAdminSite({ config: { modules: { api: { public: true } } } });
    const { port } = open.server.ports.find(({ type }) => type === 'http')!;
    const token = await open.token('read');
    expect((await call(`http://127.0.0.1:${port}/api/status`, { token })).status).toBe(200);
    expect((await call(`http://127.0.0.1:${port}/api/status`)).status).toBe(401);
    expect((await call(`http://127.0.0.1:${port}/metrics`, { method: 'GET' })).status).toBe(404);
    await open.stop();
  });

  test('the port is this machine’s own, has no chat on it, and may be missing', async () => {
    const { port, address } = site.server.ports.find(({ type }) => type === 'admin')!;
    expect(address).toBe('127.0.0.1');
    expect((await call(`${site.admin}/xmpp-websocket`, { method: 'GET' })).status).toBe(404);
    expect((await call(`${site.admin}/chat`, { method: 'GET' })).status).toBe(404);
    const listen = [
      { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
      { type: 'admin', port, optional: true },
    ];
    const second = await startTestServer({ config: { listen } });
    expect(second.server.ports.map(({ type }) => type)).toEqual(['c2s']);
    await second.stop();
  });

  test('a fault tells the peer nothing of ours', async () => {
    const broken = await startAdminSite({ modules: undefined });
    const token = await broken.token('all');
    broken.server.accounts.list = () => {
      throw new Error('/secret/place');
    };
    const answer = await broken.call('registered_users', { token, args: { host: 'test' } });
    expect([answer.status, code(answer.value), answer.text.includes('/secret')]).toEqual([
      500,
      'unexpected',
      false,
    ]);
    expect(
      broken.log.some(
        ({ message, cause }) => message === 'a command failed' && String(cause).includes('/secret/place'),
      ),
    ).toBe(true);
    await broken.stop();
  });
});

describe('tokens', () => {
  test('are needed', async () => {
    for (const token of [undefined, 'nonsense', `chatelaine_0000000000_${'A'.repeat(43)}`]) {
      const answer = await site.call('status', { token });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        ...[401, expect.stringContaining('Bearer realm="Chatelaine"')],
      ]);
    }
  });

  test('are shown once, kept as a hash, listed with their last use, and end when they are revoked', async () => {
    const made = await site.run<{ token: string; id: string }>('access_token_create', {
      ...{ name: 'Website', scopes: 'read', days: '30' },
    });
    expect((await site.call('status', { token: made.token })).status).toBe(200);
    const listed = (await site.run<Record<string, unknown>[]>('access_tokens')).find(
      ({ id }) => id === made.id,
    )!;
    expect(listed).toMatchObject({ name: 'Website', scopes: ['read'], lastFrom: '127.0.0.1', revoked: null });
    expect(JSON.stringify(listed)).not.toContain(made.token.slice(-20));
    expect(Math.round((listed.expires as number) / 86_400_000)).toBe(
      Math.round(Date.now() / 86_400_000 + 30),
    );
    const stored = site.server.storage.keyval('access-tokens', (value) => value).entries('server');
    expect(JSON.stringify(stored)).not.toContain(made.token.slice(-43));

    await site.run('access_token_revoke', { id: made.id });
    const refused = await site.call('status', { token: made.token });
    expect([refused.status, (refused.value as { detail: string }).detail]).toEqual([
      401,
      'This token was revoked.',
    ]);
    await site.run('access_token_restore', { id: made.id });
    expect((await site.call('status', { token: made.token })).status).toBe(200);
  });

  test('work from their addresses only', async () => {
    const elsewhere = await site.token('read', { from: '192.0.2.0/24,2001:db8::/32' });
    expect((await site.call('status', { token: elsewhere })).text).toContain(
      'does not work from your address',
    );
    // A reverse proxy on this machine speaks for others.
    const headers = { 'x-forwarded-for': '2001:db8::7' };
    expect((await site.call('status', { token: elsewhere, headers })).status).toBe(200);
  });

  test('wrong ones are slowed down, and shut out no right one from the same address', async () => {
    const guessed = await startAdminSite({ config: { limits: {} } });
    const right = await guessed.token('read');
    const wrong = `chatelaine_0000000000_${'A'.repeat(43)}`;
    const statuses: number[] = [];
    for (let tried = 0; tried < 52; tried++)
      statuses.push((await guessed.call('status', { token: wrong })).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    expect((await guessed.call('status', { token: right })).status).toBe(200);
    await guessed.stop();
  }, 30_000);

  test('are refused with a wish nobody could grant', async () => {
    await expect(site.token('read,everything')).rejects.toThrow(
      'neither read, people, rooms, all nor the name',
    );
    await expect(site.run('access_token_create', { name: 'x', scopes: '' })).rejects.toThrow();
    await expect(site.run('access_token_revoke', { id: 'none' })).rejects.toMatchObject({
      code: 'item.unknown',
    });
  });

  test('may do so much in a second, each by itself', async () => {
    const slow = await startAdminSite({ config: { limits: {}, modules: { api: { perSecond: 1 } } } });
    const [one, other] = [await slow.token('read'), await slow.token('read')];
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await slow.call('status', { token: one })).status),
    );
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(15);
    expect(statuses).toContain(429);
    expect((await slow.call('status', { token: other })).status).toBe(200);
    await slow.stop();
  });
});

describe('rules by address (S40, S41)', () => {
  let ruled: AdminSite;
  beforeAll(async () => {
    ruled = await startAdminSite({
      admins: ['boss@test'],
      config: {
        limits: {},
        modules: {
          api: {
            rules: [
              {
                name: 'public commands',
                from: ['198.51.100.7', '2001:db8::/64'],
                proxied: true,
                scopes: ['status', 'connected_users_number'],
              },
              { name: 'the archive', from: ['192.0.2.99'], scopes: ['status'] },
              { name: 'the console', from: ['203.0.113.0/24'], proxied: true, scopes: ['all', '!stop'] },
              {
                name: 'admin access',
                who: 'administrators',
                from: ['127.0.0.0/8'],
                scopes: ['all', '!stop'],
              },
            ],
          },
        },
      },
    });
    await ruled.createAccounts('nina', 'boss');
  });
  afterAll(() => ruled.stop());

  const from = (address: string, more: Record<string, string> = {}) => ({
    headers: { 'x-forwarded-for': address, ...more },
  });

  test.each([
    ['an address of the list', 'status', from('198.51.100.7'), 200],
    ['one of an IPv6 network', 'connected_users_number', from('2001:db8::1234'), 200],
    ['of another network', 'status', from('2001:db8:0:1::1'), 401],
    ['what is not in the rule', 'registered_users', { ...from('198.51.100.7'), args: { host: 'test' } }, 403],
    ['everything', 'registered_users', { ...from('203.0.113.9'), args: { host: 'test' } }, 200],
    ['everything but what is excepted', 'stop', from('203.0.113.9'), 403],
    ['an address of nobody', 'status', from('192.0.2.1'), 401],
    ['an address a program here only claims', 'status', from('192.0.2.99'), 401],
    [
      'a page in a browser on that machine',
      'status',
      from('203.0.113.9', { origin: 'https://evil.example' }),
      401,
    ],
    [
      'the same without asking for an answer',
      'status',
      from('203.0.113.9', { 'sec-fetch-site': 'cross-site' }),
      401,
    ],
  ])('%s', async (_, command, options, status) => {
    expect((await ruled.call(command, options)).status).toBe(status);
  });

  const basic = (user: string, password: string) => ({
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
  });
  test('administrators come with their own password, others not', async () => {
    expect(
      (await ruled.call('registered_users', { ...basic('boss@test', 'secret'), args: ['test'] })).value,
    ).toEqual(['boss', 'nina']);
    expect((await ruled.call('stop', basic('boss@test', 'secret'))).status).toBe(403);
    expect((await ruled.call('status', basic('boss@test', 'wrong'))).status).toBe(401);
    expect((await ruled.call('status', basic('nina@test', 'secret'))).status).toBe(401);
  });

  test('a name that only points here is nobody’s without a token', async () => {
    const { default: http } = await import('node:http');
    const url = new URL(`${ruled.admin}/api/status`);
    const status = await new Promise((resolve) => {
      const request = http.request(
        {
          ...{ host: url.hostname, port: url.port, path: url.pathname, method: 'POST' },
          headers: { host: 'evil.example', 'x-forwarded-for': '203.0.113.9' },
        },
        (response) => resolve(response.statusCode),
      );
      request.end();
    });
    expect(status).toBe(401);
  });
});

test('the audit log tells who ran what, and no secret', async () => {
  const audited = await startAdminSite({ config: { limits: {} } });
  const token = await audited.token('people', { name: 'Personnel' });
  const args = { user: 'zoe', host: 'test', password: 'hunter2hunter2' };
  await audited.call('register', { token, args });
  await audited.call('register', { token, args });
  for (let asked = 0; asked < 3; asked++)
    await audited.call('check_account', { token, args: ['zoe', 'test'] });
  await audited.call('stop', { token });
  await audited.call('status');
  const log = await audited.run<Record<string, unknown>[]>('api_audit');
  const short = log.map(({ who, command, about, outcome, because, times }) => [
    String(who).replace(/ \(.*/, ''),
    command,
    about,
    outcome,
    because,
    times,
  ]);
  expect(short.toSorted()).toEqual(
    [
      ['token Personnel', 'register', 'user=zoe host=test', 'done', '', 1],
      ['token Personnel', 'register', 'user=zoe host=test', 'refused', 'account.exists', 1],
      ['token Personnel', 'check_account', 'user=zoe host=test', 'done', '', 3],
      ['token Personnel', 'stop', '', 'refused', 'not-allowed', 1],
      ['nobody', '', '', 'refused', 'token.missing', 1],
    ].toSorted(),
  );
  expect(log.every(({ from }) => from === '127.0.0.1')).toBe(true);
  expect(JSON.stringify([log, audited.log])).not.toContain('hunter2');
  expect(JSON.stringify(audited.log)).not.toContain(token.slice(-43));
  await audited.stop();
});
