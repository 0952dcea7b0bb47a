/** What an authority may answer instead: limits, trouble of its own, nonsense, silence; and what it wants to know of renewals. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ObtainRequest } from '../../../electron/manager/certificates/acme/acme.ts';
import { certificateId } from '../../../electron/manager/certificates/acme/ari.ts';
import type { Challenger } from '../../../electron/manager/certificates/acme/challenger.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { type Answer, type Front, problemOf, startFront } from './faults.ts';
import { authorityOf, dnsChallenger, request, testOffice } from './office.ts';

const signal = () => AbortSignal.timeout(60_000);
const DAY = 86_400_000;

describeWith(PEBBLE, 'an authority that answers otherwise', () => {
  let pebble: Pebble;
  let proxy: Front;
  beforeAll(async () => {
    pebble = await startPebble();
    proxy = await startFront(pebble);
  }, 60_000);
  afterAll(async () => {
    await proxy.stop();
    await pebble.stop();
  });
  beforeEach(() => {
    proxy.fault = {};
    proxy.window = undefined;
  });

  const ask = (
    office: Awaited<ReturnType<typeof testOffice>>,
    names: string[],
    more: Partial<ObtainRequest> = {},
  ) => office.acme.obtain(request(office, proxy, names, 'dns-provider', dnsChallenger(pebble), more));

  test('an authorization for a name nobody asked for: nothing is shown for it', async () => {
    await using office = await testOffice();
    const shown: string[] = [];
    const challenger: Challenger = {
      type: 'dns-01',
      present: async ({ name }) => void shown.push(name),
      withdraw: async () => undefined,
    };
    const challenges = [
      { type: 'dns-01', url: 'https://ca.example/c', token: 'a'.repeat(43), status: 'pending' },
    ];
    proxy.fault = {
      before: (path) =>
        path.startsWith('/authZ/')
          ? {
              status: 200,
              body: { identifier: { type: 'dns', value: 'router.lan' }, status: 'pending', challenges },
            }
          : undefined,
    };
    const wish = request(office, proxy, ['a.example.org'], 'dns-provider', challenger);
    await expect(office.acme.obtain(wish)).rejects.toMatchObject({
      failure: { reason: 'nonsense', said: 'an authorization for router.lan, which was not asked for' },
    });
    expect(shown).toEqual([]);
  }, 60_000);

  const onOrder = (answer: Answer | 'cut') => ({
    before: (path: string) => (path === '/order-plz' ? answer : undefined),
  });

  test.each([
    [
      { status: 429, headers: { 'retry-after': '3600' }, body: problemOf('rateLimited') },
      { reason: 'rateLimited', retry: { retry: 'after', ms: 3_600_000 } },
    ],
    // Longer than any limit there is: not believed.
    [
      { status: 429, headers: { 'retry-after': '999999999' }, body: problemOf('rateLimited') },
      { reason: 'rateLimited', retry: { retry: 'after', ms: 8 * DAY } },
    ],
    [
      { status: 503, headers: { 'retry-after': '120' }, body: 'busy' },
      { reason: 'serverInternal', retry: { retry: 'after', ms: 120_000 } },
    ],
    [
      { status: 500, body: problemOf('serverInternal') },
      { reason: 'serverInternal', retry: { retry: 'later' } },
    ],
    [
      { status: 403, body: problemOf('rejectedIdentifier', 'no bank') },
      { reason: 'rejectedIdentifier', retry: { retry: 'never' }, said: 'no bank' },
    ],
    [
      {
        status: 403,
        body: problemOf('userActionRequired', 'new terms', { instance: 'https://ca.example/terms' }),
      },
      { reason: 'userActionRequired', retry: { retry: 'never' }, link: 'https://ca.example/terms' },
    ],
    // A link is opened on somebody's screen.
    [
      {
        status: 403,
        body: problemOf('userActionRequired', 'new terms', { instance: 'javascript:alert(1)' }),
      },
      { reason: 'userActionRequired', link: null },
    ],
    [{ status: 200, body: '<html>Please log in to the hotel' }, { reason: 'nonsense' }],
    [{ status: 404, body: '<html>' }, { reason: 'nonsense' }],
    [{ status: 201, body: `"${'x'.repeat(300_000)}"` }, { reason: 'nonsense' }],
    [
      {
        status: 403,
        body: problemOf('compound', 'two of them', {
          subproblems: [
            {
              type: 'urn:ietf:params:acme:error:caa',
              detail: 'forbidden',
              identifier: { type: 'dns', value: 'a.example.org' },
            },
            {
              type: 'urn:ietf:params:acme:error:dns',
              detail: 'gone',
              identifier: { type: 'dns', value: 'b.example.org' },
            },
          ],
        }),
      },
      {
        reason: 'compound',
        names: [
          { name: 'a.example.org', reason: 'caa', way: null, said: 'forbidden' },
          { name: 'b.example.org', reason: 'dns', way: null, said: 'gone' },
        ],
      },
    ],
  ] as [Answer, object][])('%j', async (answer, failure) => {
    await using office = await testOffice();
    proxy.fault = onOrder(answer);
    await expect(ask(office, ['a.example.org', 'b.example.org'])).rejects.toMatchObject({ failure });
  });

  test('is unreachable when the line is cut, and what was sent is not sent again', async () => {
    await using office = await testOffice();
    let orders = 0;
    proxy.fault = {
      before(path) {
        if (path !== '/order-plz') return undefined;
        orders += 1;
        return 'cut';
      },
    };
    await expect(ask(office, ['a.example.org'])).rejects.toMatchObject({
      failure: { reason: 'unreachable', retry: { retry: 'later' } },
    });
    expect(orders).toBe(1);
  });

  test('is asked again for what got lost on the way, where it only was to be read', async () => {
    await using office = await testOffice();
    let cut = 0;
    proxy.fault = { before: (path) => (/^\/authZ\//i.test(path) && cut++ === 0 ? 'cut' : undefined) };
    expect((await ask(office, ['a.example.org'])).chain).toContain('BEGIN');
    expect(cut).toBeGreaterThan(1);
  }, 30_000);

  test('says when it wants a renewal, and hears what an order replaces', async () => {
    await using office = await testOffice();
    const first = await ask(office, ['a.example.org'], { id: 'first' });
    const [start, end] = [new Date(Date.now() + DAY), new Date(Date.now() + 2 * DAY)];
    const about = () => office.acme.renewalInfo(authorityOf(proxy), first.chain, signal());
    expect(await about()).toBeUndefined();
    proxy.window = { start: start.toISOString(), end: end.toISOString() };
    const told = await about();
    expect(told).toMatchObject({ start: start.getTime(), end: end.getTime() });
    expect(told!.askAgainAt - Date.now()).toBeGreaterThan(21_000_000);
    proxy.window = { start: end.toISOString(), end: start.toISOString() };
    expect(await about()).toBeUndefined();

    await ask(office, ['a.example.org'], { id: 'second', replaces: first.chain, profile: 'shortlived' });
    const orders = proxy.asked.filter(({ path }) => path === '/order-plz').map(({ payload }) => payload);
    expect(orders.at(-1)).toMatchObject({ replaces: certificateId(first.chain), profile: 'shortlived' });
    // Another profile is none of this authority's.
    await ask(office, ['a.example.org'], { id: 'third', profile: 'tlsserver' });
    expect(proxy.asked.filter(({ path }) => path === '/order-plz').at(-1)?.payload).not.toHaveProperty(
      'profile',
    );
  }, 30_000);

  test('takes an order that replaces nothing, when that was replaced already', async () => {
    await using office = await testOffice();
    const first = await ask(office, ['a.example.org'], { id: 'first' });
    proxy.fault = {
      before: (path, payload) =>
        path === '/order-plz' && payload?.replaces
          ? { status: 409, body: problemOf('alreadyReplaced') }
          : undefined,
    };
    expect((await ask(office, ['a.example.org'], { id: 'second', replaces: first.chain })).chain).toContain(
      'BEGIN',
    );
  }, 30_000);

  test('that forgot us hears of us again, with the same key', async () => {
    await using office = await testOffice();
    await ask(office, ['a.example.org'], { id: 'first' });
    const kept = (await office.store.account(proxy.directory))!;
    let once = 0;
    proxy.fault = {
      before: (path) =>
        path === '/order-plz' && once++ === 0
          ? { status: 400, body: problemOf('accountDoesNotExist') }
          : undefined,
    };
    await ask(office, ['a.example.org'], { id: 'second' });
    expect((await office.store.account(proxy.directory))?.key).toBe(kept.key);
  }, 30_000);

  test('is not asked where our own count says no', async () => {
    await using office = await testOffice();
    const counted = {
      kind: 'failure',
      directory: proxy.directory,
      of: 'failures a.example.org',
      at: Date.now(),
    } as const;
    await office.store.saveCounted([counted, counted, counted]);
    const before = proxy.asked.filter(({ path }) => path === '/order-plz').length;
    // Let’s Encrypt's limits, whoever is behind the address.
    const authority = { ...authorityOf(proxy), id: 'letsencrypt' as const };
    await expect(ask(office, ['a.example.org'], { authority })).rejects.toMatchObject({
      failure: { reason: 'ourLimit', said: 'failures', retry: { retry: 'after' } },
    });
    expect(proxy.asked.filter(({ path }) => path === '/order-plz')).toHaveLength(before);
    // Others may still be asked for; what was asked is counted.
    await ask(office, ['b.example.org'], { authority });
    expect((await office.store.counted()).map(({ kind }) => kind).sort()).toEqual([
      ...['account', 'certificate', 'certificate', 'failure', 'failure', 'failure', 'order'],
    ]);
  }, 30_000);

  test('must be spoken to under TLS that can be trusted', async () => {
    await using office = await testOffice();
    const untrusted = { ...authorityOf(proxy), ca: undefined };
    await expect(ask(office, ['a.example.org'], { authority: untrusted })).rejects.toMatchObject({
      failure: { reason: 'nonsense' },
    });
    const plain = { ...authorityOf(proxy), directory: proxy.directory.replace('https', 'http') };
    await expect(ask(office, ['a.example.org'], { authority: plain })).rejects.toMatchObject({
      failure: { reason: 'nonsense' },
    });
  }, 30_000);
});
