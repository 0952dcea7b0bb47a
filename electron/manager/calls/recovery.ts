/**
 * Recovery mode: a manager that could not start says so to every call that waits, and shows what it knows: who it is and
 * its log.
 */

import type { Calls } from '../../contract/calls.ts';
import { contract } from '../../contract/index.ts';
import type { Access } from '../access/access.ts';
import type { Host } from '../host.ts';
import type { LogEventsArea } from '../logs/events/area.ts';
import type { Logs } from '../logs/logs.ts';
import type { LogViews } from '../logs/view/area.ts';
import { problem } from '../problem.ts';
import { appInfo } from './info.ts';
import { logEventsCalls } from './log-events.ts';
import { logViewCalls } from './log-view.ts';

export function createRecoveryCalls({
  host,
  reason,
  logs,
  logViews,
  logEvents,
  access,
}: {
  host: Host;
  reason: string;
  logs: Logs;
  logViews: LogViews;
  logEvents: LogEventsArea;
  access: Access;
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
    logView: logViewCalls({ logViews, access }),
    logEvents: logEventsCalls({ logEvents }),
  };
}
