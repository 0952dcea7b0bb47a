/**
 * A manager that is killed in the middle of an order: `node order-child.ts FILE`, where the file says what to order and when to die.
 * It kills itself with SIGKILL: nothing of it gets a chance to tidy up.
 */
import { readFileSync } from 'node:fs';
import { createWebroot } from '../../../electron/manager/certificates/acme/challengers/http-webroot.ts';
import { createLook } from '../../../electron/manager/certificates/acme/challengers/look.ts';
import { createAcme } from '../../../electron/manager/certificates/acme/create.ts';
import { acmeFiles } from '../../../electron/manager/certificates/acme/store.ts';
import { hasty, quiet } from './office.ts';

export interface Life {
  readonly folder: string;
  readonly directory: string;
  readonly ca: string;
  readonly keyPem: string;
  readonly names: readonly string[];
  readonly webroot: string;
  readonly port: number;
  /** `account`, `ordered`, `finalizing`, `fetching`, or the state of the first name; null: it lives. */
  readonly dies: string | null;
}

/** The order as both processes make it: the one that dies, and the one that comes after. */
export function live({ dies, ...life }: Life) {
  const store = acmeFiles(life.folder);
  const acme = createAcme({ store, clock: hasty, log: quiet, version: '0.0.0' });
  const challengers = {
    'http-webroot': createWebroot({
      folderOf: () => life.webroot,
      look: createLook({ lookup: async () => ['127.0.0.1'], port: life.port }),
      here: { address: '127.0.0.1', port: life.port },
    }),
  };
  const obtain = () =>
    acme.obtain({
      ...{ id: 'office', names: life.names, keyPem: life.keyPem, challengers },
      authority: { id: 'custom', directory: life.directory, ca: life.ca },
      wayOf: () => 'http-webroot',
      signal: AbortSignal.timeout(60_000),
      onProgress(progress) {
        const now = progress.step === 'name' ? progress.state : progress.step;
        if (now === dies) process.kill(process.pid, 'SIGKILL');
      },
    });
  return { acme, store, challengers, obtain };
}

if (process.argv[1]?.endsWith('order-child.ts')) {
  // Our clock's timers keep nobody alive.
  setInterval(() => {}, 60_000);
  await live(JSON.parse(readFileSync(process.argv[2]!, 'utf8'))).obtain();
}
