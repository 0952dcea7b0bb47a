/** The contract's calls about those who leave. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Leaving } from '../leaving/leaving.ts';

export interface LeavingAreas {
  readonly leaving: Leaving;
}

export function leavingCalls({ leaving }: LeavingAreas): Calls['leaving'] {
  return {
    list: () => leaving.list(),
    preview: ({ address, successor }) => leaving.preview(address, successor),
    start: (wish) => leaving.start(wish),
    async back({ address }) {
      await leaving.back(address);
      return {};
    },
    copy: ({ address, offset }) => leaving.copy(address, offset),
    async forgetCopy({ address }) {
      await leaving.forgetCopy(address);
      return {};
    },
  };
}
