/** Decisions of the API, each with its why; and that no command got more than it should by mistake. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aboutOf, createAudit, MAX_PER_DAY } from '../../../server/modules/api/audit.ts';
import { createPace } from '../../../server/modules/api/pace.ts';
import { KINDS } from '../../../server/modules/api/problem.ts';
import { mayGet, mayRun, takesSecret, type Wish } from '../../../server/modules/api/rights.ts';
import { pageBehind } from '../../../server/modules/support/page-behind.ts';
import { type AdminSite, startAdminSite } from './site.ts';

const wish = (name: string, more: Partial<Wish> = {}): Wish => ({
  ...{ name, scope: undefined, reads: false, secret: false, administrator: false },
  ...more,
});

describe('may', () => {
  const kick = wish('kick_user', { scope: 'people' });
  const list = wish('registered_users', { scope: 'people', reads: true });
  const check = wish('check_password', { scope: 'people', reads: true, secret: true });
  test.each<[string, string[], Wish, boolean, string]>([
    ['everything', ['all'], wish('stop'), true, 'everything'],
    ['everything but one', ['all', '!stop'], wish('stop'), false, 'excepted'],
    [
      'everything but one, and no way around it',
      ['all', '!stop'],
      wish('access_token_create'),
      false,
      'excepted',
    ],
    ['nor this one', ['all', '!stop'], wish('access_token_restore'), false, 'excepted'],
    ['nor this', ['all', '!stop'], { ...kick, administrator: true }, false, 'administrator'],
    ['everything else', ['all', '!stop'], kick, true, 'everything'],
    ['everything, administrators too', ['all'], { ...kick, administrator: true }, true, 'everything'],
    ['its group', ['people'], kick, true, 'its group'],
    ['another group', ['rooms'], kick, false, 'not included'],
    ['nothing of the server', ['people', 'rooms', 'read'], wish('reload_config'), false, 'not included'],
    ['one command', ['kick_user'], kick, true, 'named'],
    ['one command and no other', ['kick_user'], list, false, 'not included'],
    ['reading', ['read'], list, true, 'reading'],
    ['reading changes nothing', ['read'], kick, false, 'not included'],
    ['reading tries no passwords', ['read'], check, false, 'not included'],
    ['named, it does', ['check_password'], check, true, 'named'],
    ['an administrator is left alone', ['people'], { ...kick, administrator: true }, false, 'administrator'],
    ['by name, too', ['kick_user'], { ...kick, administrator: true }, false, 'administrator'],
    ['but may be looked at', ['people'], { ...check, administrator: true }, true, 'its group'],
    ['nothing', [], list, false, 'not included'],
  ])('%s', (_, scopes, asked, allow, because) => {
    expect(mayRun(scopes, asked)).toEqual({ allow, because });
  });
});

describe('the table of commands', () => {
  let site: AdminSite;
  beforeAll(async () => {
    site = await startAdminSite();
  });
  afterAll(() => site.stop());

  test('has what probes ask (S105), and each that reads tells no secret', async () => {
    const token = await site.token('all');
    const list = (await site.call('help', { token })).value as { name: string; scope: string }[];
    const names = list.map(({ name }) => name);
    for (const name of ['help', 'status', 'registered_users', 'connected_users_number', 'check_password'])
      expect(names).toContain(name);
    const specs = [...site.server.commands()];
    const reading = specs.filter((spec) =>
      mayGet({ ...spec, reads: spec.reads ?? false, lines: spec.lines }),
    );
    // Whoever adds one here has thought about it: anybody who may look sees what it answers, and no word of it is a secret.
    expect(
      reading
        .map(({ name }) => name)
        .filter((name) => /token|audit|invit|password|message$|options/.test(name)),
    ).toEqual([]);
    expect(reading.some(takesSecret)).toBe(false);
  });

  test('one that nobody has put into a group is for tokens for everything', async () => {
    const token = await site.token('read,people,rooms');
    for (const command of [
      'stop',
      'restart',
      'reload_config',
      'access_token_create',
      'access_tokens',
      'api_audit',
    ])
      expect([command, (await site.call(command, { token })).status]).toEqual([command, 403]);
  });

  test('as an OpenAPI document: each command, its arguments as they are checked', async () => {
    const document = (await (await fetch(`${site.admin}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<
        string,
        Record<
          string,
          {
            operationId: string;
            parameters?: unknown;
            requestBody?: { content: Record<string, { schema: unknown }> };
          }
        >
      >;
    };
    expect(document.openapi).toBe('3.1.0');
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.paths['/check_password']!.get).toBeUndefined();
    expect(document.paths['/check_password']!.post!.requestBody!.content['application/json']!.schema).toEqual(
      {
        type: 'object',
        properties: {
          user: { type: 'string', minLength: 1 },
          host: { type: 'string', minLength: 1 },
          password: { type: 'string' },
        },
        required: ['user', 'host', 'password'],
        additionalProperties: false,
      },
    );
    expect(document.paths['/check_account']!.get!.parameters).toEqual([
      { name: 'user', in: 'query', required: true, schema: { type: 'string', minLength: 1 } },
      { name: 'host', in: 'query', required: true, schema: { type: 'string', minLength: 1 } },
    ]);
  });

  test('as a page for people, without scripts', async () => {
    const page = await fetch(`${site.admin}/api`, { headers: { accept: 'text/html,*/*' } });
    const text = await page.text();
    expect([page.headers.get('content-type'), /<script/.test(text)]).toEqual([
      'text/html; charset=utf-8',
      false,
    ]);
    expect(text).toContain('<code>check_password</code>');
    expect(
      ((await (await fetch(`${site.admin}/api`)).json()) as { name: string }[]).some(
        ({ name }) => name === 'status',
      ),
    ).toBe(true);
  });
});

