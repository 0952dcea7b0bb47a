/** Writes for ever and prints each ticket once it is on disk; durability.test.ts kills it. */
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

const [data = ''] = process.argv.slice(2);
const storage = await openStorage({ data, log: quietLog });
const table = storage.keyval('t', Number);
let n = 0;

function burst(): void {
  for (let i = 0; i < 20; i++) {
    const value = ++n;
    const ticket = table.set('nina', String(value), value);
    storage.commits.whenCommitted(ticket, () => process.stdout.write(`${value}\n`));
  }
  setImmediate(burst);
}
storage.commits.whenCommitted(0, burst);
