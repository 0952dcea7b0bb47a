/** The contract's calls about public authorities. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { AcmeDesk } from '../certificates/acme/desk.ts';

export interface AcmeAreas {
  readonly acmeDesk: Pick<AcmeDesk, 'rows' | 'bind'>;
}

export const acmeCalls = ({ acmeDesk: desk }: AcmeAreas): Calls['acme'] => ({
  authorities: async () => desk.rows(),
  keepBinding: ({ authority, kid, macKey }) => desk.bind(authority, { kid, macKey }),
  forgetBinding: ({ authority }) => desk.bind(authority, undefined),
});
