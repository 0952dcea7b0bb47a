/**
 * The lab: a network namespace with a root, a top-level domain, a provider's name servers (BIND, a view each) and resolvers
 * that check signatures (Unbound, three of them). Needs root and Linux; made and removed here, named after this process.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Program, startProgram } from '../../federation/lab/program.ts';
import { AT } from './places.ts';
import { writeZones, type ZoneFile } from './zones.ts';

const run = promisify(execFile);

export interface Lab {
  readonly folder: string;
  /** What a program's arguments begin with to run inside. */
  readonly inside: readonly string[];
  /** The root's key, as a resolver is told to believe it. */
  readonly anchor: string;
  /** The authority of the resolvers' certificate (DNS over HTTPS), in PEM. */
  readonly authority: string;
  start(command: readonly string[], env?: Readonly<Record<string, string>>): Program;
  close(): Promise<void>;
}

export const DOH_NAME = 'resolver.provider.lab';

export async function openLab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-dns-'));
  const namespace = `chd${process.pid}`;
  const inside = ['ip', 'netns', 'exec', namespace];
  const member = { namespace, ipv4: '', ipv6: '', inside };
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    await run('ip', ['netns', 'add', namespace]);
    undo.push(async () => {
      await run('ip', ['netns', 'del', namespace]);
      rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true });
    });
    // `ip netns exec` shows this file as /etc/resolv.conf to whatever it runs.
    mkdirSync(`/etc/netns/${namespace}`, { recursive: true });
    writeFileSync(`/etc/netns/${namespace}/resolv.conf`, `nameserver ${AT.resolver}\n`);
    await run('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    for (const address of Object.values(AT))
      await run('ip', ['-n', namespace, ...addressLine(address).split(' ')]);
    const { anchor, ...zones } = writeZones(folder);
    const authority = writeCertificate(folder);
    writeFileSync(join(folder, 'named.conf'), namedConf(folder, zones));
    const resolvers = [
      ['resolver', AT.resolver, []],
      [
        'late',
        AT.late,
        ['_xmpp-client._tcp.old-remembered.lab. 300 IN SRV 0 0 5222 old.old-remembered.lab.'],
      ],
      ['system', AT.system, ['xmpp.split-view.lab. 300 IN A 192.168.1.20']],
    ] as const;
    for (const [name, address, lines] of resolvers)
      writeFileSync(join(folder, `${name}.conf`), unboundConf(folder, address, anchor, lines));
    writeFileSync(join(folder, 'root.hints'), `. 3600 NS a.root.\na.root. 3600 A ${AT.root}\n`);
    const start = (command: readonly string[], env?: Readonly<Record<string, string>>) => {
      const program = startProgram(member, command, { cwd: folder, ...(env && { env }) });
      undo.push(() => program.end());
      return program;
    };
    const named = start(['named', '-g', '-c', join(folder, 'named.conf'), '-n', '1']);
    const unbounds = resolvers.map(([name]) =>
      start(['unbound', '-d', '-p', '-c', join(folder, `${name}.conf`)]),
    );
    await Promise.all([
      named.said(/\brunning$/),
      ...unbounds.map((unbound) => unbound.said(/start of service/)),
    ]);
    return { folder, inside, anchor, authority, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

// nodad: a new address is looked for among the neighbours for a second before it can be used, which nobody waits for here.
const addressLine = (address: string) =>
  address.includes(':') ? `addr add ${address}/128 dev lo nodad` : `addr add ${address}/32 dev lo`;

/** A certificate for the resolvers' name, signed by itself. */
function writeCertificate(folder: string): string {
  const file = join(folder, 'doh.pem');
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    join(folder, 'doh.key'),
  ];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', ...key, '-out', file, '-days', '2'],
      '-subj',
      `/CN=${DOH_NAME}`,
      '-addext',
      `subjectAltName=DNS:${DOH_NAME}`,
    ],
    { stdio: 'pipe' },
  );
  return readFileSync(file, 'utf8');
}

type Views = Omit<ReturnType<typeof writeZones>, 'anchor'>;

function namedConf(folder: string, { root, top, ns1, ns2, third }: Views): string {
  const views: readonly (readonly [name: string, at: readonly string[], zones: readonly ZoneFile[]])[] = [
    ['root', [AT.root], [root]],
    ['top', [AT.top], [top]],
    ['ns1', [AT.ns1, AT.ns1v6], ns1],
    ['ns2', [AT.ns2], ns2],
    ['third', [AT.third], third],
    ['other', [AT.other], []],
  ];
  const all = views.flatMap(([, at]) => at);
  const listen = (addresses: readonly string[]) => addresses.map((address) => `${address};`).join(' ');
  return `
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  listen-on port 53 { ${listen(all.filter((address) => !address.includes(':')))} };
  listen-on-v6 port 53 { ${listen(all.filter((address) => address.includes(':')))} };
  recursion no;
  dnssec-validation no;
  check-integrity no;
  check-names primary ignore;
  check-srv-cname ignore;
  minimal-responses no;
};
controls {};
${views
  .map(
    ([name, at, zones]) => `view "${name}" {
  match-destinations { ${listen(at)} };
${zones.map((zone) => `  zone "${zone.name}" { type primary; file "${zone.file}"; };`).join('\n')}
};`,
  )
  .join('\n')}
`;
}

const unboundConf = (folder: string, address: string, anchor: string, lines: readonly string[]): string => `
server:
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  interface: ${address}
  interface: ${address}@443
  https-port: 443
  tls-service-key: "${join(folder, 'doh.key')}"
  tls-service-pem: "${join(folder, 'doh.pem')}"
  access-control: 0.0.0.0/0 allow
  access-control: ::0/0 allow
  do-not-query-localhost: no
  root-hints: "${join(folder, 'root.hints')}"
  module-config: "validator iterator"
  trust-anchor: "${anchor}"
${lines.map((line) => `  local-data: "${line}"`).join('\n')}
  ede: yes
  num-threads: 1
  so-reuseport: no
  outgoing-range: 512
  num-queries-per-thread: 512
remote-control:
  control-enable: no
`;
