/**
 * The lab's DNS: BIND serves one signed zone, `example`, with every domain in it; Unbound resolves for all, and checks the signatures.
 * Unbound knows the zone's key as a trust anchor, since there is no root here.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORGED_PORT, SIGNED_PORT } from './domains.ts';
import { AUTHORITY, type Member, RESOLVER } from './network.ts';
import { type Program, startProgram } from './program.ts';

export interface NameServers {
  readonly programs: readonly Program[];
  stop(): Promise<void>;
}

const ORIGIN = 'example';

/** @param records lines of a zone file below `example.`, such as `office 60 IN A 192.0.2.1`. */
export async function startNameServers(
  hub: Member,
  folder: string,
  records: readonly string[],
): Promise<NameServers> {
  mkdirSync(folder, { recursive: true });
  const zone = [
    '$TTL 60',
    '@ IN SOA ns root 1 3600 600 86400 5',
    '@ IN NS ns',
    `ns IN A ${AUTHORITY}`,
    ...records,
    '',
  ].join('\n');
  const file = join(folder, 'zone');
  writeFileSync(file, zone);
  const inFolder = { cwd: folder, stdio: 'pipe' as const };
  execFileSync('dnssec-keygen', ['-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', ORIGIN], inFolder);
  // One key for all, which is enough for a zone that lives a minute. -z: it signs everything. -S finds it.
  execFileSync(
    'dnssec-signzone',
    ['-q', '-z', '-S', '-x', '-o', ORIGIN, '-f', 'zone.signed', 'zone'],
    inFolder,
  );
  // One record is changed after it was signed.
  const signed = join(folder, 'zone.signed');
  writeFileSync(signed, readFileSync(signed, 'utf8').replace(` ${SIGNED_PORT} `, ` ${FORGED_PORT} `));
  const keyFile = readdirSync(folder).find((name) => name.endsWith('.key'))!;
  const anchor = readFileSync(join(folder, keyFile), 'utf8')
    .split('\n')
    .find((line) => line.includes('DNSKEY') && !line.startsWith(';'))!;

  writeFileSync(
    join(folder, 'named.conf'),
    `
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  listen-on port 53 { ${AUTHORITY}; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
};
controls {};
zone "${ORIGIN}" { type primary; file "zone.signed"; };
`,
  );
  writeFileSync(
    join(folder, 'unbound.conf'),
    `
server:
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  interface: ${RESOLVER}
  access-control: 10.77.0.0/24 allow
  do-not-query-localhost: no
  module-config: "validator iterator"
  trust-anchor: "${anchor.replace(/\s+/g, ' ')}"
  ede: yes
  cache-max-negative-ttl: 1
  num-threads: 1
  so-reuseport: no
stub-zone:
  name: "${ORIGIN}"
  stub-addr: ${AUTHORITY}
remote-control:
  control-enable: no
`,
  );
  const named = startProgram(hub, ['named', '-g', '-c', join(folder, 'named.conf'), '-n', '1']);
  const unbound = startProgram(hub, ['unbound', '-d', '-p', '-c', join(folder, 'unbound.conf')]);
  await Promise.all([named.said(/\brunning$/), unbound.said(/start of service/)]);
  return {
    programs: [named, unbound],
    async stop() {
      await Promise.all([named.end(), unbound.end()]);
    },
  };
}
