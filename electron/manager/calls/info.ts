/** What the manager says of itself; also in recovery mode. */
import type { Host } from '../host.ts';

export function appInfo(host: Host, more: { setUp: boolean; recovery: { reason: string } | null }) {
  return {
    name: 'Chatelaine' as const,
    version: host.version,
    face: host.face,
    platform: host.platform,
    system: host.system,
    hostname: host.hostname,
    dataDir: host.dataDir,
    licences: host.licences,
    ...more,
  };
}
