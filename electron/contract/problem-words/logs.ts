/** Logs that cannot be read or looked through. */
import { problemRows } from './words.ts';

export const LOGS_PROBLEMS = problemRows<`log.${string}` | `log-view.${string}`>({
  'log.unreadable': ({ file, reason }) => {
    if (reason === 'missing')
      return {
        what: { en: `There is no log at ${file}.`, fr: `Il n’y a pas de journal à ${file}.` },
        next: {
          en: 'Look how the program’s log is called, and where its settings put it.',
          fr: 'Regardez comment s’appelle le journal du programme, et où ses réglages le placent.',
        },
      };
    if (reason === 'forbidden')
      return {
        what: {
          en: `The account Chatelaine runs under may not read ${file}.`,
          fr: `Le compte sous lequel tourne Chatelaine n’a pas le droit de lire ${file}.`,
        },
        next: {
          en: 'On Debian, the administrator lets it with: adduser ACCOUNT adm. Then start Chatelaine again.',
          fr: 'Sous Debian, l’administrateur l’autorise avec : adduser COMPTE adm. Redémarrez ensuite Chatelaine.',
        },
      };
    if (reason === 'folder')
      return {
        what: { en: `${file} is a folder, not a log.`, fr: `${file} est un dossier, pas un journal.` },
        next: { en: 'Name one of the files in it.', fr: 'Indiquez un des fichiers qu’il contient.' },
      };
    if (reason === 'unlisted')
      return {
        what: {
          en: `${file} is not in the list of logs.`,
          fr: `${file} n’est pas dans la liste des journaux.`,
        },
        next: {
          en: 'If it is on this computer, open it first: “Open a log file…”, among the logs to choose from.',
          fr: 'S’il est sur cet ordinateur, ouvrez-le d’abord : « Ouvrir un fichier journal… », dans le choix des journaux.',
        },
      };
    if (reason === 'special')
      return {
        what: {
          en: `${file} is no ordinary file: nothing in it was written to be kept.`,
          fr: `${file} n’est pas un fichier ordinaire : rien n’y a été écrit pour être conservé.`,
        },
        next: {
          en: 'Name the file a program writes its log to.',
          fr: 'Indiquez le fichier dans lequel un programme écrit son journal.',
        },
      };
    return {
      what: {
        en: `${file} is packed, and damaged or packed only half.`,
        fr: `${file} est compressé, et abîmé ou compressé à moitié seulement.`,
      },
      next: {
        en: 'If it is being packed right now, do it again in a minute. What is in the other files can be read.',
        fr: 'S’il est en cours de compression, recommencez dans une minute. Le contenu des autres fichiers reste lisible.',
      },
    };
  },
  'log-view.gone': () => ({
    what: {
      en: 'These lines were put away while nobody looked at them.',
      fr: 'Ces lignes ont été rangées pendant que personne ne les regardait.',
    },
    next: { en: 'Open the page Logs again.', fr: 'Ouvrez de nouveau la page Journal.' },
  }),
  'log-view.too-many': ({ most }) => ({
    what: {
      en: `There are ${most} already, as many as there can be.`,
      fr: `Il y en a déjà ${most}, le maximum possible.`,
    },
    next: {
      en: 'Close or remove one you do not need, then do it again.',
      fr: 'Fermez-en ou retirez-en un dont vous n’avez pas besoin, puis recommencez.',
    },
  }),
});
