/** Why a backup could not be made, opened or put back, and what to do about it. */
import { msg } from '@lingui/core/macro';
import type { FaceProblem } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';
import type { ProblemWords } from '../problems.tsx';

type BackupProblem = Extract<FaceProblem, { code: `backup.${string}` }>;

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1);

export function backupProblemWords(problem: BackupProblem): ProblemWords {
  switch (problem.code) {
    case 'backup.no-room': {
      const { folder } = problem.data;
      const [needed, free] = [gigabytes(problem.data.needed), gigabytes(problem.data.free)];
      return {
        what: msg`There is not enough room in ${folder}: ${needed} GB are needed, ${free} GB are free.`,
        next: msg`Make room there, or choose another place. Nothing was written.`,
      };
    }
    case 'backup.folder': {
      const { folder, reason } = problem.data;
      if (reason === 'ENOENT' || reason === 'ENOTDIR')
        return {
          what: msg`The folder ${folder} is not there.`,
          next: msg`Plug the disk in, or choose another folder.`,
        };
      return {
        what: msg`Chatelaine could not read or write in ${folder} (${reason}).`,
        next: msg`Look whether the disk is all right and not write-protected, and give the account Chatelaine runs under the right to write there.`,
      };
    }
    case 'backup.not-mounted': {
      const { folder } = problem.data;
      return {
        what: msg`The disk or shared folder that belongs at ${folder} is not connected.`,
        next: msg`Plug it in, or connect the shared folder again. Until then nothing is written, so that this computer’s own disk does not fill up.`,
      };
    }
    case 'backup.remote':
      return remoteWords(problem.data);
    case 'backup.locked':
      return {
        what: msg`This backup is locked, and these words do not open it.`,
        next: msg`Type the words of the recovery sheet that was printed when backups were set up.`,
      };
    case 'backup.no-key':
      return {
        what: msg`Backups are to be locked, and no words were chosen for that yet.`,
        next: msg`Open the settings of the backups and choose them.`,
      };
    case 'backup.recipient':
      return {
        what: msg`This is not a public key that backups can be locked with.`,
        next: msg`It begins with “age1” and is one line. The program “age-keygen” makes one.`,
      };
    case 'backup.not-ours':
      return {
        what: msg`This file is no backup of Chatelaine.`,
        next: msg`Choose a file that ends in .tar.zst or .tar.zst.age.`,
      };
    case 'backup.damaged': {
      const { said } = problem.data;
      return {
        what:
          said === 'damaged' || said === ''
            ? msg`This backup is damaged: it was cut short, or changed since it was made.`
            : msg`This backup is damaged: ${said}`,
        next: msg`Choose another one. The present state was left as it is.`,
      };
    }
    case 'backup.drill': {
      const { said } = problem.data;
      return {
        what: msg`The backup was written and did not pass when it was opened again: ${said}`,
        next: msg`It was not kept. Make one again; if that fails, too, show this to a technician: the data itself may be damaged.`,
      };
    }
    case 'backup.newer': {
      const { version } = problem.data;
      return {
        what: msg`This backup was made by Chatelaine ${version}, which is newer than the one here.`,
        next: msg`Bring this Chatelaine up to date first, then restore.`,
      };
    }
    case 'backup.unknown':
      return { what: msg`It is not there any more.`, next: msg`Look at the list again.` };
    case 'backup.busy':
      return {
        what: msg`Another backup or restore is under way.`,
        next: msg`Wait until it has ended, or stop it.`,
      };
    default:
      return assertNever(problem);
  }
}

type RemoteData = Extract<BackupProblem, { code: 'backup.remote' }>['data'];

function remoteWords({ because, said }: RemoteData): ProblemWords {
  switch (because) {
    case 'no-program':
      return {
        what: msg`The program “sftp” is not on this computer.`,
        next: msg`Install OpenSSH’s client (on Debian: openssh-client), or choose a folder.`,
      };
    case 'unreachable':
      return {
        what: msg`The computer backups are sent to does not answer: ${said}`,
        next: msg`Look whether it is switched on and its name is right, then try again.`,
      };
    case 'host-key':
      return {
        what: msg`The computer that answers is not the one it was, or was never seen: its key is another.`,
        next: msg`If that is no surprise, ask a technician to remove the old key from the file “secrets/known_hosts” of the data folder.`,
      };
    case 'denied':
      return {
        what: msg`The computer does not let this account in: ${said}`,
        next: msg`Enter Chatelaine’s public key there, in the file “.ssh/authorized_keys” of that account.`,
      };
    case 'folder':
      return {
        what: msg`The folder there cannot be used: ${said}`,
        next: msg`Create it, or choose another one that the account may write to.`,
      };
    case 'full':
      return {
        what: msg`The disk of the other computer is full.`,
        next: msg`Make room there, or keep fewer backups.`,
      };
    case 'other':
      return {
        what: msg`Sending the backup did not work: ${said}`,
        next: msg`Try again, or show this to a technician.`,
      };
    default:
      return assertNever(because);
  }
}
