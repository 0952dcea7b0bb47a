/** Before something dangerous the person gives the password or a passkey once more, and then has five minutes. */
import { lineAsks, whoAsks } from '../caller.ts';
import { problem } from '../problem.ts';
import type { Confirmations } from './confirmations.ts';

export interface Confirm {
  /**
   * Refuses with `access.confirm` unless whoever asks may. The window and the command line belong to the account of this
   * computer, which owns every file of ours; what happens by itself was asked for before. A browser may over the very line
   * on which the password or a passkey was given within five minutes; where neither is set, one has to be set first.
   */
  require(): void;
}

export function createConfirm(confirmations: Pick<Confirmations, 'isConfirmed'>): Confirm {
  return {
    require() {
      if (whoAsks().face !== 'browser') return;
      const line = lineAsks();
      if (line === null || !confirmations.isConfirmed(line)) throw problem('access.confirm', {});
    },
  };
}
