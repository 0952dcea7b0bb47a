/** The contract's calls about new versions. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Updates } from '../updates/updates.ts';

export interface UpdatesAreas {
  readonly updates: Updates;
  /** Throws unless whoever asks may do what cannot be taken lightly (manager/access/confirm.ts). */
  readonly confirm: { require(): void };
}

export const updatesCalls = ({ updates, confirm }: UpdatesAreas): Calls['updates'] => ({
  view: () => updates.view(),
  check: () => updates.check(),
  install: ({ when }) => updates.install(when),
  cancel: () => updates.cancel(),
  setChannel: ({ channel }) => updates.setChannel(channel),
  rollbackPreview: () => updates.rollbackPreview(),
  async rollback() {
    confirm.require();
    return updates.rollback();
  },
  notes: async () => ({ releases: [...updates.notes()] }),
});
