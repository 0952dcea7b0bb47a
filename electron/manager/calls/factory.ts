/** The contract's calls about going back to the beginning. Each starts only for somebody who gave the password again. */
import type { Calls } from '../../contract/calls.ts';
import type { Access } from '../access/access.ts';
import type { Factory } from '../factory/factory.ts';

export interface FactoryAreas {
  readonly factory: Factory;
  readonly access: Access;
}

export const factoryCalls = ({ factory, access }: FactoryAreas): Calls['factory'] => ({
  plan: (wish) => factory.plan(wish),
  async start({ domain, ...wish }) {
    access.confirm.require();
    return factory.start(wish, domain);
  },
});
