/** A real name server on loopback that takes updates signed with a key: BIND or Knot, with one zone. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../federation/lab/program.ts';
import { freePort } from './ports.ts';

export interface ZoneServer {
  /** `127.0.0.1:PORT`, as the form of RFC 2136 wants it. */
  readonly server: string;
  readonly port: number;
  /** May change all of the zone. */
  readonly key: { readonly keyName: string; readonly algorithm: string; readonly secret: string };
  /** May change texts named `_acme-challenge` only, where the server can tell (BIND). */
  readonly narrowKey: ZoneServer['key'];
  readonly program: Program;
  close(): Promise<void>;
}

export interface ZoneServerOptions {
  readonly kind: 'bind' | 'knot';
  readonly zone: string;
  /** Lines of the zone below its SOA and NS. */
  readonly records?: readonly string[];
  readonly algorithm?: 'hmac-sha256' | 'hmac-sha512';
  /** Signed by the server itself, each change at once (BIND). */
  readonly signed?: boolean;
  /** Where it listens; loopback unless a test has a network of its own. */
  readonly address?: string;
  readonly port?: number;
  /** What a command begins with to run in a network namespace. */
  readonly inside?: readonly string[];
}

/** Nobody to run in: on this machine itself. */
const HERE = { namespace: '', ipv4: '127.0.0.1', ipv6: '::1' };

export async function startZoneServer(options: ZoneServerOptions): Promise<ZoneServer> {
  const { kind, zone, algorithm = 'hmac-sha256', address = '127.0.0.1', inside = [] } = options;
  const folder = mkdtempSync(join(tmpdir(), `chatelaine-${kind}-`));
  const port = options.port ?? (await freePort());
  const key = { keyName: 'chatelaine', algorithm, secret: randomBytes(32).toString('base64') };
  const narrowKey = { keyName: 'narrow', algorithm, secret: randomBytes(32).toString('base64') };
  const text = [
    '$TTL 300',
    `@ IN SOA ns hostmaster 1 3600 600 86400 60`,
    '@ IN NS ns',
    `ns IN A ${address}`,
    ...(options.records ?? []),
    '',
  ].join('\n');
  mkdirSync(join(folder, 'zones'), { recursive: true });
  writeFileSync(join(folder, 'zones', `${zone}.zone`), text);
  const about = { folder, zone, address, port, keys: [key, narrowKey], signed: options.signed ?? false };
  writeFileSync(join(folder, 'server.conf'), kind === 'bind' ? bindConf(about) : knotConf(about));
  const command =
    kind === 'bind'
      ? ['named', '-g', '-c', join(folder, 'server.conf'), '-n', '1']
      : ['knotd', '-c', join(folder, 'server.conf')];
  const program = startProgram({ ...HERE, inside }, command, { cwd: folder });
  await program.said(kind === 'bind' ? /\brunning$/ : /loaded, serial|server started/);
  return {
    ...{ server: `${address}:${port}`, port, key, narrowKey, program },
    async close() {
      await program.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface About {
  readonly folder: string;
  readonly zone: string;
  readonly address: string;
  readonly port: number;
  readonly keys: readonly ZoneServer['key'][];
  readonly signed: boolean;
}

const bindConf = ({ folder, zone, address, port, keys, signed }: About) => `
${keys.map(({ keyName, algorithm, secret }) => `key "${keyName}" { algorithm ${algorithm}; secret "${secret}"; };`).join('\n')}
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  listen-on port ${port} { ${address}; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  notify no;
};
controls {};
zone "${zone}" {
  type primary;
  file "zones/${zone}.zone";${signed ? '\n  dnssec-policy default;' : ''}
  update-policy {
    grant narrow name _acme-challenge.${zone} TXT;
    grant chatelaine zonesub ANY;
  };
};
`;

const knotConf = ({ folder, zone, address, port, keys }: About) => `
server:
  rundir: ${folder}
  listen: ${address}@${port}
log:
  - target: stdout
    any: info
database:
  storage: ${folder}
key:
${keys.map(({ keyName, algorithm, secret }) => `  - id: ${keyName}\n    algorithm: ${algorithm}\n    secret: ${secret}`).join('\n')}
acl:
  - id: updates
    key: chatelaine
    action: update
zone:
  - domain: ${zone}
    storage: ${folder}/zones
    file: ${zone}.zone
    acl: updates
`;
