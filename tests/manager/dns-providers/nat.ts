/**
 * A small internet with an office behind a router that translates addresses, and whose public address can change:
 * `inet` (name server, STUN servers) - `router` - `office`. Needs root and Linux; made and removed here, named after this process.
 */
import { execFileSync } from 'node:child_process';
import type { Member } from '../../federation/lab/network.ts';

const prefix = `chn${process.pid}`;
const member = (name: string, ipv4: string): Member => ({
  ...{ namespace: `${prefix}-${name}`, ipv4, ipv6: '' },
  inside: ['ip', 'netns', 'exec', `${prefix}-${name}`],
});

/** Public ones: those for documentation and for private networks would not pass for an office's own. */
export const NAMES = '5.5.5.53';
export const STUN = ['5.5.5.1', '5.5.5.2'] as const;
export const FIRST = '5.5.5.10';
export const SECOND = '5.5.5.20';

const ip = (line: string) => execFileSync('ip', line.split(' '), { stdio: 'pipe' });

export interface Nat {
  readonly inet: Member;
  readonly office: Member;
  /** The provider gives the router another address. */
  readdress(from: string, to: string): void;
  close(): void;
}

export function openNat(): Nat {
  const inet = member('inet', NAMES);
  const router = member('router', FIRST);
  const office = member('office', '192.168.7.20');
  const all = [inet, router, office];
  const close = () => {
    for (const { namespace } of all) {
      try {
        ip(`netns del ${namespace}`);
      } catch {
        // Not made yet, when making them failed in the middle.
      }
    }
  };
  try {
    for (const { namespace } of all) ip(`netns add ${namespace}`);
    const join = (one: Member, device: string, other: Member, its: string) =>
      ip(`link add ${device} netns ${one.namespace} type veth peer name ${its} netns ${other.namespace}`);
    join(inet, 'port', router, 'wan');
    join(router, 'lan', office, 'eth0');
    const at = (one: Member, line: string) => ip(`-n ${one.namespace} ${line}`);
    for (const address of [NAMES, ...STUN]) at(inet, `addr add ${address}/24 dev port`);
    at(router, `addr add ${FIRST}/24 dev wan`);
    at(router, 'addr add 192.168.7.1/24 dev lan');
    at(office, `addr add ${office.ipv4}/24 dev eth0`);
    for (const [one, device] of [
      ...([
        [inet, 'port'],
        [router, 'wan'],
        [router, 'lan'],
        [office, 'eth0'],
      ] as const),
      ...all.map((each) => [each, 'lo'] as const),
    ])
      at(one, `link set ${device} up`);
    at(office, 'route add default via 192.168.7.1');
    const inRouter = (...command: string[]) =>
      execFileSync('ip', ['netns', 'exec', router.namespace, ...command], { stdio: 'pipe' });
    inRouter('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
    inRouter('nft', 'add table ip nat');
    inRouter('nft', 'add chain ip nat out { type nat hook postrouting priority 100 ; }');
    inRouter('nft', 'add rule ip nat out oifname wan masquerade');
    return {
      ...{ inet, office, close },
      readdress(from, to) {
        at(router, `addr add ${to}/24 dev wan`);
        at(router, `addr del ${from}/24 dev wan`);
        // Deleting the first address of a network takes the others of it along.
        const left = ip(`-n ${router.namespace} -o addr show dev wan`).toString();
        if (!left.includes(to)) at(router, `addr add ${to}/24 dev wan`);
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}
