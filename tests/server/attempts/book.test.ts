/** What of many attempts is kept: the table of whose they are, and the bounds. */
import { expect, test, vi } from 'vitest';
import { createBook } from '../../../server/attempts/book.ts';
import { nearest } from '../../../server/attempts/near.ts';
import { type Judged, judge, type Seen } from '../../../server/attempts/row.ts';
import { stopOfFirstWords } from '../../../server/kernel/first-words.ts';
import { stopOfTlsFailure } from '../../../server/kernel/tls-failure.ts';

const served = {
  hosts: ['example.org'],
  exists: (account: string) => account === 'marie@example.org',
  names: () => ['marie', 'jo'],
};
const OFFICE = '192.168.1.20';
const FAR = '203.0.113.9';

const CASES: readonly (readonly [Partial<Seen>, Judged['keep'], string])[] = [
  [{ stage: 'connected', address: FAR }, 'row', 'connected'],
  [{ address: FAR, account: 'marie@example.org', stopped: 'wrong-password' }, 'row', 'an account of ours'],
  [
    { address: FAR, account: 'mairie@example.org', stopped: 'wrong-password' },
    'row',
    'nearly an account of ours',
  ],
  [
    { address: FAR, account: 'root@example.org', stopped: 'wrong-password' },
    'stranger',
    'it named nothing of ours',
  ],
  [{ address: OFFICE, account: 'root@example.org', stopped: 'wrong-password' }, 'row', 'from this network'],
  [{ address: FAR, asked: 'exemple.org', stopped: 'wrong-domain' }, 'row', 'nearly a domain of ours'],
  [{ address: FAR, asked: 'gmail.com', stopped: 'wrong-domain' }, 'stranger', 'it named nothing of ours'],
  [{ address: FAR, asked: 'example.org', stopped: 'no-tls' }, 'row', 'it named a domain of ours'],
  [{ address: FAR, named: 'example.org', stopped: 'left-at-tls' }, 'row', 'it named a domain of ours'],
  [{ address: FAR, stopped: 'http' }, 'stranger', 'it named nothing of ours'],
  [{ address: OFFICE, stopped: 'tls-old' }, 'row', 'from this network'],
  [{ address: OFFICE, stopped: 'silent' }, 'stranger', 'it named nothing of ours'],
  [
    { address: OFFICE, own: true, left: true, stopped: 'left-at-login' },
    'nothing',
    'this machine looks at its own ports',
  ],
  [
    { address: OFFICE, own: true, named: 'example.org', stopped: 'tls-old' },
    'nothing',
    'this machine looks at its own ports',
  ],
  [
    { address: OFFICE, own: true, asked: 'example.org', stopped: 'no-tls' },
    'row',
    'it named a domain of ours',
  ],
];
test.each(CASES)('%o is a %s: %s', (seen, keep, because) => {
  expect(judge({ stage: 'reached', door: 'direct', address: '', ...seen } as Seen, served)).toMatchObject({
    ...{ keep, because },
  });
});

test('a slip of the finger, and what is none', () => {
  const names = ['marie', 'example.org', 'jo', 'nina'];
  expect(
    ['mrie', 'marei', 'exmaple.or', 'marie', 'info', 'ja', 'x'.repeat(5000)].map((w) => nearest(w, names)),
  ).toEqual(['marie', 'marie', 'example.org', undefined, undefined, undefined, undefined]);
});

test('first words', () => {
  const of = (text: string) => stopOfFirstWords(Buffer.from(text, 'latin1'));
  expect(
    ['<stream', ' \n<?xml', '\xef\xbb\xbf<', 'GET / HTTP', '\x16\x03\x01', 'SSH-2.0', '\0\x01', ' '].map(of),
  ).toEqual([undefined, undefined, undefined, 'http', 'tls-too-soon', 'not-xmpp', 'not-xmpp', undefined]);
});

