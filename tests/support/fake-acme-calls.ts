/** Public authorities for the pages under test: the manager's own table, with bindings in memory. */
import { implement } from '@orpc/server';
import type { AuthorityId, AuthorityRow } from '../../electron/contract/index.ts';
import { contract } from '../../electron/contract/index.ts';
import { AUTHORITIES } from '../../electron/manager/certificates/acme/authorities.ts';

export function acmeRouter() {
  const os = implement(contract);
  const bound = new Set<AuthorityId>();
  const rows = (): AuthorityRow[] =>
    Object.values(AUTHORITIES)
      .filter(({ id }) => id !== 'letsencrypt-staging')
      .map(({ practice, ...row }) => ({ ...row, practice: practice !== null, bound: bound.has(row.id) }));
  return {
    authorities: os.acme.authorities.handler(rows),
    keepBinding: os.acme.keepBinding.handler(({ input }) => {
      bound.add(input.authority);
      return rows();
    }),
    forgetBinding: os.acme.forgetBinding.handler(({ input }) => {
      bound.delete(input.authority);
      return rows();
    }),
    // Of the command line alone, so far.
    withdraw: os.acme.withdraw.handler(() => ({ state: 'no-authority', domain: 'example.org' })),
    newAccountKey: os.acme.newAccountKey.handler(() => ({ state: 'no-authority', domain: 'example.org' })),
  };
}
