/** The first run: answers, checks, plan and apply, for the wizard and for `chatelaine setup` alike. */
import type { ProblemData, SetupAnswers, SetupStep } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Engine } from '../engines/engine.ts';
import type { Events } from '../events.ts';
import type { Host } from '../host.ts';
import type { Jobs } from '../jobs.ts';
import { generatePassword, PASSWORD_MINIMUM } from '../password.ts';
import { assertPortFree } from '../port-owner.ts';
import { problem } from '../problem.ts';
import type { Office, Settings } from '../settings.ts';
import { readUsername } from '../username.ts';
import { createAnswers } from './answers.ts';
import { APPLY_JOB, type ApplyParts, type ApplyWhat, applyJob, type SetupCertificates } from './apply.ts';
import { type Domain, lanName, readDomain } from './domain.ts';
import { type Plan, plan } from './plan.ts';

export interface SetupState {
  step: SetupStep;
  answers: SetupAnswers;
  hasPassword: boolean;
  lanName: string;
  addresses: string[];
}

export interface Setup {
  state(): SetupState;
  save(change: { step?: SetupStep; answers?: Partial<SetupAnswers> }): void;
  password(password: string | null): void;
  suggestPassword(): string;
  checkDomain(value: string): Domain;
  plan(): Promise<Plan>;
  /** Throws at once for what can be known at once; the rest is told by the job. */
  apply(): Promise<{ jobId: string }>;
  finish(): void;
}

export interface SetupParts {
  readonly host: Host;
  readonly kept: Kept;
  readonly settings: Settings;
  readonly certificates: SetupCertificates;
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly events: Events;
  readonly changes: Changes;
  readonly server: ApplyParts['server'];
  readonly portFree?: typeof assertPortFree;
}

/** Refused with `domain.invalid`. */
export function checkDomain(value: string): Domain {
  const found = readDomain(value);
  if ('ascii' in found) return found;
  const data: ProblemData<'domain.invalid'> = { value: value.slice(0, 200), ...found };
  throw problem('domain.invalid', data);
}

export function createSetup(parts: SetupParts): Setup {
  const { host, settings, certificates, engine, jobs, events, changes } = parts;
  const portFree = parts.portFree ?? assertPortFree;
  const answers = createAnswers(parts.kept);

  /** The answers as what they mean; throws the first thing that is not right. */
  function what(): ApplyWhat {
    const { way, domain, admin, ports } = answers.values;
    if (way === null) throw problem('input.invalid', { field: 'way', reason: 'empty' });
    if (ports.starttls === ports.direct)
      throw problem('input.invalid', { field: 'ports.direct', reason: 'same' });
    const { ascii } = checkDomain(domain);
    const username = readUsername(admin.username);
    const office: Office = { way, domain: ascii, ports, admins: [`${username}@${ascii}`] };
    return { office, admin: { username, displayName: admin.displayName.trim() }, password: answers.password };
  }

  function assertNotDone(): void {
    if (settings.office && answers.finished) throw problem('setup.already-done', {});
  }

  jobs.define(
    applyJob({
      dataDir: host.dataDir,
      certificates,
      engine,
      what,
      assertPortFree: (port) => portFree(port),
      server: parts.server,
      applied: () => settings.office,
      async commit(office) {
        const before = settings.office;
        await settings.setOffice(office);
        answers.password = null;
        // The work is done; what lets people in comes next, on a network of its own as well.
        answers.save({ step: 'firewall' });
        changes.note({
          action: APPLY_JOB,
          subject: office.domain,
          state: 'kept',
          before: before && JSON.stringify(before),
          after: JSON.stringify(office),
        });
        events.emit({ type: 'setup.changed' });
      },
    }),
  );

  return {
    state: () => ({
      step: answers.step,
      answers: answers.values,
      hasPassword: answers.password !== null,
      lanName: lanName(host.hostname),
      addresses: host.addresses(),
    }),
    save(change) {
      assertNotDone();
      answers.save(change);
      events.emit({ type: 'setup.changed' });
    },
    password(password) {
      assertNotDone();
      if (password !== null && [...password].length < PASSWORD_MINIMUM) {
        throw problem('person.password-weak', { minimum: PASSWORD_MINIMUM });
      }
      answers.password = password;
      events.emit({ type: 'setup.changed' });
    },
    suggestPassword: generatePassword,
    checkDomain,
    async plan() {
      const { office, admin } = what();
      const files = certificates.files(office.domain);
      return plan({
        office,
        admin: { address: `${admin.username}@${office.domain}`, displayName: admin.displayName },
        dataDir: host.dataDir,
        authorityFile: certificates.authorityFile,
        certificate: files,
        certificateNames: await certificates.names(office.domain),
        configuration: engine.configuration(office, certificates.files),
      });
    },
    async apply() {
      assertNotDone();
      const { office, admin, password } = what();
      if (
        password === null &&
        !(await engine.accounts.exists(admin.username, office.domain).catch(() => false))
      ) {
        throw problem('setup.password-needed', {});
      }
      answers.save({ step: 'apply' });
      events.emit({ type: 'setup.changed' });
      return { jobId: jobs.start(APPLY_JOB).id };
    },
    finish() {
      if (!settings.office) throw problem('setup.not-done', {});
      answers.save({ step: 'done', finished: true });
      events.emit({ type: 'setup.changed' });
    },
  };
}
