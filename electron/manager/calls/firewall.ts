/** The contract's calls about this computer's firewall. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Access } from '../access/access.ts';
import type { FirewallArea } from '../firewall/area.ts';
import type { Monitors } from '../firewall/monitors.ts';

export interface FirewallAreas {
  readonly firewall: FirewallArea & Monitors;
  readonly access: Access;
}

export const firewallCalls = ({ firewall, access }: FirewallAreas): Calls['firewall'] => ({
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
  monitors: async () => [...firewall.monitors()],
  async decideMonitors({ monitors }) {
    access.confirm.require();
    return [...(await firewall.decideMonitors(monitors))];
  },
});
