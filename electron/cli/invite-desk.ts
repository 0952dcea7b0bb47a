/**
 * Invitations from a terminal, whether Chatelaine runs or not: beside a running one by its server's own commands, else with the
 * manager opened for a moment. Changes are noted either way; the page of a running one follows by itself.
 */

import { join } from 'node:path';
import type { Invitation } from '../contract/index.ts';
import type { MailFacts } from '../contract/invitation-mail.ts';
import { createChanges } from '../manager/changes.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { openDatabase } from '../manager/database.ts';
import { createBundledEngine } from '../manager/engines/bundled/bundled.ts';
import type { Engine } from '../manager/engines/engine.ts';
import { createEvents } from '../manager/events.ts';
import { createJoining, type Joining } from '../manager/joining/joining.ts';
import { problem } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { bringUp } from './bring-up.ts';

export interface InviteDesk {
  readonly joining: Joining;
  /** The first one served. */
  readonly domain: string;
  /** A team by its id or its label. Refused with `team.unknown`. */
  teamId(wanted: string): Promise<string>;
  /** Labels by id. */
  teams(): Promise<ReadonlyMap<string, string>>;
  /** What the mail has to say beside the invitation. */
  facts(invitation: Invitation): Promise<MailFacts>;
  close(): Promise<void>;
}

/** @param starting called where the server has to be started for it. Throws `setup.not-done`, `server.not-running`, `data.locked`. */
export async function openInviteDesk(data: string | undefined, starting: () => void): Promise<InviteDesk> {
  const host = createNodeHost(dataFolder(data));
  const { clock } = host;
  const { office } = await openSettings({ folder: host.dataDir, now: clock.now });
  if (!office) throw problem('setup.not-done', {});
  const engine = createBundledEngine({ host, run, clock, admins: () => office.admins });
  const close = (await isUp(engine)) ? async () => undefined : await bringUp(host, starting);
  const database = openDatabase(join(host.dataDir, 'manager.sqlite'));
  const events = createEvents(clock);
  const joining = createJoining({
    ...{ engine: engine.joining, events, office: () => office },
    changes: createChanges({ database, events, now: clock.now }),
    change: () => Promise.reject(new Error('nothing else is decided from here')),
  });
  return {
    ...{ joining, domain: office.domain },
    async teamId(wanted) {
      const teams = await engine.teams.list(office.domain);
      const found =
        teams.find(({ id }) => id === wanted) ??
        teams.find(({ label }) => label.toLowerCase() === wanted.toLowerCase());
      if (!found) throw problem('team.unknown', {});
      return found.id;
    },
    teams: async () => new Map((await engine.teams.list(office.domain)).map(({ id, label }) => [id, label])),
    async facts({ by, team, host: domain }) {
      const inviter = by === '' ? undefined : await nameOf(engine, by);
      const label = team === '' ? '' : (await engine.teams.list(domain)).find(({ id }) => id === team)?.label;
      return { inviter: inviter ?? '', team: label ?? '' };
    },
    async close() {
      database.close();
      await close();
    },
  };
}

async function isUp(engine: Engine): Promise<boolean> {
  try {
    await engine.ping();
    return true;
  } catch {
    // Nobody answers: it does not run, or is about to start.
    return false;
  }
}

/** As colleagues read it. */
async function nameOf(engine: Engine, address: string): Promise<string | undefined> {
  const account = (await engine.accounts.list(address.slice(address.indexOf('@') + 1))).find(
    (one) => one.address === address,
  );
  return account && (account.displayName || account.username);
}
