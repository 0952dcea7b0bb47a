/** Debian's Apache in front of Debian's ejabberd: requests to its API, in the log of the one and then in that of the other. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../support/ports.ts';
import { start } from './program.ts';
import { DOMAIN, PASSWORD, tried } from './visits.ts';
import { answers } from './web.ts';

const MODULES = ['mpm_event', 'authz_core', 'proxy', 'proxy_http'];
const ADMIN = 'otto';

export async function record(folder: string): Promise<string> {
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'spool'));
  const [port, chat] = await Promise.all([freePort(), freePort()]);
  const log = join(folder, 'ejabberd.log');
  const settings = join(folder, 'ejabberd.yml');
  writeFileSync(
    settings,
    JSON.stringify({
      ...{ loglevel: 'info', log_rotate_count: 0, hosts: [DOMAIN] },
      listen: [
        {
          port: chat,
          ip: '127.0.0.1',
          module: 'ejabberd_http',
          request_handlers: { '/api': 'mod_http_api' },
        },
      ],
      acl: { admin: { user: [`${ADMIN}@${DOMAIN}`] } },
      api_permissions: {
        office: {
          from: ['mod_http_api'],
          who: { access: { allow: { acl: 'admin' } } },
          what: ['check_account', 'check_password'],
        },
      },
      modules: { mod_admin_extra: {} },
    }),
  );
  const made = `ejabberd_auth:try_register(<<"${ADMIN}">>, <<"${DOMAIN}">>, <<"${PASSWORD}">>), io:format("accounts are made~n").`;
  const spool = JSON.stringify(join(folder, 'spool'));
  const ejabberd = start(['erl', '-noinput', '-mnesia', 'dir', spool, '-s', 'ejabberd', '-eval', made], {
    cwd: folder,
    env: {
      ...{ EJABBERD_CONFIG_PATH: settings, EJABBERD_LOG_PATH: log, EJABBERD_PID_PATH: join(folder, 'pid') },
      ...{ ERL_LIBS: '/usr/lib/x86_64-linux-gnu', ERL_CRASH_DUMP_BYTES: '0', HOME: folder },
    },
  });
  await ejabberd.said(/accounts are made/);

  writeFileSync(
    join(folder, 'apache.conf'),
    `${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerName chat.${DOMAIN}
ServerRoot ${folder}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
User nobody
Group nogroup
Listen 127.0.0.1:${port}
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
ErrorLog ${folder}/error.log
CustomLog ${folder}/access.log combined
ProxyPass /api/ http://127.0.0.1:${chat}/api/
`,
  );
  const apache = start(['apache2', '-f', join(folder, 'apache.conf'), '-DFOREGROUND']);
  const ask = (path: string, body: object, password: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'user-agent': 'directory-sync/2.1' },
        authorization: `Basic ${Buffer.from(`${ADMIN}@${DOMAIN}:${password}`).toString('base64')}`,
      },
      body: JSON.stringify(body),
    }).then((answer) => answer.text());
  await answers(port);
  const user = { user: ADMIN, host: DOMAIN };
  await tried(() => ask('/api/check_password', { ...user, password: PASSWORD }, PASSWORD));
  // Seconds between them: nobody takes one request for the other.
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await tried(() => ask('/api/check_account', { ...user, user: 'nina' }, PASSWORD));
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await tried(() => ask('/api/check_account', user, 'wrong'));
  await apache.end();
  await ejabberd.end();
  return `${readFileSync(join(folder, 'access.log'), 'utf8')}${readFileSync(log, 'utf8')}`;
}
