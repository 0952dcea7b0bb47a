/**
 * Back to the beginning: looks at everything we ever put somewhere, says what becomes of each, and does it as a job that goes on
 * after a crash. What lies outside of the data folder is taken back first, by the areas' own calls; the folder goes last.
 */
import { type FactoryPlan, type FactoryWish, factoryWish } from '../../contract/factory.ts';
import type { ProblemCode } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Host } from '../host.ts';
import type { JobContext, Jobs } from '../jobs.ts';
import { explain, ProblemError, problem } from '../problem.ts';
import { type Asked, asManager as by, createLook, type LookParts, rulesOf } from './look.ts';
import { factoryPlanOf } from './plan.ts';
import { commitWipe } from './wipe.ts';

export type { Asked };

export interface FactoryParts extends LookParts {
  readonly host: Pick<Host, 'dataDir' | 'platform' | 'clock' | 'entries'>;
  readonly kept: Kept;
  readonly jobs: Jobs;
  readonly changes: Changes;
  /** A copy of the whole state, before it goes. */
  readonly snapshot: (signal: AbortSignal) => Promise<unknown>;
  readonly stopServer: () => Promise<unknown>;
}

export interface Factory {
  plan(wish: FactoryWish): Promise<FactoryPlan>;
  /** Refused with `factory.name`. @returns the job. */
  start(wish: FactoryWish, domain: string): { jobId: string };
}

const JOB = 'factory.reset';
const STEPS = ['copy', 'clients', 'router', 'firewall', 'trust', 'dns', 'stop', 'data'] as const;
/** Until the page has heard that it is done. */
const SOON_MS = 1_500;

export function createFactory(parts: FactoryParts): Factory {
  const { host, kept, jobs, changes, domains, failed } = parts;
  const look = createLook(parts);
  const wished = () => factoryWish.safeParse(kept.get('factory.wish')).data;

  /** Takes back one by one; what does not go is left, told in the log, and stops nothing. */
  async function each<T>(what: string, all: readonly T[], take: (one: T) => Promise<unknown>) {
    let left = 0;
    for (const one of all) {
      try {
        await take(one);
      } catch (error) {
        left++;
        failed(what, explain(error));
      }
    }
    return { done: all.length - left, left };
  }

  async function undoDns(calls: Asked, id: string, signal: AbortSignal): Promise<void> {
    const { items } = await calls.dnsProviders.undoPreview({ id }, by(signal));
    const leave = items.filter(({ state }) => state === 'changed').map(({ key }) => key);
    const { jobId } = await calls.dnsProviders.undo({ id, leave }, by(signal));
    const { problem: why } = await jobs.ended(jobId);
    if (why) throw new ProblemError(why.code as ProblemCode, why.data as never);
  }

  async function work({ step, signal }: JobContext): Promise<void> {
    const wish = wished();
    if (!wish) throw problem('job.cancelled', {});
    const calls = parts.calls();
    const facts = await look();
    const once = <T>(there: boolean, one: T): T[] => (there ? [one] : []);
    await step('copy', async () => {
      if (wish.copy) await parts.snapshot(signal);
      return { kept: wish.copy };
    });
    await step('clients', () =>
      each('clients', facts.clients, async ({ id }) => {
        try {
          await calls.clientSetup.undo({ id, how: 'exact' }, by(signal));
        } catch (error) {
          // The program has written there since: our account alone is taken out, the rest is the person's.
          if (!(error instanceof ProblemError) || error.code !== 'client.changed-since') throw error;
          await calls.clientSetup.undo({ id, how: 'account' }, by(signal));
        }
      }),
    );
    await step('router', () =>
      each('router', once(facts.router.length > 0, 0), () => calls.router.unmap(undefined, by(signal))),
    );
    const rules = facts.firewall.rules > 0 && facts.firewall.command === null;
    await step('firewall', () =>
      each('firewall', once(rules, 0), () => calls.firewall.undo(undefined, by(signal))),
    );
    await step('trust', () =>
      each('trust', once(facts.trust.trusted && facts.trust.possible, 0), () =>
        calls.connect.trustHere({ trusted: false }, by(signal)),
      ),
    );
    await step('dns', () => each('dns', wish.dns ? facts.dns : [], ({ id }) => undoDns(calls, id, signal)));
    await step('stop', async () => {
      await parts.stopServer();
      return {};
    });
    await step('data', async () => {
      changes.note({
        ...{ action: `factory.${wish.what}`, subject: domains()[0] ?? '', state: 'applied' },
        ...{ before: null, after: null },
      });
      // Rules that are left for an administrator are found by what the folder says of them.
      const keepRules = rulesOf(await calls.firewall.get(undefined, by(signal))) > 0;
      await commitWipe(host.dataDir, { keepCopies: wish.copy, keepRules, at: host.clock.now() });
      return {};
    });
    const { restart } = parts;
    if (restart) host.clock.after(SOON_MS, restart);
  }

  jobs.define({ name: JOB, steps: STEPS, run: work, afterCrash: () => 'resume' });

  return {
    plan: async (wish) => factoryPlanOf(await look(), wish),
    start(wish, domain) {
      if (domain.trim().toLowerCase() !== (domains()[0] ?? '')) throw problem('factory.name', {});
      kept.set('factory.wish', factoryWish.parse(wish));
      return { jobId: jobs.start(JOB).id };
    },
  };
}
