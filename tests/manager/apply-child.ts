/**
 * A manager in a process of its own, for setup-crash.test.ts: applies a set-up and stops for ever at one point, to be
 * killed there; or takes up what a killed one left. Says on standard output where it is.
 */
import { createBundledEngine } from '../../electron/manager/engines/bundled/bundled.ts';
import type { Engine } from '../../electron/manager/engines/engine.ts';
import { openManager } from '../../electron/manager/manager.ts';
import { run } from '../../electron/manager/run.ts';
import { testHost } from '../support/host.ts';

const [dataDir = '', point = '', starttls = '', direct = ''] = process.argv.slice(2);
const host = testHost(dataDir, { addresses: () => [] });
const bundled = createBundledEngine({ host, run, clock: host.clock, admins: () => [] });
const say = (told: unknown) => void process.stdout.write(`${JSON.stringify(told)}\n`);

/** Does not come back: the test kills us. */
function hang(): Promise<never> {
  say({ at: point });
  setInterval(() => {}, 60_000);
  return new Promise(() => {});
}

const engine: Engine = {
  ...bundled,
  async configure(...args) {
    if (point === 'before configuration') await hang();
    const takes = await bundled.configure(...args);
    if (point === 'after configuration') await hang();
    return takes;
  },
  accounts: {
    ...bundled.accounts,
    async add(account) {
      await bundled.accounts.add(account);
      if (point === 'after administrator') await hang();
    },
  },
};

const manager = await openManager({ host, engine });
const { setup, jobs } = manager.areas!;
if (point === 'recover') {
  const left = jobs.list().find(({ state }) => state === 'running');
  await manager.begin();
  const ended = left && (await jobs.ended(left.id));
  say({ id: ended?.id, state: ended?.state, problem: ended?.problem?.code, step: setup.state().step });
} else {
  const ports = { starttls: Number(starttls), direct: Number(direct) };
  const admin = { username: 'sophie', displayName: 'Sophie Martin' };
  setup.save({ answers: { way: 'lan', domain: 'atelier.local', admin, ports } });
  setup.password('correct horse battery');
  const { jobId } = await setup.apply();
  const { state, problem } = await jobs.ended(jobId);
  say({
    state,
    problem: problem?.code,
    step: setup.state().step,
    people: await bundled.accounts.list('atelier.local'),
  });
}
await manager.close();
process.exit(0);
