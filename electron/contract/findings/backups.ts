/** What Home says of backups, in both languages: there is none, there was none lately, the last one failed. */
import { findingKinds, type Language } from './finding.ts';

/** Why, by the code of the problem; the page Backups has the rest. */
const WHY: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'backup.no-room': { en: 'There was not enough room.', fr: 'Il n’y avait pas assez de place.' },
  'disk.full': { en: 'A disk was full.', fr: 'Un disque était plein.' },
  'backup.folder': {
    en: 'Its folder could not be written to.',
    fr: 'Son dossier n’était pas accessible en écriture.',
  },
  'backup.not-mounted': {
    en: 'The disk or shared folder it goes to is not connected.',
    fr: 'Le disque ou le dossier partagé prévu n’est pas branché.',
  },
  'backup.remote': {
    en: 'The computer it is sent to did not take it.',
    fr: 'L’ordinateur destinataire ne l’a pas acceptée.',
  },
  'backup.drill': {
    en: 'It did not pass when it was opened again, so it was not kept.',
    fr: 'Elle n’a pas passé l’épreuve de relecture et n’a donc pas été gardée.',
  },
  'backup.damaged': {
    en: 'It was cut short or changed since it was made, and cannot be opened any more.',
    fr: 'Elle a été tronquée ou modifiée depuis et ne s’ouvre plus.',
  },
  'backup.no-key': {
    en: 'No words to lock it with are chosen.',
    fr: 'Aucun mot n’est choisi pour la protéger.',
  },
};

const why = (code: unknown, language: Language) => {
  const said = WHY[String(code)]?.[language];
  return said ? ` ${said}` : '';
};

const day = (at: unknown, language: Language) =>
  new Date(Number(at)).toLocaleDateString(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long' });

export const BACKUP_FINDINGS = findingKinds({
  'backup.none': {
    severity: 'warning',
    who: 'you',
    words: {
      en: () => ({
        cause: 'No backup was ever made.',
        effect:
          'If this computer breaks or is stolen, every message, account and file of the office is gone.',
        fix: 'Open “Backups & updates”, choose a place, and let one be made every night.',
      }),
      fr: () => ({
        cause: 'Aucune sauvegarde n’a jamais été faite.',
        effect:
          'Si cet ordinateur tombe en panne ou est volé, tous les messages, comptes et fichiers du bureau sont perdus.',
        fix: 'Ouvrez « Sauvegardes et versions », choisissez un emplacement et faites-en faire une chaque nuit.',
      }),
    },
  },
  'backup.late': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The last good backup is of ${day(data.since, 'en')}.`,
        effect: 'What was written since then would be gone if this computer broke today.',
        fix: 'Leave this computer on at the time of the backup, or make one now.',
      }),
      fr: ({ data }) => ({
        cause: `La dernière bonne sauvegarde date du ${day(data.since, 'fr')}.`,
        effect: 'Ce qui a été écrit depuis serait perdu si cet ordinateur tombait en panne aujourd’hui.',
        fix: 'Laissez cet ordinateur allumé à l’heure de la sauvegarde, ou faites-en une maintenant.',
      }),
    },
  },
  'backup.failed': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The last backup failed.${why(data.problem, 'en')}`,
        effect: 'Chatting goes on as usual. What was written since the last good backup is not safe.',
        fix: 'Look at “Backups & updates”, mend the cause, and press “Make one now”.',
      }),
      fr: ({ data }) => ({
        cause: `La dernière sauvegarde a échoué.${why(data.problem, 'fr')}`,
        effect:
          'La messagerie continue normalement. Ce qui a été écrit depuis la dernière bonne sauvegarde n’est pas à l’abri.',
        fix: 'Voyez « Sauvegardes et versions », corrigez la cause, puis « En faire une maintenant ».',
      }),
    },
  },
});
