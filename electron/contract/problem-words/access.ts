/** Who is let into these pages, from where, and how they show who they are. */
import { problemRows } from './words.ts';

export const ACCESS_PROBLEMS = problemRows<`access.${string}`>({
  'access.denied': () => ({
    what: { en: 'This browser is not let in any more.', fr: 'Ce navigateur n’est plus autorisé.' },
    next: {
      en: 'Open a new link: type chatelaine in a terminal of the computer it runs on.',
      fr: 'Ouvrez un nouveau lien : tapez chatelaine dans un terminal de l’ordinateur où il tourne.',
    },
  }),
  'access.confirm': () => ({
    what: {
      en: 'For this, the password of this app or a passkey has to be given once more.',
      fr: 'Pour cela, il faut redonner le mot de passe de cette application ou une clé d’accès.',
    },
    next: {
      en: 'Do it again and give one of them. If there is none yet, set a password on Settings first.',
      fr: 'Recommencez en donnant l’un des deux. S’il n’y en a pas encore, posez d’abord un mot de passe dans les Réglages.',
    },
  }),
  'access.password-weak': ({ minimum }) => ({
    what: { en: 'This password is too easy to guess.', fr: 'Ce mot de passe est trop facile à deviner.' },
    next: {
      en: `Take at least ${minimum} characters: four words that do not belong together are good.`,
      fr: `Prenez au moins ${minimum} caractères : quatre mots sans rapport conviennent bien.`,
    },
  }),
  'access.password-needed': () => ({
    what: {
      en: 'Without a password nobody is let in from another computer.',
      fr: 'Sans mot de passe, personne n’entre depuis un autre ordinateur.',
    },
    next: {
      en: 'Set a password on Settings, or add a passkey; then open it to the office network.',
      fr: 'Posez un mot de passe dans les Réglages, ou ajoutez une clé d’accès ; ouvrez ensuite au réseau du bureau.',
    },
  }),
  'access.last-way': () => ({
    what: {
      en: 'Without it, nobody on the office network could open these pages any more.',
      fr: 'Sans cela, plus personne du réseau du bureau ne pourrait ouvrir ces pages.',
    },
    next: {
      en: 'Close the office network first, or set another password or passkey.',
      fr: 'Fermez d’abord le réseau du bureau, ou posez un autre mot de passe ou une autre clé d’accès.',
    },
  }),
  'access.passkey-impossible': () => ({
    what: {
      en: 'Passkeys do not work at the address this page was opened at.',
      fr: 'Les clés d’accès ne fonctionnent pas à l’adresse où cette page est ouverte.',
    },
    next: {
      en: 'Open this page by its name with https, or as http://localhost on this computer.',
      fr: 'Ouvrez cette page par son nom avec https, ou comme http://localhost sur cet ordinateur.',
    },
  }),
  'access.passkey-refused': (data) =>
    data.reason === 'too-many'
      ? {
          what: {
            en: 'There are as many passkeys as can be.',
            fr: 'Il y a déjà autant de clés d’accès que possible.',
          },
          next: {
            en: 'Remove one that is not used any more, then add this one.',
            fr: 'Retirez-en une qui ne sert plus, puis ajoutez celle-ci.',
          },
        }
      : {
          what: {
            en: 'The device’s answer could not be accepted.',
            fr: 'La réponse de l’appareil n’a pas pu être acceptée.',
          },
          next: {
            en: 'Begin again, and answer on the device within five minutes.',
            fr: 'Recommencez, et répondez sur l’appareil dans les cinq minutes.',
          },
        },
  'access.lan-impossible': () => ({
    what: {
      en: 'This computer has no address in an office network.',
      fr: 'Cet ordinateur n’a pas d’adresse dans un réseau de bureau.',
    },
    next: {
      en: 'Connect it to the office network, then do it again.',
      fr: 'Reliez-le au réseau du bureau, puis recommencez.',
    },
  }),
});
