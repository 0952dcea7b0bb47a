/** Why a chat program’s own files are left as they are. */
import { type ProblemWords, problemRows } from './words.ts';

export const CLIENTS_PROBLEMS = problemRows<`client.${string}`>({
  'client.not-here': () => ({
    what: {
      en: 'This page is open on another computer than the one Chatelaine runs on.',
      fr: 'Cette page est ouverte sur un autre ordinateur que celui où tourne Chatelaine.',
    },
    next: {
      en: 'Take the file along to the colleague’s computer, or follow the steps by hand.',
      fr: 'Emportez le fichier sur l’ordinateur du collègue, ou suivez les étapes à la main.',
    },
  }),
  'client.running': ({ program }) => ({
    what: {
      en: `${program} is open, and would write over what is put into its files.`,
      fr: `${program} est ouvert et écraserait ce qui serait écrit dans ses fichiers.`,
    },
    next: {
      en: `Close ${program}, its icon beside the clock too, then do it again.`,
      fr: `Fermez ${program}, y compris son icône près de l’horloge, puis recommencez.`,
    },
  }),
  'client.trouble': (data) => troubleWords(data.program, data.file, data.trouble),
  'client.changed-since': ({ program }) => ({
    what: {
      en: `${program} has written to its files since, so they cannot be put back as they were.`,
      fr: `${program} a écrit dans ses fichiers depuis : ils ne peuvent plus être remis comme avant.`,
    },
    next: {
      en: 'Take out this account only: everything else stays as it is now.',
      fr: 'Retirez seulement ce compte : tout le reste demeure tel quel.',
    },
  }),
  'client.plan-changed': () => ({
    what: {
      en: 'Something changed in the program’s files after they were shown here. Nothing was written.',
      fr: 'Quelque chose a changé dans les fichiers de l’application après leur affichage ici. Rien n’a été écrit.',
    },
    next: {
      en: 'Look at what would be written now, then do it again.',
      fr: 'Regardez ce qui serait écrit maintenant, puis recommencez.',
    },
  }),
  'client.unknown': () => ({
    what: {
      en: 'That program, or what was set up in it, is not there any more.',
      fr: 'Cette application, ou ce qui y a été configuré, n’est plus là.',
    },
    next: {
      en: 'Look again at what is on this computer.',
      fr: 'Regardez à nouveau ce qu’il y a sur cet ordinateur.',
    },
  }),
});

/** One trouble of contract/client-setup.ts; `next` is what a person can do. */
function troubleWords(program: string, file: string, trouble: string): ProblemWords {
  switch (trouble) {
    case 'locked':
      return {
        what: {
          en: `Another program holds ${file}. Nothing was written.`,
          fr: `Une autre application tient ${file}. Rien n’a été écrit.`,
        },
        next: {
          en: `Close ${program} and whatever copies its files, then look again.`,
          fr: `Fermez ${program} et ce qui copie ses fichiers, puis regardez à nouveau.`,
        },
      };
    case 'unreadable':
      return {
        what: {
          en: `${file} cannot be read or written by the account Chatelaine runs under. It was left as it is.`,
          fr: `Le compte sous lequel tourne Chatelaine ne peut ni lire ni écrire ${file}. Rien n’y a été changé.`,
        },
        next: {
          en: 'Allow it in the file’s properties, or follow the steps by hand.',
          fr: 'Autorisez-le dans les propriétés du fichier, ou suivez les étapes à la main.',
        },
      };
    case 'not-yours':
      return {
        what: {
          en: `${file} belongs to another account of this computer. It was left as it is.`,
          fr: `${file} appartient à un autre compte de cet ordinateur. Rien n’y a été changé.`,
        },
        next: {
          en: 'Log in as that person, or follow the steps by hand.',
          fr: 'Ouvrez la session de cette personne, ou suivez les étapes à la main.',
        },
      };
    case 'elsewhere':
      return {
        what: {
          en: `${file} is a link that leads elsewhere. It was left as it is.`,
          fr: `${file} est un lien qui mène ailleurs. Rien n’y a été changé.`,
        },
        next: {
          en: `Follow the steps by hand in ${program}.`,
          fr: `Suivez les étapes à la main dans ${program}.`,
        },
      };
    case 'huge':
      return {
        what: {
          en: `${file} is far larger than such a file should be. It was left as it is.`,
          fr: `${file} est bien plus gros qu’un tel fichier ne devrait l’être. Rien n’y a été changé.`,
        },
        next: {
          en: `Follow the steps by hand in ${program}.`,
          fr: `Suivez les étapes à la main dans ${program}.`,
        },
      };
    case 'newer':
      return {
        what: {
          en: `${file} was made by a later version of ${program}, which nobody has tried this with. It was left as it is.`,
          fr: `${file} vient d’une version plus récente de ${program}, avec laquelle personne n’a essayé. Rien n’y a été changé.`,
        },
        next: {
          en: `Follow the steps by hand in ${program}.`,
          fr: `Suivez les étapes à la main dans ${program}.`,
        },
      };
    case 'name-taken':
      return {
        what: {
          en: `Another account in ${program} has this address as its name. It was left as it is.`,
          fr: `Un autre compte de ${program} porte cette adresse comme nom. Rien n’y a été changé.`,
        },
        next: {
          en: `Rename that account in ${program}, or follow the steps by hand.`,
          fr: `Renommez ce compte dans ${program}, ou suivez les étapes à la main.`,
        },
      };
    case 'keyring':
      return {
        what: {
          en: 'The keyring of this computer did not take the password. Nothing was written.',
          fr: 'Le trousseau de cet ordinateur n’a pas pris le mot de passe. Rien n’a été écrit.',
        },
        next: {
          en: `Unlock the keyring, or leave the password out: ${program} then asks for it.`,
          fr: `Déverrouillez le trousseau, ou laissez le mot de passe de côté : ${program} le demandera.`,
        },
      };
    default:
      return {
        what: {
          en: `${file} is not what ${program} writes; it may be damaged. It was left as it is.`,
          fr: `${file} n’est pas ce que ${program} écrit ; il est peut-être abîmé. Rien n’y a été changé.`,
        },
        next: {
          en: `Open ${program} and see whether its accounts are there, or follow the steps by hand.`,
          fr: `Ouvrez ${program} et voyez si ses comptes y sont, ou suivez les étapes à la main.`,
        },
      };
  }
}
