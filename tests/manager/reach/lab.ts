/**
 * A small internet with public addresses: an office with our server, a friend elsewhere, and an office behind a router. Everybody is a network
 * namespace on one bridge; the addresses are of the world's, and lead nowhere but here.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ReachDoor, ReachFamily } from '../../../electron/contract/reach.ts';
import type { Knocking } from '../../../electron/manager/reach/prober.ts';
import type { Seen } from '../../../electron/manager/reach/seen.ts';
import type { Credential } from '../../../electron/manager/reach/turn/message.ts';
import { type Member, openNetwork } from '../../federation/lab/network.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';
import { type ServerProcess, spawnServer } from '../../support/server-process.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('look-child.ts', import.meta.url));

export const DOMAIN = 'office.example';
/** In networks of hosters, so that nobody takes them for inner ones. */
export const ADDRESSES = {
  office: { v4: '93.184.77.10', v6: '2a01:4f8:77::10' },
  friend: { v4: '93.184.77.20', v6: '2a01:4f8:77::20' },
  router: { v4: '93.184.77.30', v6: '2a01:4f8:77::30' },
} as const;
export type Who = keyof typeof ADDRESSES;

/** As the office of the lab has them. */
export const DOORS: readonly ReachDoor[] = (
  [
    ['programs', 'client-starttls', 'tcp', 5222],
    ['programs', 'client-direct', 'tcp', 5223],
    ['web', 'https', 'tcp', 5443],
    ['companies', 'server-starttls', 'tcp', 5269],
    ['companies', 'server-direct', 'tcp', 5270],
    ['calls', 'stun', 'udp', 3478],
    ['calls', 'stun', 'tcp', 3478],
    ['calls', 'stun-tls', 'tcp', 5349],
    ['files', 'socks5', 'tcp', 7777],
    ['calls', 'relay', 'udp', 3478],
  ] as const
).map(([door, speech, transport, port]) => ({
  id: `${speech}-${transport}-${port}`,
  ...{ door, speech, transport, port },
  name: speech === 'https' || speech.startsWith('stun') || speech === 'relay' ? `xmpp.${DOMAIN}` : DOMAIN,
}));

export const doorsOf = (...ids: readonly string[]): ReachDoor[] => DOORS.filter(({ id }) => ids.includes(id));

export interface Lab {
  readonly folder: string;
  readonly authority: Issued;
  member(who: Who): Member;
  /** Where name servers are: on the bridge itself. */
  readonly hub: Member;
  /** Runs a program in somebody's network; its output. */
  inside(who: Who, program: string, ...args: readonly string[]): Promise<string>;
  /** nftables in somebody's network, in place of what was there. */
  rules(who: Who, text: string): Promise<void>;
  /** Our server; the ports are the usual ones. @param certificate names and dates, where they are to be wrong. */
  server(who: Who, certificate?: Parameters<Issued['issue']>[0]): Promise<ServerProcess>;
  ctl(...command: readonly string[]): Promise<string>;
  /** What somebody sees who knocks. */
  look(
    who: Who,
    doors: readonly ReachDoor[],
    at: Who | string,
    family: ReachFamily,
    more?: { credential?: Credential; onlyThere?: boolean },
  ): Promise<Seen[]>;
  /** Ends with the lab. */
  keep(who: Who, said: RegExp, program: string, ...args: readonly string[]): Promise<void>;
  /** What was started with `keep` and `server`, so far. */
  stopAll(): Promise<void>;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const network = await openNetwork(['office', 'friend', 'router']);
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-reach-'));
  const running: { kill(): Promise<unknown> }[] = [];
  for (const [who, { v4, v6 }] of Object.entries(ADDRESSES)) {
    const { namespace } = network.member(who);
    await run('ip', ['-n', namespace, 'addr', 'add', `${v4}/24`, 'dev', 'eth0']);
    await run('ip', ['-n', namespace, 'addr', 'add', `${v6}/64`, 'dev', 'eth0', 'nodad']);
  }
  const authority = await makeAuthority('The Lab');
  writeFileSync(join(folder, 'authority.pem'), authority.pem);
  const config = join(folder, 'server.json');

