/** The contract's calls about who comes in from outside. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Reach } from '../reach/reach.ts';

export interface ReachAreas {
  readonly reach: Reach;
}

export const reachCalls = ({ reach }: ReachAreas): Calls['reach'] => ({
  state: async () => reach.state(),
  check: ({ from, partner }) => reach.check(from, partner),
  command: () => reach.command(),
  paste: ({ code }) => reach.paste(code),
  invitation: () => reach.invitation(),
  addPartner: ({ code }) => reach.addPartner(code),
  removePartner: ({ id }) => reach.removePartner(id),
});
