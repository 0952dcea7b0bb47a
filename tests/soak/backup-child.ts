/** What is killed: one backup, one restore, one migration, as the product does it. Arguments: what, data folder, archive. */

import { join } from 'node:path';
import { commitExchange, finishExchange } from '../../electron/manager/backup/exchange.ts';
import { createBackup } from '../../electron/manager/backup/work/create.ts';
import { draftOfBackup } from '../../electron/manager/backup/work/restore.ts';
import { EVERYTHING } from '../../electron/manager/backup/work/what.ts';
import { entries } from '../../electron/node-host.ts';
import { DOMAIN, readable, server } from '../manager/backup/office-data.ts';

const [what = '', data = '', file = ''] = process.argv.slice(2);
// The parent counts from here: starting Node is none of ours.
process.stdout.write('begun\n');
if (what === 'backup')
  await createBackup({
    ...{ data, file, work: join(data, 'backup-work', 'soak'), includes: EVERYTHING, lock: undefined, server },
    ...{
      version: 'soak',
      domains: [DOMAIN],
      at: Date.now(),
      node: process.execPath,
      serverEntry: entries.server,
    },
  });
else if (what === 'restore') {
  await draftOfBackup({ data, file, key: undefined, server, readable });
  await commitExchange(data, { from: file, at: 1 });
  await finishExchange(data);
} else if (what === 'migration') server.bringUpToDate(join(data, 'server/data.sqlite'));
else throw new Error(`nothing is called ${what}`);
process.stdout.write('done\n');
