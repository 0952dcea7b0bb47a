/** The firewall of this computer, and whether one gets in from outside. */
import { problemRows } from './words.ts';

export const DOORS_PROBLEMS = problemRows<`firewall.${string}` | `reach.${string}`>({
  'firewall.not-possible': ({ reason }) =>
    reason === 'denied'
      ? {
          what: {
            en: 'The computer was not allowed to change the firewall: the password was not given, or was not the right one.',
            fr: 'L’ordinateur n’a pas été autorisé à modifier le pare-feu : le mot de passe n’a pas été donné, ou n’était pas le bon.',
          },
          next: {
            en: 'Press again, and type the password of an administrator of this computer.',
            fr: 'Recommencez, et tapez le mot de passe d’un administrateur de cet ordinateur.',
          },
        }
      : {
          what: {
            en: 'Chatelaine has no right to read or change the firewall of this computer.',
            fr: 'Chatelaine n’a pas le droit de lire ni de modifier le pare-feu de cet ordinateur.',
          },
          next: {
            en: 'An administrator can do it: the page Doors has the command.',
            fr: 'Un administrateur peut le faire : la page Portes donne la commande.',
          },
        },
  'firewall.refused': ({ said }) => ({
    what: { en: `The firewall did not take it: ${said}`, fr: `Le pare-feu ne l’a pas accepté : ${said}` },
    next: {
      en: 'Everything is as it was. Show these words to whoever looks after this computer.',
      fr: 'Tout est comme avant. Montrez ces mots à la personne qui s’occupe de cet ordinateur.',
    },
  }),
  'firewall.outdated': () => ({
    what: {
      en: 'Somebody changed the firewall since this was shown. Nothing was done.',
      fr: 'Quelqu’un a modifié le pare-feu depuis cet affichage. Rien n’a été fait.',
    },
    next: {
      en: 'Look at what would be done now, then apply that.',
      fr: 'Regardez ce qui serait fait maintenant, puis appliquez-le.',
    },
  }),
  'firewall.busy': () => ({
    what: {
      en: 'Another change of the firewall waits for its confirmation right now.',
      fr: 'Une autre modification du pare-feu attend sa confirmation en ce moment.',
    },
    next: {
      en: 'Wait until it was kept or taken back: a minute at most.',
      fr: 'Attendez qu’elle soit gardée ou retirée : une minute au plus.',
    },
  }),
  'firewall.too-late': () => ({
    what: {
      en: 'It was too late: the old rules are in force again.',
      fr: 'C’était trop tard : les anciennes règles sont de nouveau en vigueur.',
    },
    next: {
      en: 'Apply them once more, and press “Keep” before the time is over.',
      fr: 'Appliquez-les encore une fois, et choisissez « Garder » avant la fin du décompte.',
    },
  }),
  'reach.no-address': () => ({
    what: {
      en: 'The office has no public address anybody could knock at yet.',
      fr: 'Le bureau n’a pas encore d’adresse publique où frapper.',
    },
    next: {
      en: 'Put the addresses into the domain’s address book first (Network, Names).',
      fr: 'Inscrivez d’abord les adresses dans le carnet d’adresses du domaine (Réseau, Noms).',
    },
  }),
  'reach.code-invalid': () => ({
    what: {
      en: 'This code does not count: it is incomplete, belongs to another line, or is older than an hour.',
      fr: 'Ce code ne compte pas : il est incomplet, vient d’une autre ligne, ou date de plus d’une heure.',
    },
    next: {
      en: 'Copy it from chr1- to its very end; or make a new line and run that.',
      fr: 'Copiez-le depuis chr1- jusqu’à la toute fin, ou préparez une nouvelle ligne et lancez celle-ci.',
    },
  }),
  'reach.partner-code': (data) =>
    data.reason === 'known'
      ? {
          what: { en: 'This office is a partner already.', fr: 'Ce bureau est déjà un partenaire.' },
          next: { en: 'Nothing more to do here.', fr: 'Rien de plus à faire ici.' },
        }
      : data.reason === 'ourselves'
        ? {
            what: { en: 'This is your own code.', fr: 'C’est votre propre code.' },
            next: {
              en: 'The other office has to give you theirs.',
              fr: 'L’autre bureau doit vous donner le sien.',
            },
          }
        : data.reason === 'too-many'
          ? {
              what: { en: 'Ten partners are enough.', fr: 'Dix partenaires suffisent.' },
              next: { en: 'Remove one first.', fr: 'Retirez-en un d’abord.' },
            }
          : {
              what: {
                en: 'This is no code of another Chatelaine, or a part of it is missing.',
                fr: 'Ce n’est pas le code d’un autre Chatelaine, ou il en manque une partie.',
              },
              next: {
                en: 'Copy it whole: it begins with chp1-.',
                fr: 'Copiez-le en entier : il commence par chp1-.',
              },
            },
  'reach.partner-unknown': () => ({
    what: { en: 'There is no such partner any more.', fr: 'Ce partenaire n’existe plus.' },
    next: { en: 'Add one, or look at the list again.', fr: 'Ajoutez-en un, ou revoyez la liste.' },
  }),
  'reach.partner-silent': ({ name, reason }) => ({
    what: { en: `${name} did not knock at your doors.`, fr: `${name} n’a pas frappé à vos portes.` },
    next:
      reason === 'busy'
        ? {
            en: 'It was asked often enough for now: try again in an hour, or have a computer elsewhere look.',
            fr: 'Il a été assez sollicité pour l’instant : réessayez dans une heure, ou faites regarder un ordinateur situé ailleurs.',
          }
        : reason === 'unknown-there' || reason === 'no-answer'
          ? {
              en: '“Partners” says why. Ask them by telephone whether they have added your code.',
              fr: 'La raison figure sous « Partenaires ». Demandez par téléphone si votre code a été ajouté.',
            }
          : { en: '“Partners” says why.', fr: 'La raison figure sous « Partenaires ».' },
  }),
});
