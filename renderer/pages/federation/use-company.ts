/**
 * One decision about one company, or about all, at once, with its toast and the way back.
 */
import type { Company, FaceProblem, FederationPolicy } from '../../api/types.ts';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export const NO_RULE: Company = { allowed: false, certificate: false, target: '', authority: '' };

export type CompanyChange = {
  busy: boolean;
  problem: FaceProblem | null;
  /** @param said what the toast says. @returns whether it was changed. */
  change(part: Partial<Company>, said: string): Promise<boolean>;
};

export function useCompanyChange(domain: string, rule: Company | null): CompanyChange {
  const { connection, federation, toasts } = useStores();
  const set = useAction(async (part: Partial<Company>) => {
    await connection.client().federation.setCompany({ domain, ...part });
    await federation.load();
    return true;
  });
  return {
    busy: set.busy,
    problem: set.problem,
    async change(part, said) {
      const names = Object.keys(part) as (keyof Company)[];
      const before = Object.fromEntries(names.map((name) => [name, (rule ?? NO_RULE)[name]]));
      if (!(await set.run(part))) return false;
      toasts.show(said, async () => void (await set.run(before)));
      return true;
    },
  };
}

export function usePolicyChange(policy: FederationPolicy) {
  const { connection, federation, toasts } = useStores();
  const set = useAction(async (next: FederationPolicy) => {
    await connection.client().federation.setPolicy({ policy: next });
    await federation.load();
    return true;
  });
  return {
    busy: set.busy,
    problem: set.problem,
    async change(next: FederationPolicy, said: string): Promise<void> {
      if (next === policy || !(await set.run(next))) return;
      toasts.show(said, async () => void (await set.run(policy)));
    },
  };
}
