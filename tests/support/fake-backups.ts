/** Backups for pages under test: five weeks of them, one night missed, snapshots; what is asked of them is remembered. */
import { implement } from '@orpc/server';
import type { BackupEntry, BackupLook, BackupsState } from '../../electron/contract/index.ts';
import { contract } from '../../electron/contract/index.ts';

const DAY = 86_400_000;
const counts = { people: 12, rooms: 4, messages: 18_204, files: 312 };

/** The newest of this night, at 02:10. */
export function fakeBackups(now = Date.now()): BackupsState {
  const night = new Date(now).setHours(2, 10, 0, 0);
  const days = [0, 1, 2, 3, 5, 6, 7, 13, 20, 27];
  const backups = days.map((day): BackupEntry => {
    const at = night - day * DAY;
    const stamp = new Date(at).toISOString().replace(/[-:]/g, '').slice(0, 15).replace('T', '-');
    return {
      ...{
        name: `chatelaine-fabrik-martin.example-${stamp}.tar.zst.age`,
        at,
        bytes: 412_000_000 - day * 1_000_000,
      },
      ...{ locked: true, counts: { ...counts, messages: counts.messages - day * 200 }, chatelaine: '0.1.0' },
      ...{ opened: { at: at + 240_000, loggedIn: true }, problem: null },
    };
  });
  return {
    plan: {
      ...{ on: true, minute: 130, target: { kind: 'folder', path: '/media/backup/chatelaine', mount: true } },
      ...{
        keep: { daily: 7, weekly: 4, monthly: 6 },
        includes: { files: true, secrets: true, certificates: true },
      },
      lock: { kind: 'words' },
    },
    ...{ hasWords: true, nextAt: night + DAY, working: null, backups },
    snapshots: [
      { id: '20261120-101500-update', at: night - 2 * DAY, reason: 'update', version: '0.1.0', counts },
      { id: '20261118-090000-hand', at: night - 4 * DAY, reason: 'hand', version: '0.1.0', counts },
    ],
    ...{ lastGoodAt: night, failure: null, away: false, sameDisk: false, restartNeeded: false },
  };
}

export function createFakeBackups(parts: { tell(): void; refuse(problem: object): Error }) {
  const state = { now: fakeBackups(), asked: [] as string[], words: 'bakilo-metupa-sorafi-denuvo-gimaso' };
  const os = implement(contract);
  const note = (what: string) => {
    state.asked.push(what);
    parts.tell();
    return state.now;
  };
  const look = (): BackupLook => ({
    ...{
      at: state.now.lastGoodAt ?? 0,
      chatelaine: '0.1.0',
      domains: ['fabrik-martin.example'],
      bytes: 412_000_000,
    },
    ...{
      counts: { ...counts, messages: 18_000 },
      includes: state.now.plan.includes,
      verdict: 'same',
      now: counts,
    },
  });
  const outcome = { created: false, messages: 37, rows: 4, files: 2 };
  const router = {
    get: os.backups.get.handler(() => state.now),
    setPlan: os.backups.setPlan.handler(({ input }) => {
      state.now = {
        ...state.now,
        plan: input.plan,
        hasWords: state.now.hasWords || input.words !== undefined,
      };
      return note('setPlan');
    }),
    suggestWords: os.backups.suggestWords.handler(() => ({ words: state.words })),
    words: os.backups.words.handler(() => ({ words: state.words })),
    tryTarget: os.backups.tryTarget.handler(() => ({ free: 214_000_000_000 })),
    sftpKey: os.backups.sftpKey.handler(() => ({
      publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA chatelaine@atelier',
    })),
    make: os.backups.make.handler(() => {
      state.now = {
        ...state.now,
        working: { what: 'backup', step: 'drill', bytes: 180_000_000, of: 412_000_000, since: Date.now() },
      };
      return note('make');
    }),
    makeAndWait: os.backups.makeAndWait.handler(() => state.now.backups[0]!),
    cancel: os.backups.cancel.handler(() => {
      state.now = { ...state.now, working: null };
      return note('cancel');
    }),
    check: os.backups.check.handler(({ input }) => {
      note(`check ${input.name}`);
      return state.now.backups[0]!;
    }),
    look: os.backups.look.handler(({ input }) => {
      if (input.source.from === 'file' && input.key !== state.words)
        throw parts.refuse({ code: 'backup.locked', data: {} });
      return look();
    }),
    contents: os.backups.contents.handler(() => ({
      people: [
        { address: 'marie@fabrik-martin.example', name: 'Marie Martin', messages: 2211, disabled: false },
      ],
      rooms: [
        { address: 'pose@conference.fabrik-martin.example', name: 'Pose', messages: 900, disabled: false },
      ],
      files: [{ id: 'abc', name: 'plan.pdf', owner: 'marie@fabrik-martin.example', bytes: 120_000, at: 1 }],
    })),
    tryPart: os.backups.tryPart.handler(() => outcome),
    restorePart: os.backups.restorePart.handler(({ input }) => {
      note(`part ${input.part.kind}`);
      return outcome;
    }),
    restore: os.backups.restore.handler(() => {
      note('restore');
      return { restart: false };
    }),
    takeSnapshot: os.backups.takeSnapshot.handler(() => note('snapshot')),
    removeSnapshot: os.backups.removeSnapshot.handler(() => note('removeSnapshot')),
  };
  return { state, router };
}
