/** People: those who are here, come, and go. */
import { problemRows } from './words.ts';

export const PEOPLE_PROBLEMS = problemRows<
  | `person.${string}`
  | `joining.${string}`
  | `team.${string}`
  | `entry.${string}`
  | `address.${string}`
  | `device.${string}`
  | `leaving.${string}`
>({
  'person.exists': ({ address }) => ({
    what: { en: `${address} exists already.`, fr: `${address} existe déjà.` },
    next: { en: 'Choose another address.', fr: 'Choisissez une autre adresse.' },
  }),
  'person.unknown': ({ address }) => ({
    what: { en: `${address} does not exist (any more).`, fr: `${address} n’existe pas, ou n’existe plus.` },
    next: {
      en: 'Close this and look at the list again.',
      fr: 'Fermez ceci et regardez de nouveau la liste.',
    },
  }),
  'person.name-invalid': ({ value }) => ({
    what: {
      en: `“${value}” cannot be the first part of an address.`,
      fr: `« ${value} » ne peut pas être le début d’une adresse.`,
    },
    next: {
      en: 'Use letters, digits, dots and hyphens, without spaces.',
      fr: 'Prenez des lettres, des chiffres, des points et des traits d’union, sans espaces.',
    },
  }),
  'person.password-weak': ({ minimum }) => ({
    what: { en: 'This password is too easy to guess.', fr: 'Ce mot de passe est trop facile à deviner.' },
    next: {
      en: `Use at least ${minimum} characters, or let Chatelaine propose one.`,
      fr: `Prenez au moins ${minimum} caractères, ou laissez Chatelaine en proposer un.`,
    },
  }),
  'person.last-admin': ({ address }) => ({
    what: {
      en: `${address} is the only administrator left.`,
      fr: `${address} est la seule adresse d’administration qui reste.`,
    },
    next: {
      en: 'Add another administrator first: without one, nobody could look after the server.',
      fr: 'Ajoutez d’abord une autre adresse d’administration : sans elle, personne ne pourrait s’occuper du serveur.',
    },
  }),
  'joining.invited': ({ address }) => ({
    what: { en: `${address} is invited already.`, fr: `${address} a déjà une invitation.` },
    next: {
      en: 'Send that link again: it is in the list below. Or take it back, then make a new one.',
      fr: 'Renvoyez ce lien : il figure dans la liste ci-dessous. Ou retirez-le, puis créez-en un nouveau.',
    },
  }),
  'team.unknown': () => ({
    what: { en: 'This team does not exist any more.', fr: 'Cette équipe n’existe plus.' },
    next: {
      en: 'Close this and look at the list again.',
      fr: 'Fermez ceci et regardez de nouveau la liste.',
    },
  }),
  'team.full': () => ({
    what: {
      en: 'This team has as many people as a team can have.',
      fr: 'Cette équipe compte déjà autant de personnes qu’une équipe peut en avoir.',
    },
    next: {
      en: 'Make a second team, or take somebody out of this one first.',
      fr: 'Créez une seconde équipe, ou retirez d’abord quelqu’un de celle-ci.',
    },
  }),
  'team.too-many': () => ({
    what: {
      en: 'The office has as many teams as can be.',
      fr: 'Le bureau a déjà autant d’équipes que possible.',
    },
    next: {
      en: 'Remove one that nobody needs any more, then make this one.',
      fr: 'Supprimez-en une dont personne n’a plus besoin, puis créez celle-ci.',
    },
  }),
  'entry.gone': () => ({
    what: { en: 'This has been dealt with in the meantime.', fr: 'Cela a été réglé entre-temps.' },
    next: { en: 'Nothing is left to do.', fr: 'Il ne reste rien à faire.' },
  }),
  'address.invalid': (data) =>
    data.reason === 'own'
      ? {
          what: {
            en: 'This is an address of your own server.',
            fr: 'C’est une adresse de votre propre serveur.',
          },
          next: {
            en: 'To close the door to a colleague, turn off “May log in” on the person’s account.',
            fr: 'Pour fermer la porte à quelqu’un du bureau, désactivez « Peut se connecter » sur son compte.',
          },
        }
      : {
          what: {
            en: 'This is not the address of a server or of a person elsewhere.',
            fr: 'Ce n’est pas l’adresse d’un serveur ni d’une personne d’ailleurs.',
          },
          next: {
            en: 'It looks like example.org, or like name@example.org.',
            fr: 'Elle ressemble à example.org ou à nom@example.org.',
          },
        },
  'device.gone': ({ address }) => ({
    what: { en: `${address} is not connected any more.`, fr: `${address} n’est plus en ligne.` },
    next: { en: 'Nothing is left to do.', fr: 'Il ne reste rien à faire.' },
  }),
  'leaving.successor': ({ address }) => ({
    what: {
      en: `${address} has no account here that is enabled.`,
      fr: `${address} n’a pas ici de compte actif.`,
    },
    next: {
      en: 'Choose somebody else to take over.',
      fr: 'Choisissez quelqu’un d’autre pour prendre la suite.',
    },
  }),
  'leaving.unknown': ({ address }) => ({
    what: {
      en: `${address} has not left, or is gone for good.`,
      fr: `${address} n’est pas parmi les départs, ou n’existe plus du tout.`,
    },
    next: { en: 'The page People shows who is here.', fr: 'La page Personnes montre qui est ici.' },
  }),
  'leaving.busy': ({ address }) => ({
    what: {
      en: `The access of ${address} is being closed at this moment.`,
      fr: `L’accès de ${address} est en cours de fermeture.`,
    },
    next: {
      en: 'Wait until that has ended, then bring the person back.',
      fr: 'Attendez la fin, puis faites revenir la personne.',
    },
  }),
  'leaving.no-copy': ({ address }) => ({
    what: {
      en: `There is no copy of the data of ${address}.`,
      fr: `Il n’y a pas de copie des données de ${address}.`,
    },
    next: {
      en: 'Have one made as long as the account is there.',
      fr: 'Faites-en préparer une tant que le compte existe.',
    },
  }),
});
