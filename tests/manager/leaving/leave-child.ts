/**
 * A manager in a process of its own, for killed.test.ts: somebody leaves, and it stops for ever at one point, to be killed there;
 * or it takes up what a killed one left. Says on standard output where it is.
 */
import { createBundledEngine } from '../../../electron/manager/engines/bundled/bundled.ts';
import type { Engine } from '../../../electron/manager/engines/engine.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { run } from '../../../electron/manager/run.ts';
import { testHost } from '../../support/host.ts';

const [dataDir = '', point = '', starttls = '', direct = ''] = process.argv.slice(2);
const host = testHost(dataDir, { addresses: () => [] });
const bundled = createBundledEngine({ host, run, clock: host.clock, admins: () => [] });
const nobody = { session: null, signal: undefined };
const say = (told: unknown) => void process.stdout.write(`${JSON.stringify(told)}\n`);
const MARIE = 'marie@example.org';
const ZOE = 'zoe@example.org';
const ROOM = 'plans@conference.example.org';

/** Does not come back: the test kills us. */
function hang(): Promise<never> {
  say({ at: point });
  setInterval(() => {}, 60_000);
  return new Promise(() => {});
}

const engine: Engine = {
  ...bundled,
  rooms: {
    ...bundled.rooms,
    async setStanding(address, person, standing, reason) {
      if (point === 'handed over' && person === MARIE && standing === 'none') await hang();
      await bundled.rooms.setStanding(address, person, standing, reason);
    },
  },
  leaving: {
    ...bundled.leaving,
    async messages(address, after) {
      if (point === 'copying') await hang();
      return bundled.leaving.messages(address, after);
    },
  },
};

const manager = await openManager({ host, engine });
const { calls } = manager;
const state = async () => {
  const { people } = await bundled.rooms.get(ROOM);
  const teams = await calls.teams.list(undefined, nobody);
  const [left] = await calls.leaving.list(undefined, nobody);
  const marie = await calls.people.get({ address: MARIE }, nobody);
  return {
    room: Object.fromEntries(people.map(({ address, standing }) => [address, standing])),
    team: teams[0]?.members,
    ...{ state: left?.state ?? null, copy: left?.copy?.messages ?? null, disabled: marie.disabled },
  };
};

if (point === 'copying') {
  // Goes on with what was cut off before, and comes as far as the copy.
  await manager.begin();
} else if (point === 'recover') {
  const { jobs } = manager.areas!;
  const left = jobs.list().find((one) => one.state === 'running');
  await manager.begin();
  const ended = left && (await jobs.ended(left.id));
  const after = await state();
  await calls.leaving.back({ address: MARIE }, nobody);
  say({ name: ended?.name, job: ended?.state, after, back: await state() });
  await manager.close();
} else {
  const ports = { starttls: Number(starttls), direct: Number(direct) };
  const admin = { username: 'sophie', displayName: 'Sophie' };
  await calls.setup.save({ answers: { way: 'lan', domain: 'example.org', admin, ports } }, nobody);
  await calls.setup.password({ password: 'correct horse battery' }, nobody);
  const { jobId } = await calls.setup.apply(undefined, nobody);
  await manager.areas!.jobs.ended(jobId);
  for (const username of ['marie', 'zoe'])
    await calls.people.add({ username, displayName: username }, nobody);
  await calls.teams.create({ label: 'Workshop', members: [MARIE, ZOE] }, nobody);
  const options = { entry: 'members', membersMayInvite: false, everyoneSetsTopic: false } as const;
  await calls.rooms.create(
    {
      ...{ ...options, local: 'plans', name: 'Plans', description: '', topic: '', password: '' },
      ...{ keepsHistory: true, listed: true, moderated: false, people: [MARIE] },
    },
    nobody,
  );
  await calls.rooms.setStanding({ address: ROOM, person: MARIE, standing: 'owner' }, nobody);
  await calls.leaving.start(
    { address: MARIE, successor: ZOE, removeAfterDays: 30, copy: true, language: 'en' },
    nobody,
  );
}
