/** Rooms and what is said in them. */
import { problemRows } from './words.ts';

export const ROOMS_PROBLEMS = problemRows<`room.${string}`>({
  'room.exists': ({ address }) => ({
    what: {
      en: `There is a room at ${address} already.`,
      fr: `Il y a déjà un salon à l’adresse ${address}.`,
    },
    next: { en: 'Choose another address.', fr: 'Choisissez une autre adresse.' },
  }),
  'room.unknown': ({ address }) => ({
    what: {
      en: `There is no room at ${address} (any more).`,
      fr: `Il n’y a pas (ou plus) de salon à l’adresse ${address}.`,
    },
    next: {
      en: 'Close this and look at the list again.',
      fr: 'Fermez ceci et regardez de nouveau la liste.',
    },
  }),
  'room.name-invalid': ({ value }) => ({
    what: {
      en: `“${value}” cannot be the first part of a room’s address.`,
      fr: `« ${value} » ne peut pas être le début de l’adresse d’un salon.`,
    },
    next: {
      en: 'Use letters, digits, dots and hyphens, without spaces.',
      fr: 'Prenez des lettres, des chiffres, des points et des traits d’union, sans espaces.',
    },
  }),
  'room.last-owner': ({ address }) => ({
    what: {
      en: `${address} is the only one who runs this room.`,
      fr: `Seule l’adresse ${address} gère ce salon.`,
    },
    next: {
      en: 'Let somebody else run it first, or close the room.',
      fr: 'Confiez d’abord le salon à une autre personne, ou fermez-le.',
    },
  }),
  'room.not-there': ({ nick }) => ({
    what: { en: `${nick} is not in the room any more.`, fr: `${nick} n’est plus dans le salon.` },
    next: { en: 'Nothing is left to do.', fr: 'Il ne reste rien à faire.' },
  }),
  'room.message-gone': () => ({
    what: {
      en: 'This message was taken back already, or is not kept any more.',
      fr: 'Ce message a déjà été retiré, ou n’est plus conservé.',
    },
    next: { en: 'Nothing is left to do.', fr: 'Il ne reste rien à faire.' },
  }),
  'room.refused': ({ said }) => ({
    what: {
      en: `The server did not accept this for the room: ${said}`,
      fr: `Le serveur n’a pas accepté cela pour le salon : ${said}`,
    },
    next: {
      en: 'Choose another value. Nothing was changed.',
      fr: 'Choisissez une autre valeur. Rien n’a été changé.',
    },
  }),
});
