/** The domain’s records and whoever keeps them. */
import { problemRows } from './words.ts';

export const DNS_PROBLEMS = problemRows<
  `dns-provider.${string}` | `dns-apply.${string}` | `dns-proof.${string}` | `dns-undo.${string}`
>({
  'dns-provider.denied': ({ provider, reason, right }) => {
    if (reason === 'right-missing')
      return right
        ? {
            what: {
              en: `${provider} knows this access, but does not let it do this: ${right} is missing.`,
              fr: `${provider} reconnaît cet accès, mais ne lui permet pas cela : il manque ${right}.`,
            },
            next: {
              en: 'Make a new token with this right, and connect again.',
              fr: 'Créez un nouveau jeton avec ce droit, puis reliez de nouveau.',
            },
          }
        : {
            what: {
              en: `${provider} knows this access, but does not let it change the records.`,
              fr: `${provider} reconnaît cet accès, mais ne lui permet pas de modifier les enregistrements.`,
            },
            next: {
              en: 'Make a new token with the rights listed beside the form, and connect again.',
              fr: 'Créez un nouveau jeton avec les droits indiqués à côté du formulaire, puis reliez de nouveau.',
            },
          };
    return reason === 'expired'
      ? {
          what: {
            en: `The access to ${provider} has run out, or was withdrawn there.`,
            fr: `L’accès à ${provider} a expiré, ou y a été retiré.`,
          },
          next: {
            en: 'Make a new token there, and connect again.',
            fr: 'Créez-y un nouveau jeton, puis reliez de nouveau.',
          },
        }
      : {
          what: {
            en: `${provider} does not know this token or key.`,
            fr: `${provider} ne connaît pas ce jeton ou cette clé.`,
          },
          next: {
            en: 'Copy it again, whole and without spaces. If it is lost, make a new one.',
            fr: 'Copiez-le de nouveau, en entier et sans espaces. S’il est perdu, créez-en un autre.',
          },
        };
  },
  'dns-provider.no-zone': ({ provider, name }) =>
    provider
      ? {
          what: {
            en: `The account at ${provider} works, but ${name} is not among its domains.`,
            fr: `Le compte chez ${provider} fonctionne, mais ${name} n’est pas parmi ses domaines.`,
          },
          next: {
            en: 'Use the account in which the domain is, or give the token the right to it.',
            fr: 'Utilisez le compte où se trouve le domaine, ou donnez-en le droit au jeton.',
          },
        }
      : {
          what: {
            en: `Chatelaine has no access to the place where ${name} is kept.`,
            fr: `Chatelaine n’a pas accès à l’endroit où ${name} est géré.`,
          },
          next: {
            en: 'Connect the provider of the domain, or put the records in by hand.',
            fr: 'Reliez le fournisseur du domaine, ou ajoutez les enregistrements à la main.',
          },
        },
  'dns-provider.too-often': ({ provider }) => ({
    what: {
      en: `${provider} asks us to wait: it was asked too often.`,
      fr: `${provider} nous demande d’attendre : trop de demandes lui ont été faites.`,
    },
    next: {
      en: 'Do it again in an hour. What was done stays done.',
      fr: 'Recommencez dans une heure. Ce qui est fait reste fait.',
    },
  }),
  'dns-provider.down': ({ provider, said }) => ({
    what: {
      en: `${provider} cannot be reached at the moment, or does not answer as it should (${said}).`,
      fr: `${provider} est injoignable en ce moment, ou ne répond pas comme il faut (${said}).`,
    },
    next: {
      en: 'Do it again later. It goes on where it stopped.',
      fr: 'Recommencez plus tard. Cela reprendra où cela s’est arrêté.',
    },
  }),
  'dns-provider.refused': ({ provider, name, said }) => ({
    what: {
      en: `${provider} does not take the record for ${name}: ${said}`,
      fr: `${provider} n’accepte pas l’enregistrement pour ${name} : ${said}`,
    },
    next: {
      en: 'Put this one in by hand on their page, or ask their support with this sentence.',
      fr: 'Ajoutez celui-ci à la main sur leur page, ou interrogez leur assistance avec cette phrase.',
    },
  }),
  'dns-provider.changed': ({ name, type }) => ({
    what: {
      en: `Somebody else has just changed the record ${name} (${type}). It was left as it is.`,
      fr: `Quelqu’un d’autre vient de modifier l’enregistrement ${name} (${type}). Il a été laissé tel quel.`,
    },
    next: {
      en: 'Look again: the list then shows what is there now.',
      fr: 'Regardez de nouveau : la liste montre alors ce qui s’y trouve maintenant.',
    },
  }),
  'dns-apply.outdated': () => ({
    what: {
      en: 'The records are not as they were shown any more. Nothing was changed.',
      fr: 'Les enregistrements ne sont plus tels qu’ils étaient montrés. Rien n’a été changé.',
    },
    next: { en: 'Look again, then apply.', fr: 'Regardez de nouveau, puis appliquez.' },
  }),
  'dns-apply.nothing': () => ({
    what: { en: 'There is nothing to do.', fr: 'Il n’y a rien à faire.' },
    next: {
      en: 'All records are as they should be, or nothing was agreed to.',
      fr: 'Tous les enregistrements sont comme il faut, ou rien n’a été accepté.',
    },
  }),
  'dns-apply.unknown': () => ({
    what: { en: 'This change is no longer kept.', fr: 'Ce changement n’est plus conservé.' },
    next: { en: 'Look at the list of changes again.', fr: 'Regardez de nouveau la liste des changements.' },
  }),
  'dns-apply.busy': () => ({
    what: {
      en: 'Records are being changed at this moment.',
      fr: 'Des enregistrements sont en cours de modification.',
    },
    next: {
      en: 'Wait until that has ended, then do it again.',
      fr: 'Attendez que ce soit terminé, puis recommencez.',
    },
  }),
  'dns-proof.not-seen': ({ name }) => ({
    what: {
      en: `Not every name server of the domain gives the text at ${name} yet.`,
      fr: `Certains serveurs de noms du domaine ne donnent pas encore le texte placé à ${name}.`,
    },
    next: {
      en: 'It can take an hour. Chatelaine tries again by itself.',
      fr: 'Cela peut prendre une heure. Chatelaine recommence d’elle-même.',
    },
  }),
  'dns-undo.changed': (data) => {
    const keys = data.keys.join(', ');
    return {
      what: {
        en: `Somebody has changed these records since: ${keys}. Nothing was put back.`,
        fr: `Quelqu’un a modifié ces enregistrements depuis : ${keys}. Rien n’a été remis.`,
      },
      next: {
        en: 'Look at both, then choose which to leave.',
        fr: 'Regardez les deux, puis choisissez lesquels laisser.',
      },
    };
  },
});
