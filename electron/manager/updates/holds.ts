/** When an exchange may begin: never in the middle of a wizard, a job, a restore or a trial of the firewall, and not before it was asked for. Pure. */
import type { Job, SetupStep, UpdateHold } from '../../contract/index.ts';

export interface Moment {
  readonly now: number;
  /** Not before; null: as soon as may be. */
  readonly at: number | null;
  readonly setUp: boolean;
  readonly step: SetupStep;
  readonly jobs: readonly Pick<Job, 'state'>[];
  /** A backup or a restore is under way, or one that was restored waits for the start. */
  readonly backup: boolean;
  /** A change of the firewall counts down until somebody keeps it. */
  readonly firewall: boolean;
}

export function holds({ now, at, setUp, step, jobs, backup, firewall }: Moment): UpdateHold[] {
  // Who has not begun the set-up is in the middle of nothing.
  const inWizard = step !== 'done' && (setUp || step !== 'welcome');
  return [
    ...(inWizard ? (['wizard'] as const) : []),
    ...(backup ? (['backup'] as const) : []),
    ...(jobs.some(({ state }) => state === 'running') ? (['job'] as const) : []),
    ...(firewall ? (['firewall'] as const) : []),
    ...(at !== null && now < at ? (['time'] as const) : []),
  ];
}

/** The next half past two at night, in this computer's own time. */
export function tonight(now: number): number {
  const at = new Date(now);
  at.setHours(2, 30, 0, 0);
  if (at.getTime() <= now) at.setDate(at.getDate() + 1);
  return at.getTime();
}
