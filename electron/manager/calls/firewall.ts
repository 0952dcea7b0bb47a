/** The contract's calls about this computer's firewall. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { FirewallArea } from '../firewall/area.ts';

export interface FirewallAreas {
  readonly firewall: FirewallArea;
}

export const firewallCalls = ({ firewall }: FirewallAreas): Calls['firewall'] => ({
  get: async () => firewall.state(),
  look: () => firewall.look(),
  apply: (wish) => firewall.apply(wish),
  async alive(wish) {
    firewall.alive(wish);
    return {};
  },
  keep: ({ id }) => firewall.keep(id),
  back: ({ id }) => firewall.back(id),
  undo: () => firewall.undo(),
});
