/** The contract's calls about the router in front of this computer. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Routers } from '../routers/routers.ts';

export interface RouterAreas {
  readonly routers: Routers;
}

/** Calls without a signal of their own end with the manager. */
const NEVER = new AbortController().signal;

export const routerCalls = ({ routers }: RouterAreas): Calls['router'] => ({
  get: async () => routers.state(),
  look: (_, { signal = NEVER }) => routers.look(signal),
  // A page that leaves does not leave a router half asked.
  map: (wish) => routers.map(wish, NEVER),
  unmap: () => routers.unmap(NEVER),
});
