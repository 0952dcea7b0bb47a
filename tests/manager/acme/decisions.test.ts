/** What is decided without asking anybody: ways, names, authorities, limits, windows, chains, journals. Tables, one row each. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type AcmeReason, acmeReason } from '../../../electron/contract/acme.ts';
import { WAY_BECAUSE, WAY_WORDS } from '../../../electron/contract/acme-words.ts';
import { ACME } from '../../../electron/contract/findings/acme.ts';
import { wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import type { OrderJournal } from '../../../electron/manager/certificates/acme/acme.ts';
import { certificateId, readWindow } from '../../../electron/manager/certificates/acme/ari.ts';
import { chooseChain, lookAt } from '../../../electron/manager/certificates/acme/chain.ts';
import { findingOf } from '../../../electron/manager/certificates/acme/desk.ts';
import { WHOSE, waitLeft, whomToAsk } from '../../../electron/manager/certificates/acme/failover.ts';
import { linksOf, retryAfter } from '../../../electron/manager/certificates/acme/http.ts';
import { fits } from '../../../electron/manager/certificates/acme/journal.ts';
import { countOf, LETS_ENCRYPT_LIMITS, roomFor } from '../../../electron/manager/certificates/acme/limits.ts';
import { planCertificate } from '../../../electron/manager/certificates/acme/plan.ts';
import { pollAfter } from '../../../electron/manager/certificates/acme/poll.ts';
import {
  chooseWays,
  type Leads,
  type MachineFacts,
} from '../../../electron/manager/certificates/acme/way.ts';
import { makeAuthority } from '../../support/pki.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MACHINE: MachineFacts = {
  ...{ port80: 'free', webroot: null, passesOn: false, port443: false, shared: false, wished: null },
};

describe('the way a name is proved', () => {
  test.each([
    ['a free port 80', {}, {}, 'http-listener', 'port-80-free'],
    ['our own port 443', { port443: true }, {}, 'tls-alpn', 'port-443-ours'],
    [
      'a provider, whatever else there is',
      { port443: true },
      { writable: true },
      'dns-provider',
      'provider-writes',
    ],
    [
      'Apache on port 80, folder known',
      { port80: 'web-server', webroot: '/var/www' },
      {},
      'http-webroot',
      'folder-known',
    ],
    [
      'Apache on port 80, which passes on',
      { port80: 'web-server', passesOn: true },
      {},
      'http-proxy',
      'rule-works',
    ],
    ['Apache on port 80, and nothing known', { port80: 'web-server' }, {}, 'dns-by-hand', 'port-80-taken'],
    ['some program on port 80', { port80: 'taken' }, {}, 'dns-by-hand', 'port-80-taken'],
    ['a port 80 we may not open', { port80: 'forbidden' }, {}, 'dns-by-hand', 'port-80-forbidden'],
    ['a website elsewhere', {}, { leads: 'elsewhere' }, 'dns-by-hand', 'leads-elsewhere'],
    [
      'a website elsewhere, and a provider',
      {},
      { leads: 'elsewhere', writable: true },
      'dns-provider',
      'provider-writes',
    ],
    ['an address of the inner network', {}, { leads: 'private' }, 'dns-by-hand', 'private-address'],
    [
      'a line without an address of its own',
      { shared: true, port443: true },
      {},
      'dns-by-hand',
      'not-reachable',
    ],
    ['a wildcard', { port443: true }, { name: '*.example.org' }, 'dns-by-hand', 'wildcard-needs-dns'],
    [
      'a wildcard, and a provider',
      {},
      { name: '*.example.org', writable: true },
      'dns-provider',
      'provider-writes',
    ],
    [
      'a wish that can be followed',
      { port443: true, wished: 'http-listener' },
      {},
      'http-listener',
      'port-80-free',
    ],
    ['a wish that cannot', { port443: true, wished: 'http-webroot' }, {}, 'tls-alpn', 'port-443-ours'],
  ] as const)('%s', (_what, machine, name, way, because) => {
    const facts = { name: 'example.org', leads: 'here' as Leads, writable: false, ...name };
    const [chosen] = chooseWays([facts], { ...MACHINE, ...machine } as MachineFacts);
    expect({ way: chosen!.way, because: chosen!.because }).toEqual({ way, because });
    // Each of the others has its why, in words.
    expect(chosen!.others).toHaveLength(5);
    for (const other of chosen!.others) expect(WAY_BECAUSE[other.because].fr).not.toBe('');
  });

  test('has words in both languages', () => {
    for (const { en, fr } of Object.values(WAY_WORDS)) expect([en.name, fr.name].every(Boolean)).toBe(true);
  });
});

describe('the names of a certificate', () => {
  const name = (text: string, more: object = {}) => ({
    ...{ name: text, need: 'required' as const, leads: 'here' as Leads, writable: false },
    ...more,
  });
  const plan = (names: ReturnType<typeof name>[], machine: Partial<MachineFacts> = {}, byHand = true) => {
    const made = planCertificate({
      ...{ domain: 'example.org', authority: 'Test', names, byHand },
      machine: { ...MACHINE, ...machine },
    });
    return {
      names: made.names.map(({ name, way, leftOut }) => `${name} ${leftOut ? 'left out' : way}`),
      findings: made.findings.map(({ code, severity, data }) => `${severity} ${code} ${data.names}`),
      possible: made.possible,
    };
  };

  test('are all on it where they lead here', () =>
    expect(plan([name('example.org'), name('rooms.example.org', { need: 'optional' })])).toEqual({
      names: ['example.org http-listener', 'rooms.example.org http-listener'],
      findings: [],
      possible: true,
    }));

  test('are left out where they can be done without and are not there', () =>
    expect(
      plan([name('example.org'), name('proxy.example.org', { need: 'optional', leads: 'missing' })]),
    ).toEqual({
      names: ['example.org http-listener', 'proxy.example.org left out'],
      findings: ['warning acme.name-left-out proxy.example.org'],
      possible: true,
    }));

  test('stop everything where one is needed and not there', () =>
    expect(plan([name('example.org'), name('xmpp.example.org', { leads: 'missing' })])).toEqual({
      names: ['example.org http-listener', 'xmpp.example.org left out'],
      findings: ['broken acme.name-nowhere xmpp.example.org'],
      possible: false,
    }));

  test('send nobody to type records in for what can be done without', () =>
    expect(
      plan([
        name('example.org', { leads: 'elsewhere' }),
        name('a.example.org', { need: 'optional', leads: 'elsewhere' }),
      ]),
    ).toEqual({
      names: ['example.org dns-by-hand', 'a.example.org left out'],
      findings: ['warning acme.name-left-out a.example.org', 'info acme.by-hand example.org'],
      possible: true,
    }));

  test('need no address where a provider proves them', () =>
    expect(plan([name('example.org', { leads: 'unknown', writable: true })])).toEqual({
      names: ['example.org dns-provider'],
      findings: [],
      possible: true,
    }));

  test('wait where name servers do not answer', () =>
    expect(plan([name('example.org', { leads: 'unknown' })])).toMatchObject({
      findings: ['warning acme.names-not-asked example.org'],
      possible: false,
    }));

  test('include the address domain, or nothing is asked for (P21)', () =>
    expect(plan([name('example.org', { leads: 'elsewhere' }), name('xmpp.example.org')], {}, false)).toEqual({
      names: ['example.org left out', 'xmpp.example.org http-listener'],
      findings: ['broken acme.no-way example.org'],
      possible: false,
    }));
});

describe('which authority is asked', () => {
  const at = (reason: AcmeReason, failures: number, waitMs = 0, second = true) =>
    whomToAsk({ second, failures, trouble: { reason, waitMs } });
  test.each([
    ['the only one', at('unreachable', 9, 0, false), 'first', 'only-one'],
    ['a new renewal', at('unreachable', 0), 'first', 'fine'],
    ['down for a while', at('unreachable', 2), 'first', 'patience'],
    ['down for hours', at('unreachable', 4), 'second', 'down'],
    [
      'down for long: now and then it is looked whether it is back',
      at('serverInternal', 7),
      'first',
      'look-again',
    ],
    ['our names', at('connection', 9), 'first', 'names'],
    ['a short limit', at('rateLimited', 1, 10 * MINUTE), 'first', 'patience'],
    ['a long limit', at('rateLimited', 1, 2 * DAY), 'second', 'limit'],
    ['our own count', at('ourLimit', 1, 30 * HOUR), 'second', 'limit'],
    ['terms to be read', at('userActionRequired', 1), 'second', 'account'],
    ['a name it will not have', at('rejectedIdentifier', 1), 'second', 'account'],
  ] as const)('%s', (_what, asked, ask, because) => expect(asked).toEqual({ ask, because }));

  test('knows whose trouble every reason is', () =>
    expect(Object.keys(WHOSE).sort()).toEqual([...acmeReason.options].sort()));

  test('counts what is left of a wait', () => {
    const failure = { reason: 'rateLimited', retry: { retry: 'after', ms: HOUR } } as never;
    expect([waitLeft(failure, 0, 10 * MINUTE), waitLeft(failure, 0, 2 * HOUR)]).toEqual([50 * MINUTE, 0]);
  });
});

describe("Let's Encrypt's limits", () => {
  const names = ['example.org', 'rooms.example.org'];
  const wish = (renewal = false) => ({ kind: 'certificate', names, renewal }) as const;
  const bought = (times: number[]) => times.flatMap((at) => countOf(LETS_ENCRYPT_LIMITS, wish(), 'd', at));

  test('leave room for the fourth certificate of the same names, and not for the fifth', () => {
    expect(roomFor(LETS_ENCRYPT_LIMITS, bought([0, 1, 2]), wish(), 3)).toEqual({ room: true });
    expect(roomFor(LETS_ENCRYPT_LIMITS, bought([0, 1, 2, 3]), wish(), 4)).toMatchObject({
      room: false,
      limit: 'same-names',
    });
  });
  test('fill up one by one', () => {
    const full = bought([0, 0, 0, 0]);
    const told = roomFor(LETS_ENCRYPT_LIMITS, full, wish(), 0);
    expect(told).toEqual({ room: false, limit: 'same-names', waitMs: 34 * HOUR });
    expect(roomFor(LETS_ENCRYPT_LIMITS, full, wish(), 34 * HOUR)).toEqual({ room: true });
  });
  test('do not hold back a renewal that says what it replaces', () =>
    expect(roomFor(LETS_ENCRYPT_LIMITS, bought([0, 0, 0, 0, 0, 0]), wish(true), 0)).toEqual({ room: true }));
  test('count a domain by what was registered', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      countOf(LETS_ENCRYPT_LIMITS, { ...wish(), names: [`n${at}.example.co.uk`] }, 'd', 0),
    ).flat();
    expect(roomFor(LETS_ENCRYPT_LIMITS, many, { ...wish(), names: ['new.example.co.uk'] }, 0)).toMatchObject({
      limit: 'domain',
    });
    expect(roomFor(LETS_ENCRYPT_LIMITS, many, { ...wish(), names: ['new.other.co.uk'] }, 0)).toEqual({
      room: true,
    });
  });
  test('keep an order back while one of its names failed too often', () => {
    const failed = [0, 0, 0].flatMap((at) =>
      countOf(
        LETS_ENCRYPT_LIMITS,
        { kind: 'failure', names: ['rooms.example.org'], renewal: false },
        'd',
        at,
      ),
    );
    expect(roomFor(LETS_ENCRYPT_LIMITS, failed, { kind: 'order', names, renewal: true }, 0)).toEqual({
      ...{ room: false, limit: 'failures', waitMs: 12 * MINUTE },
    });
  });
  test('are a matter of a clock that may go backwards', () =>
    expect(roomFor(LETS_ENCRYPT_LIMITS, bought([DAY, DAY, DAY, DAY]), wish(), 0)).toMatchObject({
      room: false,
    }));
  test('stay under the authority’s own', () => {
    for (const { ours, holds } of LETS_ENCRYPT_LIMITS) expect(ours).toBeLessThan(holds);
  });
});

describe('renewal information', () => {
  // RFC 9773, Appendix A.
  const EXAMPLE = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----`;
  test('names a certificate as the specification does', () =>
    expect(certificateId(EXAMPLE)).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE'));

  const window = (start: string, end: string) => ({ suggestedWindow: { start, end } });
  const good = window('2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z');
  test.each([
    ['as told', good, 6 * HOUR, { askAgainAt: 6 * HOUR }],
    ['asked again within a day', good, 40 * DAY, { askAgainAt: DAY }],
    ['asked again after a minute', good, 0, { askAgainAt: MINUTE }],
    ['asked again after six hours where nothing was said', good, undefined, { askAgainAt: 6 * HOUR }],
    [
      'none where it ends before it begins',
      window('2026-11-26T00:00:00Z', '2026-11-25T00:00:00Z'),
      0,
      undefined,
    ],
    ['none where it is none', window('soon', 'later'), 0, undefined],
  ])('%s', (_what, told, waitMs, expected) => {
    const read = readWindow(told, waitMs, 0);
    if (expected === undefined) expect(read).toBeUndefined();
    else expect(read).toMatchObject(expected);
  });
  test('opens no link but https', () =>
    expect(readWindow({ ...good, explanationURL: 'file:///etc/passwd' }, 0, 0)?.explanation).toBeNull());
});

describe('a chain', () => {
  test('is looked at before it is used', async () => {
    const root = await makeAuthority('Root');
    const middle = await root.issue({ authority: true, name: 'Middle' });
    const leaf = await middle.issue({ dns: ['example.org'] });
    const other = await middle.issue({ dns: ['example.org'] });
    const chain = leaf.pem + middle.pem;
    expect(lookAt(chain, leaf.key, ['example.org']).good).toBe(true);
    const because = (text: string, key: string, names: string[]) => {
      const looked = lookAt(text, key, names);
      return looked.good ? '' : looked.because;
    };
    expect(because(chain, other.key, ['example.org'])).toBe('the certificate is for another key');
    expect(because(chain, leaf.key, ['example.org', 'a.example.org'])).toBe(
      'the certificate does not have a.example.org',
    );
    expect(because(leaf.pem + root.pem, leaf.key, ['example.org'])).toBe(
      'certificate 1 is not issued by the one after it',
    );
    expect(because('', leaf.key, ['example.org'])).toBe('0 certificates');
  });

  test('is the one under the wished root, or the first where nothing has expired', async () => {
    const chainOf = async (name: string, to: number) => {
      const root = await makeAuthority(name);
      const leaf = await root.issue({ dns: ['example.org'], to });
      return [new X509Certificate(leaf.pem)];
    };
    const chains = [await chainOf('Old', -0.5), await chainOf('New', 30), await chainOf('Newer', 30)];
    const now = Date.now();
    expect(chooseChain(chains, { now })).toEqual({ at: 1, because: 'first-valid' });
    expect(chooseChain(chains, { now, root: 'Newer' })).toEqual({ at: 2, because: 'wished-root' });
    expect(chooseChain(chains, { now, root: 'Nowhere' })).toEqual({ at: 1, because: 'first-valid' });
    expect(chooseChain(chains.slice(0, 1), { now })).toEqual({ at: 0, because: 'first' });
  });
});

describe('an order of old', () => {
  const journal: OrderJournal = {
    ...{ directory: 'd', account: 'a', order: 'o', key: 'k', names: ['b', 'a'], profile: null },
    ...{ createdAt: 0, shown: [] },
  };
  const wanted = { directory: 'd', account: 'a', key: 'k', names: ['a', 'b'], profile: null };
  test.each([
    [{}, {}, 0, true],
    [{ settled: true }, {}, 0, 'settled'],
    [{}, { directory: 'e' }, 0, 'authority'],
    [{}, { account: 'e' }, 0, 'account'],
    [{}, { key: 'e' }, 0, 'key'],
    [{}, { names: ['a'] }, 0, 'names'],
    [{}, { profile: 'shortlived' }, 0, 'profile'],
    [{}, {}, 2 * DAY, 'age'],
    [{ createdAt: 2 * DAY }, {}, 0, 'age'],
  ])('%j for %j at %d: %s', (kept, wish, now, expected) => {
    const verdict = fits({ ...journal, ...kept }, { ...wanted, ...wish }, now);
    expect(verdict.fits ? true : verdict.because).toBe(expected);
  });
});

describe('what comes with answers', () => {
  test.each([
    ['120', 120_000],
    ['Sun, 22 Nov 2026 12:00:10 GMT', 10_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
  ])('Retry-After: %s', (text, expected) =>
    expect(retryAfter({ 'retry-after': text }, Date.parse('2026-11-22T12:00:00Z'))).toBe(expected),
  );
  test('links by their relation', () => {
    const link = '<https://a/1>;rel="index", </2>; rel=alternate, <https://a/3>;title="x";rel="up alternate"';
    expect(linksOf({ link }, 'alternate', 'https://a/cert')).toEqual(['https://a/2', 'https://a/3']);
    expect(linksOf({}, 'alternate', 'https://a/')).toEqual([]);
  });
  test('waits between looks', () =>
    expect([pollAfter(0, undefined), pollAfter(99, undefined), pollAfter(0, 0), pollAfter(0, 9e9)]).toEqual([
      ...[500, 10_000, 250, 60_000],
    ]));
});

describe('a refusal in words', () => {
  test('exists for every reason, in both languages, with everything filled in', () => {
    for (const reason of acmeReason.options) {
      const finding = findingOf(
        {
          ...{ reason, retry: { retry: 'after', ms: 2 * HOUR }, authority: 'acme-v02.api.letsencrypt.org' },
          ...{ said: 'why', link: 'https://a.example/', names: [] },
        },
        'example.org',
      );
      for (const language of ['en', 'fr'] as const) {
        const words = Object.values(wordsOfFinding(finding, language)!);
        expect(words.join(' ')).not.toMatch(/\{|undefined|\?\?/);
        expect(words).toHaveLength(3);
      }
    }
    const limited = findingOf(
      {
        ...{ reason: 'rateLimited', retry: { retry: 'after', ms: 2 * HOUR } },
        ...{ authority: 'acme-v02.api.letsencrypt.org', said: '', link: null, names: [] },
      },
      'example.org',
    );
    expect(wordsOfFinding(limited, 'en')).toMatchObject({
      cause: 'Let’s Encrypt gives out no more certificates to us for now.',
      fix: 'It is tried again by itself in 2 hours, when the authority allows it.',
    });
    expect(Object.keys(ACME).length).toBeGreaterThan(acmeReason.options.length);
  });
});
