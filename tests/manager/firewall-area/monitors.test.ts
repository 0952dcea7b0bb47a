/** Who may ask this machine how it is: told and decided by the command line beside the manager that runs, and put back from History. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decideMonitors } from '../../../electron/cli/firewall-monitors.ts';
import { inTheNameOf } from '../../../electron/manager/caller.ts';
import { flowsOf } from '../../../electron/manager/firewall/flows.ts';
import { type Manager, openManager } from '../../../electron/manager/manager.ts';
import { openSettings } from '../../../electron/manager/settings.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../../support/host.ts';
import { answerCommands } from '../../support/line.ts';

const OFFICE = {
  ...{ way: 'domain' as const, domain: 'example.org', admins: [] },
  ports: { starttls: 5222, direct: 5223 },
};
const nobody = { session: null, signal: undefined };

let folder: ReturnType<typeof temporaryFolder>;
let host: ReturnType<typeof testHost>;
let manager: Manager;
let hangUp: () => Promise<void>;

const settings = () => openSettings({ folder: host.dataDir, now: host.clock.now });
const changes = () => manager.calls.app.changes({ before: null, limit: 10 }, nobody);

beforeEach(async () => {
  folder = temporaryFolder();
  host = testHost(folder.path);
  await (await settings()).setOffice(OFFICE);
  manager = await openManager({ host, engine: createFakeEngine(), portFree: async () => undefined });
  hangUp = await answerCommands(manager, host.dataDir);
});
afterEach(async () => {
  await hangUp();
  await manager.close();
  folder[Symbol.dispose]();
});

it('decided: the firewall has a door for them, and for them alone; only told, nothing changes', async () => {
  expect(await decideMonitors(host, null)).toEqual([]);
  const wished = ['192.0.2.10', '2001:db8::/64'];
  expect(await decideMonitors(host, wished)).toEqual(wished);
  expect(await decideMonitors(host, null)).toEqual(wished);
  expect(await manager.calls.firewall.monitors(undefined, nobody)).toEqual(wished);
  const { office } = await settings();
  expect(
    flowsOf({ office: office!, httpChallenge: false })
      .filter(({ why }) => why === 'monitoring')
      .map(({ protocol, ports, from }) => [protocol, ports, from]),
  ).toEqual([['udp', { from: 161, to: 162 }, wished]]);
  expect(await changes()).toMatchObject([{ action: 'firewall.monitors', who: { face: 'command-line' } }]);
});

it('before the set-up there is nobody to decide for', async () => {
  using empty = temporaryFolder();
  for (const decided of [null, ['192.0.2.10']])
    await expect(decideMonitors(testHost(empty.path), decided)).rejects.toMatchObject({
      code: 'setup.not-done',
    });
});

it('what was decided is a change like any other: put back from History, and that again', async () => {
  await decideMonitors(host, ['192.0.2.10']);
  await decideMonitors(host, ['192.0.2.10']);
  await decideMonitors(host, []);
  // Deciding the same again is no change.
  expect((await changes()).map(({ before, after }) => [before, after])).toEqual([
    ['192.0.2.10', null],
    [null, '192.0.2.10'],
  ]);
  const putBack = async () => manager.calls.app.putBack({ id: (await changes())[0]!.id }, nobody);
  const monitors = async () => (await settings()).office!.firewall?.monitors;
  await putBack();
  expect(await monitors()).toEqual(['192.0.2.10']);
  expect((await changes())[0]).toMatchObject({ before: null, after: '192.0.2.10' });
  await putBack();
  expect(await monitors()).toEqual([]);
});

it('a browser that has not given the password lately puts back nothing that opens the door again', async () => {
  await decideMonitors(host, ['0.0.0.0/0']);
  await decideMonitors(host, []);
  const { id } = (await changes())[0]!;
  const browser = { face: 'browser', name: '', address: null, session: 's' } as const;
  const stolen = () => manager.calls.app.putBack({ id }, { session: 's', signal: undefined });
  await expect(inTheNameOf(browser, stolen, 'its line')).rejects.toMatchObject({ code: 'access.confirm' });
  expect((await settings()).office!.firewall?.monitors).toEqual([]);
});
