/** One order, step by step: killed at each of them, a full disk, a server that will not have it, going back, TLSA in step. */
import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publicKeyHash } from '../../../electron/manager/certificates/job/facts.ts';
import { elsewhereOrigin } from '../../../electron/manager/certificates/job/origins/elsewhere.ts';
import { belongs } from '../../../electron/manager/certificates/job/pairs.ts';
import { temporaryFolder } from '../../support/host.ts';
import { cell, createWorld, DAY, DOMAIN, HOUR, refusal, type World } from './world.ts';

const hang = () => new Promise<void>(() => {});
async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((resolve) => setImmediate(resolve));
}
const pairsOf = (folder: string) =>
  readdirSync(join(folder, 'certificates', DOMAIN)).filter((name) => name.startsWith('pair-'));
const stateOf = async (world: World) => (await world.job.status()).state.state;

/** With a public certificate in force. */
async function withOne(folder: string, more: Partial<Parameters<typeof createWorld>[0]> = {}) {
  const world = await createWorld({ folder, ...more });
  world.job.sourceChanged();
  await world.pass(HOUR, HOUR);
  expect(world.job.isLocal).toBe(false);
  return world;
}

describe('the look at the doors', () => {
  test('waits for the server, and no longer: what began before it hears when it is up', async () => {
    using folder = temporaryFolder();
    const world = await createWorld({ folder: folder.path });
    world.running = false;
    world.job.begin();
    await world.job.idle();
    expect((await world.job.status()).servedAt).toBeNull();
    world.running = true;
    world.job.serverIsUp();
    await world.job.idle();
    expect((await world.job.status()).servedAt).not.toBeNull();
  });
});

describe('an order', () => {
  test('is rehearsed first, then comes into force; the one before can be put back', async () => {
    using folder = temporaryFolder();
    const world = await createWorld({ folder: folder.path });
    const local = world.inForce().fingerprint256;
    world.job.sourceChanged();
    await world.pass(HOUR, HOUR);
    expect(world.authority.issued.map(({ rehearsal }) => rehearsal)).toEqual([true, false]);
    const status = await world.job.status();
    expect(status).toMatchObject({
      ...{ sourceName: 'Test authority', state: { state: 'resting' }, problem: null, keepsKey: false },
      current: { local: false, names: [DOMAIN] },
      previous: { local: true, fingerprint: local },
    });
    expect(status.history.map(({ what }) => what)).toEqual(['installed', 'ordered', 'rehearsed', 'source']);
    const key = world.job.files().key;
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(world.served).toBe(status.current?.fingerprint);

    expect(await world.job.putBack()).toBe(true);
    expect(world.inForce().fingerprint256).toBe(local);
    expect(world.served).toBe(local);
    expect((await world.job.status()).history[0]?.what).toBe('put-back');
    // What a person put back stays until a person asks.
    await world.pass(3 * DAY, DAY);
    expect(world.inForce().fingerprint256).toBe(local);
  });

  test('a practice ground that is shut holds nothing up, and is told to who wanted a rehearsal alone', async () => {
    using folder = temporaryFolder();
    const world = await createWorld({ folder: folder.path });
    world.authority.refuses = (rehearsal) =>
      rehearsal ? refusal({ retry: 'later' }, { groundShut: true }) : undefined;
    world.job.sourceChanged();
    await world.pass(HOUR, HOUR);
    expect(world.authority.issued.map(({ rehearsal }) => rehearsal)).toEqual([false]);
    const { history, orderLog, problem } = await world.job.status();
    expect([history.map(({ what }) => what), problem]).toEqual([['installed', 'ordered', 'source'], null]);
    expect(orderLog.join()).toContain('rehearsal left out');
    world.job.order({ rehearse: true });
    await world.job.idle();
    expect((await world.job.status()).problem?.finding.code).toBe('certificate.job-failed');
  });

  test('what nobody goes on with is forgotten at the authority’s client, too', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    world.authority.refuses = () => refusal();
    world.job.order({ rehearse: false });
    await world.job.idle();
    expect(world.forgotten).toHaveLength(2);
    world.authority.refuses = undefined;
    world.authority.at = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    world.job.order({ rehearse: false });
    await until(async () => world.authority.asked >= 4);
    await world.job.cancel();
    expect(world.forgotten).toHaveLength(4);
    expect(new Set(world.forgotten).size).toBe(4);
  });

  test('a rehearsal alone installs nothing', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const before = world.served;
    world.job.order({ rehearse: true });
    await world.job.idle();
    expect(world.authority.issued.at(-1)?.rehearsal).toBe(true);
    expect(world.served).toBe(before);
    expect(await stateOf(world)).toBe('resting');
    expect(pairsOf(folder.path)).toHaveLength(1);
  });

  for (const at of ['ordered', 'proved', 'issued', 'install', 'look'] as const)
    test(`killed at "${at}" it is taken up again, with the same order and key`, async () => {
      using folder = temporaryFolder();
      const world = await withOne(folder.path);
      const old = world.served;
      const hangs = new Promise<void>((resolve) => {
        world.hanging = resolve;
      });
      if (at === 'install') world.hangsAtInstall = world.installs + 1;
      else if (at === 'look') world.hangsAtLook = true;
      else
        world.authority.at = async (place) => {
          if (place !== at) return;
          world.hanging();
          await hang();
        };
      world.job.order({ rehearse: false });
      await hangs;
      const asked = world.authority.issued.length;

      world.authority.at = async () => {};
      world.hangsAtInstall = 0;
      world.hangsAtLook = false;
      await world.restart();
      await world.pass(HOUR, HOUR);
      expect([(await world.job.status()).problem, world.unexpected]).toEqual([null, []]);
      expect(await stateOf(world)).toBe('resting');
      expect(world.served).not.toBe(old);
      expect(world.served).toBe(world.inForce().fingerprint256);
      // Taken up, not begun anew: what was issued before the kill is not ordered a second time.
      expect(world.authority.issued.length).toBe(at === 'install' || at === 'look' ? asked : asked + 1);
      const { chain, key } = world.job.files();
      expect(belongs(readFileSync(chain, 'utf8'), readFileSync(key, 'utf8'))).toBe(true);
      // The one in force and the one before; nothing half-written stays.
      expect(pairsOf(folder.path)).toHaveLength(2);
      expect(
        readdirSync(join(folder.path, 'certificates', DOMAIN)).filter((name) => name.endsWith('.tmp')),
      ).toEqual([]);
    });

  test('stopped by a person it leaves everything as it was, and rests for a day', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const before = world.served;
    let gone = false;
    world.authority.at = (place, signal) =>
      place !== 'proved'
        ? Promise.resolve()
        : new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              gone = true;
              reject(signal.reason);
            }),
          );
    world.job.order({ rehearse: false });
    await until(async () =>
      (await world.job.status()).orderLog.some((line) => line.endsWith('proved (http-listener)')),
    );
    await world.job.cancel();
    expect(gone).toBe(true);
    expect((await world.job.status()).state).toMatchObject({
      ...{ state: 'failed', problem: { finding: { code: 'certificate.stopped' } } },
    });
    expect([world.served, pairsOf(folder.path).length]).toEqual([before, 1]);
  });
});

