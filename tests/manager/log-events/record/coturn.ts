/** Debian's coturn: calls that are let through, and those with a wrong password. */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../../electron/manager/run.ts';
import { freePort } from '../../../support/ports.ts';
import { start } from './program.ts';
import { tried } from './visits.ts';

export async function record(folder: string): Promise<string> {
  const port = await freePort();
  const address = `127.${randomInt(1, 250)}.${randomInt(1, 250)}.7`;
  const program = start([
    ...[
      'turnserver',
      '-n',
      '--lt-cred-mech',
      '--user',
      'otto:right',
      '--realm',
      'office.test',
      '--listening-ip',
      address,
    ],
    ...[
      '--relay-ip',
      address,
      '--listening-port',
      String(port),
      '--tls-listening-port',
      String(await freePort()),
      '--no-cli',
      '--log-file',
      join(folder, 'turn.log'),
    ],
    ...[
      '--simple-log',
      '--pidfile',
      join(folder, 'pid'),
      '--userdb',
      join(folder, 'db'),
      '--allow-loopback-peers',
      '--verbose',
      '--no-dtls',
      '--cert',
      join(folder, 'gone.pem'),
      '--new-log-timestamp',
    ],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const call = (password: string) =>
    tried(() =>
      run(
        'turnutils_uclient',
        ['-u', 'otto', '-w', password, '-p', String(port), '-n', '2', '-m', '1', '-y', address],
        { timeoutMs: 7000 },
      ),
    );
  await call('right');
  await call('wrong');
  await program.end();
  const log = readdirSync(folder).find((name) => name.startsWith('turn') && name.endsWith('.log'));
  return log ? readFileSync(join(folder, log), 'utf8') : program.lines.join('\n');
}