test('what OpenSSL says', () => {
  const of = (code?: string) => stopOfTlsFailure(Object.assign(new Error('x'), { code }));
  expect([
    of('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
    of('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'),
    of('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN'),
    of('ERR_SSL_UNSUPPORTED_PROTOCOL'),
    of('ERR_SSL_NO_SHARED_CIPHER'),
    of('ERR_SSL_HTTP_REQUEST'),
    of('ERR_SSL_WRONG_VERSION_NUMBER'),
    of('ERR_SSL_DECRYPTION_FAILED'),
    of('ECONNRESET'),
    of(),
  ]).toEqual([
    ...['certificate-refused', 'certificate-refused', 'certificate-refused', 'tls-old', 'tls-no-cipher'],
    ...['http', 'tls-expected', 'tls-failed', 'left-at-tls', 'left-at-tls'],
  ]);
});

test('10,000 strangers, and 10,000 who guess at one account, push nobody off the page', () => {
  vi.useFakeTimers();
  const told = vi.fn();
  const book = createBook({ served, now: () => 1000, onChanged: told });
  const from = (n: number) => `203.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  book.begin({ address: OFFICE, door: 'starttls' }).note({ asked: 'example.org', stopped: 'no-tls' });
  for (let n = 0; n < 10_000; n++) {
    book.begin({ address: from(n), door: 'direct' }).over();
    book
      .begin({ address: from(n), door: 'starttls' })
      .note({ account: `name${n}@example.org`, stopped: 'wrong-password' });
    book
      .begin({ address: from(n), door: 'starttls' })
      .note({ account: 'marie@example.org', stopped: 'wrong-password' });
    book
      .begin({ address: from(n), door: 'starttls' })
      .note({ asked: 'exemple.org', stopped: 'wrong-domain' });
  }
  const { rows, strangers, dropped } = book.report();
  expect(rows.filter(({ account }) => account === 'marie@example.org')).toHaveLength(12);
  expect(rows.filter(({ asked }) => asked === 'exemple.org')).toHaveLength(12);
  expect(rows.some(({ source }) => source === OFFICE)).toBe(true);
  expect(rows).toHaveLength(25);
  expect(dropped).toBe(2 * (10_000 - 12));
  expect(strangers).toMatchObject({ times: 20_000, sources: 5000 });
  expect(strangers.latest).toHaveLength(20);
  expect(JSON.stringify(book.report()).length).toBeLessThan(64 * 1024);
  vi.advanceTimersByTime(250);
  expect(told).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

test('texts of a peer steer no terminal, end no line and turn no direction', () => {
  const book = createBook({ served, now: () => 1000, onChanged() {} });
  const trace = book.begin({ address: OFFICE, door: 'starttls' });
  trace.note({ program: 'Gajim\u001b]0;x\u0007', asked: 'a\u009b2J\nb\u202ec', stopped: 'wrong-domain' });
  expect(book.report().rows).toMatchObject([{ program: 'Gajim ]0;x ', asked: 'a 2J b c' }]);
});

test('texts of a peer are cut, and one connection may fail several times', () => {
  const book = createBook({ served, now: () => 1000, onChanged() {} });
  const trace = book.begin({ address: OFFICE, door: 'starttls' });
  trace.note({ stage: 'greeted', asked: 'x'.repeat(10_000), stopped: 'wrong-domain' });
  trace.note({ account: 'marie@example.org', stopped: 'wrong-password' });
  trace.note({ account: 'marie@example.org', stopped: 'wrong-password' });
  trace.note({ stage: 'connected', account: 'marie@example.org', resource: 'desk' });
  trace.over();
  expect(book.report().rows.map(({ stopped, times, asked }) => [stopped, times, asked?.length])).toEqual([
    [null, 1, 253],
    // The same again on one connection: another mechanism, the same password.
    ['wrong-password', 1, 253],
    ['wrong-domain', 1, 253],
  ]);
});

test('what one connection says after a wrong password counts for the next connection, not for itself', () => {
  const book = createBook({ served, now: () => 1000, onChanged() {} });
  const account = 'marie@example.org';
  for (let n = 0; n < 3; n++) {
    const trace = book.begin({ address: OFFICE, door: 'starttls' });
    for (const mechanism of ['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-256-PLUS'])
      trace.note({ mechanism, account, stopped: 'wrong-password' });
    // Without the mechanisms that failed, slixmpp says that it has seen no channel binding.
    trace.note({ mechanism: 'SCRAM-SHA-256', account, stopped: 'other-connection' });
    trace.over();
  }
  expect(book.report().rows.map(({ stopped, times }) => [stopped, times])).toEqual([['wrong-password', 3]]);
  book
    .begin({ address: OFFICE, door: 'starttls' })
    .note({ mechanism: 'SCRAM-SHA-256', account, stopped: 'other-connection' });
  expect(book.report().rows[0]).toMatchObject({ stopped: 'other-connection', times: 1 });
});