  const lab: Lab = {
    ...{ folder, authority, hub: network.hub },
    member: (who) => network.member(who),
    async inside(who, program, ...args) {
      const [ip = '', ...rest] = [...network.member(who).inside, program, ...args];
      return (await run(ip, rest, { maxBuffer: 1024 * 1024 })).stdout;
    },
    async rules(who, text) {
      const [ip = '', ...rest] = [...network.member(who).inside, 'nft', '-f', '-'];
      const going = run(ip, rest);
      going.child.stdin?.end(`flush ruleset\n${text}`);
      await going;
    },
    async server(who, certificate) {
      const names = [DOMAIN, `xmpp.${DOMAIN}`, `conference.${DOMAIN}`];
      const { pem, key } = await authority.issue({ dns: names, ...certificate });
      writeFileSync(join(folder, 'chain.pem'), pem);
      writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
      writeFileSync(
        config,
        JSON.stringify({
          data: 'data',
          hosts: {
            [DOMAIN]: { certificate: { chain: 'chain.pem', key: 'key.pem' }, registration: 'closed' },
          },
          listen: [
            { type: 'c2s', port: 5222, tls: 'starttls' },
            { type: 'c2s', port: 5223, tls: 'direct' },
            { type: 's2s', port: 5269, tls: 'starttls' },
            { type: 's2s', port: 5270, tls: 'direct' },
            { type: 'http', port: 5443, tls: 'direct' },
            { type: 'stun', port: 3478 },
            { type: 'stun', port: 5349, tls: 'direct' },
            { type: 'proxy65', port: 7777 },
          ],
          modules: { turn: { addresses: Object.values(ADDRESSES[who]), name: `xmpp.${DOMAIN}` } },
        }),
      );
      const server = await spawnServer(['--config', config], network.member(who).inside);
      if (server.announcement.event !== 'ready')
        throw new Error(JSON.stringify(server.announcement) + server.stderr());
      running.push({ kill: () => server.kill('SIGTERM') });
      return server;
    },
    async ctl(...command) {
      const cli = fileURLToPath(new URL('../../../electron/cli.ts', import.meta.url));
      return (await run(process.execPath, [cli, 'ctl', '--config', config, '--json', ...command])).stdout;
    },
    look(who, doors, at, family, more = {}) {
      const address = at in ADDRESSES ? ADDRESSES[at as Who][family] : at;
      const places = doors.map((door): Knocking => ({ door, family, address }));
      const [ip = '', ...rest] = [...network.member(who).inside, process.execPath, CHILD];
      const child = spawn(ip, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
      child.stdin.end(JSON.stringify({ places, ca: [authority.pem], ...more }));
      let text = '';
      child.stdout.on('data', (chunk) => (text += String(chunk)));
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', () =>
          text ? resolve(JSON.parse(text) as Seen[]) : reject(new Error('no answer')),
        );
      });
    },
    async keep(who, said, program, ...args) {
      const [ip = '', ...rest] = [...network.member(who).inside, program, ...args];
      const child = spawn(ip, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
      running.push({
        kill: async () => {
          child.kill('SIGKILL');
          await ended;
        },
      });
      let text = '';
      await new Promise<void>((resolve, reject) => {
        const heard = (chunk: Buffer) => {
          text += chunk.toString();
          if (said.test(text)) resolve();
        };
        child.stdout.on('data', heard);
        child.stderr.on('data', heard);
        void ended.then(() => reject(new Error(`${program} ended: ${text}`)));
      });
    },
    async stopAll() {
      for (const one of running.splice(0)) await one.kill();
      mkdirSync(join(folder, 'data'), { recursive: true });
    },
    async close() {
      await lab.stopAll();
      await network.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return lab;
}
