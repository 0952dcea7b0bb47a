/** The contract's calls about those who try to connect. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Coach } from '../coach/coach.ts';

export interface CoachAreas {
  readonly coach: Coach;
}

export function coachCalls({ coach }: CoachAreas): Calls['coach'] {
  return {
    watch: async ({ person }, { signal }) => coach.watch(person, signal),
    async letIn({ address, source }) {
      await coach.letIn(address, source);
      return {};
    },
  };
}
