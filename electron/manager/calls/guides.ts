/** The contract's calls about guides. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Guides } from '../guides/guides.ts';

export interface GuidesAreas {
  readonly guides: Guides;
}

export const guidesCalls = ({ guides }: GuidesAreas): Calls['guides'] => ({
  way: ({ domain }) => guides.way(domain),
  fill: (wish) => guides.fill(wish),
});
