/** The manager itself: its folder, what it was told, work that takes time, changes to put back. */
import { NO_WAY_BACK } from '../change-actions.ts';
import { problemRows } from './words.ts';

export const MANAGER_PROBLEMS = problemRows<
  | `manager.${string}`
  | `data.${string}`
  | `disk.${string}`
  | `input.${string}`
  | `settings.${string}`
  | `change.${string}`
  | `job.${string}`
  | `factory.${string}`
  | `connection.${string}`
>({
  'manager.recovery': ({ reason }) => ({
    what: {
      en: `Chatelaine could not start as usual: ${reason}`,
      fr: `Chatelaine n’a pas pu démarrer comme d’habitude : ${reason}`,
    },
    next: {
      en: 'It keeps to the last settings that worked. Repair the cause, then start Chatelaine again.',
      fr: 'Il s’en tient aux derniers réglages valables. Réparez la cause, puis relancez Chatelaine.',
    },
  }),
  'manager.unexpected': ({ reference }) => ({
    what: {
      en: 'Something happened that Chatelaine did not expect. Nothing more was changed.',
      fr: 'Il s’est passé quelque chose que Chatelaine n’attendait pas. Rien de plus n’a été modifié.',
    },
    next: {
      en: `Do it again. If it comes back, look for ${reference} on Logs and show that line to a technician.`,
      fr: `Recommencez. Si cela se répète, cherchez ${reference} sur la page Journal et montrez cette ligne à un technicien.`,
    },
  }),
  'data.locked': ({ folder }) => ({
    what: {
      en: `Another Chatelaine is already working on ${folder}.`,
      fr: `Un autre Chatelaine travaille déjà dans ${folder}.`,
    },
    next: { en: 'Use its window, or close it first.', fr: 'Utilisez sa fenêtre, ou fermez-la d’abord.' },
  }),
  'data.unwritable': ({ folder }) => ({
    what: { en: `Nothing can be written to ${folder}.`, fr: `Impossible d’écrire dans ${folder}.` },
    next: {
      en: 'Give the account Chatelaine runs under the right to write there, then do it again.',
      fr: 'Donnez au compte sous lequel tourne Chatelaine le droit d’y écrire, puis recommencez.',
    },
  }),
  'disk.full': ({ folder }) => ({
    what: { en: `The disk that holds ${folder} is full.`, fr: `Le disque qui contient ${folder} est plein.` },
    next: {
      en: 'Free some space, then do it again. Nothing that was saved is lost.',
      fr: 'Libérez de la place, puis recommencez. Rien de ce qui était enregistré n’est perdu.',
    },
  }),
  'input.invalid': ({ field, reason }) => ({
    what: {
      en: `A value was not accepted: ${field} (${reason}).`,
      fr: `Une valeur n’a pas été acceptée : ${field} (${reason}).`,
    },
    next: { en: 'Correct it, then do it again.', fr: 'Corrigez-la, puis recommencez.' },
  }),
  'settings.refused': ({ field, reason }) => ({
    what: {
      en: `The setting ${field} was not accepted (${reason}). The previous value stays in force.`,
      fr: `Le réglage ${field} n’a pas été accepté (${reason}). La valeur précédente reste en vigueur.`,
    },
    next: { en: 'Choose another value.', fr: 'Choisissez une autre valeur.' },
  }),
  'change.unknown': () => ({
    what: {
      en: 'This change is too old: Chatelaine keeps no note of it any more.',
      fr: 'Cette modification est trop ancienne : Chatelaine n’en garde plus de trace.',
    },
    next: { en: 'Change it by hand on its own page.', fr: 'Modifiez-la à la main sur sa propre page.' },
  }),
  'change.not-undoable': ({ because }) => ({
    what: {
      en: 'This is not put back from here.',
      fr: 'Cela ne se rétablit pas d’ici.',
    },
    next: NO_WAY_BACK[because],
  }),
  'change.since': ({ now }) => ({
    what: {
      en: `Nothing was put back: the same thing was changed in another way since. It is now: ${now}`,
      fr: `Rien n’a été rétabli : la même chose a été modifiée autrement depuis. À présent : ${now}`,
    },
    next: {
      en: 'Look at it on its own page, and change it there if it is not as you want it.',
      fr: 'Voyez ce qu’il en est sur la page concernée, et modifiez-le là s’il le faut.',
    },
  }),
  'job.unknown': () => ({
    what: { en: 'This work is not known any more.', fr: 'Ce travail n’est plus connu.' },
    next: { en: 'Start it again.', fr: 'Recommencez.' },
  }),
  'job.cancelled': () => ({
    what: {
      en: 'You stopped this. What was begun was taken back.',
      fr: 'Vous avez interrompu ceci. Ce qui était commencé a été annulé.',
    },
    next: { en: 'Start it again whenever you like.', fr: 'Recommencez quand vous voulez.' },
  }),
  'factory.name': () => ({
    what: {
      en: 'That is not the office’s domain, so nothing was done.',
      fr: 'Ce n’est pas le domaine du bureau ; rien n’a donc été fait.',
    },
    next: {
      en: 'Read its name on Home, and type it exactly.',
      fr: 'Lisez son nom sur l’Accueil, et tapez-le exactement.',
    },
  }),
  'connection.lost': () => ({
    what: {
      en: 'This window lost the connection to Chatelaine before the answer came.',
      fr: 'Cette fenêtre a perdu le contact avec Chatelaine avant la réponse.',
    },
    next: {
      en: 'Wait until the grey line at the top is gone, then do it again.',
      fr: 'Attendez que le bandeau gris du haut disparaisse, puis recommencez.',
    },
  }),
});
