/** Before something dangerous the person gives the password or a passkey once more, and then has five minutes. */
import { whoAsks } from '../caller.ts';
import { problem } from '../problem.ts';
import type { AccessSessions } from './sessions.ts';

export interface Confirm {
  /**
   * Refuses with `access.confirm` unless whoever asks may. The window and the command line belong to the account of this
   * computer, which owns every file of ours; what happens by itself was asked for before. A browser may within five minutes
   * of giving the password or a passkey; where neither is set, one has to be set first.
   */
  require(): void;
}

export function createConfirm(sessions: Pick<AccessSessions, 'isConfirmed'>): Confirm {
  return {
    require() {
      const { face, session } = whoAsks();
      if (face !== 'browser') return;
      if (session === null || !sessions.isConfirmed(session)) throw problem('access.confirm', {});
    },
  };
}