test('what a person brought is told by who signed it', async () => {
  using folder = temporaryFolder();
  const world = await createWorld({ folder: folder.path });
  await world.job.sourceChanged({ ...(await world.pairElsewhere()), by: 'R11' });
  await world.job.idle();
  const { history } = await world.job.status();
  expect(history.map(({ what, by }) => [what, by])).toEqual([
    ['installed', 'R11'],
    ['source', 'R11'],
  ]);
});

describe('what goes wrong', () => {
  test('a full disk: nothing is asked of the authority, and it goes on when there is room', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const asked = world.authority.asked;
    world.room = 1000;
    world.job.order({ rehearse: false });
    await world.job.idle();
    expect(world.authority.asked).toBe(asked);
    expect((await world.job.status()).problem?.finding.code).toBe('certificate.disk-full');
    world.room = 10_000_000;
    await world.pass(HOUR, HOUR);
    expect((await world.job.status()).problem).toBeNull();
    expect(world.authority.asked).toBe(asked + 1);
  });

  test('a disk that is full when the state is written does not stop the old certificate', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const before = world.served;
    let once = true;
    world.authority.at = async (place) => {
      if (place === 'issued') world.diskFull = once;
      if (place === 'issued') once = false;
    };
    world.job.order({ rehearse: false });
    await world.job.idle();
    expect([world.served, await stateOf(world)]).toEqual([before, 'failed']);
    world.diskFull = false;
    await world.pass(2 * HOUR, HOUR);
    expect(world.served).not.toBe(before);
    expect(world.served).toBe(world.inForce().fingerprint256);
  });

  test('the server will not have it: the one before stays, and it is tried again', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const before = world.served;
    world.refusesConfiguration = true;
    world.job.order({ rehearse: false });
    await world.job.idle();
    const { problem } = await world.job.status();
    expect([world.inForce().fingerprint256, problem?.finding.code]).toEqual([
      before,
      'certificate.job-failed',
    ]);
  });

  for (const [what, cells] of [
    ['a port still shows the old one', (old: string) => () => [cell('other', old)]],
    ['a port shows what no program takes', () => () => [cell('wrong-name', 'AA')]],
    ['a port does not answer any more', () => () => [cell('unreachable', null)]],
  ] as const)
    test(`${what}: put back at once, and told`, async () => {
      using folder = temporaryFolder();
      const world = await withOne(folder.path);
      const before = world.served!;
      world.cells = (fingerprint) => (fingerprint === before ? [cell('fine', before)] : cells(before)());
      world.job.order({ rehearse: false });
      await world.pass(60_000, 5_000);
      const status = await world.job.status();
      expect([world.served, world.inForce().fingerprint256]).toEqual([before, before]);
      expect(status.problem?.finding).toMatchObject({
        code: 'certificate.put-back',
        data: { name: DOMAIN, port: 5222 },
      });
      expect(status.history.map(({ what }) => what)).toContain('rolled-back');
    });

  test('a look that breaks off leaves the server with the one before', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const before = world.served!;
    world.cells = (fingerprint) => {
      if (fingerprint !== before) throw new Error('odd');
      return [cell('fine', before)];
    };
    world.job.order({ rehearse: false });
    await world.job.idle();
    expect([world.served, world.inForce().fingerprint256]).toEqual([before, before]);
    expect([(await world.job.status()).problem?.finding.code, world.unexpected.length]).toEqual([
      'certificate.job-failed',
      1,
    ]);
  });

  test('a look that the end of the manager broke off is not told as one', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const { served, servedAt } = await world.job.status();
    world.truth.advance(60_000);
    world.cells = () => {
      void world.job.stop();
      return [];
    };
    await world.job.check();
    expect(await world.job.status()).toMatchObject({ served, servedAt });
  });

  test('the end of the manager in the middle of the check is no word that all is well', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    const before = world.served;
    world.cells = (fingerprint) => {
      if (fingerprint === before) return [cell('fine', fingerprint)];
      void world.job.stop();
      return [];
    };
    world.job.order({ rehearse: false });
    await world.job.idle();
    // At the next start a door turns out to be shut: the one before comes back.
    world.cells = (fingerprint) => [cell(fingerprint === before ? 'fine' : 'no-tls', fingerprint)];
    await world.restart();
    await world.pass(HOUR, HOUR);
    expect(world.inForce().fingerprint256).toBe(before);
    expect((await world.job.status()).problem?.finding.code).toBe('certificate.put-back');
  });

  test('a website of somebody else at one name is no reason to go back', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path);
    world.cells = (fingerprint) => [cell('fine', fingerprint), cell('other', 'CC:DD', 'www.example.org')];
    world.job.order({ rehearse: false });
    await world.job.idle();
    const status = await world.job.status();
    expect([status.problem, status.served.map(({ state }) => state)]).toEqual([null, ['fine', 'other']]);
  });

  test('one domain that cannot be renewed holds up no other', async () => {
    using one = temporaryFolder();
    using other = temporaryFolder();
    const [stuck, free] = [await withOne(one.path), await withOne(other.path)];
    stuck.authority.at = hang;
    stuck.job.order({ rehearse: false });
    const before = free.served;
    free.job.order({ rehearse: false });
    await free.job.idle();
    expect(free.served).not.toBe(before);
    expect(await stateOf(stuck)).toBe('proving');
  });

  test('findings come while days remain: half-way between the renewal and the end', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path, { days: 6 });
    world.authority.refuses = () => refusal();
    await world.pass(4.5 * DAY);
    const codes = async () =>
      (await world.job.status()).findings.map(({ code, dependsOn }) => [code, dependsOn]);
    expect(await codes()).toEqual([['certificate.job-failed', null]]);
    await world.pass(0.75 * DAY);
    expect(await codes()).toEqual([
      ['certificate.job-failed', null],
      ['certificate.renewal-late', 'certificate.job-failed'],
    ]);
    expect(world.job.alarm).not.toBeNull();
    expect(Date.parse(world.inForce().validTo)).toBeGreaterThan(world.truth.now() + HOUR);
  });

  test('a clock that is three days wrong is told, and orders nothing', async () => {
    using folder = temporaryFolder();
    const world = await withOne(folder.path, { days: 6 });
    const orders = world.authority.issued.length;
    world.wrongBy = 3 * DAY;
    await world.pass(7 * HOUR, HOUR);
    const { findings, current } = await world.job.status();
    expect(findings.map(({ code }) => code)).toEqual(['certificate.clock-wrong']);
    expect(world.authority.issued).toHaveLength(orders);
    expect(current?.validUntil).toBeGreaterThan(world.truth.now());
  });
});

