/** Debian's Apache before a chat server, and without one. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../../support/ports.ts';
import { fails, start } from './program.ts';
import { answers, behind, browse } from './web.ts';

const MODULES = [
  'mpm_event',
  'authn_core',
  'authz_core',
  'proxy',
  'proxy_http',
  'proxy_wstunnel',
  'dir',
  'mime',
  'log_config',
  'unixd',
];

export async function record(folder: string): Promise<string> {
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'www/secret'), { recursive: true });
  const [port, gone, taken] = await Promise.all([freePort(), freePort(), freePort()]);
  const chat = await behind();
  const built = ['log_config', 'unixd'];
  const load = MODULES.filter((name) => !built.includes(name)).map(
    (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
  );
  const written = (listen: number) =>
    writeFileSync(
      join(folder, 'apache.conf'),
      `${load.join('\n')}
ServerName chat.office.test
ServerRoot ${folder}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
User nobody
Group nogroup
Listen 127.0.0.1:${listen}
TypesConfig /etc/mime.types
DocumentRoot ${folder}/www
LimitRequestBody 1000000
ProxyTimeout 1
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost
ErrorLog ${folder}/error.log
CustomLog ${folder}/access.log combined
LogLevel info
ProxyPass /api/ http://127.0.0.1:${chat.port}/api/
ProxyPass /upload/ http://127.0.0.1:${chat.port}/upload/
ProxyPass /slow http://127.0.0.1:${chat.port}/slow
ProxyPass /http-bind http://127.0.0.1:${chat.port}/http-bind
ProxyPass /gone/ http://127.0.0.1:${gone}/
<Directory ${folder}/www/secret>
Require all denied
</Directory>
`,
    );
  const command = ['apache2', '-f', join(folder, 'apache.conf'), '-DFOREGROUND'];
  const holder = createServer().listen(taken, '127.0.0.1');
  written(taken);
  await fails(command);
  holder.close();
  written(port);
  const program = start(command);
  await answers(port);
  await browse(port);
  await program.end();
  chat.close();
  return `${readFileSync(join(folder, 'access.log'), 'utf8')}${readFileSync(join(folder, 'error.log'), 'utf8')}`;
}
