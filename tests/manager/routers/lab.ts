/**
 * An office behind a router that runs miniupnpd, in network namespaces: `world` - `router` - `office` and `other` (another
 * device on the office's network). Needs root and Linux; made and removed here, named after this process.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Member } from '../../federation/lab/network.ts';
import { type Program, startProgram } from '../../federation/lab/program.ts';

/** Public ones: those for documentation would not pass for a provider's. */
export const WORLD = '5.5.5.53';
export const OUTSIDE = '5.5.5.10';
export const ROUTER = '192.168.7.1';
export const OFFICE = '192.168.7.20';
export const OTHER = '192.168.7.30';
export const OFFICE6 = '2a00:7::20';
const ROUTER6 = 'fe80::1';

/** Long enough for a machine under load, short enough to wait for nothing. */
const SILENCE_MS = 1200;

const run = promisify(execFile);
const ip = (line: string) => execFileSync('ip', line.split(' '), { stdio: 'pipe' });

/** A manager's router area in the office, told line by line (child.ts). */
export interface OfficeChild {
  /** What it answers to `line`. */
  tell<T = Told>(line: string): Promise<T>;
  /** Resolves with the first answer to `line` that fits; asked again at each event. */
  until(fits: (state: Told) => boolean): Promise<Told>;
  end(): Promise<void>;
}
export type Told = import('../../../electron/contract/router.ts').RouterState;

export interface Lab {
  readonly office: Member;
  readonly other: Member;
  readonly router: Member;
  readonly world: Member;
  /** Starts miniupnpd, or starts it again. @param extra lines of its configuration. */
  daemon(extra?: readonly string[]): Promise<void>;
  endDaemon(): Promise<void>;
  /** The provider gives the router another address. */
  readdress(to: string): void;
  /** Somebody in the world tries to reach the office; what the office's program says, or why not. */
  tries(address: string, port: number, transport?: 'tcp' | 'udp'): Promise<string>;
  /** @param args JSON for child.ts. */
  child(args: object): OfficeChild;
  inRouter(...command: string[]): string;
  /** Another device answers for the router, with a page of its own. */
  liar(): Promise<Program>;
  /** Another device of the office asks the router for something. */
  otherAsks(...command: string[]): string;
  inOffice(...command: string[]): string;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const prefix = `chr${process.pid}`;
  const member = (name: string, ipv4: string): Member => ({
    ...{ namespace: `${prefix}-${name}`, ipv4, ipv6: '' },
    inside: ['ip', 'netns', 'exec', `${prefix}-${name}`],
  });
  const world = member('world', WORLD);
  const router = member('router', OUTSIDE);
  const office = member('office', OFFICE);
  const other = member('other', OTHER);
  const all = [world, router, office, other];
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-router-'));
  const programs: Program[] = [];
  let daemon: Program | undefined;
  const at = (one: Member, line: string) => ip(`-n ${one.namespace} ${line}`);
  const inRouter = (...command: string[]) =>
    execFileSync('ip', ['netns', 'exec', router.namespace, ...command], { stdio: 'pipe' }).toString();

