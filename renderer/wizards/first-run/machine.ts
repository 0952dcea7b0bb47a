/**
 * The first run as a pure machine: which step comes next, which may be opened, and where a reload goes on.
 *
 *   welcome ──choose a way──▶ address ──checked──▶ administrator ──password set──▶ summary
 *                                ▲  └──────────────── back, any time ──────────────┘  │ set it up
 *                                │                                                      ▼
 *                                └────────────────── back after a failure ────────── apply ──all steps done──▶ done
 *
 * Any step that is complete may be opened again until apply has begun. `done` only leads out.
 */
import type { SetupAnswers, SetupStep } from '../../api/types.ts';

/** In order. */
export const ORDER = [
  'welcome',
  'address',
  'administrator',
  'summary',
  'apply',
  'done',
] as const satisfies readonly SetupStep[];

export type Facts = { answers: SetupAnswers; hasPassword: boolean };

const index = (step: SetupStep): number => ORDER.indexOf(step);

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
    case 'done':
      return true;
  }
}

/** A step may be opened when all before it are complete. */
export function mayOpen(step: SetupStep, facts: Facts): boolean {
  return ORDER.slice(0, index(step)).every((before) => isComplete(before, facts));
}

/** Where a reload goes on: the step it was at, or the first one before it that is not complete (any more). */
export function resumeAt(kept: SetupStep, facts: Facts): SetupStep {
  // Once begun, the job says how far it is; the answers were complete when it began, and the password may be forgotten by now.
  if (kept === 'apply' || kept === 'done') return kept;
  return mayOpen(kept, facts) ? kept : (ORDER.find((step) => !isComplete(step, facts)) ?? 'welcome');
}

export function next(step: SetupStep): SetupStep {
  return ORDER[Math.min(index(step) + 1, ORDER.length - 1)] ?? step;
}

/** Null where there is no way back. */
export function back(step: SetupStep): SetupStep | null {
  if (step === 'welcome' || step === 'done') return null;
  return ORDER[index(step) - 1] ?? null;
}

export type Mark = 'done' | 'current' | 'left';

/** How a step stands in the list at the left. */
export function markOf(step: SetupStep, current: SetupStep): Mark {
  if (step === current) return 'current';
  return index(step) < index(current) ? 'done' : 'left';
}
