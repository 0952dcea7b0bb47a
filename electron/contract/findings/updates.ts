/** What Home says of updates, in both languages: there is one, it did not work, we are back where we were. */
import { type AboutFinding, type FindingWords, findingKinds } from './finding.ts';

const version = ({ data }: AboutFinding) => String(data.version ?? '');

/** Why, for whoever is told that it did not work. */
const WHY: Record<string, { en: string; fr: string }> = {
  'archive.unreachable': {
    en: 'The file could not be fetched.',
    fr: 'Le fichier n’a pas pu être téléchargé.',
  },
  'archive.truncated': {
    en: 'The line broke before all of the file had come.',
    fr: 'La liaison s’est coupée avant la fin du téléchargement.',
  },
  'archive.forged': {
    en: 'The file that came is not the one that was announced, so nothing of it was used.',
    fr: 'Le fichier reçu n’est pas celui qui était annoncé : rien n’en a été utilisé.',
  },
  'archive.too-big': {
    en: 'The file is larger than announced, so nothing of it was used.',
    fr: 'Le fichier est plus gros qu’annoncé : rien n’en a été utilisé.',
  },
  'archive.malformed': { en: 'The file could not be read.', fr: 'Le fichier n’est pas lisible.' },
  'disk.full': {
    en: 'There is not enough room on the disk.',
    fr: 'Il n’y a pas assez de place sur le disque.',
  },
  'disk.read-only': { en: 'The disk cannot be written to.', fr: 'Le disque n’accepte pas d’écriture.' },
  'snapshot.failed': {
    en: 'The copy to go back to could not be made.',
    fr: 'La copie qui permet de revenir en arrière n’a pas pu être faite.',
  },
  'proof.server': {
    en: 'Its server did not come up on your data.',
    fr: 'Son serveur n’a pas démarré sur vos données.',
  },
  'proof.lost': {
    en: 'With it, people, rooms or messages would have been missing.',
    fr: 'Avec elle, il aurait manqué des personnes, des salons ou des messages.',
  },
  'proof.program': { en: 'It did not start.', fr: 'Elle n’a pas démarré.' },
  'install.refused': {
    en: 'Its installer did not run to the end; whoever is asked for permission has to allow it.',
    fr: 'Son installateur n’est pas allé au bout ; si l’ordinateur demande une autorisation, il faut l’accorder.',
  },
  interrupted: {
    en: 'This computer was stopped in the middle several times; nothing is wrong with that version.',
    fr: 'Cet ordinateur s’est arrêté plusieurs fois en cours de route ; cette version n’a pas de défaut.',
  },
};
const other = { en: 'The log has the details.', fr: 'Le journal donne les détails.' };

/** The reason in words; also for the card and the command line. */
export const updateWhy = (because: string, language: 'en' | 'fr'): string =>
  (WHY[because] ?? other)[language];

const why = ({ data }: AboutFinding, language: 'en' | 'fr') =>
  updateWhy(String(data.because ?? ''), language);

/** A computer that was stopped in the middle says nothing about the version. */
const isItsFault = ({ data }: AboutFinding) => data.because !== 'interrupted';

const words = (cause: string, effect: string, fix: string): FindingWords => ({ cause, effect, fix });

export const UPDATE_FINDINGS = findingKinds({
  'update.available': {
    severity: 'info',
    who: 'you',
    words: {
      en: (about) =>
        words(
          `Version ${version(about)} of Chatelaine is available.`,
          'Your colleagues notice nothing until you take it; then chatting pauses for a minute.',
          'Read what is new, and take it now or tonight.',
        ),
      fr: (about) =>
        words(
          `La version ${version(about)} de Chatelaine est disponible.`,
          'Vos collègues ne remarquent rien tant que vous ne l’installez pas ; la messagerie s’interrompt alors une minute.',
          'Lire les nouveautés, puis l’installer maintenant ou cette nuit.',
        ),
    },
  },
  'update.failed': {
    severity: 'warning',
    who: 'you',
    words: {
      en: (about) =>
        words(
          `The update to ${version(about)} did not work. ${why(about, 'en')}`,
          'Nothing has changed: your colleagues go on with the version before.',
          'Try again tomorrow; if it fails again, send the log to whoever helps you.',
        ),
      fr: (about) =>
        words(
          `La mise à jour vers la version ${version(about)} n’a pas réussi. ${why(about, 'fr')}`,
          'Rien n’a changé : vos collègues continuent avec la version précédente.',
          'Réessayer demain ; si l’échec se répète, envoyer le journal à la personne qui vous aide.',
        ),
    },
  },
  'update.rolled-back': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: (about) =>
        words(
          `Version ${version(about)} was tried and taken back. ${why(about, 'en')}`,
          'Everybody and every message is where it was.',
          isItsFault(about)
            ? 'There is nothing to do: the next version is offered when it is there.'
            : 'Take it again when this computer can stay on for a quarter of an hour.',
        ),
      fr: (about) =>
        words(
          `La version ${version(about)} a été essayée puis retirée. ${why(about, 'fr')}`,
          'Chaque personne et chaque message est à sa place.',
          isItsFault(about)
            ? 'Il n’y a rien à faire : la version suivante sera proposée dès sa sortie.'
            : 'L’installer de nouveau quand l’ordinateur peut rester allumé un quart d’heure.',
        ),
    },
  },
});
