/** The backups' calls. What opens, takes away or puts back everything asks who it is first. */
import type { Calls } from '../../contract/calls.ts';
import type { Access } from '../access/access.ts';
import type { Backups } from '../backup/backups.ts';

export interface BackupCallParts {
  readonly backups: Backups;
  readonly access: Pick<Access, 'confirm'>;
}

export function createBackupCalls({ backups, access: { confirm } }: BackupCallParts): Calls['backups'] {
  return {
    get: () => backups.get(),
    async setPlan({ plan, words }) {
      // A plan says where everything the office has is sent to, and who can read it there.
      confirm.require();
      return backups.setPlan(plan, words);
    },
    suggestWords: async () => ({ words: backups.suggestWords() }),
    async words() {
      confirm.require();
      return { words: await backups.words() };
    },
    async tryTarget({ target }) {
      confirm.require();
      return backups.tryTarget(target);
    },
    sftpKey: async () => ({ publicKey: await backups.sftpKey() }),
    make: () => backups.make(),
    makeAndWait: () => backups.makeAndWait(),
    cancel: () => backups.cancel(),
    check: ({ name, key }) => backups.check(name, key),
    look: ({ source, key }) => backups.look(source, key),
    async contents({ source, key }) {
      confirm.require();
      return backups.contents(source, key);
    },
    tryPart: ({ source, key, part }) => backups.part(source, key, part, true),
    async restorePart({ source, key, part }) {
      confirm.require();
      return backups.part(source, key, part, false);
    },
    async restore({ source, key }) {
      confirm.require();
      return backups.restore(source, key);
    },
    takeSnapshot: () => backups.takeSnapshot(),
    async removeSnapshot({ id }) {
      confirm.require();
      return backups.removeSnapshot(id);
    },
  };
}
