/**
 * Somebody leaves, from a terminal: beside a running Chatelaine by its server's own commands, else with the manager opened for a
 * moment. What is decided is written where the manager finds it: it goes on with what was cut off, and removes when the day comes.
 */

import { join } from 'node:path';
import { createChanges } from '../manager/changes.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createKept, openDatabase } from '../manager/database.ts';
import { createBundledEngine } from '../manager/engines/bundled/bundled.ts';
import { createEvents } from '../manager/events.ts';
import { createJobs, type Jobs } from '../manager/jobs.ts';
import { createLeaving, type Leaving } from '../manager/leaving/leaving.ts';
import { servedDomains } from '../manager/office-names.ts';
import { createPeople } from '../manager/people/people.ts';
import { problem } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { openSettings } from '../manager/settings.ts';
import { createTeams } from '../manager/teams/teams.ts';
import { createUndo } from '../manager/undo.ts';
import { createNodeHost } from '../node-host.ts';
import { bringUp } from './bring-up.ts';

export interface LeaveDesk {
  readonly leaving: Leaving;
  readonly jobs: Jobs;
  close(): Promise<void>;
}

/** @param starting called where the server has to be started for it. Throws `setup.not-done`, `data.locked`. */
export async function openLeaveDesk(data: string | undefined, starting: () => void): Promise<LeaveDesk> {
  const host = createNodeHost(dataFolder(data));
  const { clock } = host;
  const { office } = await openSettings({ folder: host.dataDir, now: clock.now });
  if (!office) throw problem('setup.not-done', {});
  const engine = createBundledEngine({ host, run, clock, admins: () => office.admins });
  const stop = await engine.ping().then(
    () => async () => undefined,
    // Nobody answers: it does not run, or is about to start.
    () => bringUp(host, starting),
  );
  const database = openDatabase(join(host.dataDir, 'manager.sqlite'));
  const events = createEvents(clock);
  const changes = createChanges({ database, events, now: clock.now });
  const unexpected = (error: unknown) => {
    process.stderr.write(`${(error as Error)?.stack ?? error}\n`);
    return 'above';
  };
  const jobs = createJobs({ database, events, now: clock.now, unexpected });
  const domains = () => servedDomains(office);
  const shared = { changes, events };
  const leaving = createLeaving({
    ...{ ...shared, engine, jobs, clock, domains, unexpected, undo: createUndo({ changes }) },
    people: createPeople({
      ...{ ...shared, engine, domains, now: clock.now },
      forgetAdmin: () => Promise.reject(new Error('nobody is removed from here')),
    }),
    teams: createTeams({
      ...{ ...shared, engine: engine.teams, domain: () => office.domain },
      closeRoom: () => Promise.reject(new Error('no room is closed from here')),
    }),
    keepDays: () => office.keepDays ?? { people: 0, rooms: 0 },
    ...{ kept: createKept(database), folder: join(host.dataDir, 'copies') },
  });
  return {
    ...{ leaving, jobs },
    async close() {
      leaving.close();
      await jobs.close();
      database.close();
      await stop();
    },
  };
}
