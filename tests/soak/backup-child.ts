/**
 * What is killed: one backup, one restore, one migration, as the product does it, and the start that finishes a committed restore.
 * Arguments: what, data folder, archive. A line on standard output at the beginning of each phase (backup-rounds.ts, PHASES).
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { commitExchange, finishExchange } from '../../electron/manager/backup/exchange.ts';
import { createBackup } from '../../electron/manager/backup/work/create.ts';
import { draftOfBackup } from '../../electron/manager/backup/work/restore.ts';
import { EVERYTHING } from '../../electron/manager/backup/work/what.ts';
import { entries } from '../../electron/node-host.ts';
import { DOMAIN, readable, server } from '../manager/backup/office-data.ts';

const [what = '', data = '', file = ''] = process.argv.slice(2);
let at = '';
/** Written at once: a phase the parent has not heard of could not be aimed at. */
function enter(phase: string): void {
  if (phase === at) return;
  at = phase;
  writeSync(1, `${phase}\n`);
}
if (what === 'backup') {
  enter('stage');
  await createBackup({
    ...{ data, file, work: join(data, 'backup-work', 'soak'), includes: EVERYTHING, lock: undefined, server },
    ...{
      version: 'soak',
      domains: [DOMAIN],
      at: Date.now(),
      node: process.execPath,
      serverEntry: entries.server,
      progress: enter,
    },
  });
} else if (what === 'restore') {
  enter('unpack');
  await draftOfBackup({
    ...{ data, file, key: undefined, server, readable },
    progress: (bytes, of) => bytes === of && enter('check'),
  });
  enter('commit');
  await commitExchange(data, { from: file, at: 1 });
  enter('exchange');
  await finishExchange(data);
} else if (what === 'start') {
  enter('finish');
  await finishExchange(data);
} else if (what === 'migration') {
  enter('migrate');
  server.bringUpToDate(join(data, 'server/data.sqlite'));
} else throw new Error(`nothing is called ${what}`);
enter('done');
