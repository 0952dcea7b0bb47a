/** Ssh to another computer, by the system's own program: its arguments, and who may stand among them. Pure. */
import { isIP } from 'node:net';
import { join } from 'node:path';

export interface SshTarget {
  readonly host: string;
  readonly user: string;
  readonly port: number;
}

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i;
/** What account names are made of on the systems there are (useradd(8)); dots are common, too. */
const USER = /^[a-z_][a-z0-9_.-]{0,31}$/i;

/** Nothing that begins with a dash ever, so that no name is an option. */
export function isSshTarget({ host, user }: SshTarget): boolean {
  const isName =
    host.length <= 253 &&
    host
      .replace(/\.$/, '')
      .split('.')
      .every((label) => LABEL.test(label));
  return (isIP(host) !== 0 || isName) && (user === '' || USER.test(user));
}

/** @param folder ours: a computer that is met here for the first time is asked about, and remembered beside the person's own. */
export function sshArguments({ host, user, port }: SshTarget, folder: string, home: string): string[] {
  const known = [join(folder, 'known_hosts'), join(home, '.ssh', 'known_hosts')].map((file) => `"${file}"`);
  return [
    ...['-o', 'StrictHostKeyChecking=ask', '-o', `UserKnownHostsFile=${known.join(' ')}`],
    ...['-o', 'ForwardAgent=no', '-o', 'ForwardX11=no', '-p', String(port)],
    ...(user === '' ? [] : ['-l', user]),
    ...['--', host],
  ];
}
