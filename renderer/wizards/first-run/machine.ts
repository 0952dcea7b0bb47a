/**
 * The first run as a pure machine: which step comes next, which may be opened, and where a reload goes on.
 *
 *   welcome ──choose a way──▶ address ──checked──▶ administrator ──password set──▶ summary
 *                                ▲  └──────────────── back, any time ──────────────┘  │ set it up
 *                                │                                                      ▼
 *                                └────────────────── back after a failure ────────── apply
 *                                                                                       │ all steps done
 *                                                                                       ▼
 *             ┌───────────────────────── way `lan` ───────────────────────────────── firewall
 *             ▼                                                                         ▼ way `domain`
 *           done ◀──go on, or meanwhile── certificate ◀──go on, or meanwhile────────── dns
 *                                              └───────── back, any time ───────────────▲
 *
 * Any step that is complete may be opened again until apply has begun; afterwards only those that come after it. `firewall`, `dns`
 * and `certificate` wait for a person or the world, so that each may be left waiting: it is taken up again on the page Network.
 */
import type { SetupAnswers, SetupStep } from '../../api/types.ts';

/** In order. */
export const ORDER = [
  'welcome',
  'address',
  'administrator',
  'summary',
  'apply',
  'firewall',
  'dns',
  'certificate',
  'done',
] as const satisfies readonly SetupStep[];

export type Facts = { answers: SetupAnswers; hasPassword: boolean };

const position = (step: SetupStep): number => ORDER.indexOf(step);
/** The work is done, and the world is waited for. */
export const isAfterApply = (step: SetupStep): boolean => position(step) > position('apply');

/** The steps of a way: a name of this network only is in nobody's address book, and no public authority vouches for it. */
export function stepsOf({ way }: Pick<SetupAnswers, 'way'>): SetupStep[] {
  return ORDER.filter((step) => way !== 'lan' || (step !== 'dns' && step !== 'certificate'));
}

/** Whether a step's own questions are answered. What the answers are worth is checked by the manager. */
export function isComplete(step: SetupStep, { answers, hasPassword }: Facts): boolean {
  switch (step) {
    case 'welcome':
      return answers.way !== null;
    case 'address':
      return answers.domain.trim() !== '' && answers.ports.starttls !== answers.ports.direct;
    case 'administrator':
      return answers.admin.username.trim() !== '' && hasPassword;
    case 'summary':
    case 'apply':
    case 'firewall':
    case 'dns':
    case 'certificate':
    case 'done':
      return true;
  }
}

/** Whether `step` may be opened from `current`: before the work when all before it are complete, after it those after it. */
export function mayOpen(step: SetupStep, current: SetupStep, facts: Facts): boolean {
  if (!stepsOf(facts.answers).includes(step)) return false;
  if (isAfterApply(current)) return isAfterApply(step);
  return ORDER.slice(0, position(step)).every((before) => isComplete(before, facts));
}

/** Where a reload goes on: the step it was at, or the first one before it that is not complete (any more). */
export function resumeAt(kept: SetupStep, facts: Facts): SetupStep {
  // Once begun, the job says how far it is; the answers were complete when it began, and the password may be forgotten by now.
  if (kept === 'apply') return kept;
  if (isAfterApply(kept)) return stepsOf(facts.answers).includes(kept) ? kept : 'done';
  return mayOpen(kept, kept, facts) ? kept : (ORDER.find((step) => !isComplete(step, facts)) ?? 'welcome');
}

export function next(step: SetupStep, answers: Pick<SetupAnswers, 'way'>): SetupStep {
  const steps = stepsOf(answers);
  return steps[Math.min(steps.indexOf(step) + 1, steps.length - 1)] ?? step;
}

/** Null where there is no way back. */
export function back(step: SetupStep): SetupStep | null {
  // What apply has done stays done; and the last step only leads out.
  if (step === 'welcome' || step === 'firewall' || step === 'done') return null;
  return ORDER[position(step) - 1] ?? null;
}

export type Mark = 'done' | 'waiting' | 'current' | 'left';

/**
 * How a step stands in the list at the left.
 * @param waiting those that were left before the world had followed
 */
export function markOf(step: SetupStep, current: SetupStep, waiting: readonly SetupStep[] = []): Mark {
  if (step === current) return 'current';
  if (position(step) > position(current)) return 'left';
  return waiting.includes(step) ? 'waiting' : 'done';
}
