/** What `chatelaine setup` asks of a manager: of one opened for it, or of the one that runs and waits for its setup, such as a service. */
import type { Job } from '../contract/index.ts';
import type { Client } from '../local/client.ts';
import { jobEnded } from '../local/wait.ts';
import type { Manager } from '../manager/manager.ts';
import type { Setup } from '../manager/setup/setup.ts';

type Plan = Awaited<ReturnType<Setup['plan']>>;

export interface SetupDesk {
  lanName(): Promise<string>;
  /** As DNS has it. */
  domain(value: string): Promise<string>;
  save(answers: Parameters<Setup['save']>[0]): Promise<unknown>;
  plan(): Promise<Plan>;
  suggestPassword(): Promise<string>;
  password(password: string): Promise<unknown>;
  /** Resolves to the job when it has ended. */
  apply(): Promise<Job>;
  finish(): Promise<unknown>;
}

export function ownDesk({ setup, jobs, service }: NonNullable<Manager['areas']>): SetupDesk {
  return {
    async lanName() {
      await service.cleanUp();
      return setup.state().lanName;
    },
    domain: async (value) => setup.checkDomain(value).ascii,
    save: async (answers) => setup.save(answers),
    plan: () => setup.plan(),
    suggestPassword: async () => setup.suggestPassword(),
    password: async (password) => setup.password(password),
    async apply() {
      // One that was interrupted is taken up, now that there is a password again; else a new one begins.
      jobs.recover();
      return jobs.ended((await setup.apply()).jobId);
    },
    finish: async () => setup.finish(),
  };
}

export const runningDesk = (client: Client): SetupDesk => ({
  lanName: async () => (await client.setup.state()).lanName,
  domain: async (value) => (await client.setup.checkDomain({ value })).ascii,
  save: (answers) => client.setup.save(answers),
  plan: async () => (await client.setup.plan()) as Plan,
  suggestPassword: async () => (await client.setup.suggestPassword()).password,
  password: (password) => client.setup.password({ password }),
  apply: async () => jobEnded(client, (await client.setup.apply()).jobId),
  finish: () => client.setup.finish(),
});