test('every code has a status and a sentence', () => {
  for (const [code, { status, title }] of Object.entries(KINDS))
    expect([code, status >= 400 && status < 600, /[.]$/.test(title)]).toEqual([code, true, true]);
});

describe('whether a page in a browser asks', () => {
  test.each([
    ['a program', { host: '127.0.0.1:5280' }, false],
    ['a program, IPv6', { host: '[::1]:5280' }, false],
    ['by name', { host: 'localhost:5280' }, false],
    ['by our name', { host: 'office.test' }, false],
    ['an address typed in', { host: '127.0.0.1', 'sec-fetch-site': 'none' }, false],
    ['a page of another site', { host: '127.0.0.1', 'sec-fetch-site': 'cross-site' }, true],
    ['a page of this port', { host: '127.0.0.1', 'sec-fetch-site': 'same-origin' }, true],
    ['a page that says so', { host: '127.0.0.1', origin: 'null' }, true],
    ['a name that was made to point here', { host: 'evil.test:5280' }, true],
  ])('%s', (_, headers, page) => {
    expect(pageBehind(headers, ['office.test']) !== undefined).toBe(page);
  });
});

test('a pace lets a burst through and then so many a second', () => {
  let time = 0;
  const pace = createPace(2, () => time);
  const take = (count: number) =>
    Array.from({ length: count }, () => pace.take('a')).filter((wait) => wait === 0).length;
  expect(take(25)).toBe(20);
  expect(pace.take('a')).toBe(500);
  expect(pace.take('b')).toBe(0);
  time = 3000;
  expect(take(10)).toBe(6);
});

describe('the audit log', () => {
  const tableOf = () => {
    const rows = new Map<string, Map<string, unknown>>();
    const of = (owner: string) => rows.get(owner) ?? rows.set(owner, new Map()).get(owner)!;
    const keyval = {
      get: (owner: string, key: string) => of(owner).get(key),
      set: (owner: string, key: string, value: unknown) => void of(owner).set(key, value),
      entries: (owner: string) => [...of(owner)],
      owners: () => [...rows.keys()],
      deleteOwner: (owner: string) => void rows.delete(owner),
    };
    return { keyval: () => keyval as never };
  };
  const entry = { who: 'a', from: '::1', command: 'c', about: '', outcome: 'done' as const, because: '' };

  test('is bounded by the day and by days', () => {
    let time = Date.UTC(2026, 10, 22);
    const audit = createAudit({ store: tableOf(), now: () => time });
    for (let count = 0; count < MAX_PER_DAY + 5; count++) audit.note(entry, false);
    const today = audit.read(1);
    expect([today.length, today.find(({ because }) => because.startsWith('more'))?.times]).toEqual([
      MAX_PER_DAY + 1,
      5,
    ]);
    time += 10 * 86_400_000;
    audit.note(entry, false);
    audit.sweep(5);
    expect(audit.read(30).length).toBe(1);
  });

  test('names who and what it was about, and nothing else', () => {
    expect(
      aboutOf({ user: 'nina', host: 'test', password: 'p', token: 't', text: 'hello', room: 'a\nb' }),
    ).toBe('user=nina host=test room=a b');
    expect(aboutOf(['nina'])).toBe('');
  });
});
