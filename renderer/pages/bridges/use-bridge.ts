/**
 * What is decided about one bridge, at once, with its toast and the way back.
 */
import type { Bridge, FaceProblem } from '../../api/types.ts';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

type Change = { on?: boolean; rights?: boolean; network?: string };

export type BridgeActions = {
  busy: boolean;
  problem: FaceProblem | null;
  /** @returns whether it was changed. */
  change(part: Change, said: string): Promise<boolean>;
  remove(said: string): Promise<void>;
};

export function useBridge({ address, on, rights, network }: Bridge): BridgeActions {
  const { connection, bridges, toasts } = useStores();
  const act = useAction(async (run: () => Promise<unknown>) => {
    await run();
    await bridges.load();
    return true;
  });
  const client = () => connection.client().bridges;
  return {
    busy: act.busy,
    problem: act.problem,
    async change(part, said) {
      const before: Change = {
        ...(part.on !== undefined && { on }),
        ...(part.rights !== undefined && { rights }),
        ...(part.network !== undefined && { network: network ?? '' }),
      };
      if (!(await act.run(() => client().change({ address, ...part })))) return false;
      toasts.show(said, async () => {
        await client().change({ address, ...before });
        await bridges.load();
      });
      return true;
    },
    async remove(said) {
      if (!(await act.run(() => client().remove({ address })))) return;
      toasts.show(said, async () => {
        await client().restore({ address });
        await bridges.load();
      });
    },
  };
}
