/** The real web servers in front of a site, with the files that Chatelaine writes for them and the little that is around those. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Front, WebProgram, WrittenFile } from '../../electron/manager/website/front.ts';
import { siteWriters } from '../../electron/manager/website/programs/index.ts';

export interface Started {
  stop(): Promise<void>;
  words(): string;
}

/** What each program is called, how it is started in the foreground, and what its own main file says around ours. */
interface Kind {
  readonly program: string;
  readonly args: (file: string) => readonly string[];
  readonly main: (front: Front, site: WrittenFile, domain: WrittenFile, folder: string) => string;
}

const indent = (text: string, by: string) => text.replaceAll(/^(?=.)/gm, by);

export const KINDS: Readonly<Record<WebProgram, Kind>> = {
  nginx: {
    program: 'nginx',
    args: (file) => ['-c', file, '-e', 'stderr'],
    main: ({ domain, ports, certificate }, site, more, folder) => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr warn;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
${site.text}
  server {
    listen ${ports.address}:${ports.https} ssl;
    server_name ${domain};
    ssl_certificate ${certificate.chain};
    ssl_certificate_key ${certificate.key};
    ${more.text}
  }
}`,
  },
  apache: {
    program: 'apache2',
    args: (file) => ['-DFOREGROUND', '-f', file],
    main: ({ domain, ports, certificate }, site, more, folder) => `
ServerRoot ${folder}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ErrorLog ${folder}/error.log
LogLevel warn
ServerName ${domain}
User www-data
Group www-data
Listen ${ports.address}:${ports.http}
Listen ${ports.address}:${ports.https}
${[
  'mpm_event',
  'authz_core',
  'alias',
  'reqtimeout',
  'rewrite',
  'headers',
  'proxy',
  'proxy_http',
  'proxy_wstunnel',
  'socache_shmcb',
  'ssl',
]
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n')}
# As Debian has it.
RequestReadTimeout header=20-40,minrate=500
RequestReadTimeout body=10,minrate=500
<VirtualHost ${ports.address}:${ports.https}>
  ServerName ${domain}
  SSLEngine on
  SSLCertificateFile ${certificate.chain}
  SSLCertificateKeyFile ${certificate.key}
${indent(more.text, '  ')}
</VirtualHost>
${site.text}`,
  },
  caddy: {
    program: 'caddy',
    args: (file) => ['run', '--config', file, '--adapter', 'caddyfile'],
    main: ({ domain, ports, certificate }, site, more, folder) => `{
	admin off
	skip_install_trust
	http_port ${ports.http}
	https_port ${ports.https}
	storage file_system ${folder}/storage
}
https://${domain} {
	bind ${ports.address}
	tls ${certificate.chain} ${certificate.key}
${indent(more.text, '\t')}
}
${site.text}`,
  },
  haproxy: {
    program: 'haproxy',
    args: (file) => ['-db', '-f', file],
    main: (_front, site, domain) =>
      // The website's frontend is the one that is there already.
      `global
  maxconn 200
${site.text.replace('  use_backend chatelaine if', `${indent(domain.text, '  ')}  use_backend chatelaine if`)}`,
  },
};

/** Resolves when it takes connections. `spoil` changes what was written. */
export async function startFront(
  kind: WebProgram,
  front: Front,
  scratch: string,
  spoil = (written: string) => written,
): Promise<Started> {
  const folder = join(scratch, `front-${kind}`);
  mkdirSync(folder, { recursive: true });
  const { chain, key, both } = front.certificate;
  writeFileSync(both, `${readFileSync(chain, 'utf8')}\n${readFileSync(key, 'utf8')}`, { mode: 0o600 });
  const [site, domain] = siteWriters[kind](front);
  const file = join(folder, 'main.conf');
  writeFileSync(file, `${spoil(KINDS[kind].main(front, site, domain, folder))}\n`);
  return startProgram(KINDS[kind].program, KINDS[kind].args(file), front.ports.https, folder);
}

/** Runs a program that listens on a port of this machine, and waits until it does. */
export async function startProgram(
  program: string,
  args: readonly string[],
  port: number,
  folder: string,
): Promise<Started> {
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd: folder });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (words += data.toString()));
  await untilOpen(child, port, () => `${program}: ${words}`);
  return {
    words: () => words,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      // One that would finish its open connections first is not waited for.
      const late = setTimeout(() => child.kill('SIGKILL'), 3000);
      await once(child, 'exit');
      clearTimeout(late);
    },
  };
}

async function untilOpen(child: ChildProcess, port: number, words: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`did not start: ${words()}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(socket.destroy() !== undefined));
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await pause(20);
  }
}
