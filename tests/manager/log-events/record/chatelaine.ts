/** Our own server, for what an office meets. */
import { connectControl } from '../../../../server/control.ts';
import { freePort } from '../../../support/ports.ts';
import { prepareFolder } from '../../../support/server.ts';
import { spawnServer } from '../../../support/server-process.ts';
import { DOMAIN, PASSWORD, visit } from './visits.ts';

const LISTEN = [
  { type: 'c2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
  { type: 's2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
];

export async function record(): Promise<string> {
  const nobody = await freePort();
  const federation = { hosts: { localhost: { target: `127.0.0.1:${nobody}` } } };
  const prepared = await prepareFolder({ hosts: [DOMAIN], config: { federation, listen: LISTEN } });
  const lines: string[] = [];
  const server = await spawnServer(['--config', prepared.file]);
  server.child.stdout?.on('data', (chunk) => lines.push(String(chunk)));
  if (server.announcement.event !== 'ready') throw new Error(JSON.stringify(server.announcement));
  const control = await connectControl(`${prepared.folder}/data`);
  for (const user of ['otto', 'nina']) await control.call('register', [user, DOMAIN, PASSWORD]);
  control.close();
  const s2s = server.announcement.ports.find(({ type }) => type === 's2s')?.port ?? 0;
  await visit(
    { client: server.announcement.ports.find(({ type }) => type === 'c2s')?.port ?? 0, server: s2s },
    ['localhost', 'nowhere.invalid'],
  );
  server.child.kill('SIGHUP');
  await server.logged('configuration reloaded');
  await server.kill('SIGTERM');
  return lines
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('{"time"'))
    .join('\n');
}
