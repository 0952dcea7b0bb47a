/** The doctor's look at certificates, and `chatelaine certificate`, at a real server; slixmpp has the last word. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readCertificateArgs } from '../../../electron/cli/certificate.ts';
import type { DnsReport, Walk } from '../../../electron/contract/dns.ts';
import { createCertificates } from '../../../electron/manager/certificates/certificates.ts';
import { createCertificateChecker } from '../../../electron/manager/certificates/checker.ts';
import { publicAuthorities } from '../../../electron/manager/certificates/judge/judge.ts';
import { examine } from '../../../electron/manager/certificates/served/examine.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { DEFAULT_SETTINGS, type Office } from '../../../electron/manager/settings.ts';
import { startAgent } from '../../support/agent.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../support/server.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DOMAIN = 'office.example';
const NAMES = ['', 'xmpp.', 'conference.', 'upload.', 'pubsub.', 'proxy.'].map((label) => label + DOMAIN);
const DAY = 86_400_000;

let root: Issued;
let middle: Issued;
let server: TestServer;
const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);

async function serve(which: Issued, ...above: Issued[]): Promise<void> {
  const chain = [which, ...above].map(({ pem }) => `${pem.trim()}\n`).join('');
  writeFileSync(join(server.folder, 'server.pem'), chain);
  writeFileSync(join(server.folder, 'server.key'), which.key);
  await server.server.reload(server.config);
}
const portOf = (type: string, tls: string) =>
  server.server.ports.find((one) => one.type === type && one.tls === tls)!.port;

beforeAll(async () => {
  root = await makeAuthority('Root');
  middle = await root.issue({ authority: true, name: 'Middle' });
  writeFileSync(at('root.pem'), root.pem);
  const listen = [
    ...['starttls', 'direct'].flatMap((tls) => ['c2s', 's2s'].map((type) => ({ type, tls }))),
    { type: 'http', tls: 'direct' },
  ].map((one) => ({ ...one, port: 0, address: '127.0.0.1' }));
  server = await startTestServer({ hosts: [DOMAIN], config: { listen, federation: { policy: 'open' } } });
  await server.createAccounts('nina');
}, 60_000);
afterAll(async () => {
  await server.stop();
  folder[Symbol.dispose]();
});

/** As the DNS would lead a stranger to the test's server. */
function report(): DnsReport {
  const walk = (who: Walk['who'], type: string): Walk => ({
    ...{ who, steps: [], chosen: 0 },
    targets: (['direct', 'starttls'] as const).map((tls) => ({
      ...{ host: `xmpp.${DOMAIN}`, port: portOf(type, tls), tls, because: 'srv', priority: 0, weight: 0 },
      addresses: [{ address: '127.0.0.1', answers: 'yes' }],
    })),
  });
  return {
    ...{ domain: DOMAIN, at: 0, askers: [], plan: [], gaps: [], findings: [], notChecked: [] },
    walks: [walk('phone', 'c2s'), walk('server', 's2s')],
  };
}

const noQuestions = () => async () => Promise.reject(new Error('nobody is asked in this test'));

async function diagnosis(own = [root.pem]) {
  const checker = createCertificateChecker({ own, ask: noQuestions });
  const about = {
    domain: DOMAIN,
    office: null,
    dns: async () => report(),
    signal: new AbortController().signal,
  };
  const { findings, notChecked } = await checker.check(about);
  return [...new Set(findings.map(({ code }) => code)), ...(notChecked === 'all' ? ['nothing'] : notChecked)];
}

describe('the doctor, as a stranger', () => {
  test('finds nothing wrong with a good one', async () => {
    await serve(await middle.issue({ dns: NAMES }), middle);
    expect(await diagnosis()).toEqual([]);
  });
  test('names what is missing, once', async () => {
    await serve(await middle.issue({ dns: NAMES }));
    expect(await diagnosis()).toEqual(['certificate.chain-incomplete']);
    await serve(await middle.issue({ dns: NAMES.slice(1) }), middle);
    expect(await diagnosis()).toEqual(['certificate.other-names']);
    await serve(await middle.issue({ dns: NAMES, from: -80, to: -1 }), middle);
    expect(await diagnosis()).toEqual(['certificate.expired']);
    await serve(await middle.issue({ dns: NAMES }), middle, root);
    expect(await diagnosis([])).toEqual(['certificate.unknown-authority']);
  });
  test('knows when nobody answers', async () => {
    const gone = { ...report(), walks: [] };
    const checker = createCertificateChecker({ ask: noQuestions });
    const about = {
      domain: DOMAIN,
      office: null,
      dns: async () => gone,
      signal: new AbortController().signal,
    };
    expect(await checker.check(about)).toEqual({ findings: [], notChecked: 'all' });
  });
});

test('a wrong clock is the cause, and what looks too old follows from it', async () => {
  await serve(await middle.issue({ dns: NAMES }), middle);
  const late = () => Date.now() + 40 * DAY;
  const { findings } = await examine({
    ...{ domain: DOMAIN, wanted: [], authorities: publicAuthorities([], [root.pem]), now: late },
    endpoints: [
      {
        ...{ how: 'xmpp-client-direct', name: DOMAIN, host: '127.0.0.1', port: portOf('c2s', 'direct') },
        ...{ domain: DOMAIN, ours: true },
      },
    ],
    signal: new AbortController().signal,
    ask(dated) {
      dated(Date.now());
      return () => Promise.reject(new Error('no'));
    },
  });
  expect(findings.map(({ code, dependsOn }) => [code, dependsOn])).toEqual([
    ['certificate.clock-wrong', null],
    ['certificate.expired', 'certificate.clock-wrong'],
  ]);
});

