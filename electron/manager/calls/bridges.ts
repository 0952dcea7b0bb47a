/** The contract's calls about bridges. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { BridgesArea } from '../bridges/bridges.ts';

export const bridgesCalls = (bridges: BridgesArea): Calls['bridges'] => ({
  list: () => bridges.list(),
  add: (wish) => bridges.add(wish),
  change: ({ address, ...change }) => bridges.change(address, change),
  setPort: ({ port }) => bridges.setPort(port),
  renew: ({ address }) => bridges.renew(address),
  async remove({ address }) {
    await bridges.remove(address);
    return {};
  },
  restore: ({ address }) => bridges.restore(address),
});
