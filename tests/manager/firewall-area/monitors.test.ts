/** Who may ask this machine how it is: told and decided by the command line with the office's real files, and put back from History. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decideMonitors } from '../../../electron/cli/firewall-monitors.ts';
import { createChanges } from '../../../electron/manager/changes.ts';
import { lockFolder } from '../../../electron/manager/data-folder.ts';
import { openDatabase } from '../../../electron/manager/database.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { flowsOf } from '../../../electron/manager/firewall/flows.ts';
import { monitorsPutBack } from '../../../electron/manager/firewall/monitors.ts';
import { openSettings } from '../../../electron/manager/settings.ts';
import { createUndo } from '../../../electron/manager/undo.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';

const OFFICE = {
  ...{ way: 'domain' as const, domain: 'example.org', admins: [] },
  ports: { starttls: 5222, direct: 5223 },
};

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

async function anOffice() {
  const host = testHost(folder.path);
  const settings = () => openSettings({ folder: host.dataDir, now: host.clock.now });
  const opened = await settings();
  await opened.setOffice(OFFICE);
  return { host, settings };
}

it('decided: the firewall has a door for them, and for them alone; only told, nothing changes', async () => {
  const { host, settings } = await anOffice();
  expect(await decideMonitors(host, null)).toEqual([]);
  expect(await decideMonitors(host, ['192.0.2.10', '2001:db8::/64'])).toEqual([
    '192.0.2.10',
    '2001:db8::/64',
  ]);
  expect(await decideMonitors(host, null)).toEqual(['192.0.2.10', '2001:db8::/64']);
  const { office } = await settings();
  expect(
    flowsOf({ office: office!, httpChallenge: false })
      .filter(({ why }) => why === 'monitoring')
      .map(({ protocol, ports, from }) => [protocol, ports, from]),
  ).toEqual([['udp', { from: 161, to: 162 }, ['192.0.2.10', '2001:db8::/64']]]);
});

it('while the manager runs it is refused, and before the set-up', async () => {
  const { host } = await anOffice();
  const lock = await lockFolder(host.dataDir);
  await expect(decideMonitors(host, ['192.0.2.10'])).rejects.toMatchObject({ code: 'data.locked' });
  await lock.release();
  using empty = temporaryFolder();
  await expect(decideMonitors(testHost(empty.path), null)).rejects.toMatchObject({ code: 'setup.not-done' });
});

it('what was decided is a change like any other: put back from History, and that again', async () => {
  const { host, settings } = await anOffice();
  await decideMonitors(host, ['192.0.2.10']);
  await decideMonitors(host, ['192.0.2.10']);
  await decideMonitors(host, []);
  const opened = await settings();
  const database = openDatabase(join(host.dataDir, 'manager.sqlite'));
  try {
    const changes = createChanges({ database, events: createEvents(host.clock), now: host.clock.now });
    const undo = createUndo({ changes });
    let looks = 0;
    undo.register(
      monitorsPutBack({
        ...{ changes, office: () => opened.office ?? null, changed: () => looks++ },
        change: (part) => opened.setOffice({ ...opened.office!, ...part }),
      }),
    );
    const last = () => undo.page(null, 10)[0]!;
    // Deciding the same again is no change.
    expect(undo.page(null, 10).map(({ before, after }) => [before, after])).toEqual([
      ['192.0.2.10', null],
      [null, '192.0.2.10'],
    ]);
    await undo.putBack(last().id);
    expect([opened.office!.firewall?.monitors, looks]).toEqual([['192.0.2.10'], 1]);
    expect(last()).toMatchObject({ action: 'firewall.monitors', before: null, after: '192.0.2.10' });
    await undo.putBack(last().id);
    expect([opened.office!.firewall?.monitors, looks]).toEqual([[], 2]);
  } finally {
    database.close();
  }
});
