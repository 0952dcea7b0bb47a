/**
 * Which face the desktop shows: its own manager, or a window on the one that runs already. Decided without a screen.
 *
 * Two servers on one data folder, or a window that says "stopped" beside a service that runs, is what this is there to prevent.
 */
import type { MachineServiceState } from '../contract/machine-service.ts';

export interface FolderNow {
  /** Somebody has the data folder. */
  readonly held: boolean;
  /** And answers on its socket. */
  readonly answers: boolean;
  /** The service of this computer that is for this very folder; null without one. */
  readonly service: Pick<NonNullable<MachineServiceState['installed']>, 'state'> | null;
}

export type FaceVerdict = {
  readonly do: 'open' | 'attach' | 'wait' | 'ask' | 'tell';
  readonly because: string;
};

export function faceFor({ held, answers, service }: FolderNow): FaceVerdict {
  if (answers) return { do: 'attach', because: 'a manager runs on this folder: no second server is started' };
  if (service?.state === 'waiting') return { do: 'wait', because: 'the service is being started' };
  if (held) return { do: 'tell', because: 'somebody has the folder and does not answer' };
  if (service?.state === 'running')
    return { do: 'wait', because: 'the service runs and will have the folder in a moment' };
  if (service)
    return {
      do: 'ask',
      because: 'the service is there, and stopped: whether it should be is for the person to say',
    };
  return { do: 'open', because: 'nobody has the folder' };
}

/** Longest wait for a service that is being started, or begun anew for an update. */
export const SERVICE_COMES_MS = 120_000;
