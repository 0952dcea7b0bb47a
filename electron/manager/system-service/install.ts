/**
 * Putting the service in place as one change: it is up at the end, or all is as before.
 *
 *   as before ──put──▶ in place ──start──▶ up
 *       ▲                  │                │
 *       └───── taken back ─┴── did not ─────┘
 */
import type { Keeper } from './keeper.ts';
import type { ServicePlan } from './plan.ts';

export interface InstallParts {
  readonly keeper: Keeper;
  readonly plan: ServicePlan;
  /** Asks a manager that holds the data folder to leave; it is the service's turn. */
  readonly handOver: () => Promise<void>;
}

/** Rejects with what the keeper, or the service's log, said; nothing of ours is left then. */
export async function installService({ keeper, plan, handOver }: InstallParts): Promise<void> {
  const back = await keeper.put(plan);
  try {
    await handOver();
    await keeper.start(plan.scope);
  } catch (error) {
    await back();
    throw error;
  }
}
