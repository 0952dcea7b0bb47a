/** The numbers of a running manager: their file in the data folder, and what the manager has to count. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Host } from '../host.ts';
import { createNumbers, type NumbersArea, type NumbersParts } from './numbers.ts';
import { openNumberStore } from './store.ts';

export interface ManagedNumbersParts extends Omit<NumbersParts, 'store' | 'dataDir' | 'clock' | 'warn'> {
  readonly host: Pick<Host, 'dataDir' | 'clock'>;
  readonly log: Logger;
}

export const numbersFile = (dataDir: string): string => join(dataDir, 'numbers.sqlite');

export function createManagedNumbers({ host, log, ...parts }: ManagedNumbersParts): NumbersArea {
  const { dataDir, clock } = host;
  const warn = (what: string, cause: string) => log.warn({ subsystem: 'numbers', cause }, what);
  return createNumbers({
    ...parts,
    ...{ dataDir, clock, warn },
    store: openNumberStore(numbersFile(dataDir), clock.now),
  });
}
