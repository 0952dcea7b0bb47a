/** The plan applied to a real zone in BIND and put back: exactly, by a job, through crashes, and past other people's hands. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { PlannedRecord } from '../../../electron/contract/domains.ts';
import { problem } from '../../../electron/manager/problem.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { startZoneServer, type ZoneServer } from '../../support/zone-server.ts';
import { DOMAIN, openTestOffice, PLAN, planned, type TestOffice, type TestOfficeParts } from './office.ts';

// Real programs on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const signal = new AbortController().signal;
const THEIRS = [
  '@ IN MX 10 mail',
  '@ IN TXT "v=spf1 -all"',
  '@ IN CAA 0 issue "website.example"',
  'www IN A 192.0.2.80',
  // Somebody had a chat server before.
  '_xmpp-client._tcp IN SRV 0 0 5222 old.example.net.',
];

describeWith(['named', 'nsupdate', 'dig'], 'applying to a real zone', () => {
  let bind: ZoneServer;
  let folder: ReturnType<typeof temporaryFolder>;
  let office: TestOffice;
  let plan: readonly PlannedRecord[];

  /** All of the zone but SOA and what BIND adds, as lines. */
  const zone = (): string[] =>
    execFileSync('dig', ['@127.0.0.1', '-p', String(bind.port), DOMAIN, 'AXFR', '+noall', '+answer'])
      .toString()
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim())
      .filter((line) => line && !line.includes(' SOA '))
      .sort();

  /** As the technician of the domain would, by hand. */
  const byHand = (...lines: string[]) => {
    const { keyName, algorithm, secret } = bind.key;
    const input = [`server 127.0.0.1 ${bind.port}`, `zone ${DOMAIN}`, ...lines, 'send', ''].join('\n');
    execFileSync('nsupdate', ['-y', `${algorithm}:${keyName}:${secret}`], {
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  };

  const open = (more: Partial<TestOfficeParts> = {}) =>
    openTestOffice({ dataDir: folder.path, plan: () => plan, ...more });

  async function applyAll(consent?: string[]) {
    const { ticket, items } = await office.applying.preview(DOMAIN, true, signal);
    const wish = { domain: DOMAIN, ticket, optional: true, consent: consent ?? items.map(({ key }) => key) };
    const { jobId, id } = await office.applying.apply(wish, signal);
    return { id, job: await office.jobs.ended(jobId) };
  }

  beforeAll(async () => {
    bind = await startZoneServer({ kind: 'bind', zone: DOMAIN, records: THEIRS });
  }, 60_000);
  afterAll(() => bind?.close());
  beforeEach(async () => {
    folder = temporaryFolder();
    plan = PLAN;
    office = open();
    await office.accesses.connect('rfc2136', { server: bind.server, zone: DOMAIN, ...bind.key }, signal);
  });
  afterEach(async () => {
    // Whatever a test left in the zone goes, so that the next finds it as it was.
    for (const batch of office.applying.list(DOMAIN).filter(({ state }) => state !== 'undone')) {
      const { items } = await office.applying.undoPreview(batch.id, signal);
      const leave = items.filter(({ state }) => state === 'changed').map(({ key }) => key);
      const undone = await office.applying.undo(batch.id, leave, signal).catch(() => undefined);
      if (undone) await office.jobs.ended(undone.jobId);
    }
    await office.close();
    folder[Symbol.dispose]();
  });

  test('the look is exact and changes nothing', async () => {
    const before = zone();
    const { access, items } = await office.applying.preview(DOMAIN, true, signal);
    expect(access).toMatchObject({ provider: 'rfc2136', zone: DOMAIN });
    expect(
      items.map(({ key, kind, before, after }) => [key, kind, before?.values ?? null, after?.values]),
    ).toEqual([
      [`xmpp.${DOMAIN} A`, 'create', null, ['192.0.2.7']],
      [
        `_xmpp-client._tcp.${DOMAIN} SRV`,
        'replace',
        ['0 0 5222 old.example.net.'],
        [`5 0 5222 xmpp.${DOMAIN}.`],
      ],
      [`_xmpps-client._tcp.${DOMAIN} SRV`, 'create', null, [`0 0 5223 xmpp.${DOMAIN}.`]],
      [`conference.${DOMAIN} CNAME`, 'create', null, [`xmpp.${DOMAIN}.`]],
      [
        `${DOMAIN} CAA`,
        'merge',
        ['0 issue "website.example"'],
        ['0 issue "ca.example"', '0 issue "website.example"'],
      ],
    ]);
    expect(zone()).toEqual(before);
  });

  test('applied, applied again, and put back as it was', async () => {
    const before = zone();
    const { id, job } = await applyAll();
    expect(job).toMatchObject({ name: 'dns.apply', state: 'done' });
    expect(job.steps.map(({ code, state }) => [code, state])).toEqual(
      PLAN.map(({ set }) => [`${set.name} ${set.type}`, 'done']),
    );
    const after = zone();
    expect(after.filter((line) => !before.includes(line)).map((line) => line.replace(/ \d+ IN/, ''))).toEqual(
      [
        `${DOMAIN}. CAA 0 issue "ca.example"`,
        `_xmpp-client._tcp.${DOMAIN}. SRV 5 0 5222 xmpp.${DOMAIN}.`,
        `_xmpps-client._tcp.${DOMAIN}. SRV 0 0 5223 xmpp.${DOMAIN}.`,
        `conference.${DOMAIN}. CNAME xmpp.${DOMAIN}.`,
        `xmpp.${DOMAIN}. A 192.0.2.7`,
      ].sort(),
    );
    // All else is as it was.
    expect(before.filter((line) => !after.includes(line))).toEqual([
      expect.stringContaining('old.example.net'),
    ]);
    expect(office.changed).toEqual([DOMAIN]);
    await expect(applyAll()).rejects.toMatchObject({ code: 'dns-apply.nothing' });

    const { jobId } = await office.applying.undo(id, [], signal);
    expect(await office.jobs.ended(jobId)).toMatchObject({ name: 'dns.undo', state: 'done' });
    expect(zone()).toEqual(before);
    expect(office.applying.list(DOMAIN)).toMatchObject([{ id, state: 'undone' }]);
    const noted = office.changes.page(null, 10).map(({ action, state, subject }) => [action, state, subject]);
    expect(noted).toEqual([
      ['dns.undo', 'rolled-back', DOMAIN],
      ['dns.apply', 'applied', DOMAIN],
      ['dns.connect', 'applied', 'RFC 2136'],
    ]);
  });

  test('without a word, what is somebody else’s stays', async () => {
    await applyAll([]);
    expect(zone().join('\n')).toContain('old.example.net');
    expect((await office.applying.preview(DOMAIN, true, signal)).items.map(({ kind }) => kind)).toEqual([
      ...['keep', 'replace', 'keep', 'keep', 'keep'],
    ]);
  });

  test('what changed since the look is not applied', async () => {
    const { ticket } = await office.applying.preview(DOMAIN, true, signal);
    byHand(`update add xmpp.${DOMAIN} 300 A 192.0.2.99`);
    const wish = { domain: DOMAIN, ticket, optional: true, consent: [] };
    await expect(office.applying.apply(wish, signal)).rejects.toMatchObject({ code: 'dns-apply.outdated' });
    byHand(`update delete xmpp.${DOMAIN} A`);
  });

  test('it stops where it cannot go on, tells what is done, and goes on when asked again', async () => {
    await office.close();
    let writes = 0;
    let down = true;
    office = open({
      around: (provider) => ({
        ...provider,
        async write(...args) {
          if (++writes === 3 && down)
            throw problem('dns-provider.down', {
              provider: 'BIND',
              reason: 'unreachable',
              said: 'ECONNREFUSED',
            });
          await provider.write(...args);
        },
      }),
    });
    const before = zone();
    const { id, job } = await applyAll();
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'dns-provider.down' } });
    expect(job.steps.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'waiting', 'waiting']);
    expect(office.applying.list(DOMAIN)[0]).toMatchObject({ id, state: 'partly' });
    down = false;
    const again = await applyAll();
    expect(again.job).toMatchObject({ state: 'done' });
    expect(again.job.steps).toHaveLength(3);
    for (const one of [again.id, id]) {
      const { jobId } = await office.applying.undo(one, [], signal);
      expect(await office.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    }
    expect(zone()).toEqual(before);
  });

  test('what a failed step has half done is ours to finish', async () => {
    await office.close();
    let broken = true;
    office = open({
      around: (provider) => ({
        ...provider,
        // As where records are written one by one: the first of two gets there.
        async write(zone, set, expected, gone) {
          if (!broken) return provider.write(zone, set, expected, gone);
          await provider.write(zone, { ...set, values: set.values.slice(0, 1) }, expected, gone);
          throw problem('dns-provider.down', { provider: 'BIND', reason: 'timeout', said: '' });
        },
      }),
    });
    plan = [planned({ name: `xmpp.${DOMAIN}`, type: 'A', ttl: 300, values: ['192.0.2.7', '192.0.2.8'] })];
    expect((await applyAll()).job).toMatchObject({ state: 'failed' });
    expect((await office.applying.preview(DOMAIN, true, signal)).items).toMatchObject([{ kind: 'update' }]);
    broken = false;
    expect((await applyAll([])).job).toMatchObject({ state: 'done' });
    expect(zone().filter((line) => line.startsWith('xmpp'))).toHaveLength(2);
  });

  test('putting back is refused where somebody changed it since, and shows both', async () => {
    const { id } = await applyAll();
    byHand(
      `update delete xmpp.${DOMAIN} A`,
      `update add xmpp.${DOMAIN} 300 A 192.0.2.99`,
      `update add ${DOMAIN} 300 CAA 0 iodef "mailto:a@b.test"`,
    );
    const key = `xmpp.${DOMAIN} A`;
    const { items } = await office.applying.undoPreview(id, signal);
    expect(items.find((one) => one.key === key)).toMatchObject({
      state: 'changed',
      now: { values: ['192.0.2.99'] },
      after: null,
    });
    await expect(office.applying.undo(id, [], signal)).rejects.toMatchObject({
      code: 'dns-undo.changed',
      data: { keys: [key] },
    });
    expect(zone().join('\n')).toContain('conference');
    const { jobId } = await office.applying.undo(id, [key], signal);
    expect(await office.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    const left = zone().join('\n');
    expect(left).not.toContain('conference');
    expect(left).toContain('192.0.2.99');
    // Texts and CAA that came since stay, ours are gone.
    expect(left).toContain('iodef');
    expect(left).not.toContain('ca.example');
    byHand(`update delete xmpp.${DOMAIN} A`, `update delete ${DOMAIN} CAA 0 iodef "mailto:a@b.test"`);
  });

  test('what the plan wants no more goes, if it still is as we wrote it', async () => {
    await applyAll();
    plan = PLAN.filter(({ set }) => set.type !== 'CNAME' && !set.name.startsWith('_xmpps'));
    byHand(`update add _xmpps-client._tcp.${DOMAIN} 300 SRV 9 9 9999 other.${DOMAIN}.`);
    const { items } = await office.applying.preview(DOMAIN, true, signal);
    expect(items.filter(({ kind }) => kind !== 'keep').map(({ key, kind }) => [key, kind])).toEqual([
      [`conference.${DOMAIN} CNAME`, 'remove'],
    ]);
    await applyAll([]);
    expect(zone().join('\n')).not.toContain('conference');
    byHand(`update delete _xmpps-client._tcp.${DOMAIN} SRV 9 9 9999 other.${DOMAIN}.`);
  });

  test('what nothing breaks without is put in only when asked for, and looked after then', async () => {
    const extra = planned({
      name: `_stun._udp.${DOMAIN}`,
      type: 'SRV',
      ttl: 300,
      values: [`0 0 3478 xmpp.${DOMAIN}.`],
    });
    plan = [...PLAN, { ...extra, need: 'optional' }];
    const kinds = async (optional: boolean) =>
      (await office.applying.preview(DOMAIN, optional, signal)).items.map(
        ({ key, kind }) => `${kind} ${key}`,
      );
    expect((await kinds(false)).join()).not.toContain('_stun');
    expect(await kinds(true)).toContain(`create _stun._udp.${DOMAIN} SRV`);
    await applyAll();
    expect(await kinds(false)).toContain(`keep _stun._udp.${DOMAIN} SRV`);
    plan = [
      ...PLAN,
      { ...extra, need: 'optional', set: { ...extra.set, values: [`0 0 3479 xmpp.${DOMAIN}.`] } },
    ];
    expect(await kinds(false)).toContain(`update _stun._udp.${DOMAIN} SRV`);
    plan = PLAN;
    expect(await kinds(false)).toContain(`remove _stun._udp.${DOMAIN} SRV`);
  });

  test('of two domains, one below the other, neither takes away what is the other’s', async () => {
    await office.close();
    const below = `chat.${DOMAIN}`;
    const theirs = planned({ name: `xmpp.${below}`, type: 'A', ttl: 300, values: ['192.0.2.7'] });
    office = open({ domains: [DOMAIN, below], plan: (domain) => (domain === DOMAIN ? PLAN : [theirs]) });
    const { ticket } = await office.applying.preview(below, false, signal);
    const { jobId, id } = await office.applying.apply(
      { domain: below, ticket, optional: false, consent: [] },
      signal,
    );
    expect(await office.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    const kinds = (await office.applying.preview(DOMAIN, false, signal)).items.map(({ kind }) => kind);
    expect(kinds).not.toContain('remove');
    const undone = await office.applying.undo(id, [], signal);
    expect(await office.jobs.ended(undone.jobId)).toMatchObject({ state: 'done' });
  });

  test('an alias makes room for an address, with a word; and comes back', async () => {
    byHand(`update add xmpp.${DOMAIN} 300 CNAME www.${DOMAIN}.`);
    const before = zone();
    plan = PLAN.slice(0, 1);
    const { items } = await office.applying.preview(DOMAIN, true, signal);
    expect(items).toMatchObject([{ kind: 'replace', because: 'in-the-way', removes: [{ type: 'CNAME' }] }]);
    const { id, job } = await applyAll();
    expect(job.steps.map(({ code }) => code)).toEqual([`xmpp.${DOMAIN} CNAME`, `xmpp.${DOMAIN} A`]);
    expect(zone().join('\n')).toContain(`xmpp.${DOMAIN}. 300 IN A 192.0.2.7`);
    const { jobId } = await office.applying.undo(id, [], signal);
    expect(await office.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    expect(zone()).toEqual(before);
    byHand(`update delete xmpp.${DOMAIN} CNAME`);
  });

  test('a handful of ours is put without asking, and never over somebody else’s', async () => {
    const pin = { name: `_5222._tcp.xmpp.${DOMAIN}`, type: 'TLSA' as const, ttl: 300 };
    const [old, fresh] = [`3 1 1 ${'0a'.repeat(32)}`, `3 1 1 ${'0b'.repeat(32)}`] as const;
    await office.applying.put([{ ...pin, values: [old] }], signal);
    await office.applying.put([{ ...pin, values: [old, fresh] }], signal);
    await office.applying.put([{ ...pin, values: [fresh] }], signal);
    expect(zone().filter((line) => line.includes('TLSA'))).toHaveLength(1);
    byHand(`update delete ${pin.name} TLSA`, `update add ${pin.name} 300 TLSA ${old}`);
    const attempt = office.applying.put([{ ...pin, values: [] }], signal);
    await expect(attempt).rejects.toMatchObject({ code: 'dns-provider.changed' });
    expect(zone().filter((line) => line.includes('TLSA'))).toHaveLength(1);
    byHand(`update delete ${pin.name} TLSA`);
  });

  test('the same values to be remembered for less time are written; for more, there is no hurry', async () => {
    const set = { name: `changing.${DOMAIN}`, type: 'A' as const, ttl: 3600, values: ['192.0.2.7'] };
    const ttl = () =>
      zone()
        .find((line) => line.startsWith('changing'))
        ?.split(' ')[1];
    await office.applying.put([set], signal);
    await office.applying.put([{ ...set, ttl: 300 }], signal);
    expect(ttl()).toBe('300');
    await office.applying.put([{ ...set, ttl: 3600 }], signal);
    expect(ttl()).toBe('300');
    await office.applying.put([{ ...set, values: [] }], signal);
    expect(ttl()).toBe(undefined);
  });

  test.each([
    ['apply', 'before 2'],
    ['apply', 'after 2'],
    ['apply', 'after 5'],
    ['undo', 'before 2'],
    ['undo', 'after 2'],
  ])(
    'killed in the middle (%s, %s the write), it goes on by itself',
    { timeout: 60_000 },
    async (what, point) => {
      const before = zone();
      if (what === 'undo') await applyAll();
      await office.close();
      const first = startChild(folder.path, what, point);
      expect(await first.line).toEqual({ at: point });
      const gone = ended(first.child);
      first.child.kill('SIGKILL');
      await gone;
      const second = startChild(folder.path, 'resume', '');
      expect(await second.line).toMatchObject({ name: `dns.${what}`, state: 'done', logged: [] });
      await ended(second.child);
      office = open();
      const kinds = (await office.applying.preview(DOMAIN, true, signal)).items.map(({ kind }) => kind);
      if (what === 'apply') expect(new Set(kinds)).toEqual(new Set(['keep']));
      else expect(zone()).toEqual(before);
    },
  );

  test('the access is readable by us alone', async () => {
    const file = join(folder.path, 'secrets', 'dns-providers.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(bind.key.secret);
    const told = JSON.stringify([await office.accesses.list(), office.changes.page(null, 50)]);
    expect(told).not.toContain(bind.key.secret);
  });

  test('a file of accesses that somebody broke is set aside, and everything else goes on', async () => {
    writeFileSync(join(folder.path, 'secrets', 'dns-providers.json'), '{ "version": 1, ');
    expect(await office.accesses.list()).toEqual([]);
    expect((await office.applying.preview(DOMAIN, true, signal)).access).toBe(null);
    expect(readdirSync(join(folder.path, 'secrets'))).toEqual([expect.stringMatching(/json\.broken-\d+$/)]);
  });

  test('a name below a part that is kept elsewhere has no keeper', async () => {
    plan = [planned({ name: 'xmpp.other.example', type: 'A', ttl: 300, values: ['192.0.2.7'] })];
    expect((await office.applying.preview(DOMAIN, true, signal)).items).toMatchObject([
      { kind: 'elsewhere', because: 'no-access' },
    ]);
  });
});

function startChild(folder: string, what: string, point: string) {
  const args = [join(import.meta.dirname, 'apply-child.ts'), folder, what, point];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (text) => resolve(JSON.parse(text)));
    child.once('exit', () => reject(new Error('it ended without a word')));
  });
  return { child, line };
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));
