/** The areas that apply records, put together as the manager does, on a data folder of their own. */
import { join } from 'node:path';
import type { PlannedRecord } from '../../../electron/contract/domains.ts';
import type { RecordSet } from '../../../electron/contract/records.ts';
import { createChanges } from '../../../electron/manager/changes.ts';
import { createKept, openDatabase } from '../../../electron/manager/database.ts';
import { createApplying } from '../../../electron/manager/dns/apply/apply.ts';
import { createJournal } from '../../../electron/manager/dns/apply/journal.ts';
import { type Accesses, createAccesses } from '../../../electron/manager/dns/providers/accesses.ts';
import type { DnsProvider } from '../../../electron/manager/dns/providers/provider.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { createJobs } from '../../../electron/manager/jobs.ts';

export const DOMAIN = 'example.test';

export const planned = (
  set: RecordSet,
  mode: PlannedRecord['mode'] = set.type === 'TXT' || set.type === 'CAA' ? 'add' : 'replace',
): PlannedRecord => ({
  ...{ set, mode, group: 'server', purpose: 'server.address-v4', need: 'required', because: 'usual' },
});

/** What an office of the simplest kind wants. */
export const PLAN: readonly PlannedRecord[] = [
  planned({ name: `xmpp.${DOMAIN}`, type: 'A', ttl: 300, values: ['192.0.2.7'] }),
  planned({
    name: `_xmpp-client._tcp.${DOMAIN}`,
    type: 'SRV',
    ttl: 300,
    values: [`5 0 5222 xmpp.${DOMAIN}.`],
  }),
  planned({
    name: `_xmpps-client._tcp.${DOMAIN}`,
    type: 'SRV',
    ttl: 300,
    values: [`0 0 5223 xmpp.${DOMAIN}.`],
  }),
  planned({ name: `conference.${DOMAIN}`, type: 'CNAME', ttl: 300, values: [`xmpp.${DOMAIN}.`] }),
  planned({ name: DOMAIN, type: 'CAA', ttl: 300, values: ['0 issue "ca.example"'] }),
];

export interface TestOfficeParts {
  readonly dataDir: string;
  readonly plan?: (domain: string) => readonly PlannedRecord[];
  readonly domains?: readonly string[];
  readonly fetch?: typeof fetch;
  readonly clock?: typeof systemClock;
  /** Stands between the job and the provider. */
  readonly around?: (provider: DnsProvider) => DnsProvider;
}

export function openTestOffice(parts: TestOfficeParts) {
  const { dataDir, plan = () => PLAN, clock = systemClock, around } = parts;
  const database = openDatabase(join(dataDir, 'manager.sqlite'));
  const events = createEvents(clock);
  const changes = createChanges({ database, events, now: clock.now });
  const logged: string[] = [];
  const unexpected = (error: unknown) => {
    logged.push(String((error as Error).stack));
    return String((error as Error).stack);
  };
  const jobs = createJobs({ database, events, now: clock.now, unexpected });
  const own = createAccesses({
    ...{ dataDir, changes, events, clock, fetch: parts.fetch ?? fetch, domains: () => [DOMAIN] },
  });
  const accesses: Accesses = {
    ...own,
    async keeperOf(name) {
      const found = await own.keeperOf(name);
      return found && around ? { ...found, provider: around(found.provider) } : found;
    },
  };
  const changed: string[] = [];
  const journal = createJournal(createKept(database));
  const applying = createApplying({
    ...{ accesses, journal, jobs, changes, events, now: clock.now },
    domains: () => parts.domains ?? [DOMAIN],
    plan: async (domain) => ({ domain, records: [...plan(domain)], gaps: [] }),
    changed: (domain) => void changed.push(domain),
  });
  return {
    ...{ accesses, applying, changes, changed, events, jobs, journal, logged },
    async close() {
      await jobs.close();
      database.close();
    },
  };
}
export type TestOffice = ReturnType<typeof openTestOffice>;
