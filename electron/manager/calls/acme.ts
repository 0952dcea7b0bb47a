/** The contract's calls about public authorities. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Access } from '../access/access.ts';
import type { AccountDesk } from '../certificates/acme/account-desk.ts';
import type { AcmeDesk } from '../certificates/acme/desk.ts';

export interface AcmeAreas {
  readonly acmeDesk: Pick<AcmeDesk, 'rows' | 'bind'> & AccountDesk;
  readonly access: Access;
}

export const acmeCalls = ({ acmeDesk: desk, access }: AcmeAreas): Calls['acme'] => ({
  authorities: async () => desk.rows(),
  keepBinding: ({ authority, kid, macKey }) => desk.bind(authority, { kid, macKey }),
  forgetBinding: ({ authority }) => desk.bind(authority, undefined),
  async withdraw(wish) {
    access.confirm.require();
    return desk.withdraw(wish);
  },
  async newAccountKey(wish) {
    access.confirm.require();
    return desk.newAccountKey(wish);
  },
});
