/** Two offices with a manager and a server each, in networks of their own with names in BIND: each knocks for the other, and for nobody else. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReachCell, ReachView } from '../../../electron/contract/reach.ts';
import { type NameServers, startNameServers } from '../../federation/lab/name-servers.ts';
import { describeInNetworks } from '../../support/need-network.ts';
import { ADDRESSES, type Lab, openLab, type Who } from './lab.ts';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../../electron/cli.ts', import.meta.url));

let lab: Lab;
let names: NameServers;
const offices = new Map<Who, Running>();
const data = (who: Who) => join(lab.folder, who);
const domainOf = (who: Who) => `${who}.example`;

interface Running {
  stop(): Promise<void>;
}

/** A manager in somebody's network; resolves once its server answers. */
async function start(who: Who): Promise<Running> {
  const serve = [process.execPath, CLI, 'serve', '--data', data(who), '--listen', '127.0.0.1:0', '--json'];
  const [ip = '', ...rest] = [...lab.member(who).inside, ...serve];
  const child = spawn(ip, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  const config = join(data(who), 'server', 'server.json');
  const until = Date.now() + 60_000;
  // Each question is a process of its own: no busy loop.
  while (!(await inside(who, ['ctl', '--config', config, '--json', 'status'])).stdout.includes('uptime'))
    if (Date.now() > until) throw new Error('the server does not answer');
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** By one command, with its public addresses written down; resolves to its code for partners. */
async function setUp(who: Who): Promise<string> {
  const words = ['--domain', domainOf(who), '--admin', 'sophie', '--password-file', '-', '--data', data(who)];
  await inside(who, ['setup', ...words, '--yes'], {}, 'a password that is long\n');
  const file = join(data(who), 'settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  settings.office.addresses = { v4: [ADDRESSES[who].v4], v6: [ADDRESSES[who].v6] };
  writeFileSync(file, JSON.stringify(settings));
  return (await inside(who, ['reach', 'partners', 'code', '--data', data(who)])).stdout.trim();
}

/** Also where it ends with 1: something is not open, which is what is asked. */
async function inside(who: Who, args: readonly string[], env: Record<string, string> = {}, input = '') {
  const [ip = '', ...rest] = [...lab.member(who).inside, process.execPath, CLI, ...args];
  const going = run(ip, rest, { env: { ...process.env, ...env } });
  going.child.stdin?.end(input);
  const done = await going.catch((error) => error as { stdout: string; stderr: string });
  return { stdout: done.stdout, stderr: done.stderr };
}

async function askPartner(
  env: Record<string, string> = {},
): Promise<{ view: ReachView; tell: (family: 'v4' | 'v6') => string[] }> {
  const { stdout, stderr } = await inside(
    'office',
    ['reach', '--from', 'partner', domainOf('friend'), '--data', data('office'), '--json'],
    env,
  );
  const { views, error } = JSON.parse(stdout || '{}') as { views?: ReachView[]; error?: unknown };
  if (!views?.[0]) throw new Error(`${JSON.stringify(error)} ${stderr}`);
  const [view] = views;
  const said = ({ id, verdict, because }: ReachCell) =>
    `${id.replace(/-(?:tcp|udp)-/, ' ')} ${verdict} ${because}`;
  return { view, tell: (family) => view.cells.filter((cell) => cell.family === family).map(said) };
}

/** A question as anybody may post it, so many times at once; what each was answered with. */
async function post(who: Who, body: string, times = 1): Promise<number[]> {
  const program = `
    const ask = () => new Promise((done) => {
      const options = { host: '${ADDRESSES.friend.v4}', port: 5443, path: '/.well-known/chatelaine-reach', method: 'POST' };
      const s = require('https').request({ ...options, rejectUnauthorized: false, headers: { host: 'xmpp.friend.example' } }, (a) => done(a.statusCode));
      s.on('error', () => done(0));
      s.end(${JSON.stringify(body)});
    });
    Promise.all(Array.from({ length: ${times} }, ask)).then((all) => { console.log(JSON.stringify(all)); process.exit(); });`;
  return JSON.parse(await lab.inside(who, process.execPath, '-e', program)) as number[];
}

/** Their manager has come to their server by then; a request takes long enough to be no busy loop. */
async function listens(): Promise<void> {
  const until = Date.now() + 60_000;
  while ((await post('office', '{}'))[0] === 404) if (Date.now() > until) throw new Error('nobody listens');
}

describeInNetworks(['nft', 'named', 'unbound', 'dnssec-keygen'], 'partners', () => {
  beforeAll(async () => {
    lab = await openLab();
    const records = (['office', 'friend'] as const).flatMap((who) => [
      `${who} IN A ${ADDRESSES[who].v4}`,
      `xmpp.${who} IN A ${ADDRESSES[who].v4}`,
      `xmpp.${who} IN AAAA ${ADDRESSES[who].v6}`,
    ]);
    names = await startNameServers(lab.hub, join(lab.folder, 'names'), records);
    const both = ['office', 'friend'] as const;
    const codes = new Map<Who, string>();
    await Promise.all(both.map(async (who) => codes.set(who, await setUp(who))));
    const adds = (who: Who, whose: Who) =>
      inside(who, ['reach', 'partners', 'add', codes.get(whose)!, '--data', data(who)]);
    const [mine, theirs] = await Promise.all([adds('office', 'friend'), adds('friend', 'office')]);
    expect([mine.stdout, theirs.stdout]).toEqual([
      expect.stringContaining('friend.example'),
      expect.stringContaining('office.example'),
    ]);
    await Promise.all(both.map(async (who) => offices.set(who, await start(who))));
    await listens();
  }, 120_000);
  afterAll(async () => {
    for (const product of offices.values()) await product.stop();
    await names?.stop();
    await lab.close();
  }, 60_000);

  const RIGHT = [
    ...[
      'client-starttls 5222',
      'client-direct 5223',
      'https 5443',
      'server-starttls 5269',
      'server-direct 5270',
    ].map((one) => `${one} open right-server`),
    ...[
      'stun 3478 open answers',
      'stun 3478 open answers',
      'stun-tls 5349 open right-server',
      'socks5 7777 open answers',
    ],
  ];

  test('every door of ours in both families, seen by theirs; and a packet through the relay for whom their certificate convinces', async () => {
    const { view, tell } = await askPartner({
      NODE_EXTRA_CA_CERTS: join(data('friend'), 'certificates', 'authority.pem'),
    });
    expect(view).toMatchObject({ from: 'partner', name: 'friend.example' });
    for (const family of ['v4', 'v6'] as const)
      expect(tell(family)).toEqual([...RIGHT, 'relay 3478 open relays']);
    expect(new Set(view.cells.map(({ address }) => address))).toEqual(
      new Set([ADDRESSES.office.v4, ADDRESSES.office.v6]),
    );
  }, 120_000);

  test('what a rule of ours keeps out, they see; the question gets through while all our doors are shut', async () => {
    await lab.rules(
      'office',
      'table inet filter {\nchain input {\ntype filter hook input priority 0; policy accept;\nmeta nfproto ipv6 ct state new tcp dport 1-65535 drop\ntcp dport 5222 reject with tcp reset\n}\n}\n',
    );
    const { tell } = await askPartner();
    expect(tell('v4').slice(0, 2)).toEqual([
      'client-starttls 5222 closed refused',
      'client-direct 5223 open right-server',
    ]);
    expect(
      new Set(
        tell('v6')
          .filter((one) => !/^(?:stun 3478|relay)/.test(one))
          .map((one) => one.split(' ').slice(2).join(' ')),
      ),
    ).toEqual(new Set(['filtered no-answer']));
    // The certificate of their own authority convinces nobody here: the relay's password stays at home.
    expect(tell('v4').at(-1)).toBe('relay 3478 not-checked no-credential');
    await lab.rules('office', '');
  }, 120_000);

  test('a stranger gets nothing, and neither does a flood; the partner is still served', async () => {
    expect(await post('router', 'hello')).toEqual([400]);
    expect(await post('router', JSON.stringify({ text: '{}', signature: 'x' }))).toEqual([400]);
    const flood = await post('router', '{}', 60);
    expect(new Set(flood)).toEqual(new Set([400, 429]));
    const state = await inside('friend', ['reach', 'partners', '--data', data('friend'), '--json']);
    expect(JSON.parse(state.stdout)).toMatchObject([{ name: 'office.example' }]);
  }, 120_000);

  test('who was removed is told so, and where there is no partner nobody listens', async () => {
    await offices.get('friend')!.stop();
    const gone = await inside('friend', [
      'reach',
      'partners',
      'remove',
      'office.example',
      '--data',
      data('friend'),
      '--json',
    ]);
    expect(JSON.parse(gone.stdout)).toEqual([]);
    offices.set('friend', await start('friend'));
    expect(await post('office', '{}')).toEqual([404]);
    const { stderr } = await inside('office', [
      'reach',
      '--from',
      'partner',
      'friend.example',
      '--data',
      data('office'),
      '--lang',
      'en',
    ]);
    expect(stderr).toContain('friend.example did not answer');
  }, 120_000);
});
