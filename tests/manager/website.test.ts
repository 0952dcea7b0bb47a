/** Behind a website: what is decided, what is written because of it, and the command line. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readWebsiteArgs } from '../../electron/cli/website.ts';
import { troubleText } from '../../electron/cli/website-text.ts';
import type { WebsiteCheck, WebsiteFront } from '../../electron/contract/index.ts';
import { websiteTrouble } from '../../electron/contract/website.ts';
import { createBundledEngine } from '../../electron/manager/engines/bundled/bundled.ts';
import { configurationText } from '../../electron/manager/engines/bundled/configuration.ts';
import { hostMetaModule } from '../../electron/manager/engines/bundled/website.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { run } from '../../electron/manager/run.ts';
import { DEFAULT_SETTINGS, type Office } from '../../electron/manager/settings.ts';
import { fileIn, inFrench } from '../../electron/manager/website/comments.ts';
import { type FileFacts, siteFiles } from '../../electron/manager/website/files.ts';
import { readFront } from '../../electron/manager/website/name.ts';
import { largestThatPasses } from '../../electron/manager/website/round-trip.ts';
import {
  afterLook,
  alarmOf,
  createWebsiteWatch,
  nextLook,
  type Watched,
} from '../../electron/manager/website/watch.ts';
import { createWebsite } from '../../electron/manager/website/website.ts';
import { parseConfig } from '../../server/config.ts';
import { makeCertificate } from '../support/certificates.ts';
import { createFakeClock } from '../support/clock.ts';
import { temporaryFolder, testHost } from '../support/host.ts';
import { spawnServer } from '../support/server-process.ts';

const DAY_MS = 86_400_000;
const CLI = join(import.meta.dirname, '../../electron/cli.ts');
const FRONT: WebsiteFront = { program: 'nginx', name: 'chat.office.example', machine: null };
const office = (website?: WebsiteFront): Office => ({
  ...{ way: 'domain', domain: 'office.example', ports: { starttls: 5222, direct: 5223 }, admins: [] },
  ...(website && { website }),
});

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

describe('what programs are told of addresses (XEP-0487)', () => {
  const known = { v4: ['192.0.2.7'], v6: ['2001:db8::7'] };
  const both = ['192.0.2.7', '2001:db8::7'];
  test.each<[string, Partial<Office>, object | undefined]>([
    ['nothing where nothing is known', {}, undefined],
    ['nothing of a network of its own', { way: 'lan', addresses: known }, undefined],
    ['the server’s', { addresses: known }, { addresses: both }],
    [
      'with a web server on the same computer',
      { addresses: known, website: FRONT },
      { addresses: both, webAddresses: both },
    ],
    [
      'with a web server in the same network, behind the same internet box',
      { addresses: known, website: { ...FRONT, machine: '192.168.1.5' } },
      { addresses: both, webAddresses: ['192.0.2.7'] },
    ],
    [
      'with a web server elsewhere',
      { addresses: known, website: { ...FRONT, machine: '198.51.100.9' } },
      { addresses: both, webAddresses: ['198.51.100.9'] },
    ],
  ])('%s', (_, part, expected) => {
    expect(hostMetaModule({ ...office(), ...part })['host-meta']).toEqual(expected);
    const text = configurationText('/data', { ...office(), ...part }, () => ({ chain: '/c', key: '/k' }));
    expect(JSON.parse(text).modules?.['host-meta']).toEqual(expected);
    expect(parseConfig(text, '/data/server/server.json')).toHaveProperty('config');
  });
});

describe('the server’s configuration', () => {
  function configured(website?: WebsiteFront) {
    const text = configurationText('/data', office(website), () => ({
      chain: '/data/c.pem',
      key: '/data/k.pem',
    }));
    const read = parseConfig(text, '/data/server/server.json');
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    return read.config;
  }
  const clear = { type: 'http', port: 5290, tls: 'none', optional: true };

  test('without a web server in front', () => {
    const { web, listen } = configured();
    expect([web.url, listen.some(({ port }) => port === 5290)]).toEqual([undefined, false]);
  });

  test('behind one on this computer: a port of its own, for this machine alone', () => {
    const { web, listen } = configured(FRONT);
    // This machine's web servers are believed in the clear without being named.
    expect([web.url, web.forwarders]).toEqual(['https://chat.office.example', undefined]);
    expect(listen).toContainEqual(clear);
  });

  test('behind one on another computer: that one is believed, and nothing is open in the clear', () => {
    const { web, listen } = configured({ ...FRONT, machine: '192.168.1.5' });
    expect(web.forwarders).toEqual(['127.0.0.1', '::1', '192.168.1.5']);
    expect(listen).not.toContainEqual(clear);
  });
});

describe('a name for chat', () => {
  test.each([
    ['chat.office.example', 'chat.office.example'],
    [' https://Chat.Office.Example/ ', 'chat.office.example'],
    ['büro.office.example.', 'xn--bro-hoa.office.example'],
  ])('%s', (name, expected) => expect(readFront({ ...FRONT, name }, 'office.example').name).toBe(expected));

  test.each([
    ['', 'malformed'],
    ['chat', 'malformed'],
    ['chat office.example', 'malformed'],
    ['chat.office.example; rm -rf', 'malformed'],
    ['chat.office.example\nproxy_pass x', 'malformed'],
    ['$host.example', 'malformed'],
    ['-a.office.example', 'malformed'],
    [`${'a.'.repeat(130)}example`, 'malformed'],
    ['office.example', 'own'],
  ])('refused: %j', (name, reason) => {
    expect(() => readFront({ ...FRONT, name }, 'office.example')).toThrow(
      expect.objectContaining({ data: { field: 'website.name', reason } }),
    );
  });

  test('Apache on another computer wants the one that is on the certificate', () => {
    const apache: WebsiteFront = { ...FRONT, program: 'apache', machine: '192.168.1.5' };
    expect(() => readFront(apache, 'office.example')).toThrow(
      expect.objectContaining({ data: { field: 'website.name', reason: 'certificate' } }),
    );
    expect(readFront({ ...apache, name: 'xmpp.office.example' }, 'office.example').name).toBe(
      'xmpp.office.example',
    );
  });
});

describe('the area', () => {
  function area(
    owner?: string,
    { at = 443, open }: { at?: number; open?: { ports: { port: number }[] } } = {},
  ) {
    let current = office();
    const noted: unknown[] = [];
    const told: string[] = [];
    return {
      ...{ noted, told },
      website: createWebsite({
        engine: { mirror: async () => '/x', slot: async () => undefined },
        changes: { note: (change: unknown) => noted.push(change), page: () => [] } as never,
        events: { emit: ({ type }: { type: string }) => told.push(type) } as never,
        office: () => current,
        change: async (part) => {
          current = { ...current, ...part };
        },
        opened: () => open,
        portOwner: async (port) => (port === at ? owner : undefined),
        addresses: () => ['192.168.1.20'],
        ask: () => Promise.reject(new Error('not asked')),
        clock: systemClock,
        log: { info: () => {} },
        kept: { get: () => undefined, set() {} },
        ...{ isSetUp: () => true, serverRuns: () => true },
      }),
    };
  }

  test.each([
    ['apache2', 'apache'],
    ['haproxy', 'haproxy'],
    ['node', 'nginx'],
    [undefined, 'nginx'],
  ])('%s has the port: suggests %s', async (owner, program) => {
    const { suggestion, owner: told } = await area(owner).website.get();
    expect([suggestion, told]).toEqual([
      { program, name: 'xmpp.office.example', machine: null },
      owner ?? null,
    ]);
  });

  test('the port that Chatelaine itself has is nobody else’s, and one of another number is not that one', async () => {
    const ours = area('node', { open: { ports: [{ port: 443 }] } });
    expect(await ours.website.setOnePort(true)).toMatchObject({
      ...{ owner: null, onePort: { wanted: true, open: true, by: null } },
    });
    const old = area('nginx', { at: 80, open: { ports: [] } });
    expect(await old.website.setOnePort(true)).toMatchObject({
      ...{ owner: 'nginx', onePort: { wanted: true, open: false, by: null } },
    });
    // Nobody has tried yet: nothing to complain of.
    expect(await area().website.setOnePort(true)).toMatchObject({
      ...{ owner: null, onePort: { wanted: true, open: null, by: null } },
    });
    const taken = area('nginx', { open: { ports: [] } });
    expect(await taken.website.setOnePort(true)).toMatchObject({
      ...{ owner: 'nginx', onePort: { wanted: true, open: false, by: 'nginx' } },
    });
  });

  test('where sslh has the port, the web still goes to the web server, if that is here', () => {
    const { website } = area();
    const lines = (machine: string | null) =>
      website.files({ ...FRONT, machine }).find(({ kind }) => kind === 'one-port')?.text;
    expect(lines(null)).toContain('{ name: "tls"; host: "127.0.0.1"; port: "8443"; }');
    expect(lines('192.168.1.5')).toContain('{ name: "tls"; host: "127.0.0.1"; port: "5443"; }');
  });

  test('is put in force, noted with the way back, and taken back', async () => {
    const { website, noted, told } = area('nginx');
    expect(await website.use(FRONT)).toMatchObject({ inUse: FRONT, address: 'https://chat.office.example' });
    expect(await website.use(null)).toMatchObject({
      inUse: null,
      address: 'https://xmpp.office.example:5443',
    });
    expect(noted).toEqual([
      {
        action: 'website.use',
        subject: 'chat.office.example',
        state: 'applied',
        before: null,
        after: JSON.stringify(FRONT),
      },
      {
        action: 'website.use',
        subject: 'office.example',
        state: 'applied',
        before: JSON.stringify(FRONT),
        after: null,
      },
    ]);
    expect(told).toContain('website.changed');
  });

  test('chat and web on one port: a door of its own, said to be open when it is', async () => {
    const { website, noted } = area(undefined, { open: { ports: [] } });
    expect(await website.setOnePort(true)).toMatchObject({ onePort: { wanted: true, open: false } });
    await website.setOnePort(true);
    expect(noted).toHaveLength(1);
    const text = configurationText('/data', { ...office(), onePort: true }, () => ({
      chain: '/c.pem',
      key: '/k.pem',
    }));
    const read = parseConfig(text, '/data/server/server.json');
    expect('config' in read && read.config.listen).toContainEqual({
      type: 'multiplex',
      port: 443,
      optional: true,
    });
  });

  test('files for another computer reach this one under TLS, and bring the authority along', () => {
    const [site] = area().website.files({ ...FRONT, machine: '192.168.1.5' });
    expect(site!.text).toContain('proxy_pass https://192.168.1.20:5443;');
    expect(site!.text).toContain('proxy_ssl_verify              on;');
    expect(site!.commands[0]).toBe(
      'install -m 644 chatelaine-office.example.crt /etc/ssl/chatelaine-office.example.crt',
    );
  });
});

test('the bundled server shows what arrives', async () => {
  mkdirSync(join(folder.path, 'server'));
  await makeCertificate(join(folder.path, 'server'), 'server', ['office.example']);
  const file = join(folder.path, 'server', 'server.json');
  const hosts = { 'office.example': { certificate: { chain: 'server.pem', key: 'server.key' } } };
  writeFileSync(file, JSON.stringify({ data: '.', hosts, listen: [{ type: 'http', port: 0, tls: 'none' }] }));
  const server = await spawnServer(['--config', file]);
  const engine = createBundledEngine({
    host: testHost(folder.path),
    run,
    clock: systemClock,
    admins: () => [],
  });
  const path = await engine.website.mirror();
  const ports = server.announcement.event === 'ready' ? server.announcement.ports : [];
  const answer = await fetch(`http://127.0.0.1:${ports[0]!.port}${path}`, {
    headers: { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https', cookie: 'secret' },
  });
  expect(await answer.json()).toMatchObject({
    ...{ remoteAddress: '192.0.2.7', secure: true, host: 'office.example', received: 0 },
    headers: {
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-proto': 'https',
      host: `127.0.0.1:${ports[0]!.port}`,
    },
  });
  expect((await fetch(`http://127.0.0.1:${ports[0]!.port}${path}x`)).status).toBe(404);
  await server.kill('SIGTERM');
}, 30_000);

describe('the command', () => {
  const chatelaine = (...args: string[]) => {
    const all = ['website', ...args, '--data', folder.path];
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...all], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const setUp = () =>
    writeFileSync(
      join(folder.path, 'settings.json'),
      JSON.stringify({ version: 1, values: DEFAULT_SETTINGS, office: office(FRONT) }),
      { mode: 0o600 },
    );

  test.each([
    [[], /Say what for: nginx/],
    [['--json'], /Say what for: nginx/],
    [['ngnix'], /nothing about ngnix\. Did you mean nginx\?/],
    [['nginx', '--machine', 'web'], /--machine is the network address/],
    [['nginx', '--nmae', 'x'], /no option --nmae\. Did you mean --name\?/],
  ])('%j is wrong usage', (args, sentence) => expect(readWebsiteArgs(args)).toMatch(sentence));

  test('prints a file, and nothing else among its lines', () => {
    setUp();
    const { status, stdout, stderr } = chatelaine('caddy', '--name', 'talk.office.example');
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^# Caddy: [\s\S]*https:\/\/talk\.office\.example \{/),
    ]);
    expect(stderr).toContain('caddy validate');
    expect(JSON.parse(chatelaine('haproxy', '--domain', '--json').stdout)).toMatchObject({ kind: 'domain' });
    expect(chatelaine('sslh').stdout).toContain('alpn_protocols: [ "xmpp-client" ]');
    expect(readFileSync(join(folder.path, 'settings.json'), 'utf8')).toContain('office.example');
  }, 30_000);

  test('says what is missing', () => {
    expect(chatelaine('nginx')).toMatchObject({ status: 1, stdout: '' });
    setUp();
    const stopped = chatelaine('check', '--json');
    expect([stopped.status, stopped.stderr]).toEqual([
      1,
      'The server is not running. “chatelaine serve” starts it.\n',
    ]);
    expect(JSON.parse(stopped.stdout)).toMatchObject({ error: { code: 'server.not-running' } });
  }, 30_000);

  test.each(websiteTrouble.options)('has a sentence for %s, whatever is known', (trouble) => {
    const data = {
      name: 'NAME',
      status: 500,
      location: 'LOCATION',
      header: 'HEADER',
      address: 'ADDRESS',
      came: 'CAME',
      megabytes: 1,
      limit: 1,
      server: 'SERVER',
      detail: 'DETAIL',
    };
    expect(troubleText(trouble, data)).not.toContain('undefined');
  });
});

describe('looking by itself', () => {
  const check = (id: WebsiteCheck['id'], trouble?: WebsiteCheck['trouble']): WebsiteCheck => ({
    ...{ id, state: trouble ? 'broken' : 'fine', trouble: trouble ?? null, data: {}, sent: [], came: [] },
  });
  const fine = [check('reach'), check('files')];
  const look = (before: Watched | undefined, checks: WebsiteCheck[], at = 0) =>
    afterLook(before, { name: 'chat.office.example', checks, at });

  test('what never was right is work in progress', () => {
    const state = look(look(undefined, [check('reach', 'refused')]), [check('reach', 'refused')]);
    expect([alarmOf(state), nextLook(state)]).toEqual([null, DAY_MS]);
  });

  test('what was right and is no more is told once it was seen twice, with when it began', () => {
    const broken = [check('reach'), check('files', 'file-too-small')];
    const once = look(look(undefined, fine), broken, 5);
    expect([alarmOf(once), nextLook(once)]).toEqual([null, 15 * 60_000]);
    // Somebody at the page who tries: it is the same quarter of an hour.
    const tried = look(once, broken, 9);
    expect([alarmOf(tried), nextLook(tried)]).toEqual([null, 15 * 60_000]);
    const twice = look(tried, broken, 5 + 15 * 60_000);
    expect(alarmOf(twice)).toMatchObject({ id: 'files', trouble: 'file-too-small', at: 5 });
    expect(nextLook(twice)).toBe(60 * 60_000);
    expect(alarmOf(look(twice, fine))).toBeNull();
  });

  test('a web server that was being restarted is nobody’s trouble', () => {
    const away = [check('reach', 'refused')];
    expect(alarmOf(look(look(look(undefined, fine), away), fine))).toBeNull();
    expect(alarmOf(look(look(look(look(undefined, fine), away), fine), away))).toBeNull();
  });

  test('without internet nothing is known, and nothing forgotten', () => {
    const offline = [check('reach', 'offline')];
    const known = look(undefined, fine);
    expect(look(look(known, offline), offline, DAY_MS)).toEqual(known);
  });

  test('another name is another beginning', () => {
    const state = afterLook(look(undefined, fine), {
      ...{ name: 'other.office.example', checks: [check('reach', 'refused')], at: 0 },
    });
    expect(state).toMatchObject({ worked: [], failing: null });
  });

  test('a day later, and soon after a change; what is known outlives a restart', async () => {
    const clock = createFakeClock();
    const kept: { value?: unknown } = {};
    let checks = fine;
    let looks = 0;
    let told = 0;
    const watching = () => {
      const watch = createWebsiteWatch({
        clock,
        kept: { get: () => kept.value, set: (value) => Object.assign(kept, { value }) },
        name: () => 'chat.office.example',
        running: () => true,
        async look() {
          looks += 1;
          watch.saw({ name: 'chat.office.example', checks, at: clock.now() });
        },
        changed: () => {
          told += 1;
        },
        failed: () => {},
      });
      return watch;
    };
    const first = watching();
    first.soon();
    first.soon();
    await clock.advance(60_000);
    expect(looks).toBe(1);
    await clock.advance(DAY_MS);
    expect(looks).toBe(2);
    first.stop();
    await clock.advance(DAY_MS);
    expect(looks).toBe(2);

    checks = [check('reach', 'certificate-expired'), check('files')];
    const second = watching();
    second.soon();
    await clock.advance(60_000);
    expect([second.alarm(), told]).toEqual([null, 0]);
    await clock.advance(15 * 60_000);
    expect([second.alarm()?.trouble, told]).toEqual(['certificate-expired', 1]);
    expect(watching().alarm()?.trouble).toBe('certificate-expired');
    checks = fine;
    await clock.advance(60 * 60_000);
    expect([second.alarm(), told]).toEqual([null, 2]);
    second.stop();
  });

  test.each([
    [100, 1, 1],
    [100, 9, 9],
    [100, 99, 99],
    [100, 0, 0],
  ])('of %i MB the limit is found: %i', async (most, limit, found) => {
    let asked = 0;
    const answer = await largestThatPasses(async (megabytes) => {
      asked += 1;
      return megabytes > limit;
    }, most);
    expect(answer).toBe(found);
    expect(asked).toBeLessThanOrEqual(7);
  });
});

describe('comments in the language of the page', () => {
  const facts: FileFacts = {
    ...{ domain: 'office.example', here: '192.168.1.20', webPort: 5443 },
    ports: { starttls: 5222, direct: 5223, serversDirect: 5270 },
  };
  const PROGRAMS = ['nginx', 'apache', 'caddy', 'haproxy'] as const;
  const files = PROGRAMS.flatMap((program) =>
    [null, '192.168.1.5'].flatMap((machine) => siteFiles({ ...FRONT, program, machine }, facts)),
  );
  const comments = files.flatMap(({ text }) =>
    [...text.matchAll(/^\s*# (.*)$/gm)].map(([, sentence]) => sentence!),
  );

  test('every sentence has its French', () => {
    expect([...new Set(comments)].filter((sentence) => inFrench(sentence) === undefined)).toEqual([]);
    expect(comments.length).toBeGreaterThan(50);
  });

  test('nothing else of a file is another', () => {
    const bare = (text: string) => text.replaceAll(/^(\s*)# .*$/gm, '$1#');
    for (const file of files) {
      const french = fileIn(file, 'fr');
      expect(bare(french.text)).toBe(bare(file.text));
      expect(fileIn(file, 'en')).toBe(file);
    }
    expect(fileIn(files[0]!, 'fr').text).toContain(
      '# Chatelaine, le serveur de discussion de office.example, que les programmes voient comme https://chat.office.example',
    );
  });
});
