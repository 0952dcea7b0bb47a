/** Why a backup could not be made, opened or put back. */
import type { ProblemData } from '../errors.ts';
import { type ProblemWords, problemRows } from './words.ts';

export const BACKUPS_PROBLEMS = problemRows<`backup.${string}`>({
  'backup.busy': () => ({
    what: {
      en: 'Another backup or restore is under way.',
      fr: 'Une autre sauvegarde ou restauration est en cours.',
    },
    next: { en: 'Wait until it has ended, or stop it.', fr: 'Attendez qu’elle se termine, ou arrêtez-la.' },
  }),
  'backup.no-room': ({ folder, ...bytes }) => {
    const amounts = (language: string) =>
      [bytes.needed, bytes.free].map((one) => gigabytes(one, language)) as [string, string];
    const [en, fr] = [amounts('en'), amounts('fr')];
    return {
      what: {
        en: `There is not enough room in ${folder}: ${en[0]} GB are needed, ${en[1]} GB are free.`,
        fr: `Il n’y a pas assez de place dans ${folder} : il faut ${fr[0]} Go, ${fr[1]} Go sont libres.`,
      },
      next: {
        en: 'Make room there, or choose another place. Nothing was written.',
        fr: 'Libérez-y de la place, ou choisissez un autre emplacement. Rien n’a été écrit.',
      },
    };
  },
  'backup.folder': ({ folder, reason }) => {
    if (reason === 'ENOENT' || reason === 'ENOTDIR')
      return {
        what: { en: `The folder ${folder} is not there.`, fr: `Le dossier ${folder} n’existe pas.` },
        next: {
          en: 'Plug the disk in, or choose another folder.',
          fr: 'Branchez le disque, ou choisissez un autre dossier.',
        },
      };
    return {
      what: {
        en: `Chatelaine could not read or write in ${folder} (${reason}).`,
        fr: `Chatelaine n’a pas pu lire ou écrire dans ${folder} (${reason}).`,
      },
      next: {
        en: 'Look whether the disk is all right and not write-protected, and give the account Chatelaine runs under the right to write there.',
        fr: 'Vérifiez que le disque va bien et n’est pas protégé en écriture, et donnez au compte de Chatelaine le droit d’y écrire.',
      },
    };
  },
  'backup.not-mounted': ({ folder }) => ({
    what: {
      en: `The disk or shared folder that belongs at ${folder} is not connected.`,
      fr: `Le disque ou le dossier partagé attendu en ${folder} n’est pas branché.`,
    },
    next: {
      en: 'Plug it in, or connect the shared folder again. Until then nothing is written, so that this computer’s own disk does not fill up.',
      fr: 'Branchez-le, ou reconnectez le dossier partagé. D’ici là rien n’est écrit, pour ne pas remplir le disque de cet ordinateur.',
    },
  }),
  'backup.remote': (data) => remoteWords(data),
  'backup.locked': () => ({
    what: {
      en: 'This backup is locked, and these words do not open it.',
      fr: 'Cette sauvegarde est protégée, et ces mots ne l’ouvrent pas.',
    },
    next: {
      en: 'Type the words of the recovery sheet that was printed when backups were set up.',
      fr: 'Tapez les mots de la fiche de secours imprimée lors de la préparation des sauvegardes.',
    },
  }),
  'backup.no-key': () => ({
    what: {
      en: 'Backups are to be locked, and no words were chosen for that yet.',
      fr: 'Les sauvegardes doivent être protégées, et aucun mot n’a encore été choisi pour cela.',
    },
    next: {
      en: 'Open the settings of the backups and choose them.',
      fr: 'Ouvrez les réglages des sauvegardes et choisissez-les.',
    },
  }),
  'backup.recipient': () => ({
    what: {
      en: 'This is not a public key that backups can be locked with.',
      fr: 'Ce n’est pas une clé publique capable de protéger des sauvegardes.',
    },
    next: {
      en: 'It begins with “age1” and is one line. The program “age-keygen” makes one.',
      fr: 'Elle commence par « age1 » et tient sur une ligne. Le programme « age-keygen » en crée une.',
    },
  }),
  'backup.not-ours': () => ({
    what: {
      en: 'This file is no backup of Chatelaine.',
      fr: 'Ce fichier n’est pas une sauvegarde de Chatelaine.',
    },
    next: {
      en: 'Choose a file that ends in .tar.zst or .tar.zst.age.',
      fr: 'Choisissez un fichier qui finit par .tar.zst ou .tar.zst.age.',
    },
  }),
  'backup.damaged': ({ said }) => ({
    what:
      said === 'damaged' || said === ''
        ? {
            en: 'This backup is damaged: it was cut short, or changed since it was made.',
            fr: 'Cette sauvegarde est abîmée : elle a été coupée, ou changée depuis qu’elle a été faite.',
          }
        : { en: `This backup is damaged: ${said}`, fr: `Cette sauvegarde est abîmée : ${said}` },
    next: {
      en: 'Choose another one. The present state was left as it is.',
      fr: 'Choisissez-en une autre. L’état actuel n’a pas été touché.',
    },
  }),
  'backup.drill': ({ said }) => ({
    what: {
      en: `The backup was written and did not pass when it was opened again: ${said}`,
      fr: `La sauvegarde a été écrite et n’a pas passé l’épreuve de relecture : ${said}`,
    },
    next: {
      en: 'It was not kept. Make one again; if that fails, too, show this to a technician: the data itself may be damaged.',
      fr: 'Elle n’a pas été gardée. Refaites-en une ; si elle échoue aussi, montrez ceci à un technicien : les données elles-mêmes sont peut-être abîmées.',
    },
  }),
  'backup.newer': ({ version }) => ({
    what: {
      en: `This backup was made by Chatelaine ${version}, which is newer than the one here.`,
      fr: `Cette sauvegarde a été faite par Chatelaine ${version}, plus récente que celle-ci.`,
    },
    next: {
      en: 'Bring this Chatelaine up to date first, then restore.',
      fr: 'Mettez d’abord à jour Chatelaine sur cet ordinateur, puis restaurez.',
    },
  }),
  'backup.unknown': () => ({
    what: { en: 'What you chose is not there any more.', fr: 'Ce que vous avez choisi n’est plus là.' },
    next: { en: 'Look at the list again.', fr: 'Regardez à nouveau la liste.' },
  }),
});

