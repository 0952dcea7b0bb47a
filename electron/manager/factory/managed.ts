/** The area put together for this computer, in one place for compose.ts. */
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { Host } from '../host.ts';
import { createFactory, type Factory, type FactoryParts } from './factory.ts';

export function createManagedFactory(
  parts: Omit<FactoryParts, 'place' | 'failed' | 'host'> & { readonly host: Host; readonly log: Logger },
): Factory {
  const { host, log } = parts;
  // electron/cli.ts of a checkout, dist/electron/cli.js of what was built.
  const sources = dirname(dirname(host.entries.cli));
  return createFactory({
    ...parts,
    place: sources.endsWith('dist') ? join(sources, '..') : sources,
    failed: (what, why) =>
      log.warn({ subsystem: 'factory', what, cause: why }, 'it could not be looked at or taken back'),
  });
}
