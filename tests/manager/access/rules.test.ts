/** What decides at the door, without a door: passwords, waits, addresses, sessions, and where passkeys can be. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createConfirm } from '../../../electron/manager/access/confirm.ts';
import {
  CONFIRMED_MS,
  createConfirmations,
  TICKET_MS,
} from '../../../electron/manager/access/confirmations.ts';
import { createCredentials } from '../../../electron/manager/access/credentials.ts';
import { MARK_DAYS, openDevices } from '../../../electron/manager/access/devices.ts';
import { impossibleAt } from '../../../electron/manager/access/passkeys.ts';
import { hashPassword, isPassword } from '../../../electron/manager/access/password-hash.ts';
import { IDLE_MS, LIFE_MS, openAccessSessions } from '../../../electron/manager/access/sessions.ts';
import { passwordTrouble } from '../../../electron/manager/access/strength.ts';
import { createThrottle, whereFrom } from '../../../electron/manager/access/throttle.ts';
import { inTheNameOf } from '../../../electron/manager/caller.ts';
import { isNeighbour } from '../../../electron/web/gate.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';

test.each([
  ['hunter2', 'short'],
  ['elevenchars', 'short'],
  ['x'.repeat(300), 'long'],
  ['aaaaaaaaaaaaaaaa', 'plain'],
  ['1212121212121212', 'plain'],
  ['abcdefghijklmnop', 'plain'],
  ['password1234', 'common'],
  ['Chatelaine2026', 'common'],
  ['MotDePasse!23', 'common'],
  ['correct horse battery', undefined],
  ['clou sapin lundi vélo', undefined],
  ['kbxnqa-wtmrdz-pfhsey', undefined],
  ['my password is a long tale', undefined],
] as const)('the password %j: %s', (password, trouble) => expect(passwordTrouble(password)).toBe(trouble));

test.each([
  ['192.168.1.20', '192.168.1.20'],
  ['::ffff:192.168.1.20', '192.168.1.20'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is counted as %s', (address, place) => expect(whereFrom(address)).toBe(place));

test.each([
  ['192.168.1.20', true],
  ['::ffff:10.0.0.7', true],
  ['172.31.255.1', true],
  ['fd12::7', true],
  ['fe80::1%eth0', true],
  ['127.0.0.1', true],
  ['172.32.0.1', false],
  ['198.51.100.7', false],
  ['2001:db8::7', false],
  ['', false],
])('%s is of the office network: %s', (address, near) => expect(isNeighbour(address)).toBe(near));

test.each([
  ['http://127.0.0.1:8470', 'ip-address'],
  ['https://[fd12::7]:8471', 'ip-address'],
  ['http://atelier.local:8470', 'not-secure'],
  ['http://localhost:8470', undefined],
  ['https://atelier.local:8471', undefined],
])('passkeys at %s: %s', (origin, because) => expect(impossibleAt(origin)).toBe(because));

describe('who guesses waits', () => {
  const START = 1000;
  const stranger = (address: string) => ({ address, device: undefined });
  test('five are free; then it doubles, up to a quarter of an hour; and the right one is forgiven', () => {
    const clock = createFakeClock();
    const throttle = createThrottle(clock.now);
    const waits: number[] = [];
    for (let tries = 0; tries < 20; tries++) {
      throttle.begin(stranger('192.168.1.66'));
      const wait = throttle.wait(stranger('192.168.1.66'));
      waits.push(wait / START);
      clock.advance(wait);
    }
    expect(waits.slice(0, 10)).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32]);
    expect(waits.at(-1)).toBe(900);
    expect(throttle.wait(stranger('192.168.1.20'))).toBe(0);
    throttle.right(stranger('192.168.1.66'));
    expect(throttle.wait(stranger('192.168.1.66'))).toBe(0);
  });
  test('this computer itself is never kept out for long', () => {
    const clock = createFakeClock();
    const throttle = createThrottle(clock.now);
    for (let tries = 0; tries < 1000; tries++) throttle.begin(stranger('127.0.0.1'));
    expect(throttle.wait(stranger('127.0.0.1'))).toBe(4 * START);
    expect(throttle.wait(stranger('192.168.1.20'))).toBe(0);
  });
  test('many who guess a little each are slowed down together, this computer is not', () => {
    const clock = createFakeClock();
    const throttle = createThrottle(clock.now);
    for (let one = 0; one < 60; one++) throttle.begin(stranger(`10.0.0.${one}`));
    expect(throttle.wait(stranger('192.168.1.20'))).toBe(5 * START);
    expect(throttle.wait(stranger('127.0.0.1'))).toBe(0);
    clock.advance(11 * 60 * START);
    expect(throttle.wait(stranger('192.168.1.20'))).toBe(0);
  });
  test('one who has a whole IPv6 network has one place', () => {
    const throttle = createThrottle(createFakeClock().now);
    for (let tries = 0; tries < 6; tries++) throttle.begin(stranger(`2001:db8:1:2::${tries}`));
    expect(throttle.wait(stranger('2001:db8:1:2::9999'))).toBeGreaterThan(0);
  });
  test('a browser that was let in before waits for its own mistakes alone, wherever it comes from', () => {
    const clock = createFakeClock();
    const throttle = createThrottle(clock.now);
    const sophie = { address: '10.0.0.1', device: 'sophie' };
    for (let one = 0; one < 60; one++) throttle.begin(stranger('10.0.0.1'));
    expect(throttle.wait(stranger('10.0.0.1'))).toBeGreaterThan(0);
    expect(throttle.wait(stranger('10.0.0.2'))).toBe(5 * START);
    expect(throttle.wait(sophie)).toBe(0);
    // Her own are counted, however often she changes her address, and slow nobody else.
    for (let tries = 0; tries < 8; tries++) throttle.begin({ ...sophie, address: `10.0.0.${tries}` });
    expect(throttle.wait({ ...sophie, address: '10.9.9.9' })).toBe(8 * START);
    clock.advance(11 * 60 * START);
    expect(throttle.wait(stranger('10.0.0.3'))).toBe(0);
  });
  test('what is remembered of guessers is bounded, and they do not push out the office', () => {
    const clock = createFakeClock();
    const throttle = createThrottle(clock.now);
    const sophie = { address: '10.0.0.1', device: 'sophie' };
    for (let tries = 0; tries < 7; tries++) throttle.begin(sophie);
    for (let one = 0; one < 5_000; one++) throttle.begin(stranger(`2001:db8:${one.toString(16)}::1`));
    expect(throttle.wait(sophie)).toBe(4 * START);
  });
});

describe('the mark of a browser that was let in', () => {
  test('is known again after a restart, and no other is', async () => {
    using folder = temporaryFolder();
    const clock = createFakeClock();
    const open = () => openDevices({ folder: folder.path, now: clock.now });
    const devices = await open();
    const mark = await devices.mark(undefined);
    const id = devices.known(mark)!;
    const again = await open();
    expect(again.known(mark)).toBe(id);
    expect(statSync(join(folder.path, 'web-devices.key')).mode & 0o777).toBe(0o600);
    // Renewed, it is the same device.
    clock.advance(1_000);
    expect(again.known(await again.mark(mark))).toBe(id);
    const [name, since, sealed] = mark.split('.') as [string, string, string];
    const other = (await again.mark(undefined)).split('.')[0];
    for (const invented of [
      undefined,
      '',
      `${other}.${since}.${sealed}`,
      `${name}.${(clock.now() + 1).toString(36)}.${sealed}`,
      `${name}.${since}.${'A'.repeat(43)}`,
      `${mark} `,
    ])
      expect(again.known(invented), String(invented)).toBeUndefined();
    clock.advance(MARK_DAYS * 24 * 60 * 60 * 1000);
    expect(again.known(mark)).toBeUndefined();
  });
  test('of a broken key is nobody’s, and a new key is made', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'web-devices.key'), 'half a k');
    const devices = await openDevices({ folder: folder.path, now: () => 7 });
    expect(devices.known(await devices.mark('x'))).toMatch(/^[\w-]{16}$/);
  });
});

describe('the password on disk', () => {
  test('is Argon2id with a salt of its own, and neither it nor its bytes in Unicode matter to nobody else', async () => {
    const [one, other] = await Promise.all([
      hashPassword('clou sapin vélo'),
      hashPassword('clou sapin vélo'),
    ]);
    expect(one).toMatchObject({ algorithm: 'argon2id', memory: 19_456, passes: 2, parallelism: 1 });
    expect(one.hash).not.toBe(other.hash);
    // Typed on a Mac: e and an accent.
    expect(await isPassword('clou sapin ve\u0301lo', one)).toBe(true);
    expect(await isPassword('clou sapin velo', one)).toBe(false);
  });
  test('is read anew when the command line wrote it, and readable for its owner alone', async () => {
    using folder = temporaryFolder();
    const [running, beside] = [1, 2].map(() => createCredentials({ folder: folder.path, now: () => 7 }));
    expect((await running!.read()).password).toBeNull();
    await beside!.setPassword('correct horse battery');
    expect((await running!.read()).password).toMatchObject({ since: 7 });
    await beside!.removePassword();
    expect((await running!.read()).password).toBeNull();
    const file = join(folder.path, 'web-access.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain('horse');
  });
});

describe('sessions', () => {
  const visitor = { browser: 'Firefox 140 · Linux', address: '192.168.1.20' };
  test('end without a visit, and after their life however often they visit', async () => {
    using folder = temporaryFolder();
    const clock = createFakeClock();
    const sessions = await openAccessSessions({ folder: folder.path, now: clock.now });
    const idle = await sessions.open({ ...visitor, by: 'link' });
    clock.advance(IDLE_MS);
    expect(sessions.find(idle.secret)).toBeUndefined();
    const busy = await sessions.open({ ...visitor, by: 'link' });
    for (let day = 0; day < 29; day++) {
      clock.advance(LIFE_MS / 30);
      expect(sessions.find(busy.secret)).toMatchObject({ id: busy.id });
    }
    clock.advance(LIFE_MS / 30);
    expect(sessions.find(busy.secret)).toBeUndefined();
  });
  test('what was given counts for five minutes, on the line that showed its ticket', () => {
    const clock = createFakeClock();
    const confirmations = createConfirmations(clock.now);
    const claimed: string[] = [];
    confirmations.onClaimed((session, line) => claimed.push(`${session} ${line}`));
    const ticket = confirmations.ticket('s1');
    clock.advance(1_000);
    // Of another session, or invented: no; and no second time.
    expect(confirmations.claim('a', 's2', confirmations.ticket('s1'))).toBe(false);
    expect(confirmations.claim('a', 's1', 'invented')).toBe(false);
    expect([confirmations.claim('a', 's1', ticket), confirmations.claim('b', 's1', ticket)]).toEqual([
      true,
      false,
    ]);
    expect([claimed, confirmations.isConfirmed('a'), confirmations.isConfirmed('b')]).toEqual([
      ['s1 a'],
      true,
      false,
    ]);
    // From when it was given, not from when it was shown.
    clock.advance(CONFIRMED_MS - 1_001);
    expect(confirmations.isConfirmed('a')).toBe(true);
    clock.advance(1);
    expect(confirmations.isConfirmed('a')).toBe(false);
    const late = confirmations.ticket('s1');
    clock.advance(TICKET_MS + 1);
    expect(confirmations.claim('a', 's1', late)).toBe(false);
  });
  test('have another secret from the moment the key was given again', async () => {
    using folder = temporaryFolder();
    const clock = createFakeClock();
    const sessions = await openAccessSessions({ folder: folder.path, now: clock.now });
    const { id, secret } = await sessions.open({ ...visitor, by: 'link' });
    const rotated = await sessions.changeSecret(id);
    expect([sessions.find(secret), sessions.find(rotated!)?.id]).toEqual([undefined, id]);
  });
  test('the oldest that makes room for one too many is sent away, also where it is open', async () => {
    using folder = temporaryFolder();
    const clock = createFakeClock();
    const sessions = await openAccessSessions({ folder: folder.path, now: clock.now });
    const gone: string[] = [];
    sessions.onRevoked((id) => gone.push(id));
    const first = await sessions.open({ ...visitor, by: 'link' });
    for (let more = 0; more < 50; more++) await sessions.open({ ...visitor, by: 'link' });
    expect([gone, sessions.list().length]).toEqual([[first.id], 50]);
  });
  test('only browsers are asked again: not the window, not the terminal, not what happens by itself', () => {
    const confirm = createConfirm({ isConfirmed: (line) => line === 'lately' });
    const as = (face: 'browser' | 'desktop' | 'command-line', line: string | null) => () =>
      inTheNameOf({ face, name: '', address: null, session: 's' }, confirm.require, line);
    expect(as('browser', 's')).toThrow('access.confirm');
    expect(as('browser', null)).toThrow('access.confirm');
    for (const fine of [
      as('browser', 'lately'),
      as('desktop', null),
      as('command-line', null),
      confirm.require,
    ])
      expect(fine).not.toThrow();
  });
});