describeWith(['slixmpp'], 'slixmpp, which checks the certificate', () => {
  const enter = (direct: boolean) =>
    startAgent('nina', {
      ...{ jid: `nina@${DOMAIN}/desk`, password: PASSWORD, ca: at('root.pem'), host: '127.0.0.1', direct },
      port: portOf('c2s', direct ? 'direct' : 'starttls'),
    });

  test('comes in by both doors with one that was found good', async () => {
    await serve(await middle.issue({ dns: NAMES }), middle);
    expect(await diagnosis()).toEqual([]);
    for (const direct of [false, true]) {
      const nina = enter(direct);
      await nina.expect('ready', {}, 30_000);
      await nina.stop();
    }
  }, 90_000);

  test.each([
    ['without the intermediate', {}, false],
    // WHY no other name: slixmpp looks at the chain and the dates, not at the names.
    ['that has run out', { from: -80, to: -1 }, true],
  ])(
    'stays out with one %s, as we said',
    async (_, options, whole) => {
      await serve(await middle.issue({ dns: NAMES, ...options }), ...(whole ? [middle] : []));
      expect(await diagnosis()).toHaveLength(1);
      const nina = enter(false);
      await nina.expect('untrusted', {}, 20_000);
      await nina.stop();
    },
    60_000,
  );
});

// A process of its own for each: on a busy machine that takes a while.
describe('chatelaine certificate', { timeout: 90_000 }, () => {
  const CLI = join(import.meta.dirname, '../../../electron/cli.ts');
  /** In a process of its own that was told to trust the test's authority, as strangers trust theirs. */
  async function chatelaine(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { ...process.env, LC_ALL: 'C', NODE_EXTRA_CA_CERTS: at('root.pem') };
    const child = spawn(process.execPath, [CLI, 'certificate', ...args, '--data', at('data')], { env });
    const code = new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, out, err };
  }

  beforeAll(async () => {
    const office: Office = {
      ...{ way: 'domain', domain: DOMAIN, admins: [] },
      ports: { starttls: portOf('c2s', 'starttls'), direct: portOf('c2s', 'direct') },
      otherPorts: {
        web: portOf('http', 'direct'),
        servers: portOf('s2s', 'starttls'),
        serversDirect: portOf('s2s', 'direct'),
      },
      doors: { calls: false, files: false },
    };
    mkdirSync(at('data'), { recursive: true });
    writeFileSync(at('data/settings.json'), JSON.stringify({ version: 1, values: DEFAULT_SETTINGS, office }));
    const host = { dataDir: at('data'), hostname: 'atelier', addresses: () => [] };
    const log = pino({ level: 'silent' });
    // As the set-up leaves it.
    const local = createCertificates({ ...{ host, log, clock: systemClock }, office: () => office });
    await local.ensureAuthority(DOMAIN);
    await local.ensureLeaf(DOMAIN);
    const good = await middle.issue({ dns: NAMES });
    writeFileSync(at('chain.pem'), `${good.pem.trim()}\n${middle.pem}`);
    writeFileSync(at('chain.key'), good.key);
    await serve(good, middle);
  });

  test.each([
    [[], /Say what to do/],
    [['shew'], /Did you mean show\?/],
    [['show'], /Say which file/],
    [['check', 'x.pem'], /"x\.pem" is not expected/],
    [['show', 'a.pem', '--lang', 'de'], /en or fr/],
    [['import', 'a.pem', '--pasphrase-file', 'b'], /Did you mean --passphrase-file\?/],
  ])('%j is wrong usage', (args, sentence) => expect(readCertificateArgs(args)).toMatch(sentence));

  test('show: whom it is for, and that nothing is wrong with it', async () => {
    const { code, out } = await chatelaine('show', at('chain.pem'), at('chain.key'));
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('there, and it fits') });
    expect(out).toContain(NAMES.join(', '));
    expect(out).toContain('for servers only');
    expect(out).not.toContain('PRIVATE KEY-----');
  });

  test('show --json: the findings with their sentences', async () => {
    const { code, out } = await chatelaine('show', at('root.pem'), '--json', '--lang', 'fr');
    expect(code).toBe(1);
    const { findings } = JSON.parse(out);
    expect(findings[0]).toMatchObject({ severity: 'broken', cause: expect.stringMatching(/certificat/) });
  });

  test('check: every port under every name', async () => {
    const { code, out, err } = await chatelaine('check');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n').filter((line) => /^fine /.test(line));
    // Two doors for people, the web, and two for servers under five names, less the one that is switched off.
    expect(lines).toHaveLength(2 + 1 + 2 * 4);
    expect(out).toContain('asked inside only');
  });

  test('import: what cannot be used changes nothing, and says why', async () => {
    const { code, out, err } = await chatelaine('import', at('chain.pem'));
    expect({ code, err, out }).toMatchObject({ code: 0, err: '' });
    expect(out).toContain(NAMES[0]);
    const before = readFileSync(at('data/settings.json'), 'utf8');
    const other = await middle.issue({ dns: ['other.example'] });
    writeFileSync(at('other.pem'), `${other.pem}\n${other.key}`);
    const refused = await chatelaine('import', at('other.pem'));
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('none of the names') });
    expect(readFileSync(at('data/settings.json'), 'utf8')).toBe(before);
    expect(JSON.parse(before).office.certificates).toMatchObject({
      [DOMAIN]: { from: 'file', path: at('chain.pem') },
    });
    expect(statSync(at('data')).isDirectory()).toBe(true);
  }, 60_000);
});
