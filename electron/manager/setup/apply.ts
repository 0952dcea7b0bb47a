/**
 * Carries out the plan as the job `setup.apply`. Each step looks first what is there already, so the job may be killed
 * anywhere and taken up again: it ends in the same state, with nothing made twice.
 */
import type { Problem } from '../../contract/index.ts';
import type { Engine } from '../engines/engine.ts';
import { privateFolder } from '../files.ts';
import type { JobContext, JobDefinition } from '../jobs.ts';
import { diskProblem, problem } from '../problem.ts';
import type { Office } from '../settings.ts';
import { PLAN_STEPS } from './plan.ts';

/** What of the certificates area the set-up needs. */
export interface SetupCertificates {
  readonly authorityFile: string;
  files(domain: string): { chain: string; key: string };
  names(domain: string): Promise<string[]>;
  ensureAuthority(domain: string): Promise<boolean>;
  ensureLeaf(domain: string): Promise<{ readonly renew: boolean }>;
}

export interface ApplyWhat {
  readonly office: Office;
  readonly admin: { readonly username: string; readonly displayName: string };
  /** Null after a crash: it is kept in memory only. */
  readonly password: string | null;
}

export interface ApplyParts {
  readonly dataDir: string;
  readonly certificates: SetupCertificates;
  readonly engine: Engine;
  /** What to apply, from the answers as they are now; throws where they are not complete. */
  readonly what: () => ApplyWhat;
  /** Refuses with `port.in-use` or `port.forbidden`. */
  readonly assertPortFree: (port: number) => Promise<void>;
  readonly server: { running(): boolean; start(): Promise<void>; stop(): Promise<void> };
  /** What was applied before, if anything was. */
  readonly applied: () => Office | null;
  /** All is done: remember what this installation serves. */
  readonly commit: (office: Office) => Promise<void>;
}

export const APPLY_JOB = 'setup.apply';

export function applyJob(parts: ApplyParts): JobDefinition {
  return {
    name: APPLY_JOB,
    steps: PLAN_STEPS,
    run: (context) => apply(parts, parts.what(), context),
    afterCrash: (): 'resume' | Problem => 'resume',
  };
}

async function apply(parts: ApplyParts, what: ApplyWhat, { step }: JobContext): Promise<void> {
  const { certificates, engine, server } = parts;
  const { office, admin } = what;

  await step('folder', async () => {
    // Running on answers that were changed since: it starts again with these.
    if (server.running() && JSON.stringify(parts.applied()) !== JSON.stringify(office)) await server.stop();
    // Before anything is made: a taken port would only be found at the very end.
    if (!server.running()) for (const port of Object.values(office.ports)) await parts.assertPortFree(port);
    await privateFolder(parts.dataDir).catch((error) => {
      throw diskProblem(error, parts.dataDir);
    });
    return undefined;
  });
  await step('authority', async () => ({ made: await certificates.ensureAuthority(office.domain) }));
  await step('certificate', async () => ({ made: (await certificates.ensureLeaf(office.domain)).renew }));
  await step('configuration', async () => {
    await engine.configure(office, certificates.files);
    return undefined;
  });
  await step('administrator', () => ensureAdministrator(engine, what));
  await step('start', async () => {
    // First remembered, then started: a kill between the two leaves a manager that starts the server by itself.
    await parts.commit(office);
    await server.start();
    return { address: `${admin.username}@${office.domain}` };
  });
}

async function ensureAdministrator(engine: Engine, { office, admin, password }: ApplyWhat) {
  const address = `${admin.username}@${office.domain}`;
  const there = await engine.accounts.exists(admin.username, office.domain);
  // There without a password in memory: an earlier try made it, with the password its person saw.
  if (there && password === null) return { address, made: false };
  if (password === null) throw problem('setup.password-needed', {});
  if (there) await engine.accounts.setPassword(address, password);
  else {
    const account = {
      username: admin.username,
      host: office.domain,
      password,
      displayName: admin.displayName,
    };
    await engine.accounts.add(account);
  }
  return { address, made: !there };
}
