/** Whether a certificate is for the names of the office. `data` as in certificate-judged.ts. */
import { list, REFUSED, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

export const NAMES = findingKinds({
  'certificate.other-names': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `This certificate is for ${list(data.names)}, and for none of the names of ${list(data.domains) || subject}.`,
        effect: REFUSED.en,
        fix: 'Choose the certificate of your own domain.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Ce certificat est établi pour ${list(data.names)}, et pour aucun des noms de ${list(data.domains) || subject}.`,
        effect: REFUSED.fr,
        fix: 'Choisir le certificat de votre propre domaine.',
      }),
    },
  },
  'certificate.no-names': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate names ${text(data.commonName)} in its old place only (common name), where nobody looks any more.`,
        effect: REFUSED.en,
        fix: 'Have it made anew with the names as “subject alternative names”.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat ne nomme ${text(data.commonName)} qu’à l’ancien endroit (common name), que plus personne ne regarde.`,
        effect: REFUSED.fr,
        fix: 'Le faire refaire avec les noms en « subject alternative names ».',
      }),
    },
  },
  'certificate.address-missing': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `The certificate is for ${list(data.names)}, but not for ${subject}, what your people’s addresses end in.`,
        effect: `Programs and other servers look for ${subject}, wherever the server stands: they refuse.`,
        fix: `Have ${subject} put on the certificate. It can be proved by a line in the domain’s address book even though the website is elsewhere.`,
      }),
      fr: ({ subject, data }) => ({
        cause: `Le certificat est établi pour ${list(data.names)}, mais pas pour ${subject}, par quoi finissent vos adresses.`,
        effect: `Applications et autres serveurs cherchent ${subject}, où que soit le serveur : ils refusent.`,
        fix: `Faire ajouter ${subject} au certificat. Une ligne dans le domaine suffit à le prouver, même si le site web est ailleurs.`,
      }),
    },
  },
  'certificate.name-missing': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} is not on the certificate (port ${list(data.ports)}).`,
        effect: `What is found under that name does not work: ${text(data.loses)}.`,
        fix: `Have ${subject} put on the certificate.`,
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} n’est pas sur le certificat (port ${list(data.ports)}).`,
        effect: `Ce qui se trouve sous ce nom ne fonctionne pas : ${text(data.losesFr)}.`,
        fix: `Faire ajouter ${subject} au certificat.`,
      }),
    },
  },
  'certificate.name-optional': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} is not on the certificate (port ${list(data.ports)}).`,
        effect: `A part may not work for everybody: ${text(data.loses)}.`,
        fix: `Put ${subject} on the next certificate.`,
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} n’est pas sur le certificat (port ${list(data.ports)}).`,
        effect: `Une partie peut ne pas fonctionner pour tous : ${text(data.losesFr)}.`,
        fix: `Ajouter ${subject} au prochain certificat.`,
      }),
    },
  },
  'certificate.wildcard-reach': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${text(data.wildcard)} does not cover ${subject}: a star stands for one word, and for one only.`,
        effect: `Programs that look for ${subject} refuse.`,
        fix: `Have ${subject} put on the certificate beside ${text(data.wildcard)}.`,
      }),
      fr: ({ subject, data }) => ({
        cause: `${text(data.wildcard)} ne couvre pas ${subject} : une étoile vaut un mot, et un seul.`,
        effect: `Les applications qui cherchent ${subject} refusent.`,
        fix: `Faire ajouter ${subject} au certificat, à côté de ${text(data.wildcard)}.`,
      }),
    },
  },
  'certificate.xmpp-name-only': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `${subject} stands on the certificate only in a form of its own for chat (XmppAddr or SRVName).`,
        effect: 'Many programs look for the plain name and refuse.',
        fix: `Have ${subject} put on the certificate as a plain DNS name, too.`,
      }),
      fr: ({ subject }) => ({
        cause: `${subject} ne figure sur le certificat que sous une forme propre au chat (XmppAddr ou SRVName).`,
        effect: 'Beaucoup d’applications cherchent le nom simple et refusent.',
        fix: `Faire aussi ajouter ${subject} au certificat comme simple nom DNS.`,
      }),
    },
  },
});
