/**
 * What stands in the way of using a certificate that comes from elsewhere: files, folders, another computer (electron/manager/certificates/
 * sources and broker), and the office's own authority. `data`: `path`, `user`, `commands`, `names`, `until`, `detail` (exact, English).
 */
import { day, list, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

const STAYS = {
  en: 'The certificate used so far stays in use.',
  fr: 'Le certificat utilisé jusqu’ici reste en service.',
} as const;

/** What a key may that was to hand out a file only. */
const MAY: Readonly<Record<string, readonly [en: string, fr: string]>> = {
  commands: ['run any command', 'lancer n’importe quelle commande'],
  terminal: ['open a terminal', 'ouvrir un terminal'],
  forwarding: ['reach other computers through it', 'joindre d’autres ordinateurs à travers lui'],
  sftp: ['read and write files', 'lire et écrire des fichiers'],
};
const mayWords = (may: unknown, at: 0 | 1): string =>
  (Array.isArray(may) ? may : []).map((one) => MAY[String(one)]?.[at] ?? String(one)).join(', ');

export const SOURCES = findingKinds({
  'certificate.key-missing': {
    severity: 'broken',
    who: 'you',
    words: {
      en: () => ({
        cause: 'The certificate is there, and its private key is not.',
        effect: STAYS.en,
        fix: 'Add the key file that was made with the request; it begins with BEGIN PRIVATE KEY, and is often called privkey.pem or ends in .key.',
      }),
      fr: () => ({
        cause: 'Le certificat est là, mais pas sa clé privée.',
        effect: STAYS.fr,
        fix: 'Ajouter le fichier de clé créé avec la demande ; il commence par BEGIN PRIVATE KEY et s’appelle souvent privkey.pem ou finit par .key.',
      }),
    },
  },
  'certificate.key-mismatch': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The private key belongs to another certificate than that of ${list(data.names)}.`,
        effect: STAYS.en,
        fix: 'Look for the key that was made with this certificate’s request; an older or newer one does not fit.',
      }),
      fr: ({ data }) => ({
        cause: `La clé privée appartient à un autre certificat que celui de ${list(data.names)}.`,
        effect: STAYS.fr,
        fix: 'Chercher la clé créée avec la demande de ce certificat ; une plus ancienne ou plus récente ne convient pas.',
      }),
    },
  },
  'certificate.key-unreadable': {
    severity: 'broken',
    who: 'you',
    words: {
      en: () => ({
        cause: 'The private key cannot be read.',
        effect: STAYS.en,
        fix: 'Copy the file again: all of it, from the line with BEGIN to the line with END.',
      }),
      fr: () => ({
        cause: 'La clé privée est illisible.',
        effect: STAYS.fr,
        fix: 'Recopier le fichier en entier, de la ligne BEGIN à la ligne END.',
      }),
    },
  },
  'certificate.passphrase-needed': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `${subject} is locked with a password.`,
        effect: STAYS.en,
        fix: 'Type the password that was chosen when the file was made. It is not kept.',
      }),
      fr: ({ subject }) => ({
        cause: `${subject} est protégé par un mot de passe.`,
        effect: STAYS.fr,
        fix: 'Saisir le mot de passe choisi à la création du fichier. Il n’est pas conservé.',
      }),
    },
  },
  'certificate.passphrase-wrong': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `The password does not open ${subject}.`,
        effect: STAYS.en,
        fix: 'Type it again; upper and lower case count. Or export the file anew with another password.',
      }),
      fr: ({ subject }) => ({
        cause: `Le mot de passe n’ouvre pas ${subject}.`,
        effect: STAYS.fr,
        fix: 'Le ressaisir, majuscules comprises. Ou exporter le fichier à nouveau avec un autre mot de passe.',
      }),
    },
  },
  'certificate.pfx-unknown': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} is locked in a way we cannot open (${text(data.detail)}).`,
        effect: STAYS.en,
        fix: 'Export it again with AES-256, or as PEM files.',
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} est protégé d’une façon que nous ne savons pas ouvrir (${text(data.detail)}).`,
        effect: STAYS.fr,
        fix: 'L’exporter à nouveau avec AES-256, ou en fichiers PEM.',
      }),
    },
  },
  'certificate.too-large': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `${subject} is far larger than certificates are.`,
        effect: STAYS.en,
        fix: 'Choose the certificate’s file itself, not an archive or a backup.',
      }),
      fr: ({ subject }) => ({
        cause: `${subject} est bien plus gros que ne le sont les certificats.`,
        effect: STAYS.fr,
        fix: 'Choisir le fichier du certificat lui-même, pas une archive ni une sauvegarde.',
      }),
    },
  },
  'certificate.file-gone': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `${subject} is not there.`,
        effect: STAYS.en,
        fix: 'See whether the program that keeps certificates there still runs, or choose another place.',
      }),
      fr: ({ subject }) => ({
        cause: `${subject} n’existe pas.`,
        effect: STAYS.fr,
        fix: 'Vérifier que le programme qui y range les certificats fonctionne encore, ou choisir un autre emplacement.',
      }),
    },
  },
  'certificate.file-forbidden': {
    severity: 'broken',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `The account ${text(data.user)}, under which Chatelaine runs, may not read ${subject}.`,
        effect: STAYS.en,
        fix: `Give it that right, in a terminal with administration rights: ${list(data.commands)}`,
      }),
      fr: ({ subject, data }) => ({
        cause: `Le compte ${text(data.user)}, sous lequel tourne Chatelaine, n’a pas le droit de lire ${subject}.`,
        effect: STAYS.fr,
        fix: `Lui donner ce droit, dans un terminal avec les droits d’administration : ${list(data.commands)}`,
      }),
    },
  },
  'certificate.key-exposed': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `Every account on this computer can read the private key ${subject}.`,
        effect: 'Whoever reads it can pose as your server.',
        fix: `Take that right away: ${list(data.commands)}. Chatelaine’s own copy is readable by Chatelaine only.`,
      }),
      fr: ({ subject, data }) => ({
        cause: `Tous les comptes de cet ordinateur peuvent lire la clé privée ${subject}.`,
        effect: 'Qui la lit peut se faire passer pour votre serveur.',
        fix: `Retirer ce droit : ${list(data.commands)}. La copie de Chatelaine n’est lisible que par elle.`,
      }),
    },
  },
  'certificate.source-late': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} still brings the same certificate, which runs out on ${day(data.until, 'en')}.`,
        effect: 'Everything works until that day.',
        fix: 'See on that side why it was not renewed (certbot renew, or the program that keeps it).',
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} fournit toujours le même certificat, qui expire le ${day(data.until, 'fr')}.`,
        effect: 'Tout fonctionne jusqu’à ce jour.',
        fix: 'Chercher de ce côté pourquoi il n’a pas été renouvelé (certbot renew, ou le programme qui le gère).',
      }),
    },
  },
  'certificate.ssh-missing': {
    severity: 'broken',
    who: 'you',
    words: {
      en: () => ({
        cause: 'The program ssh is not on this computer.',
        effect: 'Certificates cannot be fetched from the other computer. The one used so far stays in use.',
        fix: 'Install the OpenSSH client (package openssh-client; on Windows under Optional features).',
      }),
      fr: () => ({
        cause: 'Le programme ssh n’est pas sur cet ordinateur.',
        effect:
          'Les certificats ne peuvent pas venir de l’autre ordinateur. Celui utilisé jusqu’ici reste en service.',
        fix: 'Installer le client OpenSSH (paquet openssh-client ; sous Windows, dans les fonctionnalités facultatives).',
      }),
    },
  },
  'certificate.ssh-unreachable': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} does not answer (${text(data.detail)}).`,
        effect: `${STAYS.en} Where it comes from that computer, it is tried again by itself.`,
        fix: 'See whether that computer is on, and whether its SSH door lets this computer in.',
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} ne répond pas (${text(data.detail)}).`,
        effect: `${STAYS.fr} Si c’est de là qu’il vient, un nouvel essai se fait tout seul.`,
        fix: 'Vérifier que cet ordinateur est allumé et que sa porte SSH laisse entrer celui-ci.',
      }),
    },
  },
  'certificate.ssh-host-unknown': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `Nobody has compared the key of ${subject} yet.`,
        effect: 'Nothing is fetched from a computer that might be another one.',
        fix: 'Compare the fingerprint shown here with the one shown there, then confirm it.',
      }),
      fr: ({ subject }) => ({
        cause: `Personne n’a encore comparé la clé de ${subject}.`,
        effect: 'Rien n’est pris sur un ordinateur qui pourrait en être un autre.',
        fix: 'Comparer l’empreinte affichée ici avec celle affichée là-bas, puis la confirmer.',
      }),
    },
  },
  'certificate.ssh-host-changed': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `${subject} shows another key than the one that was compared.`,
        effect: `Either that computer was set up anew, or another one poses as it. Nothing is fetched. ${STAYS.en}`,
        fix: 'Ask whoever looks after it. If it was set up anew, compare its new fingerprint and confirm it.',
      }),
      fr: ({ subject }) => ({
        cause: `${subject} montre une autre clé que celle qui a été comparée.`,
        effect: `Soit cet ordinateur a été réinstallé, soit un autre se fait passer pour lui. Rien n’est pris. ${STAYS.fr}`,
        fix: 'Demander à la personne qui s’en occupe. S’il a été réinstallé, comparer sa nouvelle empreinte et la confirmer.',
      }),
    },
  },
  'certificate.ssh-refused': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `${subject} does not let our key in.`,
        effect: STAYS.en,
        fix: 'Put the line shown here into ~/.ssh/authorized_keys of that account, on one line. The file and its folder may be writable by that account only.',
      }),
      fr: ({ subject }) => ({
        cause: `${subject} n’accepte pas notre clé.`,
        effect: STAYS.fr,
        fix: 'Mettre la ligne affichée ici dans ~/.ssh/authorized_keys de ce compte, en une seule ligne. Ce fichier et son dossier ne doivent être modifiables que par ce compte.',
      }),
    },
  },
  'certificate.ssh-script': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} lets us in, but the script there does not work (${text(data.detail)}).`,
        effect: STAYS.en,
        fix: 'Put the script in its place again, with mode 0755, and see that its account may read the two files.',
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} nous laisse entrer, mais le script n’y fonctionne pas (${text(data.detail)}).`,
        effect: STAYS.fr,
        fix: 'Remettre le script à sa place, avec le mode 0755, et vérifier que son compte peut lire les deux fichiers.',
      }),
    },
  },
  'certificate.ssh-too-free': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `On ${subject} our key may do more than hand out the certificate (${mayWords(data.may, 0)}).`,
        effect: 'Whoever breaks into this computer could go on to that one.',
        fix: 'Use the line shown here as it is: it begins with restrict,command=.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Sur ${subject}, notre clé permet plus que de remettre le certificat (${mayWords(data.may, 1)}).`,
        effect: 'Qui entrerait dans cet ordinateur pourrait continuer vers l’autre.',
        fix: 'Utiliser la ligne affichée telle quelle : elle commence par restrict,command=.',
      }),
    },
  },
  'certificate.authority-ends': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The office’s own authority ends on ${day(data.until, 'en')}; its successor is ready.`,
        effect: 'Devices that trust the old one only cannot connect any more after that day.',
        fix: 'Hand out the new authority now: devices may trust both. The page “Connect an app” shows how.',
      }),
      fr: ({ data }) => ({
        cause: `L’autorité du bureau prend fin le ${day(data.until, 'fr')} ; celle qui lui succède est prête.`,
        effect:
          'Les appareils qui ne connaissent que l’ancienne ne pourront plus se connecter après ce jour.',
        fix: 'Distribuer dès maintenant la nouvelle : les appareils peuvent connaître les deux. La page « Connecter une app » montre comment.',
      }),
    },
  },
  'certificate.authority-narrow': {
    severity: 'warning',
    who: 'chatelaine',
    words: {
      en: ({ data }) => ({
        cause: `The office’s own authority may not vouch for ${list(data.names)}, which came later.`,
        effect: 'Under those names devices refuse to connect.',
        fix: 'Let Chatelaine make a new authority, and have every device trust it beside the old one.',
      }),
      fr: ({ data }) => ({
        cause: `L’autorité du bureau n’a pas le droit de se porter garante de ${list(data.names)}, ajouté plus tard.`,
        effect: 'Sous ces noms, les appareils refusent de se connecter.',
        fix: 'Laisser Chatelaine créer une nouvelle autorité, et la faire accepter sur chaque appareil à côté de l’ancienne.',
      }),
    },
  },
});
