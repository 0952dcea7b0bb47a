/**
 * What can happen on a certificate's way from its source to the server (electron/manager/certificates/job).
 * `data`: `until`, `retryAt` (milliseconds), `by` (the authority or place), `names`, `port`, `name`, `detail` (exact, English).
 */
import { day, isInside, list, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

const STAYS = {
  en: 'The certificate used so far stays in use; nobody notices anything.',
  fr: 'Le certificat utilisé jusqu’ici reste en service ; personne ne remarque rien.',
} as const;

export const RENEWAL = findingKinds({
  'certificate.renewal-late': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate should have been renewed by now; it is good until ${day(data.until, 'en')}.`,
        effect: 'Everything works until that day; after it nobody can connect.',
        fix: 'Look at what stopped the last try, under Network, Certificate. Chatelaine tries again by itself.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat aurait déjà dû être renouvelé ; il est valable jusqu’au ${day(data.until, 'fr')}.`,
        effect: 'Tout fonctionne jusqu’à ce jour ; ensuite personne ne pourra se connecter.',
        fix: 'Voir sous Réseau, Certificat ce qui a arrêté le dernier essai. Chatelaine recommence d’elle-même.',
      }),
    },
  },
  'certificate.put-back': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: ({ data }) => ({
        cause: `With the new certificate, ${text(data.name)} at port ${text(data.port)} did not show what it should.`,
        effect: 'The certificate used before was put back at once. Everything works as it did.',
        fix: 'Nothing to do now: it is tried again. If it happens twice, look at what listens on that port.',
      }),
      fr: ({ data }) => ({
        cause: `Avec le nouveau certificat, ${text(data.name)} sur le port ${text(data.port)} ne montrait pas ce qu’il fallait.`,
        effect: 'Le certificat précédent a été remis aussitôt. Tout fonctionne comme avant.',
        fix: 'Rien à faire pour l’instant : un nouvel essai suivra. Si cela se répète, voir qui écoute sur ce port.',
      }),
    },
  },
  'certificate.not-taken': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: () => ({
        cause: 'The server did not take the new certificate.',
        effect: STAYS.en,
        fix: 'It is tried again by itself. The server’s own words are under the details.',
      }),
      fr: () => ({
        cause: 'Le serveur n’a pas accepté le nouveau certificat.',
        effect: STAYS.fr,
        fix: 'Un nouvel essai suivra. Les termes du serveur figurent dans les détails.',
      }),
    },
  },
  'certificate.disk-full': {
    severity: 'broken',
    who: 'you',
    words: {
      en: () => ({
        cause: 'There is no room left on the disk to write the new certificate.',
        effect: STAYS.en,
        fix: 'Make room on the disk of the data folder. Then it goes on by itself, with the same order.',
      }),
      fr: () => ({
        cause: 'Il n’y a plus de place sur le disque pour écrire le nouveau certificat.',
        effect: STAYS.fr,
        fix: 'Libérer de la place sur le disque du dossier de données. La suite se fera d’elle-même, avec la même demande.',
      }),
    },
  },
  'certificate.names-left-out': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `These names could not be proved and are not on the certificate: ${list(data.names)}.`,
        effect: 'Whoever uses them sees a warning; everything else works.',
        fix: 'Add their lines to your domain’s address book, under Network, Names; the next renewal takes them up.',
      }),
      fr: ({ data }) => ({
        cause: `Ces noms n’ont pas pu être prouvés et ne figurent pas sur le certificat : ${list(data.names)}.`,
        effect: 'Qui s’en sert voit un avertissement ; tout le reste fonctionne.',
        fix: 'Ajouter leurs lignes au carnet d’adresses de votre domaine, sous Réseau, Noms ; le prochain renouvellement les prendra.',
      }),
    },
  },
  'certificate.job-failed': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: () => ({
        cause: 'Something unexpected happened inside Chatelaine while it renewed the certificate.',
        effect: STAYS.en,
        fix: 'It is tried again by itself. The log has the rest; the reference is under the details.',
      }),
      fr: () => ({
        cause: 'Un imprévu s’est produit dans Chatelaine pendant le renouvellement du certificat.',
        effect: STAYS.fr,
        fix: 'Un nouvel essai suivra. Le reste est dans le journal ; la référence figure dans les détails.',
      }),
    },
  },
  'certificate.stopped': {
    severity: 'info',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: 'The order was stopped, as somebody here asked.',
        effect: STAYS.en,
        fix: `Nothing to do: it goes on by itself on ${day(data.retryAt, 'en')}, or when you ask for it.`,
      }),
      fr: ({ data }) => ({
        cause: 'La demande a été arrêtée par quelqu’un ici.',
        effect: STAYS.fr,
        fix: `Rien à faire : elle reprend d’elle-même le ${day(data.retryAt, 'fr')}, ou à votre demande.`,
      }),
    },
  },
  'certificate.record-by-hand': {
    severity: 'info',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `The authority waits for a line in the address book of ${subject}, where we may not write.`,
        effect: STAYS.en,
        fix: 'Add the line shown on the page. We see it as soon as it is there, and go on by ourselves.',
      }),
      fr: ({ subject }) => ({
        cause: `L’autorité attend une ligne dans le carnet d’adresses de ${subject}, où nous ne pouvons pas écrire.`,
        effect: STAYS.fr,
        fix: 'Ajouter la ligne indiquée sur la page. Nous la voyons dès qu’elle y est, et la suite se fait d’elle-même.',
      }),
    },
  },
  'certificate.pin-by-hand': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `The address book of ${subject} names the present key (TLSA), and we may not write the next one beside it.`,
        effect: 'The new certificate waits. The one used so far stays in use; nobody notices anything.',
        fix: 'Put the lines shown below in place of the TLSA lines that are there. We see it, wait until everybody knows, and go on.',
      }),
      fr: ({ subject }) => ({
        cause: `Le carnet d’adresses de ${subject} nomme la clé actuelle (TLSA), et nous ne pouvons pas écrire la suivante à côté.`,
        effect:
          'Le nouveau certificat attend. Celui utilisé jusqu’ici reste en service ; personne ne remarque rien.',
        fix: 'Mettre les lignes ci-dessous à la place des lignes TLSA présentes. Nous le voyons, attendons que tout le monde le sache, et continuons.',
      }),
    },
  },
  'certificate.local-only': {
    severity: 'info',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: 'The certificate is signed by the office’s own authority.',
        effect:
          'Programs that were told to trust it connect without a question. Others warn, and other companies’ servers do not believe it.',
        fix: isInside(subject)
          ? 'On a network of your own this is as it should be: public authorities sign for names of the internet only.'
          : 'Have one from a public authority: choose “From a public authority, by itself”.',
      }),
      fr: ({ subject }) => ({
        cause: 'Le certificat est signé par l’autorité propre au bureau.',
        effect:
          'Les applications à qui l’on a dit de lui faire confiance se connectent sans rien demander. Les autres avertissent, et les serveurs d’autres entreprises n’y croient pas.',
        fix: isInside(subject)
          ? 'Sur un réseau à vous, c’est ce qu’il faut : les autorités publiques ne signent que pour des noms d’internet.'
          : 'En obtenir un d’une autorité publique : choisir « D’une autorité publique, tout seul ».',
      }),
    },
  },
});
