/**
 * A network namespace that is a small internet: a root, a top-level domain, two name servers of one domain that take signed updates
 * (BIND), and a resolver (Unbound). Addresses look public, since private ones are a finding; nothing leaves the namespace.
 * Needs root and Linux; made and removed here, named after this process.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProgram } from '../federation/lab/program.ts';

const run = promisify(execFile);

const AT = { root: '45.0.0.1', ns1: '45.0.1.1', ns2: '45.0.1.2', resolver: '45.0.9.9', office: '45.1.1.1' };

export interface SmallInternet {
  /** What a program's arguments begin with to run inside. */
  readonly inside: readonly string[];
  /** The resolver's address; it remembers nothing for longer than a second. */
  readonly resolver: string;
  /** The address of the machine everything runs on, as strangers see it. */
  readonly office: string;
  /** Where updates go to, and the key that may make them. */
  readonly updates: { readonly server: string; readonly keyName: string; readonly secret: string };
  /** Changes the zone as its keeper would: lines of nsupdate, such as `add xmpp.DOMAIN 60 A 45.1.1.1`. */
  change(lines: readonly string[]): Promise<void>;
  /** What the domain's first name server says: values as they are in a zone. */
  ask(name: string, type: string): Promise<string[]>;
  /** A script that runs `program` inside, for whoever starts it by one path. */
  script(program: string): string;
  close(): Promise<void>;
}

/** @param records lines of the zone beside its SOA, its NS and their addresses */
export async function openSmallInternet(domain: string, records: readonly string[]): Promise<SmallInternet> {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-internet-'));
  chmodSync(folder, 0o755);
  const namespace = `chi${process.pid}`;
  const inside = ['ip', 'netns', 'exec', namespace];
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.reverse()) await step();
  };
  const secret = randomBytes(32).toString('base64');
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  try {
    await run('ip', ['netns', 'add', namespace]);
    undo.push(() => run('ip', ['netns', 'del', namespace]));
    const ip = (line: string) => run('ip', ['-n', namespace, ...line.split(' ')]);
    await ip('link set lo up');
    for (const address of Object.values(AT)) await ip(`addr add ${address}/32 dev lo`);

    const top = domain.slice(domain.lastIndexOf('.') + 1);
    const soa = '@ 3600 IN SOA ns.root. hostmaster.root. 1 3600 600 86400 1';
    file('root.zone', `${soa}\n@ 3600 NS ns.root.\nns.root. 3600 A ${AT.root}\n${top}. 3600 NS ns.root.\n`);
    const glue = `ns1.${domain}. 3600 A ${AT.ns1}\nns2.${domain}. 3600 A ${AT.ns2}\n`;
    const servers = (owner: string) => `${owner} 3600 NS ns1.${domain}.\n${owner} 3600 NS ns2.${domain}.\n`;
    file('top.zone', `${soa}\n@ 3600 NS ns.root.\n${servers(`${domain}.`)}${glue}`);
    file('domain.zone', `${soa}\n${servers('@')}${glue}$TTL 3600\n${records.join('\n')}\n`);
    const named = file('named.conf', namedConf(folder, { domain, top, secret }));
    file('root.hints', `. 3600 NS ns.root.\nns.root. 3600 A ${AT.root}\n`);
    const unbound = file('unbound.conf', unboundConf(folder, top));
    const key = file('update.key', `key "chatelaine" { algorithm hmac-sha256; secret "${secret}"; };\n`);

    const member = { namespace, ipv4: '', ipv6: '', inside };
    const programs = [
      startProgram(member, ['named', '-g', '-c', named, '-n', '1'], { cwd: folder }),
      startProgram(member, ['unbound', '-d', '-p', '-c', unbound], { cwd: folder }),
    ] as const;
    undo.push(() => Promise.all(programs.map((program) => program.end())));
    await Promise.all([programs[0].said(/\brunning$/), programs[1].said(/start of service/)]);

    return {
      ...{ inside, resolver: AT.resolver, office: AT.office, close },
      updates: { server: AT.ns1, keyName: 'chatelaine', secret },
      async change(lines) {
        const script = file(
          'changes',
          [`server ${AT.ns1}`, `zone ${domain}`, ...lines.map((line) => `update ${line}`), 'send', ''].join(
            '\n',
          ),
        );
        await run(inside[0]!, [...inside.slice(1), 'nsupdate', '-k', key, script]);
      },
      async ask(name, type) {
        const question = ['dig', '+short', '+norecurse', `@${AT.ns1}`, name, type];
        const { stdout } = await run(inside[0]!, [...inside.slice(1), ...question]);
        return stdout.trim() === '' ? [] : stdout.trim().split('\n').sort();
      },
      script(program) {
        const path = file('run-inside', `#!/bin/sh\nexec ${inside.join(' ')} ${program} "$@"\n`);
        chmodSync(path, 0o755);
        return path;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Both name servers of the domain are one view: what is updated at the first is there at the second in the same breath. */
const namedConf = (
  folder: string,
  { domain, top, secret }: { domain: string; top: string; secret: string },
) => `
key "chatelaine" { algorithm hmac-sha256; secret "${secret}"; };
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  listen-on port 53 { ${AT.root}; ${AT.ns1}; ${AT.ns2}; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  notify no;
};
controls {};
view "above" {
  match-destinations { ${AT.root}; };
  zone "." { type primary; file "root.zone"; };
  zone "${top}" { type primary; file "top.zone"; };
};
view "provider" {
  match-destinations { ${AT.ns1}; ${AT.ns2}; };
  zone "${domain}" {
    type primary;
    file "domain.zone";
    update-policy { grant chatelaine zonesub ANY; };
  };
};
`;

const unboundConf = (folder: string, top: string): string => `
server:
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  interface: ${AT.resolver}
  access-control: 0.0.0.0/0 allow
  do-not-query-localhost: no
  do-ip6: no
  root-hints: "${join(folder, 'root.hints')}"
  module-config: "iterator"
  local-zone: "${top}." transparent
  cache-max-ttl: 1
  cache-max-negative-ttl: 1
remote-control:
  control-enable: no
`;
