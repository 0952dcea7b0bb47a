/** The real nginx in front of a site, with the lines a person would write. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

export interface NginxOptions {
  /** Where its files go, and where the certificate lies (`server.pem`, `server.key`). */
  readonly folder: string;
  readonly port: number;
  /** The site's port in the clear. */
  readonly upstream: number;
}

const configuration = ({ folder, port, upstream }: NginxOptions) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx/pid;
error_log stderr warn;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/nginx/body;
  proxy_temp_path ${folder}/nginx/proxy;
  fastcgi_temp_path ${folder}/nginx/fastcgi;
  uwsgi_temp_path ${folder}/nginx/uwsgi;
  scgi_temp_path ${folder}/nginx/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port} ssl http2;
    server_name _;
    ssl_certificate ${folder}/server.pem;
    ssl_certificate_key ${folder}/server.key;
    client_max_body_size 100m;
    location / {
      proxy_pass http://127.0.0.1:${upstream};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_request_buffering off;
      proxy_buffering off;
      proxy_read_timeout 90s;
    }
  }
}
`;

/** Resolves when it takes connections. */
export async function startNginx(options: NginxOptions): Promise<{ stop(): Promise<void> }> {
  mkdirSync(join(options.folder, 'nginx'), { recursive: true });
  const file = join(options.folder, 'nginx', 'nginx.conf');
  writeFileSync(file, configuration(options));
  const child = spawn('nginx', ['-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (data: Buffer) => (words += data.toString()));
  await untilOpen(child, options.port, () => words);
  return {
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function untilOpen(child: ChildProcess, port: number, words: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${words()}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(socket.destroy() !== undefined));
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
