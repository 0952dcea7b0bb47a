/** A log that says nothing. */
import type { Log } from '../../server/kernel/log.ts';

export const quietLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => quietLog,
};
