/**
 * What can be wrong with a certificate as such (electron/manager/certificates/judge), and with the name, port or path it is for.
 * `data`: `names`, `ports`, `until`/`from` (milliseconds), `issuer`, `by` (who is in the way), `url`, `detail` (exact, English).
 */
import { day, list, number, span, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

const REFUSED = {
  en: 'Programs refuse to connect: colleagues cannot sign in, and other servers do not talk with you.',
  fr: 'Les applications refusent de se connecter : vos collègues ne peuvent pas entrer, et les autres serveurs ne vous parlent plus.',
} as const;
const ANOTHER = {
  en: 'Have a new certificate made, here under Network, Certificate, or by whoever gave you this one.',
  fr: 'Faire établir un nouveau certificat, ici sous Réseau, Certificat, ou par la personne qui vous a donné celui-ci.',
} as const;

export const JUDGED = findingKinds({
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
  'certificate.expired': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate ran out on ${day(data.until, 'en')}.`,
        effect: REFUSED.en,
        fix: ANOTHER.en,
      }),
      fr: ({ data }) => ({
        cause: `Le certificat a expiré le ${day(data.until, 'fr')}.`,
        effect: REFUSED.fr,
        fix: ANOTHER.fr,
      }),
    },
  },
  'certificate.ends-soon': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate runs out on ${day(data.until, 'en')}, and its successor is not there yet.`,
        effect: 'Everything works until that day; after it nobody can connect.',
        fix: 'Bring its successor, or let Chatelaine obtain certificates by itself under Network, Certificate.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat expire le ${day(data.until, 'fr')}, et son successeur n’est pas encore là.`,
        effect: 'Tout fonctionne jusqu’à ce jour ; ensuite, personne ne peut plus se connecter.',
        fix: 'Apporter son successeur, ou laisser Chatelaine obtenir les certificats toute seule sous Réseau, Certificat.',
      }),
    },
  },
  'certificate.not-yet-valid': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate is valid from ${day(data.from, 'en')} only.`,
        effect: REFUSED.en,
        fix: 'Compare this computer’s clock first. If it is right, wait for that day or use another certificate.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat n’est valable qu’à partir du ${day(data.from, 'fr')}.`,
        effect: REFUSED.fr,
        fix: 'Vérifier d’abord l’horloge de cet ordinateur. Si elle est juste, attendre ce jour ou utiliser un autre certificat.',
      }),
    },
  },
  'certificate.clock-wrong': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `This computer’s clock is wrong by ${span(data.offset ?? data.by, 'en')}.`,
        effect:
          'Certificates seem to be too old or too new, so that sound ones are refused and new ones cannot be obtained.',
        fix: 'Set the clock, and switch on that it is kept right from the network.',
      }),
      fr: ({ data }) => ({
        cause: `L’horloge de cet ordinateur est décalée de ${span(data.offset ?? data.by, 'fr')}.`,
        effect:
          'Les certificats paraissent trop vieux ou trop récents : de bons certificats sont refusés et aucun nouveau ne peut être obtenu.',
        fix: 'Régler l’horloge, et activer sa mise à l’heure par le réseau.',
      }),
    },
  },
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
          'C’est bien ainsi. Quelques vieux serveurs le veulent à tort aussi pour les clients ; avec eux, votre serveur se prouve en étant rappelé (dialback).',
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
          'Qui volerait sa clé pourrait en établir d’autres en votre nom, et les programmes d’Apple et en Go le refusent.',
        fix: 'En faire établir un qui soit pour un serveur seulement.',
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
  'certificate.too-long': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate is made for ${number(data.days, 'en')} days.`,
        effect: 'iPhones, iPads and Macs refuse those made for more than 825 days.',
        fix: 'Have one made for a year or less.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat est établi pour ${number(data.days, 'fr')} jours.`,
        effect: 'Les iPhone, iPad et Mac refusent ceux établis pour plus de 825 jours.',
        fix: 'En faire établir un pour un an au plus.',
      }),
    },
  },
  'certificate.revoked': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The authority has withdrawn this certificate${data.at === null ? '' : ` on ${day(data.at, 'en')}`}.`,
        effect: 'Programs that ask the authority refuse it.',
        fix: 'Have a new certificate made with a new key, and find out why it was withdrawn.',
      }),
      fr: ({ data }) => ({
        cause: `L’autorité a révoqué ce certificat${data.at === null ? '' : ` le ${day(data.at, 'fr')}`}.`,
        effect: 'Les applications qui interrogent l’autorité le refusent.',
        fix: 'Faire établir un nouveau certificat avec une nouvelle clé, et chercher pourquoi il a été révoqué.',
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
        cause: `L’autorité n’a pas pu dire si le certificat tient toujours (${text(data.detail)}).`,
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