/** "1.5", in French "1,5". */
const gigabytes = (bytes: number, language: string) => {
  const digits = bytes < 1e9 ? 2 : 1;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, format).format(bytes / 1e9);
};

function remoteWords({ because, said }: ProblemData<'backup.remote'>): ProblemWords {
  switch (because) {
    case 'no-program':
      return {
        what: {
          en: 'The program “sftp” is not on this computer.',
          fr: 'Le programme « sftp » n’est pas sur cet ordinateur.',
        },
        next: {
          en: 'Install OpenSSH’s client (on Debian: openssh-client), or choose a folder.',
          fr: 'Installez le client OpenSSH (sous Debian : openssh-client), ou choisissez un dossier.',
        },
      };
    case 'unreachable':
      return {
        what: {
          en: `The computer backups are sent to does not answer: ${said}`,
          fr: `L’ordinateur qui reçoit les sauvegardes ne répond pas : ${said}`,
        },
        next: {
          en: 'Look whether it is switched on and its name is right, then try again.',
          fr: 'Vérifiez qu’il est allumé et que son nom est juste, puis réessayez.',
        },
      };
    case 'host-key':
      return {
        what: {
          en: 'The computer that answers shows another key than before: it may be another computer.',
          fr: 'L’ordinateur qui répond présente une autre clé qu’avant : c’est peut-être un autre ordinateur.',
        },
        next: {
          en: 'If that is no surprise, ask a technician to remove the old key from the file “secrets/known_hosts” of the data folder.',
          fr: 'Si ce n’est pas une surprise, demandez à un technicien de retirer l’ancienne clé du fichier « secrets/known_hosts » du dossier de données.',
        },
      };
    case 'denied':
      return {
        what: {
          en: `The computer does not let this account in: ${said}`,
          fr: `L’ordinateur ne laisse pas entrer ce compte : ${said}`,
        },
        next: {
          en: 'Enter Chatelaine’s public key there, in the file “.ssh/authorized_keys” of that account.',
          fr: 'Ajoutez-y la clé publique de Chatelaine, dans le fichier « .ssh/authorized_keys » de ce compte.',
        },
      };
    case 'folder':
      return {
        what: {
          en: `The folder there cannot be used: ${said}`,
          fr: `Le dossier là-bas ne convient pas : ${said}`,
        },
        next: {
          en: 'Create it, or choose another one that the account may write to.',
          fr: 'Créez-le, ou choisissez-en un autre où ce compte peut écrire.',
        },
      };
    case 'full':
      return {
        what: {
          en: 'The disk of the other computer is full.',
          fr: 'Le disque de l’autre ordinateur est plein.',
        },
        next: {
          en: 'Make room there, or keep fewer backups.',
          fr: 'Libérez-y de la place, ou gardez moins de sauvegardes.',
        },
      };
    case 'other':
      return {
        what: {
          en: `Sending the backup did not work: ${said}`,
          fr: `L’envoi de la sauvegarde n’a pas réussi : ${said}`,
        },
        next: {
          en: 'Try again, or show this to a technician.',
          fr: 'Réessayez, ou montrez ceci à un technicien.',
        },
      };
  }
}
