/** Profanity in a terminal, logged in with its certificate verification on: it knows the office's authority and no other. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openTerminal, type Terminal } from './terminal.ts';

export interface ProfanityOptions {
  /** A folder of its own. */
  readonly home: string;
  readonly address: string;
  readonly password: string;
  /** PEM file of the authority. */
  readonly ca: string;
  readonly port: number;
  /** The server's IP address. Default: 127.0.0.1. */
  readonly server?: string;
  /** Commands to give before it connects. */
  readonly before?: readonly string[];
}

export async function openProfanity({
  home,
  address,
  password,
  ca,
  port,
  server = '127.0.0.1',
  before = [],
}: ProfanityOptions): Promise<Terminal> {
  const folder = (name: string) => {
    mkdirSync(join(home, name), { recursive: true });
    return join(home, name);
  };
  const certificates = folder('certificates');
  copyFileSync(ca, join(certificates, 'office.pem'));
  execFileSync('openssl', ['rehash', certificates]);
  const terminal = await openTerminal(address.replace(/\W/g, '-'), ['profanity'], {
    HOME: home,
    XDG_CONFIG_HOME: folder('config'),
    XDG_DATA_HOME: folder('data'),
    LC_ALL: 'C.UTF-8',
  });
  await terminal.shows(/Type '\/help'/);
  await terminal.enter(`/tls certpath set ${certificates}`);
  for (const command of before) await terminal.enter(command);
  await terminal.enter(`/connect ${address} server ${server} port ${port} tls force`);
  await terminal.shows(/Enter password/);
  await terminal.enter(password);
  await terminal.shows(/\[TLS\] \[online\]/);
  return terminal;
}
