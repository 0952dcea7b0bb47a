/** The service of a computer that is not there: handlers for the fake manager. */
import type { MachineServiceState } from '../../electron/contract/machine-service.ts';

/** An office's desktop, where the system would ask for a password. */
export function createFakeMachineService(tell: () => void) {
  let state: MachineServiceState = {
    ...{ keeper: 'systemd', installed: null, isThis: false, hindrance: null, way: 'asks' },
    commands: {
      install: ['sudo chatelaine service install --data /home/sophie/.local/share/chatelaine'],
      remove: ['sudo chatelaine service remove --data /home/sophie/.local/share/chatelaine'],
    },
    ...{ account: 'sophie', dataDir: '/home/sophie/.local/share/chatelaine' },
  };
  const set = (installed: MachineServiceState['installed']) => {
    state = { ...state, installed };
    tell();
    return state;
  };
  return {
    get: () => state,
    /** Tests say how it stands. */
    set: (change: Partial<MachineServiceState>) => {
      state = { ...state, ...change };
      tell();
    },
    install: () =>
      set({
        ...{ scope: 'system', file: '/etc/systemd/system/chatelaine.service', starts: true },
        ...{ state: 'running', otherFolder: null },
      }),
    remove: () => set(null),
  };
}
