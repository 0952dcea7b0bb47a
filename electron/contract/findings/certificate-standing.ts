/** What the authority says of a certificate later on, and whom the zone lets make one. `data` as in certificate-judged.ts. */
import { day, list, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

export const STANDING = findingKinds({
  'certificate.revoked': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The authority withdrew this certificate${data.at === null ? '' : ` on ${day(data.at, 'en')}`}.`,
        effect: 'Programs that ask the authority refuse it.',
        fix: 'Have a new certificate made with a new key, and find out why it was withdrawn.',
      }),
      fr: ({ data }) => ({
        cause: `L’autorité a révoqué ce certificat${data.at === null ? '' : ` le ${day(data.at, 'fr')}`}.`,
        effect: 'Les applications qui interrogent l’autorité le refusent.',
        fix: 'Faire établir un nouveau certificat avec une nouvelle clé, et chercher pourquoi celui-ci a été révoqué.',
      }),
    },
  },
  'certificate.revocation-unknown': {
    severity: 'info',
    who: 'chatelaine',
    words: {
      en: ({ data }) => ({
        cause: `The authority could not be asked whether the certificate still holds (${text(data.detail)}).`,
        effect: 'Hardly any program asks; nothing changes for colleagues.',
        fix: 'There is nothing to do; Chatelaine asks again tomorrow.',
      }),
      fr: ({ data }) => ({
        cause: `L’autorité n’a pas pu être interrogée pour savoir si le certificat est toujours valable (${text(data.detail)}).`,
        effect: 'Presque aucune application ne le demande ; rien ne change pour vos collègues.',
        fix: 'Rien à faire ; Chatelaine redemande demain.',
      }),
    },
  },
  'certificate.must-staple': {
    severity: 'broken',
    who: 'you',
    words: {
      en: () => ({
        cause:
          'The certificate demands a proof of freshness at each connection (must-staple), and none is sent.',
        effect: 'Firefox and other programs that keep to it refuse the connection.',
        fix: 'Have it made without “must-staple” (OCSP): authorities have given up both.',
      }),
      fr: () => ({
        cause:
          'Le certificat exige une preuve de fraîcheur à chaque connexion (must-staple), et aucune n’est envoyée.',
        effect: 'Firefox et les autres applications qui s’y tiennent refusent la connexion.',
        fix: 'Le faire refaire sans « must-staple » (OCSP) : les autorités ont abandonné les deux.',
      }),
    },
  },
  'certificate.caa-forbids': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} allows ${list(data.allowed) || 'no authority'} to issue certificates, and ${text(data.issuer)} issued this one.`,
        effect: 'The certificate stays good, but its successor will be refused.',
        fix: 'Add the authority to the CAA lines of the domain, or have the next one made by an authority they allow.',
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} autorise ${list(data.allowed) || 'aucune autorité'} à établir des certificats, et celui-ci vient de ${text(data.issuer)}.`,
        effect: 'Le certificat reste bon, mais son successeur sera refusé.',
        fix: 'Ajouter l’autorité aux lignes CAA du domaine, ou s’adresser la prochaine fois à une autorité qu’elles permettent.',
      }),
    },
  },
});
