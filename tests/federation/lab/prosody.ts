/** Debian's Prosody in a namespace, with a configuration and a data folder of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files, Shelf } from './certificates.ts';
import { DISTRUSTED, type Domain } from './domains.ts';
import { PASSWORD, type Peer, type PeerParts } from './peer.ts';
import { type Program, startProgram } from './program.ts';

export function createProsody({ at, folder, domains, shelf, people }: PeerParts): Peer {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const file = join(folder, 'prosody.cfg.lua');
  writeFileSync(file, configuration(data, domains, shelf));
  for (const address of people) writeAccount(data, address);
  let program: Program | undefined;
  return {
    async start() {
      program = startProgram(at, ['prosody', '--config', file, '-F']);
      // The last of its ports, in no order of its own: each service says so once.
      await Promise.all(
        ['c2s', 's2s', 's2s_direct_tls', 'https'].map((service) =>
          program!.said(new RegExp(`Activated service '${service}'`)),
        ),
      );
    },
    stop: async (signal) => program?.end(signal),
    lines: () => program?.lines ?? [],
  };
}

const text = (value: string) => JSON.stringify(value);
const tls = ({ chain, key }: Files) => `{ certificate = ${text(chain)}, key = ${text(key)} }`;
/** Its port for direct TLS shows one certificate, whoever is wanted. */
const direct = (domains: readonly Domain[]) => domains.find((domain) => domain.tls === 'direct')!.name;

const configuration = (data: string, domains: readonly Domain[], shelf: Shelf) => `
run_as_root = true
daemonize = false
pidfile = ${text(join(data, 'prosody.pid'))}
data_path = ${text(data)}
log = { { levels = { min = "debug" }, to = "console" } }
modules_enabled = {
  "saslauth", "tls", "dialback", "s2s_auth_certs", "s2s_bidi", "roster", "presence", "message", "iq", "disco", "smacks", "carbons",
  "offline", "ping", "vcard_legacy", "vcard4", "pep", "posix",
}
modules_disabled = { "admin_shell" }
authentication = "internal_plain"
c2s_require_encryption = true
s2s_require_encryption = true
s2s_secure_auth = false
s2s_secure_domains = { ${text(DISTRUSTED)} }
s2s_direct_tls_ports = { 5270 }
http_ports = { }
https_ports = { 5443 }
https_ssl = ${tls(shelf.web)}
s2s_direct_tls_ssl = ${tls(shelf.files.get(direct(domains))!)}
ssl = { cafile = ${text(shelf.root)} }
-- Do not wait between attempts to connect longer than a test does.
limits = { }
${domains.map((domain) => host(domain, shelf)).join('\n')}
`;

function host({ name, services }: Domain, shelf: Shelf): string {
  const { chain, key } = shelf.files.get(name)!;
  const ssl = `ssl = { certificate = ${text(chain)}, key = ${text(key)}, cafile = ${text(shelf.root)} }`;
  return `
VirtualHost ${text(name)}
  ${ssl}
${
  services
    ? `
Component ${text(`conference.${name}`)} "muc"
  ${ssl}
  restrict_room_creation = false
  muc_room_locking = false
Component ${text(`upload.${name}`)} "http_file_share"
  ${ssl}
  http_host = ${text(`upload.${name}`)}
  http_external_url = ${text(`https://upload.${name}:5443/`)}
  http_file_share_access = { ${text(name)} }
`
    : ''
}`;
}

/** As its internal storage has it: a file of Lua for each account, in folders whose names are percent-encoded. */
function writeAccount(data: string, address: string): void {
  const [user = '', domain = ''] = address.split('@');
  const accounts = join(data, domain.replaceAll('.', '%2e'), 'accounts');
  mkdirSync(accounts, { recursive: true });
  writeFileSync(join(accounts, `${user}.dat`), `return { ["password"] = ${text(PASSWORD)}; };\n`);
}
