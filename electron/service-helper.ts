/**
 * Puts the service in place, or takes it away: started by the manager, as root where the system's own service is meant, and on its own
 * feet from then on, as the manager it works for ends in the middle of it.
 */
import './require-node.ts';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { run } from './manager/run.ts';
import { serveRequest } from './manager/system-service/helper.ts';
import { createKeeper } from './manager/system-service/keepers.ts';

const isRoot = process.getuid?.() === 0;
// Nothing of the person's own environment decides which programs root runs, or in which language they answer.
if (isRoot) {
  const { PKEXEC_UID, SUDO_UID } = process.env;
  process.env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', PKEXEC_UID, SUDO_UID };
}
const asked = process.env.PKEXEC_UID ?? process.env.SUDO_UID;
// Whoever started this ends soon, and its terminal or window with it.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'] as const) process.on(signal, () => undefined);
process.stdout.on('error', () => undefined);

const parts = {
  run,
  keeper: (home: string) => createKeeper(process.platform, { run, home }),
  node: process.execPath,
  cli: join(import.meta.dirname, `cli${extname(import.meta.filename)}`),
  asRoot: isRoot,
  asker: isRoot && asked !== undefined ? Number(asked) : process.getuid?.(),
  answer: (answer: object) => void process.stdout.write(`${JSON.stringify(answer)}\n`),
};
// One request, then the end: what the next one should see is another state of the machine.
for await (const line of createInterface({ input: process.stdin })) {
  await serveRequest(line, parts);
  break;
}
process.exit(0);
