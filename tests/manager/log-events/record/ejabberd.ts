/** Debian's ejabberd: what it logs when people come, when they may not, when others do, and when it cannot start. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeSelfSigned } from '../../../support/pki.ts';
import { freePort } from '../../../support/ports.ts';
import { fails, start } from './program.ts';
import { DOMAIN, PASSWORD, tried, visit } from './visits.ts';

export async function record(folder: string): Promise<string> {
  mkdirSync(join(folder, 'spool'), { recursive: true });
  const [client, server, web, component, turn] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const own = await makeSelfSigned({ dns: [DOMAIN, `*.${DOMAIN}`] });
  const over = await makeSelfSigned({ dns: ['old.test'], from: -20, to: -1 });
  writeFileSync(join(folder, 'office.pem'), `${own.key}${own.pem}\n`);
  writeFileSync(join(folder, 'old.pem'), `${over.key}${over.pem}\n`);
  const configuration = {
    loglevel: 'info',
    log_rotate_count: 0,
    hosts: [DOMAIN, 'old.test'],
    certfiles: ['office.pem', 'old.pem', 'gone.pem'].map((name) => join(folder, name)),
    auth_password_format: 'scram',
    hide_sensitive_log_data: false,
    s2s_use_starttls: 'required',
    outgoing_s2s_port: server + 1,
    s2s_timeout: 4,
    listen: [
      { port: client, ip: '127.0.0.1', module: 'ejabberd_c2s', starttls_required: true },
      { port: server, ip: '127.0.0.1', module: 'ejabberd_s2s_in' },
      {
        port: component,
        ip: '127.0.0.1',
        module: 'ejabberd_service',
        hosts: { 'irc.office.test': { password: 'right' } },
      },
      {
        port: turn,
        ip: '127.0.0.1',
        transport: 'udp',
        module: 'ejabberd_stun',
        use_turn: true,
        turn_ipv4_address: '127.0.0.1',
      },
      {
        port: web,
        ip: '127.0.0.1',
        module: 'ejabberd_http',
        request_handlers: {
          '/api': 'mod_http_api',
          '/upload': 'mod_http_upload',
          '/ws': 'ejabberd_http_ws',
          '/admin': 'ejabberd_web_admin',
        },
      },
    ],
    acl: { admin: { user: [`otto@${DOMAIN}`] } },
    access_rules: { local: { allow: 'all' } },
    api_permissions: {
      office: {
        from: ['mod_http_api'],
        who: { access: { allow: { acl: 'admin' } } },
        what: ['check_account', 'status', 'ban_account'],
      },
    },
    modules: {
      ...{
        mod_roster: {},
        mod_disco: {},
        mod_ping: {},
        mod_offline: {},
        mod_pubsub: {},
        mod_s2s_dialback: {},
        mod_admin_extra: {},
      },
      ...{
        mod_stream_mgmt: { resume_timeout: 1 },
        mod_fail2ban: { c2s_max_auth_failures: 6 },
        mod_register: { ip_access: 'all', password_strength: 32 },
      },
      ...{
        mod_muc: {},
        mod_http_upload: {
          docroot: join(folder, 'upload'),
          put_url: `http://127.0.0.1:${web}/upload/@HOST@`,
        },
        mod_stun_disco: {},
        mod_mam: {},
      },
    },
  };
  const file = join(folder, 'ejabberd.yml');
  const log = join(folder, 'ejabberd.log');
  const env = {
    ...{ EJABBERD_CONFIG_PATH: file, EJABBERD_LOG_PATH: log, EJABBERD_PID_PATH: join(folder, 'pid') },
    ...{ ERL_LIBS: '/usr/lib/x86_64-linux-gnu', ERL_CRASH_DUMP_BYTES: '0', HOME: folder },
  };
  const erl = (evaluated: string) => [
    'erl',
    '-noinput',
    '-mnesia',
    'dir',
    JSON.stringify(join(folder, 'spool')),
    '-s',
    'ejabberd',
    '-eval',
    evaluated,
  ];
  const register = ['otto', 'nina'].map(
    (user) => `ejabberd_auth:try_register(<<"${user}">>, <<"${DOMAIN}">>, <<"${PASSWORD}">>)`,
  );
  const ready = `${register.join(', ')}, io:format("accounts are made~n").`;
  const written = (more: object) =>
    writeFileSync(file, JSON.stringify({ ...configuration, ...more }, undefined, 2));
  // It does not start: an option it does not know, a module that is not there, a port that is taken.
  written({ modul: {} });
  await fails(erl('ok.'), { cwd: folder, env });
  written({ modules: { mod_wrong: {} } });
  await fails(erl('ok.'), { cwd: folder, env });
  writeFileSync(file, 'hosts:\n  - office.test\n   modules: {\n');
  await fails(erl('ok.'), { cwd: folder, env });

  written({});
  const holder = createServer().listen(component, '127.0.0.1');
  await fails(erl('ok.'), { cwd: folder, env });
  holder.close();
  const program = start(erl(ready), { cwd: folder, env });
  await program.said(/accounts are made/);
  await visit({ client, server }, ['localhost', 'nowhere.invalid']);
  const ask = (path: string, options: RequestInit) =>
    tried(() => fetch(`http://127.0.0.1:${web}${path}`, options));
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`otto@${DOMAIN}:${password}`).toString('base64')}`,
  });
  const post = (headers: Record<string, string>) => ({
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'otto', host: DOMAIN }),
  });
  await ask('/api/check_account', post(basic(PASSWORD)));
  await ask('/api/check_account', post(basic('wrong')));
  await ask('/api/nothing', post(basic(PASSWORD)));
  await ask('/api/restart', post(basic(PASSWORD)));
  await ask('/nothing', {});
  await ask('/upload/abc/plan.pdf', { method: 'PUT', body: 'x' });
  await ask('/upload/abc/plan.pdf', {});
  await ask('/admin', { headers: basic('wrong') });
  await program.said(/Timed out waiting for stream resumption/);
  await program.end();
  return readFileSync(log, 'utf8');
}
