/** Lines about this office’s own certificates. */
import { lineKinds, told } from './line.ts';

export const CERTIFICATE_LINES = lineKinds({
  'certificates.loaded': told(
    'certificates',
    ({ host }) => [
      `The settings for encrypting ${host} were read. Where no certificate was found, a line before this one says so.`,
    ],
    ({ host }) => [
      `Les réglages de chiffrement pour ${host} ont été lus. Si un certificat manque, une ligne précédente le dit.`,
    ],
    'ok',
  ),
  'certificates.expired': {
    ...{ part: 'certificates', outcome: 'failed', level: 'error', can: 'you', page: 'certificate' },
    words: {
      en: ({ host }) => [
        `The certificate for ${host} is over.`,
        'Everybody of this domain: apps warn or refuse to connect, and other companies’ servers stay away.',
        'Renew it: Certificate shows how, and renews by itself from then on.',
        'One app after the other stops connecting.',
      ],
      fr: ({ host }) => [
        `Le certificat de ${host} n’est plus valable.`,
        'Tous ceux de ce domaine : les applications avertissent ou refusent, et les serveurs des autres entreprises restent à l’écart.',
        'Renouvelez-le : la page Certificat montre comment, et le fait ensuite d’elle-même.',
        'Les applications cessent de se connecter l’une après l’autre.',
      ],
    },
  },
  'certificates.expires-soon': {
    ...{ part: 'certificates', outcome: 'info', level: 'warn', can: 'you', page: 'certificate' },
    words: {
      en: ({ host }) => [
        `The certificate for ${host} ends soon.`,
        'Nobody yet. Once it is over, apps warn or refuse to connect, and other companies’ servers stay away.',
        'Renew it before: Certificate shows how, and renews by itself from then on.',
        'One app after the other stops connecting when it is over.',
      ],
      fr: ({ host }) => [
        `Le certificat de ${host} prend bientôt fin.`,
        'Personne pour l’instant. Ensuite, les applications avertiront ou refuseront, et les serveurs des autres entreprises resteront à l’écart.',
        'Renouvelez-le avant : la page Certificat montre comment, et le fait ensuite d’elle-même.',
        'Après sa fin, les applications cessent de se connecter l’une après l’autre.',
      ],
    },
  },
  'certificates.unreadable': {
    ...{ part: 'certificates', outcome: 'failed', level: 'error', can: 'technician', page: 'certificate' },
    words: {
      en: ({ program, of }) => [
        `${program} cannot read a certificate (${of('file')}).`,
        'Everybody whose domain needs it: they cannot connect with encryption.',
        `The file is missing, empty, or ${program} may not read it. Who looks after the computer can change its path or its rights.`,
        'The domain stays without encryption, which apps refuse.',
      ],
      fr: ({ program, of }) => [
        `${program} ne peut pas lire un certificat (${of('file')}).`,
        'Tous ceux dont le domaine en a besoin : ils ne peuvent pas se connecter avec chiffrement.',
        `Le fichier manque, est vide, ou ${program} n’a pas le droit de le lire. Qui s’occupe de l’ordinateur peut changer son chemin ou ses droits.`,
        'Le domaine reste sans chiffrement, ce que les applications refusent.',
      ],
    },
  },
  'certificates.untrusted': {
    ...{ part: 'certificates', outcome: 'failed', level: 'warn', can: 'you', page: 'certificate' },
    words: {
      en: ({ of }) => [
        `A certificate is not one that others trust by themselves (${of('reason')}).`,
        'Colleagues see a warning when they connect for the first time; other companies’ servers stay away.',
        'Get one from a public authority: Certificate does it, without cost.',
        'It goes on as it is.',
      ],
      fr: ({ of }) => [
        `Un certificat n’est pas de ceux auxquels les autres font confiance d’eux-mêmes (${of('reason')}).`,
        'Les collègues voient un avertissement à la première connexion ; les serveurs des autres entreprises restent à l’écart.',
        'Prenez-en un d’une autorité publique : la page Certificat le fait, sans frais.',
        'Tout reste comme cela.',
      ],
    },
  },
  'certificates.no-folder': told(
    'certificates',
    ({ program }) => [
      `${program} looked for certificates in a folder that is not there. It goes on with those named in its settings.`,
      'Nobody, if those are right. It calls this an error, and it is none.',
    ],
    ({ program }) => [
      `${program} a cherché des certificats dans un dossier qui n’existe pas. Il continue avec ceux que nomment ses réglages.`,
      'Personne, si ceux-là sont bons. Il appelle cela une erreur, ce n’en est pas une.',
    ],
  ),
  'certificates.not-renewed': {
    ...{ part: 'certificates', outcome: 'failed', level: 'warn', can: 'chatelaine', page: 'certificate' },
    words: {
      en: () => [
        'A certificate could not be renewed this time.',
        'Nobody yet: the present one is still valid.',
        'Certificate says why and when we try again. If it asks something of you, it stands there.',
        'We go on trying. Once the present one is over, apps stop connecting.',
      ],
      fr: () => [
        'Un certificat n’a pas pu être renouvelé cette fois.',
        'Personne pour l’instant : l’actuel est encore valable.',
        'La page Certificat dit pourquoi et quand nous réessayons. Si elle vous demande quelque chose, c’est écrit là.',
        'Nous continuons d’essayer. Quand l’actuel sera fini, les applications ne se connecteront plus.',
      ],
    },
  },
  'certificates.renewed': told(
    'certificates',
    () => ['A new certificate is in force. Nobody was disconnected.'],
    () => ['Un nouveau certificat est en service. Personne n’a été déconnecté.'],
    'ok',
  ),
});
