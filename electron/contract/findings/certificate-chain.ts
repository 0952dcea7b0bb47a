/** Who signed a certificate, and whether programs find their way from it to an authority they know. `data` as in certificate-judged.ts. */
import { ANOTHER, day, list, REFUSED, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

export const CHAIN = findingKinds({
  'certificate.self-signed': {
    severity: 'broken',
    who: 'you',
    words: {
      en: () => ({
        cause: 'The certificate vouches for itself: no authority has signed it.',
        effect: 'Programs warn or refuse, and other servers do not talk with you.',
        fix: ANOTHER.en,
      }),
      fr: () => ({
        cause: 'Le certificat se porte garant de lui-même : aucune autorité ne l’a signé.',
        effect:
          'Les applications avertissent ou refusent, et les autres serveurs ne parlent pas avec le vôtre.',
        fix: ANOTHER.fr,
      }),
    },
  },
  'certificate.unknown-authority': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate was issued by ${text(data.issuer)}, an authority that computers and phones do not know.`,
        effect:
          'Only those who were told to trust this authority can connect; other servers do not talk with you.',
        fix: 'Use a certificate of a public authority; or, for this office only, have every device trust that authority.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat vient de ${text(data.issuer)}, une autorité que les ordinateurs et téléphones ne connaissent pas.`,
        effect:
          'Seuls peuvent se connecter ceux à qui l’on a dit de faire confiance à cette autorité ; les autres serveurs ne parlent pas avec le vôtre.',
        fix: 'Utiliser un certificat d’une autorité publique ; ou, pour ce bureau seulement, faire accepter cette autorité sur chaque appareil.',
      }),
    },
  },
  'certificate.chain-incomplete': {
    severity: 'broken',
    who: 'chatelaine',
    words: {
      en: ({ data }) => ({
        cause: data.repaired
          ? `A certificate between yours and the authority is missing: that of ${text(data.issuer)}.`
          : `The certificate leads to ${text(data.issuer)}, and from there nowhere that computers and phones know: a certificate in between is missing.`,
        effect: 'Some programs find it by themselves, others refuse: phones and other servers mostly.',
        fix: data.repaired
          ? 'Chatelaine has found it and adds it when this certificate is used.'
          : `Add the file the authority calls “intermediate”, “chain” or “bundle”. Is ${text(data.issuer)} an authority of your own? Then each device has to be told to trust it.`,
      }),
      fr: ({ data }) => ({
        cause: data.repaired
          ? `Il manque un certificat entre le vôtre et l’autorité : celui de ${text(data.issuer)}.`
          : `Le certificat mène à ${text(data.issuer)}, et de là à rien que les ordinateurs et téléphones connaissent : il manque un certificat entre les deux.`,
        effect:
          'Certaines applications le trouvent seules, d’autres refusent : surtout les téléphones et les autres serveurs.',
        fix: data.repaired
          ? 'Chatelaine l’a trouvé et l’ajoute quand ce certificat est utilisé.'
          : `Ajouter le fichier que l’autorité appelle « intermediate », « chain » ou « bundle ». Si ${text(data.issuer)} est votre propre autorité, il faut dire à chaque appareil de lui faire confiance.`,
      }),
    },
  },
  'certificate.leaf-only-file': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: ({ subject }) => ({
        cause: `${subject} holds the certificate alone, without the ones that lead to the authority.`,
        effect: 'Phones and other servers would refuse it in that form.',
        fix: `Name fullchain.pem instead of cert.pem where it is configured. Chatelaine reads fullchain.pem beside it.`,
      }),
      fr: ({ subject }) => ({
        cause: `${subject} contient le certificat seul, sans ceux qui mènent à l’autorité.`,
        effect: 'Sous cette forme, les téléphones et les autres serveurs le refuseraient.',
        fix: 'Indiquer fullchain.pem au lieu de cert.pem là où il est configuré. Chatelaine lit fullchain.pem à côté.',
      }),
    },
  },
  'certificate.chain-order': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: () => ({
        cause: 'The certificates in the file stand in the wrong order.',
        effect: 'Strict programs refuse such a chain.',
        fix: 'Chatelaine puts them in order when it uses them.',
      }),
      fr: () => ({
        cause: 'Les certificats du fichier ne sont pas dans le bon ordre.',
        effect: 'Les applications strictes refusent une telle chaîne.',
        fix: 'Chatelaine les remet dans l’ordre en les utilisant.',
      }),
    },
  },
  'certificate.chain-extra': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: ({ data }) => ({
        cause: `The file holds certificates that do not belong to the chain: ${list(data.names)}.`,
        effect: 'They are sent for nothing at every connection, and some programs stumble over them.',
        fix: 'Chatelaine leaves them out when it uses the file.',
      }),
      fr: ({ data }) => ({
        cause: `Le fichier contient des certificats étrangers à la chaîne : ${list(data.names)}.`,
        effect: 'Ils sont envoyés pour rien à chaque connexion, et certaines applications s’y perdent.',
        fix: 'Chatelaine les laisse de côté en utilisant le fichier.',
      }),
    },
  },
  'certificate.expired-in-chain': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: ({ data }) => ({
        cause: `The chain carries a certificate of ${text(data.issuer)} that ran out on ${day(data.until, 'en')}.`,
        effect: 'New programs find another way; older phones and servers refuse the whole chain.',
        fix: 'Chatelaine leaves it out when it uses the chain. Where another program serves it, ask the authority for its present chain.',
      }),
      fr: ({ data }) => ({
        cause: `La chaîne contient un certificat de ${text(data.issuer)} expiré le ${day(data.until, 'fr')}.`,
        effect:
          'Les applications récentes trouvent un autre chemin ; les téléphones et serveurs plus anciens refusent toute la chaîne.',
        fix: 'Chatelaine le laisse de côté en utilisant la chaîne. Si un autre programme la présente, demander à l’autorité sa chaîne actuelle.',
      }),
    },
  },
  'certificate.issuer-expired': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `Your certificate is within its time, but the one it stands on is not (${text(data.issuer)}).`,
        effect: REFUSED.en,
        fix: 'Ask the authority for its present chain, or have a new certificate made.',
      }),
      fr: ({ data }) => ({
        cause: `Votre certificat est dans ses dates, mais pas celui sur lequel il repose (${text(data.issuer)}).`,
        effect: REFUSED.fr,
        fix: 'Demander à l’autorité sa chaîne actuelle, ou faire établir un nouveau certificat.',
      }),
    },
  },
  'certificate.issuer-no-authority': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate was signed by ${text(data.issuer)}, which may not vouch for it (${text(data.detail)}).`,
        effect: REFUSED.en,
        fix: ANOTHER.en,
      }),
      fr: ({ data }) => ({
        cause: `Le certificat est signé par ${text(data.issuer)}, qui n’a pas le droit de s’en porter garant (${text(data.detail)}).`,
        effect: REFUSED.fr,
        fix: ANOTHER.fr,
      }),
    },
  },
  'certificate.name-constraint': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The authority may not vouch for one of the names on the certificate: ${text(data.detail)}.`,
        effect: `One such name spoils the whole certificate. ${REFUSED.en}`,
        fix: 'Have it made without that name, or by an authority that may.',
      }),
      fr: ({ data }) => ({
        cause: `L’autorité n’a pas le droit de se porter garante d’un des noms du certificat : ${text(data.detail)}.`,
        effect: `Un seul de ces noms gâte tout le certificat. ${REFUSED.fr}`,
        fix: 'Le faire refaire sans ce nom, ou par une autorité qui en a le droit.',
      }),
    },
  },
});
