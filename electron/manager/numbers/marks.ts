/** What of the office's life explains a step in the numbers: taken from the log of changes and from the server's states. Pure. */
import type { Change, ServerState } from '../../contract/index.ts';
import type { NumberMark } from '../../contract/numbers.ts';

/** By how an action begins; the first that fits. */
const KINDS: readonly (readonly [begin: string, kind: NumberMark['kind']])[] = [
  ['server.restart', 'restart'],
  ['server.stop', 'stop'],
  ['server.start', 'start'],
  ['backup.restore', 'restore'],
  ['backup.create', 'backup'],
  ['backup.made', 'backup'],
  ['update.', 'update'],
  ['updates.', 'update'],
];

/** Undefined for what explains nothing. */
export function markOf({
  action,
  state,
  at,
}: Pick<Change, 'action' | 'state' | 'at'>): NumberMark | undefined {
  const kind = KINDS.find(([begin]) => action.startsWith(begin))?.[1];
  return kind && { at, kind, failed: state === 'failed' };
}

/** It ended by itself. */
export const crashOf = (status: ServerState): NumberMark | undefined =>
  status.state === 'waiting' ? { at: status.since, kind: 'crash', failed: true } : undefined;
