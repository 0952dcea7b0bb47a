/** Debian's nginx before a chat server, and without one. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeSelfSigned } from '../../../support/pki.ts';
import { freePort } from '../../../support/ports.ts';
import { fails, start } from './program.ts';
import { tried } from './visits.ts';
import { answers, behind, browse } from './web.ts';

export async function record(folder: string): Promise<string> {
  chmodSync(folder, 0o755);
  for (const name of ['t', 'www', 'www/secret']) mkdirSync(join(folder, name));
  const own = await makeSelfSigned({ dns: ['chat.office.test'] });
  writeFileSync(join(folder, 'c.pem'), own.pem);
  writeFileSync(join(folder, 'k.pem'), own.key);
  const [port, secure, gone, taken] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const chat = await behind();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/t;`)
    .join(' ');
  const pass = (path: string, to: number, more = '') =>
    `location ${path} { proxy_pass http://127.0.0.1:${to}; proxy_read_timeout 1s; ${more} }`;
  const written = (listen: number, certificate = 'c.pem') =>
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log info; events {}
       http { access_log ${folder}/access.log combined; ${temporary} limit_req_zone $binary_remote_addr zone=one:1m rate=1r/m;
         upstream chat { server 127.0.0.1:${gone}; }
         server { listen 127.0.0.1:${listen}; server_name chat.office.test; client_max_body_size 1m; root ${folder}/www;
           ${pass('/api/', chat.port)} ${pass('/upload/', chat.port)} ${pass('/slow', chat.port)} ${pass('/gone/', gone)}
           location /upload-gone/ { proxy_pass http://chat; }
           location /secret/ { deny all; } location /http-bind { limit_req zone=one; proxy_pass http://127.0.0.1:${chat.port}; } }
         server { listen 127.0.0.1:${secure} ssl; server_name chat.office.test; ssl_certificate ${folder}/${certificate}; ssl_certificate_key ${folder}/k.pem; } }`,
    );
  const command = ['nginx', '-c', join(folder, 'nginx.conf')];
  written(port, 'gone.pem');
  await fails(command);
  const holder = createServer().listen(taken, '127.0.0.1');
  written(taken);
  await fails(command);
  holder.close();
  written(port);
  const program = start(command);
  await answers(port);
  await browse(port);
  await tried(() => fetch(`http://127.0.0.1:${port}/http-bind`, { method: 'POST', body: '<body/>' }));
  await tried(() => fetch(`http://127.0.0.1:${secure}/`));
  await tried(() => fetch(`https://127.0.0.1:${secure}/`));
  await program.end();
  chat.close();
  return `${readFileSync(join(folder, 'access.log'), 'utf8')}${readFileSync(join(folder, 'error.log'), 'utf8')}`;
}
