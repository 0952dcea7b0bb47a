/** What a certificate is made of and made for: its key, its signature, its uses, its form. `data` as in certificate-judged.ts. */
import { ANOTHER, list, REFUSED, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

export const KEY = findingKinds({
  'certificate.unreadable': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `There is no certificate to be read in ${subject}.`,
        effect: 'The certificate used so far stays in use.',
        fix: 'Choose the file the authority gave you: it begins with BEGIN CERTIFICATE, or its name ends in .pfx or .p12.',
      }),
      fr: ({ subject }) => ({
        cause: `Aucun certificat lisible dans ${subject}.`,
        effect: 'Le certificat utilisé jusqu’ici reste en service.',
        fix: 'Choisir le fichier remis par l’autorité : il commence par BEGIN CERTIFICATE, ou son nom finit par .pfx ou .p12.',
      }),
    },
  },
  'certificate.weak-key': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The key of ${text(data.of)} is too short (${text(data.key)}).`,
        effect: 'It can be broken, and programs refuse it.',
        fix: 'Have a new certificate made with a new key: P-256, or RSA with 2048 bits or more.',
      }),
      fr: ({ data }) => ({
        cause: `La clé de ${text(data.of)} est trop courte (${text(data.key)}).`,
        effect: 'Elle peut être cassée, et les applications la refusent.',
        fix: 'Faire établir un nouveau certificat avec une nouvelle clé : P-256, ou RSA de 2048 bits au moins.',
      }),
    },
  },
  'certificate.weak-signature': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate of ${text(data.of)} is signed in a way that can be forged (MD5 or SHA-1).`,
        effect: 'Programs refuse it.',
        fix: 'Have a new certificate made; authorities sign with SHA-256 today.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat de ${text(data.of)} est signé d’une façon falsifiable (MD5 ou SHA-1).`,
        effect: 'Les applications le refusent.',
        fix: 'Faire établir un nouveau certificat ; les autorités signent aujourd’hui avec SHA-256.',
      }),
    },
  },
  'certificate.unusual-key': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The key is of a kind not every program knows (${text(data.key)}).`,
        effect: 'Some older programs and servers cannot connect.',
        fix: 'Have the next certificate made for a P-256 or RSA key.',
      }),
      fr: ({ data }) => ({
        cause: `La clé est d’un genre que toutes les applications ne connaissent pas (${text(data.key)}).`,
        effect: 'Certaines applications et certains serveurs plus anciens ne peuvent pas se connecter.',
        fix: 'Faire établir le prochain certificat pour une clé P-256 ou RSA.',
      }),
    },
  },
  'certificate.not-for-servers': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate is for another use (${list(data.uses)}), not for servers.`,
        effect: REFUSED.en,
        fix: 'Have one made for a server (TLS server, serverAuth).',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat est fait pour un autre usage (${list(data.uses)}), pas pour un serveur.`,
        effect: REFUSED.fr,
        fix: 'En faire établir un pour un serveur (serveur TLS, serverAuth).',
      }),
    },
  },
  'certificate.server-only': {
    severity: 'info',
    who: 'chatelaine',
    words: {
      en: () => ({
        cause:
          'The certificate is for servers only, as public authorities issue them since 11 February 2026.',
        effect:
          'That is as it should be. A few old servers wrongly want it to be for clients, too; with those your server proves itself by being called back (dialback).',
        fix: 'There is nothing to do. The page Federation names the servers that are behind.',
      }),
      fr: () => ({
        cause:
          'Le certificat est fait pour les serveurs seulement, comme les autorités publiques les établissent depuis le 11 février 2026.',
        effect:
          'C’est bien ainsi. Quelques vieux serveurs le veulent à tort aussi pour les clients ; face à eux, votre serveur prouve qui il est en se faisant rappeler (dialback).',
        fix: 'Rien à faire. La page Fédération nomme les serveurs en retard.',
      }),
    },
  },
  'certificate.is-authority': {
    severity: 'warning',
    who: 'you',
    words: {
      en: () => ({
        cause: 'The server’s own certificate says that it is an authority.',
        effect:
          'Whoever steals its key can issue others in your name, and Apple’s and Go’s programs refuse it.',
        fix: 'Have one made that is for a server only.',
      }),
      fr: () => ({
        cause: 'Le certificat du serveur lui-même se dit autorité.',
        effect:
          'Qui volerait sa clé pourrait en établir d’autres en votre nom, et les programmes d’Apple, comme ceux écrits en Go, le refusent.',
        fix: 'En faire établir un qui soit pour un serveur seulement.',
      }),
    },
  },
  'certificate.malformed': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate holds something programs do not understand (${text(data.detail)}).`,
        effect: REFUSED.en,
        fix: ANOTHER.en,
      }),
      fr: ({ data }) => ({
        cause: `Le certificat contient quelque chose que les applications ne comprennent pas (${text(data.detail)}).`,
        effect: REFUSED.fr,
        fix: ANOTHER.fr,
      }),
    },
  },
});