  async function close(): Promise<void> {
    for (const program of [...programs, ...(daemon ? [daemon] : [])]) await program.end('SIGKILL');
    for (const { namespace } of all) {
      try {
        ip(`netns del ${namespace}`);
      } catch {
        // Not made yet, when making them failed in the middle.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  }

  function make(): void {
    for (const { namespace, inside } of all) {
      ip(`netns add ${namespace}`);
      // A new address is looked for among the neighbours for a second before it can be used, which nobody waits for here.
      const [program = '', ...into] = inside;
      execFileSync(program, [...into, 'sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad'], {
        stdio: 'pipe',
      });
    }
    const cable = (one: Member, device: string, two: Member, its: string) =>
      ip(`link add ${device} netns ${one.namespace} type veth peer name ${its} netns ${two.namespace}`);
    cable(world, 'port', router, 'wan');
    cable(router, 'lan0', office, 'eth0');
    cable(router, 'lan1', other, 'eth0');
    at(router, 'link add lan type bridge');
    for (const port of ['lan0', 'lan1']) at(router, `link set ${port} master lan up`);
    // What answers to nobody must not slow the bridge: no spanning tree, no snooping of multicast.
    inRouter('sh', '-c', 'echo 0 > /sys/class/net/lan/bridge/multicast_snooping || true');
    at(world, `addr add ${WORLD}/24 dev port`);
    at(router, `addr add ${OUTSIDE}/24 dev wan`);
    at(router, `addr add ${ROUTER}/24 dev lan`);
    at(office, `addr add ${OFFICE}/24 dev eth0`);
    at(other, `addr add ${OTHER}/24 dev eth0`);
    at(world, 'addr add 2a00:5::53/64 dev port nodad');
    at(router, 'addr add 2a00:5::1/64 dev wan nodad');
    at(router, 'addr add 2a00:7::1/64 dev lan nodad');
    at(router, `addr add ${ROUTER6}/64 dev lan nodad`);
    at(office, `addr add ${OFFICE6}/64 dev eth0 nodad`);
    for (const [one, device] of [
      ...([
        [world, 'port'],
        [router, 'wan'],
        [router, 'lan'],
        [office, 'eth0'],
        [other, 'eth0'],
      ] as const),
      ...all.map((each) => [each, 'lo'] as const),
    ])
      at(one, `link set ${device} up`);
    for (const one of [office, other]) at(one, `route add default via ${ROUTER}`);
    at(office, `-6 route add default via ${ROUTER6} dev eth0`);
    at(world, '-6 route add 2a00:7::/64 via 2a00:5::1');
    inRouter(
      'sh',
      '-c',
      'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding',
    );
    // As a router at home has it: what was not asked for from inside does not come in, but for what miniupnpd lets through.
    inRouter(
      'nft',
      `table inet filter {
         chain miniupnpd { }
         chain forward { type filter hook forward priority 0; policy drop;
           ct state established,related accept; iifname lan accept; jump miniupnpd; }
         chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
         chain postrouting { type nat hook postrouting priority 100; jump postrouting_miniupnpd; oifname wan meta nfproto ipv4 masquerade; }
         chain prerouting_miniupnpd { }
         chain postrouting_miniupnpd { }
       }`,
    );
  }

  try {
    make();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    ...{ office, other, router, world, inRouter, close },
    async liar() {
      const program = `
        const location = 'http://${OTHER}:5000/rootDesc.xml';
        require('http').createServer((q, a) => { console.log('GET', q.url); a.end(); }).listen(5000);
        const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });
        s.on('message', (bytes, from) => {
          console.log(String(bytes).split(' ')[0]);
          s.send('HTTP/1.1 200 OK\\r\\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\\r\\nLOCATION: ' + location + '\\r\\n\\r\\n', from.port, from.address);
        });
        s.bind(1900, () => { s.addMembership('239.255.255.250'); console.log('ready'); });`;
      const started = startProgram(other, [process.execPath, '-e', program]);
      programs.push(started);
      await started.said(/ready/);
      return started;
    },
    inOffice: (...command) =>
      execFileSync('ip', [...office.inside.slice(1), ...command], { stdio: 'pipe' }).toString(),
    otherAsks: (...command) =>
      execFileSync('ip', [...other.inside.slice(1), ...command], { stdio: 'pipe' }).toString(),
    async daemon(extra = []) {
      const file = join(folder, 'miniupnpd.conf');
      writeFileSync(
        file,
        `${[
          'ext_ifname=wan',
          'ext_ifname6=wan',
          'listening_ip=lan',
          'http_port=5000',
          'enable_upnp=yes',
          'enable_natpmp=yes',
          'min_lifetime=2',
          'max_lifetime=86400',
          'secure_mode=yes',
          'system_uptime=no',
          'friendly_name=Box of the lab',
          'upnp_table_name=filter',
          'upnp_nat_table_name=filter',
          'upnp_forward_chain=miniupnpd',
          'upnp_nat_chain=prerouting_miniupnpd',
          'upnp_nat_postrouting_chain=postrouting_miniupnpd',
          'notify_interval=60',
          'clean_ruleset_interval=0',
          'uuid=0aaaaaaa-0000-4000-8000-000000000001',
          ...extra,
        ].join('\n')}\n`,
      );
      const started = startProgram(router, ['miniupnpd', '-d', '-f', file, '-P', join(folder, 'pid')]);
      daemon = started;
      await started.said(/listening on port/i);
    },
    async endDaemon() {
      await daemon?.end('SIGTERM');
      daemon = undefined;
      // Restarted as a whole, as a box at home is: its rules are gone with it.
      for (const chain of ['miniupnpd', 'prerouting_miniupnpd', 'postrouting_miniupnpd'])
        inRouter('nft', 'flush', 'chain', 'inet', 'filter', chain);
    },
    readdress(to) {
      at(router, `addr flush dev wan scope global`);
      at(router, `addr add ${to}/24 dev wan`);
      at(router, 'addr add 2a00:5::1/64 dev wan nodad');
      at(world, `addr flush dev port scope global`);
      at(world, `addr add ${to.replace(/\d+$/, '53')}/24 dev port`);
      at(world, 'addr add 2a00:5::53/64 dev port nodad');
      at(world, '-6 route replace 2a00:7::/64 via 2a00:5::1');
    },
    async tries(address, port, transport = 'tcp') {
      const program = `
        const over = (said) => { console.log(said); process.exit(); };
        setTimeout(() => over('silence'), ${SILENCE_MS});
        if ('${transport}' === 'tcp') {
          const s = require('net').connect({ host: '${address}', port: ${port} });
          s.on('data', (data) => over(String(data)));
          s.on('error', ({ code }) => over(code));
        } else {
          const s = require('dgram').createSocket('udp4');
          s.on('message', (data) => over(String(data)));
          s.send('?', ${port}, '${address}');
        }`;
      const [ip4 = '', ...into] = world.inside;
      const { stdout } = await run(ip4, [...into, process.execPath, '-e', program]);
      return stdout.trim();
    },
    child(args) {
      const [program = '', ...into] = office.inside;
      const entry = join(import.meta.dirname, 'child.ts');
      const child = spawn(program, [...into, process.execPath, entry, JSON.stringify(args)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
      const waiting: ((told: { value?: unknown; failed?: string }) => void)[] = [];
      const watchers = new Set<() => void>();
      createInterface({ input: child.stdout }).on('line', (line) => {
        const told = JSON.parse(line);
        if (told.event) for (const wake of watchers) wake();
        else waiting.shift()?.(told);
      });
      const tell = async <T>(line: string): Promise<T> => {
        const answer = new Promise<{ value?: unknown; failed?: string }>((resolve) => waiting.push(resolve));
        child.stdin.write(`${line}\n`);
        const { value, failed } = await answer;
        if (failed) throw new Error(failed);
        return value as T;
      };
      const end = async () => {
        child.stdin.end('end\n');
        await gone;
      };
      programs.push({ end } as unknown as Program);
      return {
        ...{ tell, end },
        async until(fits) {
          for (;;) {
            const event = new Promise<void>((resolve) => {
              const wake = () => {
                watchers.delete(wake);
                resolve();
              };
              watchers.add(wake);
            });
            const state = await tell<Told>('state');
            if (fits(state)) return state;
            await event;
          }
        },
      };
    },
  };
}
