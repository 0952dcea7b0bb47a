/** What Debian's Prosody says of the same zones: `prosodyctl check dns`, once for all hosts. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CASES, type Case } from './cases.ts';
import type { Lab } from './lab.ts';
import { AT } from './places.ts';

const run = promisify(execFile);

/** Rooms and files beside each host, as an office has them. */
const SERVICES = { conference: 'muc', upload: 'http_file_share', pubsub: 'pubsub' } as const;

/**
 * WHY not counted: with direct TLS for servers it wants a record of its own for each service, which nobody needs; in its favour,
 * that is no false alarm here.
 */
const WISH = /No _xmpps-server SRV|Only some targets|DNS records are necessary/;

/** Its sentences about each case, those about the host and those about its services; empty: all is well. */
export async function prosodyFindings(lab: Lab): Promise<ReadonlyMap<string, readonly string[]>> {
  const data = join(lab.folder, 'prosody');
  mkdirSync(data, { recursive: true });
  const file = join(lab.folder, 'prosody.cfg.lua');
  const asked = CASES.filter(({ notForProsody }) => !notForProsody);
  writeFileSync(
    file,
    `
data_path = "${data}"
pidfile = "${join(data, 'prosody.pid')}"
run_as_root = true
modules_enabled = { "roster", "saslauth", "tls", "dialback", "disco" }
c2s_ports = { 5222 }
c2s_direct_tls_ports = { 5223 }
s2s_ports = { 5269 }
s2s_direct_tls_ports = { 5270 }
external_addresses = { "${AT.office4}", "${AT.office6}" }
log = { }
unbound = { resolvconf = true, trusted = "${lab.anchor}" }
${asked.map(hostOf).join('\n')}
`,
  );
  // It ends with 1 where it has found something.
  const { stdout } = await run(
    lab.inside[0]!,
    [...lab.inside.slice(1), 'prosodyctl', '--config', file, 'check', 'dns'],
    { cwd: lab.folder, timeout: 120_000, maxBuffer: 8 * 1024 * 1024 },
  ).catch((error: { stdout?: string }) => {
    if (error.stdout === undefined) throw error;
    return { stdout: error.stdout };
  });
  const found = new Map<string, string[]>(asked.map(({ name }) => [name, []]));
  for (const part of stdout.split(/^Checking DNS for /m).slice(1)) {
    const [, host = ''] = /^(?:host|component) (\S+?)\.\.\./.exec(part) ?? [];
    const name = asked.find((one) => host === `${one.name}.lab` || host.endsWith(`.${one.name}.lab`))?.name;
    const isService = part.startsWith('component');
    const lines = part
      .split('\n')
      .slice(1)
      .filter((line) => line.startsWith('    ') && !(isService && WISH.test(line)));
    if (name) found.get(name)!.push(...lines.map((line) => line.trim()));
  }
  return found;
}

const hostOf = ({ name, office }: Case): string => {
  const domain = `${name}.lab`;
  const services = Object.entries(SERVICES).map(
    ([service, module]) =>
      `Component "${(office?.names as Record<string, string> | undefined)?.[service] ?? service}.${domain}" "${module}"`,
  );
  return [`VirtualHost "${domain}"`, ...services].join('\n');
};
