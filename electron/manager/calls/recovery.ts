/**
 * Recovery mode: a manager that could not start says so to every call that waits, and shows what it knows: who it is and
 * its log.
 */

import type { Calls } from '../../contract/calls.ts';
import { contract } from '../../contract/index.ts';
import type { Host } from '../host.ts';
import type { Logs } from '../logs/logs.ts';
import { problem } from '../problem.ts';
import { appInfo } from './info.ts';

export function createRecoveryCalls({
  host,
  reason,
  logs,
}: {
  host: Host;
  reason: string;
  logs: Logs;
}): Calls {
  const refuse = async () => {
    throw problem('manager.recovery', { reason });
  };
  const refusing = Object.fromEntries(
    Object.entries(contract).map(([area, calls]) => [
      area,
      Object.fromEntries(Object.keys(calls).map((name) => [name, refuse])),
    ]),
  ) as unknown as Calls;
  return {
    ...refusing,
    app: { ...refusing.app, info: async () => appInfo(host, { setUp: false, recovery: { reason } }) },
    logs: {
      page: async (query) => logs.page(query),
      follow: async (query, { signal }) => logs.follow(query, signal),
    },
  };
}
