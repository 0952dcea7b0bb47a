/** The area put together for this computer, in one place for compose.ts. */

import { userInfo } from 'node:os';
import { dirname, extname, join } from 'node:path';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import type { Host } from '../host.ts';
import type { Run } from '../run.ts';
import { createMachineService, type MachineService, type StartHelper } from './area.ts';
import { keeperOfThis } from './keepers.ts';

export interface ManagedServiceParts {
  readonly host: Host;
  readonly run: Run;
  readonly events: Events;
  readonly changes: Changes;
  readonly leave: () => void;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly startHelper?: StartHelper;
}

export function createManagedService({
  host,
  run,
  events,
  changes,
  leave,
  ...more
}: ManagedServiceParts): MachineService {
  const { username, homedir } = userInfo();
  return createMachineService({
    ...{ host, events, changes, leave, account: username },
    ...keeperOfThis({ run, home: homedir }),
    env: more.env ?? process.env,
    helper: join(dirname(host.entries.cli), `service-helper${extname(host.entries.cli)}`),
    ...(more.startHelper && { startHelper: more.startHelper }),
  });
}