test('sources chosen one after the other while an order is let go of: one order at a time', async () => {
  using folder = temporaryFolder();
  const world = await createWorld({ folder: folder.path });
  let [inside, most, holds] = [0, 0, true];
  world.authority.at = async (place, signal) => {
    if (place !== 'ordered') return;
    most = Math.max(most, ++inside);
    if (holds) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside--;
    signal.throwIfAborted();
  };
  void world.job.sourceChanged();
  await until(async () => inside === 1);
  holds = false;
  await Promise.all([world.job.sourceChanged(), world.job.sourceChanged(), world.job.check()]);
  await world.job.idle();
  expect(most).toBe(1);
  expect(world.served).toBe((await world.job.status()).current?.fingerprint);
  expect(world.unexpected).toEqual([]);
});

test('a certificate in force that nobody can read any more: an order that fails is told all the same', async () => {
  using folder = temporaryFolder();
  const world = await createWorld({ folder: folder.path });
  writeFileSync(world.job.files().chain, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  world.authority.refuses = () => refusal();
  world.job.order({ rehearse: false });
  await world.job.idle();
  expect(world.store.get(`certificate:${DOMAIN}`)).toContain('certificate.job-failed');
});

test('a file that changes while the disk takes nothing more ends nobody; it is taken once there is room', async () => {
  using folder = temporaryFolder();
  let told = () => {};
  const world: World = await createWorld({
    folder: folder.path,
    origin: elsewhereOrigin({
      ...{ domain: DOMAIN, name: '/etc/certificates' },
      fetch: async () => world.elsewhere ?? { findings: [] },
      watch(changed) {
        told = changed;
        return () => {};
      },
    }),
  });
  world.elsewhere = await world.pairElsewhere();
  await world.job.sourceChanged();
  await world.job.idle();
  world.elsewhere = await world.pairElsewhere();
  world.diskFull = true;
  expect(told).not.toThrow();
  await world.job.idle();
  world.diskFull = false;
  await world.pass(DAY);
  expect(world.served).toBe(new X509Certificate(world.elsewhere.chain).fingerprint256);
});

test('another machine is asked twice a day, and what is newer is taken with its key', async () => {
  using folder = temporaryFolder();
  const world = await createWorld({
    folder: folder.path,
    source: { from: 'machine', host: 'www.example.org', port: 22, user: 'c', fingerprint: 'x' },
  });
  world.elsewhere = await world.pairElsewhere();
  await world.job.sourceChanged();
  await world.pass(HOUR, HOUR);
  const first = world.served;
  expect(first).toBe(new X509Certificate(world.elsewhere.chain).fingerprint256);
  await world.pass(2 * DAY);
  expect([world.served, (await world.job.status()).problem]).toEqual([first, null]);
  expect(world.fetches).toBeGreaterThanOrEqual(4);
  world.elsewhere = await world.pairElsewhere();
  await world.pass(DAY);
  expect(world.served).toBe(new X509Certificate(world.elsewhere.chain).fingerprint256);
  expect(world.unexpected).toEqual([]);
});

describe('TLSA', () => {
  /** A zone with TLSA records, and when it was written to. */
  function zone(ttl: number) {
    const told = { hashes: [] as string[], log: [] as string[][] };
    return {
      told,
      tlsa: {
        published: async () => (told.hashes.length > 0 ? { hashes: told.hashes, ttl } : null),
        publish: async (_: string, hashes: readonly string[]) => {
          told.hashes = [...hashes];
          told.log.push([...hashes]);
        },
      },
    };
  }

  test('while it is published the key stays over renewals, so that nothing has to be rolled', async () => {
    using folder = temporaryFolder();
    const { told, tlsa } = zone(3600);
    const world = await withOne(folder.path, { tlsa });
    told.hashes = [publicKeyHash(readFileSync(world.job.files().chain, 'utf8'))];
    const before = world.served;
    world.job.order({ rehearse: false });
    await world.job.idle();
    expect(world.served).not.toBe(before);
    expect(publicKeyHash(readFileSync(world.job.files().chain, 'utf8'))).toBe(told.hashes[0]);
    expect(told.log).toEqual([]);
  });

  test('another key: the new one beside the old one, the old TTL, the exchange, and then the old one goes', async () => {
    using folder = temporaryFolder();
    const { told, tlsa } = zone(3600);
    const world = await createWorld({ folder: folder.path, tlsa });
    const local = publicKeyHash(readFileSync(world.job.files().chain, 'utf8'));
    told.hashes = [local];
    let shownAt = 0;
    const start = world.truth.now();
    world.cells = (fingerprint) => {
      shownAt ||= world.truth.now();
      return [cell('fine', fingerprint)];
    };
    world.job.sourceChanged();
    await world.pass(2 * HOUR, HOUR / 4);
    const now = publicKeyHash(readFileSync(world.job.files().chain, 'utf8'));
    expect(now).not.toBe(local);
    expect(told.log[0]).toEqual([local, now]);
    expect(shownAt - start).toBeGreaterThanOrEqual(HOUR);
    await world.pass(2 * DAY, HOUR * 6);
    expect(told.log.at(-1)).toEqual([now]);
    expect(existsSync(world.job.files().key)).toBe(true);
    expect(new X509Certificate(readFileSync(world.job.files().chain)).checkHost(DOMAIN)).toBe(DOMAIN);
  });
});
