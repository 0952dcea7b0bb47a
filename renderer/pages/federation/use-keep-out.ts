/**
 * Keeping a server or somebody elsewhere out, and letting them in again; each takes the other back.
 */
import { useLingui } from '@lingui/react/macro';
import type { FaceProblem } from '../../api/types.ts';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export type KeepOut = {
  busy: boolean;
  problem: FaceProblem | null;
  /** @returns whether it was done. */
  keepOut(typed: string): Promise<boolean>;
  letIn(address: string): Promise<boolean>;
};

export function useKeepOut(): KeepOut {
  const { t } = useLingui();
  const { connection, keptOut, toasts } = useStores();
  const change = useAction(async (how: 'keepOut' | 'letIn', address: string) => {
    const answer = await connection.client().safety[how]({ address });
    await keptOut.load();
    return 'address' in answer ? answer.address : address;
  });
  return {
    busy: change.busy,
    problem: change.problem,
    async keepOut(typed) {
      const address = await change.run('keepOut', typed);
      if (address === undefined) return false;
      toasts.show(t`${address} is kept out.`, async () => void (await change.run('letIn', address)));
      return true;
    },
    async letIn(address) {
      if ((await change.run('letIn', address)) === undefined) return false;
      toasts.show(t`${address} may write again.`, async () => void (await change.run('keepOut', address)));
      return true;
    },
  };
}
