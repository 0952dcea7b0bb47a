/** Debian's sshd on loopback, with keys and settings of its own: another computer that lets in whom `authorized_keys` names. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './ports.ts';

export interface Sshd {
  readonly port: number;
  /** Its public key is beside it, with `.pub`. A new one counts from the next start. */
  readonly hostKey: string;
  /** Lines of keys, read anew for each log-in; nobody is in it to begin with. */
  readonly authorizedKeys: string;
  /** Resolves when it listens. */
  start(): Promise<void>;
  /** Resolves when it has ended; nothing happens where it has already. */
  stop(): Promise<void>;
}

/**
 * It is not started yet.
 * @param folder an existing one, for its files.
 * @param within what goes before its command: a program that runs it somewhere else.
 */
export async function createSshd(folder: string, within: readonly string[] = []): Promise<Sshd> {
  const port = await freePort();
  const hostKey = join(folder, 'host_key');
  const authorizedKeys = join(folder, 'authorized_keys');
  const settings = join(folder, 'sshd_config');
  // sshd as root insists on it; systems make it when they start.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  if (!existsSync(hostKey)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
  // Read with the rights of the account that comes in, which may be another than this one.
  writeFileSync(authorizedKeys, '', { mode: 0o644 });
  writeFileSync(
    settings,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `PidFile ${join(folder, 'sshd.pid')}`,
      `AuthorizedKeysFile ${authorizedKeys}`,
      // WHY: the folder for temporary files is everybody's; on a real computer this stays on.
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'Subsystem sftp internal-sftp',
      'LogLevel VERBOSE',
    ].join('\n'),
  );
  let sshd: ChildProcess | undefined;
  return {
    port,
    hostKey,
    authorizedKeys,
    async start() {
      const [program, ...args] = [...within, '/usr/sbin/sshd', '-D', '-e', '-f', settings];
      const child = spawn(program!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      sshd = child;
      let said = '';
      await new Promise<void>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', () => reject(new Error(`sshd ended before it listened: ${said}`)));
        // Read to its end, so that sshd never waits for a reader.
        child.stderr!.on('data', (chunk) => {
          said += String(chunk);
          if (said.includes('Server listening')) resolve();
        });
      });
    },
    async stop() {
      if (!sshd || sshd.exitCode !== null || sshd.signalCode !== null) return;
      const ended = once(sshd, 'exit');
      sshd.kill();
      await ended;
    },
  };
}
