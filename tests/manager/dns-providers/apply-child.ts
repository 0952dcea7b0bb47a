/** Applies in a process of its own, for apply.test.ts: stops for ever at one point to be killed there, or goes on after it. */
import { DOMAIN, openTestOffice } from './office.ts';

const [dataDir = '', what = '', point = ''] = process.argv.slice(2);
const say = (told: unknown) => void process.stdout.write(`${JSON.stringify(told)}\n`);
const signal = new AbortController().signal;

/** Does not come back: the test kills us. */
function hang(): Promise<never> {
  say({ at: point });
  setInterval(() => {}, 60_000);
  return new Promise(() => {});
}

let writes = 0;
const office = openTestOffice({
  dataDir,
  around: (provider) => ({
    ...provider,
    async write(...args) {
      writes++;
      if (point === `before ${writes}`) await hang();
      await provider.write(...args);
      if (point === `after ${writes}`) await hang();
    },
  }),
});
const { applying, jobs } = office;
if (what === 'resume') {
  const left = jobs.list().find(({ state }) => state === 'running');
  jobs.recover();
  const ended = left && (await jobs.ended(left.id));
  say({ name: ended?.name, state: ended?.state, problem: ended?.problem, logged: office.logged });
} else if (what === 'undo') {
  const [last] = applying.list(DOMAIN);
  await applying.undo(last!.id, [], signal);
} else {
  const { ticket, items } = await applying.preview(DOMAIN, true, signal);
  await applying.apply(
    { domain: DOMAIN, ticket, optional: true, consent: items.map(({ key }) => key) },
    signal,
  );
}
