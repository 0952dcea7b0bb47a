/**
 * A small internet for one test file: network namespaces on one bridge, each with addresses, a resolver, and nothing else.
 * Needs root and Linux; made and removed here, named after this process, so that two runs do not meet.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Member {
  /** The name of its namespace. */
  readonly namespace: string;
  readonly ipv4: string;
  readonly ipv6: string;
  /** What a program's arguments begin with to run there. */
  readonly inside: readonly string[];
}

export interface Network {
  /** Where the name servers are: on the bridge itself, with further addresses as wanted. */
  readonly hub: Member;
  member(name: string): Member;
  close(): Promise<void>;
}

/** Why there can be no network here, or undefined. */
export function whyNoNetwork(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s';
  if (process.getuid?.() !== 0) return 'not root';
  const probe = `chf${process.pid}-probe`;
  try {
    execFileSync('ip', ['netns', 'add', probe], { stdio: 'pipe' });
    execFileSync('ip', ['netns', 'exec', probe, 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'no network namespaces here';
  } finally {
    if (existsSync(`/run/netns/${probe}`)) execFileSync('ip', ['netns', 'del', probe], { stdio: 'pipe' });
  }
}

/** @param names of the members; each gets an address, in their order. */
export async function openNetwork(names: readonly string[]): Promise<Network> {
  const made: Member[] = [];
  const members = new Map<string, Member>();
  const prefix = `chf${process.pid}`;

  async function add(name: string, number: number): Promise<Member> {
    const namespace = `${prefix}-${name}`;
    const member: Member = {
      namespace,
      ipv4: `10.77.0.${number}`,
      ipv6: `fd77::${number}`,
      inside: ['ip', 'netns', 'exec', namespace],
    };
    await run('ip', ['netns', 'add', namespace]);
    made.push(member);
    // `ip netns exec` shows this file as /etc/resolv.conf to whatever it runs.
    mkdirSync(`/etc/netns/${namespace}`, { recursive: true });
    writeFileSync(
      `/etc/netns/${namespace}/resolv.conf`,
      `nameserver ${RESOLVER}\noptions timeout:2 attempts:2\n`,
    );
    return member;
  }

  const ip = (member: Member, line: string) => run('ip', ['-n', member.namespace, ...line.split(' ')]);
  async function addressed({ ...member }: Member, device: string): Promise<void> {
    await ip(member, `addr add ${member.ipv4}/24 dev ${device}`);
    // nodad: a new address is looked for among the neighbours for a second before it can be used, which nobody waits for here.
    await ip(member, `addr add ${member.ipv6}/64 dev ${device} nodad`);
    await ip(member, 'link set lo up');
  }

  const hub = await add('hub', 1);
  await ip(hub, 'link add bridge type bridge');
  await ip(hub, 'link set bridge up');
  await addressed(hub, 'bridge');
  await ip(hub, `addr add ${AUTHORITY}/24 dev bridge`);
  for (const [at, name] of names.entries()) {
    const member = await add(name, 10 * (at + 1));
    await run('ip', [
      'link',
      'add',
      'eth0',
      'netns',
      member.namespace,
      'type',
      'veth',
      'peer',
      'name',
      `to${at}`,
      'netns',
      hub.namespace,
    ]);
    await ip(hub, `link set to${at} master bridge up`);
    await addressed(member, 'eth0');
    await ip(member, 'link set eth0 up');
    members.set(name, member);
  }

  return {
    hub,
    member(name) {
      const member = members.get(name);
      if (!member) throw new Error(`nobody of that name: ${name}`);
      return member;
    },
    async close() {
      for (const { namespace } of made) {
        await run('ip', ['netns', 'del', namespace]);
        rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true });
      }
    },
  };
}

/** Where members find the resolver, and the resolver the name server of the zones. */
export const RESOLVER = '10.77.0.1';
export const AUTHORITY = '10.77.0.2';
