/** Debian's Prosody: the same, with its own words. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeSelfSigned } from '../../../support/pki.ts';
import { freePort } from '../../../support/ports.ts';
import { fails, start } from './program.ts';
import { DOMAIN, PASSWORD, tried, visit } from './visits.ts';

export async function record(folder: string): Promise<string> {
  const data = join(folder, 'data');
  const accounts = join(data, 'office%2etest', 'accounts');
  mkdirSync(accounts, { recursive: true });
  for (const user of ['otto', 'nina'])
    writeFileSync(join(accounts, `${user}.dat`), `return { ["password"] = ${JSON.stringify(PASSWORD)}; };\n`);
  const own = await makeSelfSigned({ dns: [DOMAIN, `*.${DOMAIN}`] });
  writeFileSync(join(folder, 'c.pem'), own.pem);
  writeFileSync(join(folder, 'k.pem'), own.key, { mode: 0o600 });
  const [client, server, web, component, taken] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const log = join(folder, 'prosody.log');
  const file = join(folder, 'prosody.cfg.lua');
  const text = (value: string) => JSON.stringify(value);
  const configuration = `
run_as_root = true
pidfile = ${text(join(folder, 'pid'))}
data_path = ${text(data)}
log = { debug = ${text(log)}, { levels = { min = "info" }, to = "console" } }
modules_enabled = { "saslauth", "tls", "dialback", "s2s_auth_certs", "roster", "presence", "message", "iq", "disco", "smacks", "carbons", "offline", "ping", "pep", "posix", "register", "limits", "admin_adhoc", "bosh", "websocket", "http_openmetrics", "mam", "announce", "nothing_at_all" }
authentication = "internal_hashed"
c2s_require_encryption = true
s2s_require_encryption = true
s2s_secure_auth = true
smacks_hibernation_time = 2
c2s_ports = { ${client} } c2s_interfaces = { "127.0.0.1" }
s2s_ports = { ${server} } s2s_interfaces = { "127.0.0.1" }
http_ports = { ${web} } http_interfaces = { "127.0.0.1" } https_ports = { ${taken} } https_interfaces = { "127.0.0.1" }
component_ports = { ${component} }
limits = { c2s = { rate = "10kb/s" } }
VirtualHost "office.test"
  ssl = { certificate = ${text(join(folder, 'c.pem'))}, key = ${text(join(folder, 'k.pem'))} }
VirtualHost "old.test"
  ssl = { certificate = ${text(join(folder, 'gone.pem'))}, key = ${text(join(folder, 'k.pem'))} }
Component "conference.office.test" "muc"
  modules_enabled = { "muc_mam" }
Component "upload.office.test" "http_file_share"
Component "irc.office.test"
  component_secret = "right"
`;
  writeFileSync(file, 'VirtualHost "office.test"\n  nonsense nonsense\n');
  const broken = await fails(['prosody', '--config', file, '-F']);
  writeFileSync(file, configuration);
  const holder = createServer().listen(taken, '127.0.0.1');
  const program = start(['prosody', '--config', file, '-F']);
  // In no order of its own: each service says so once.
  await Promise.all(
    ['c2s', 's2s', 'http', 'component'].map((service) =>
      program.said(new RegExp(`Activated service '${service}' on \\[`)),
    ),
  );
  await visit({ client, server }, ['nowhere.invalid', 'elsewhere.invalid']);
  await tried(async () => {
    const { connect } = await import('node:net');
    const socket = connect(component, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='irc.office.test'><handshake>0000</handshake>",
    );
    await new Promise((resolve) => socket.resume().once('close', resolve));
  });
  await tried(() =>
    fetch(`http://127.0.0.1:${web}/upload/nothing`, { headers: { host: 'upload.office.test' } }),
  );
  await program.end();
  holder.close();
  const said = broken.filter((line) => /\t(?:warn|error|info)\t/.test(line));
  return `${said.join('\n')}\n${readFileSync(log, 'utf8')}`;
}
