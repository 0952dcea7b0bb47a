/** The contract's calls about the service of this computer. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Confirm } from '../access/confirm.ts';
import { whoAsks } from '../caller.ts';
import { problem } from '../problem.ts';
import type { MachineService } from '../system-service/area.ts';

export interface MachineServiceAreas {
  readonly machineService: MachineService;
  readonly confirm: Confirm;
}

export const machineServiceCalls = ({
  machineService,
  confirm,
}: MachineServiceAreas): Calls['machineService'] => ({
  get: () => machineService.state(),
  async install({ scope }) {
    confirm.require();
    return machineService.install(scope);
  },
  async remove() {
    confirm.require();
    return machineService.remove();
  },
  async handOver() {
    // A page asks for the whole of it, never for the end alone.
    if (whoAsks().face === 'browser') throw problem('access.denied', {});
    // The answer goes out first.
    setImmediate(() => machineService.handOver());
    return {};
  },
});
