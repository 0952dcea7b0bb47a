/**
 * Debian's ejabberd in a namespace, with a configuration and a data folder of its own.
 * WHY not ejabberdctl: it goes by the system's user and Erlang's name server, of which there would be one for all namespaces.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Domain } from './domains.ts';
import { PASSWORD, type Peer, type PeerParts } from './peer.ts';
import { type Program, startProgram } from './program.ts';

export function createEjabberd(parts: PeerParts): Peer {
  const { at, folder, people } = parts;
  const spool = join(folder, 'spool');
  mkdirSync(spool, { recursive: true });
  const file = join(folder, 'ejabberd.yml');
  // It reads JSON as the YAML that it is.
  writeFileSync(file, JSON.stringify(configuration(parts), undefined, 2));
  let program: Program | undefined;
  return {
    async start() {
      const register = people.map((address) => {
        const [user, domain] = address.split('@');
        return `ejabberd_auth:try_register(<<"${user}">>, <<"${domain}">>, <<"${PASSWORD}">>)`;
      });
      const ready = [...register, 'io:format("accounts are made~n")'].join(', ');
      program = startProgram(
        at,
        // No node name, so that it neither needs nor starts a name server of Erlang's.
        ['erl', '-noinput', '-mnesia', 'dir', JSON.stringify(spool), '-s', 'ejabberd', '-eval', `${ready}.`],
        {
          cwd: folder,
          env: {
            EJABBERD_CONFIG_PATH: file,
            EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
            EJABBERD_PID_PATH: join(folder, 'ejabberd.pid'),
            ERL_LIBS: '/usr/lib/x86_64-linux-gnu',
            ERL_CRASH_DUMP_BYTES: '0',
            HOME: folder,
          },
        },
      );
      await program.said(/accounts are made/);
    },
    stop: async (signal) => program?.end(signal),
    lines: () => program?.lines ?? [],
  };
}

const TLS_PORT = { ip: '::', module: 'ejabberd_s2s_in' };

function configuration({ domains, shelf, folder }: PeerParts) {
  const services = domains.filter((domain) => domain.services);
  return {
    loglevel: 'debug',
    log_rotate_count: 0,
    hosts: domains.map(({ name }) => name),
    certfiles: domains.map(({ name }) => shelf.files.get(name)!.both),
    ca_file: shelf.root,
    s2s_cafile: shelf.root,
    s2s_use_starttls: 'required',
    auth_password_format: 'plain',
    disable_sasl_mechanisms: ['digest-md5'],
    listen: [
      { port: 5222, ip: '::', module: 'ejabberd_c2s', starttls_required: true },
      { port: 5269, ...TLS_PORT },
      { port: 5270, tls: true, ...TLS_PORT },
      {
        port: 5443,
        ip: '::',
        module: 'ejabberd_http',
        tls: true,
        request_handlers: { '/upload': 'mod_http_upload' },
      },
    ],
    // Faster than a test waits, and never for long.
    s2s_timeout: 20,
    s2s_max_retry_delay: 1,
    s2s_dns_timeout: 5,
    s2s_dns_retries: 2,
    default_db: 'mnesia',
    shaper_rules: { many_messages: [5000] },
    access_rules: { local: { allow: 'all' } },
    modules: {
      mod_roster: {},
      mod_disco: {},
      mod_caps: {},
      mod_ping: {},
      mod_offline: { access_max_user_messages: 'many_messages' },
      mod_vcard: { search: false },
      mod_pubsub: { plugins: ['flat', 'pep'] },
      mod_s2s_dialback: {},
      mod_stream_mgmt: {},
      mod_carboncopy: {},
    },
    append_host_config: Object.fromEntries(
      services.map((domain) => [domain.name, { modules: servicesOf(domain, folder) }]),
    ),
  };
}

const servicesOf = ({ name }: Domain, folder: string) => ({
  mod_muc: {
    host: `conference.${name}`,
    access: 'all',
    access_create: 'all',
    default_room_options: { persistent: false },
  },
  mod_http_upload: {
    host: `upload.${name}`,
    docroot: join(folder, 'upload'),
    put_url: `https://upload.${name}:5443/upload`,
  },
});
