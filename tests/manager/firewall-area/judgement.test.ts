/** What becomes of a change that counts, from what is seen of it: the table, and the programs' output it is read from. */
import { expect, it } from 'vitest';
import { judgement, SILENT_MS, type Watched } from '../../../electron/manager/firewall/judgement.ts';
import {
  cutSessions,
  healthy,
  readSessions,
  sessionText,
} from '../../../electron/manager/firewall/sessions.ts';

const calm: Watched = {
  silentMs: 2000,
  remoteAccess: { before: 1, cut: [] },
  sessions: { before: 19, cut: [] },
  doors: { wanted: 3, open: 3, shut: [] },
};
const cut = (count: number) => Array.from({ length: count }, (_, at) => `192.0.2.${at} → 5222`);

it.each<[name: string, change: Partial<Watched>, takeBack: string | null]>([
  ['nothing is lost', {}, null],
  ['the window is late, as under load', { silentMs: SILENT_MS }, null],
  ['the window is silent', { silentMs: SILENT_MS + 1 }, 'window'],
  ['nobody was connected', { sessions: { before: 0, cut: [] }, remoteAccess: { before: 0, cut: [] } }, null],
  ['one of many closed its laptop', { sessions: { before: 19, cut: cut(1) } }, null],
  ['half of them at once', { sessions: { before: 19, cut: cut(10) } }, 'sessions'],
  ['the only one', { sessions: { before: 1, cut: cut(1) } }, 'sessions'],
  ['remote access', { remoteAccess: { before: 1, cut: cut(1) } }, 'sessions'],
  [
    'remote access, and the window with it',
    { remoteAccess: { before: 1, cut: cut(1) }, silentMs: 60_000 },
    'sessions',
  ],
  ['a door that was open is shut', { doors: { wanted: 3, open: 3, shut: ['tcp 443'] } }, 'closed'],
  ['a door that should be open is not', { doors: { wanted: 3, open: 2, shut: [] } }, null],
  ['the rules were not read back yet', { doors: null }, null],
])('%s', (_, change, takeBack) => {
  expect(judgement({ ...calm, ...change }).takeBack).toBe(takeBack);
});

it('says what was lost, and each check says how it stands', () => {
  const seen = judgement({ ...calm, sessions: { before: 1, cut: ['192.0.2.7 → 5222'] }, doors: null });
  expect(seen.lost).toEqual(['192.0.2.7 → 5222']);
  expect(seen.checks.map(({ id, state, before, now }) => `${id} ${state} ${before} ${now}`)).toEqual([
    'window fine 1 1',
    'remote-access fine 1 1',
    'sessions lost 1 0',
    'doors looking 0 0',
  ]);
});

/** As iproute2 6.1 writes them. */
const TIMERS = 'bbr wscale:10,10 rto:204 rtt:0.022/0.012 mss:1448 cwnd:10 lastsnd:4 lastrcv:4 lastack:4';
const SS = [
  `0      0         10.88.0.1:5222     10.88.0.2:59744 ${TIMERS}`,
  `0      120       10.88.0.1:5222     10.88.0.3:59745 bbr wscale:10,10 rto:1632 backoff:3 rtt:0.02/0.01 unacked:1`,
  `0      0     [fd88::1]:22        [fd88::2]:40000 ${TIMERS}`,
  `0      0     [::ffff:10.88.0.1]:5223 [::ffff:10.88.0.4]:40001 ${TIMERS}`,
  `0      0         127.0.0.1:5222     127.0.0.1:40002 ${TIMERS}`,
  `0      0    [fe80::1%eth0]:5222 [fe80::2%eth0]:40004 ${TIMERS}`,
  `0      0         10.88.0.1:41000   192.0.2.1:443 ${TIMERS}`,
  '',
  'what is this',
].join('\n');

it('reads who is connected: not this machine itself, and not where we are the guest', () => {
  expect(readSessions(SS, new Set([22, 5222, 5223]))).toEqual([
    { port: 5222, peer: '10.88.0.2', peerPort: 59_744, backoff: 0 },
    { port: 5222, peer: '10.88.0.3', peerPort: 59_745, backoff: 3 },
    { port: 22, peer: 'fd88::2', peerPort: 40_000, backoff: 0 },
    { port: 5223, peer: '10.88.0.4', peerPort: 40_001, backoff: 0 },
    { port: 5222, peer: 'fe80::2', peerPort: 40_004, backoff: 0 },
  ]);
});

it('one that is gone or does not answer is cut; one that did not answer before is none of ours', () => {
  const before = healthy(readSessions(SS, new Set([5222, 5223])));
  expect(before.map(sessionText)).toEqual(['10.88.0.2 → 5222', '10.88.0.4 → 5223', 'fe80::2 → 5222']);
  const stalled = { ...before[0]!, backoff: 2 };
  expect(cutSessions(before, [stalled, before[2]!]).map(sessionText)).toEqual([
    '10.88.0.2 → 5222',
    '10.88.0.4 → 5223',
  ]);
  // The same person over a new connection is another one: what was sent meanwhile is lost all the same.
  expect(cutSessions(before, [...before, { ...stalled, peerPort: 1, backoff: 0 }])).toEqual([]);
});
