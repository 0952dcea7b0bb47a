/**
 * Where the programs we know write their logs, one row each, as Debian and others have them. Folders are looked into; what is
 * not there is left out.
 */
import type { LogSource } from '../../../../contract/index.ts';

export interface KnownPlace {
  readonly program: LogSource['program'];
  readonly folder: string;
  /** Names of files in it; their rotated ones belong to them. */
  readonly names: RegExp;
  /** Said where the folder may not be looked into: the log that must be in there. */
  readonly usual: string;
}

export const KNOWN_PLACES: readonly KnownPlace[] = [
  {
    program: 'ejabberd',
    folder: '/var/log/ejabberd',
    names: /^(?:ejabberd|error|crash|erlang)\.log$/,
    usual: 'ejabberd.log',
  },
  {
    program: 'ejabberd',
    folder: '/opt/ejabberd/logs',
    names: /^(?:ejabberd|error|crash)\.log$/,
    usual: 'ejabberd.log',
  },
  {
    program: 'prosody',
    folder: '/var/log/prosody',
    names: /^prosody\.(?:log|err|debug)$/,
    usual: 'prosody.log',
  },
  {
    program: 'nginx',
    folder: '/var/log/nginx',
    names: /^[\w.-]*(?:access|error)[\w.-]*\.log$/,
    usual: 'error.log',
  },
  {
    program: 'apache',
    folder: '/var/log/apache2',
    names: /^[\w.-]*(?:access|error)[\w.-]*\.log$/,
    usual: 'error.log',
  },
  { program: 'apache', folder: '/var/log/httpd', names: /^[\w.-]*(?:access|error)_log$/, usual: 'error_log' },
  { program: 'biboumi', folder: '/var/log/biboumi', names: /^[\w.-]+\.(?:log|txt)$/, usual: 'biboumi.log' },
  { program: 'coturn', folder: '/var/log/coturn', names: /^[\w.-]+\.log$/, usual: 'turnserver.log' },
  { program: 'biboumi', folder: '/var/log', names: /^biboumi\.log$/, usual: 'biboumi.log' },
  { program: 'coturn', folder: '/var/log', names: /^turn[\w-]*\.log$/, usual: 'turnserver.log' },
  { program: 'mail', folder: '/var/log', names: /^mail\.log$|^maillog$/, usual: 'mail.log' },
  { program: 'login', folder: '/var/log', names: /^auth\.log$|^secure$/, usual: 'auth.log' },
  {
    program: 'system',
    folder: '/var/log',
    names: /^(?:syslog|messages|daemon\.log|kern\.log)$/,
    usual: 'syslog',
  },
];
