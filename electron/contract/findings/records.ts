/**
 * What each planned DNS record is for and what breaks without it, in both languages: one home for the page, the mail to
 * whoever manages the domain, and the command line. Plain text, no markup.
 */
import type { PlanGap, RecordGroup, RecordPurpose } from '../domains.ts';
import type { Language } from './finding.ts';

export interface RecordWords {
  /** What it is for, in half a sentence that stands by itself. */
  readonly what: string;
  /** What happens while it is missing. */
  readonly without: string;
}

type Both<Words> = Readonly<Record<Language, Words>>;

const both = (
  en: readonly [what: string, without: string],
  fr: readonly [what: string, without: string],
) => ({
  en: { what: en[0], without: en[1] },
  fr: { what: fr[0], without: fr[1] },
});

export const GROUP_WORDS: Readonly<Record<RecordGroup, Both<string>>> = {
  server: { en: 'Where the server is', fr: 'Où se trouve le serveur' },
  programs: { en: 'How colleagues’ apps find it', fr: 'Comment les applications des collègues le trouvent' },
  servers: { en: 'How other companies find it', fr: 'Comment les autres entreprises le trouvent' },
  services: { en: 'Names beside the server’s', fr: 'Les noms à côté de celui du serveur' },
  calls: { en: 'Calls', fr: 'Appels' },
  web: { en: 'Chat in the browser', fr: 'Messagerie dans le navigateur' },
  certificate: { en: 'Certificate', fr: 'Certificat' },
};

const othersDirect = both(
  ['For servers that encrypt from the first byte.', 'They take the other door; nobody notices.'],
  [
    'Pour les serveurs qui chiffrent dès le premier octet.',
    'Ils prennent l’autre porte ; personne ne s’en aperçoit.',
  ],
);

export const RECORD_WORDS: Readonly<Record<RecordPurpose, Both<RecordWords>>> = {
  'server.address-v4': both(
    ['The server’s address on the internet.', 'Nobody outside the office finds the server.'],
    ['L’adresse du serveur sur Internet.', 'Hors du bureau, personne ne trouve le serveur.'],
  ),
  'server.address-v6': both(
    [
      'The server’s newer kind of address (IPv6), which mobile networks prefer.',
      'Phones on networks that have IPv6 only take a detour, or do not connect.',
    ],
    [
      'L’adresse du serveur dans le nouveau format (IPv6), celui que préfèrent les réseaux mobiles.',
      'Les téléphones dont le réseau n’a qu’IPv6 font un détour, ou ne se connectent pas.',
    ],
  ),
  'programs.direct': both(
    [
      'Tells apps the door that is encrypted from the first byte, which most try first.',
      'Apps take the other door; connecting takes a moment longer.',
    ],
    [
      'Indique aux applications la porte chiffrée dès le premier octet, que la plupart essaient d’abord.',
      'Les applications prennent l’autre porte ; la connexion prend un instant de plus.',
    ],
  ),
  'programs.starttls': both(
    [
      'Tells every app which machine to connect to when somebody types their address.',
      'Apps look for the server where the website is, and do not find it.',
    ],
    [
      'Indique à chaque application à quelle machine se connecter quand une personne saisit son adresse.',
      'Les applications cherchent le serveur là où se trouve le site web, et ne le trouvent pas.',
    ],
  ),
  'servers.direct': othersDirect,
  'servers.starttls': both(
    [
      'Tells other companies’ servers where to bring messages for you.',
      'People at other companies cannot write to you.',
    ],
    [
      'Indique aux serveurs des autres entreprises où apporter les messages pour vous.',
      'Les personnes d’autres entreprises ne peuvent pas vous écrire.',
    ],
  ),
  'rooms.servers-direct': othersDirect,
  'rooms.servers-starttls': both(
    [
      'Tells other companies’ servers where your rooms are.',
      'Guests from other companies cannot enter your rooms.',
    ],
    [
      'Indique aux serveurs des autres entreprises où sont vos salons.',
      'Les invités d’autres entreprises ne peuvent pas entrer dans vos salons.',
    ],
  ),
  'feeds.servers-direct': othersDirect,
  'feeds.servers-starttls': both(
    [
      'Tells other companies’ servers where to subscribe to your news.',
      'People at other companies cannot subscribe to your news.',
    ],
    [
      'Indique aux serveurs des autres entreprises où s’abonner à vos actualités.',
      'Les personnes d’autres entreprises ne peuvent pas s’abonner à vos actualités.',
    ],
  ),
  'services.rooms': both(
    ['The name of your rooms.', 'Guests from other companies cannot enter your rooms.'],
    ['Le nom de vos salons.', 'Les invités d’autres entreprises ne peuvent pas entrer dans vos salons.'],
  ),
  'services.upload': both(
    ['Where pictures and files that colleagues send are kept.', 'Pictures and files do not arrive.'],
    [
      'Où sont gardés les images et les fichiers que les collègues envoient.',
      'Les images et les fichiers n’arrivent pas.',
    ],
  ),
  'services.feeds': both(
    [
      'The name under which news can be subscribed to.',
      'People at other companies cannot subscribe to your news.',
    ],
    [
      'Le nom sous lequel on peut s’abonner à vos actualités.',
      'Les personnes d’autres entreprises ne peuvent pas s’abonner à vos actualités.',
    ],
  ),
  'services.relay': both(
    [
      'The name of the helper that carries files from app to app.',
      'Nothing, among colleagues. Other companies cannot use it.',
    ],
    [
      'Le nom du relais qui porte les fichiers d’une application à l’autre.',
      'Rien, entre collègues. Les autres entreprises ne peuvent pas l’utiliser.',
    ],
  ),
  'services.web': both(
    [
      'The name of Chatelaine’s own pages: invitations, files, chat in the browser.',
      'Links of invitations and files do not open.',
    ],
    [
      'Le nom des pages de Chatelaine : invitations, fichiers, messagerie dans le navigateur.',
      'Les liens des invitations et des fichiers ne s’ouvrent pas.',
    ],
  ),
  'services.guests': both(
    ['The name under which guests come in without an account.', 'Guests without an account cannot come in.'],
    ['Le nom sous lequel entrent les invités sans compte.', 'Les invités sans compte ne peuvent pas entrer.'],
  ),
  'guests.programs-direct': both(
    ['Tells guests’ apps the door that is encrypted from the first byte.', 'They take the other door.'],
    [
      'Indique aux applications des invités la porte chiffrée dès le premier octet.',
      'Elles prennent l’autre porte.',
    ],
  ),
  'guests.programs-starttls': both(
    [
      'Tells guests’ apps which machine to connect to.',
      'Guests without an account come in through the browser only.',
    ],
    [
      'Indique aux applications des invités à quelle machine se connecter.',
      'Les invités sans compte n’entrent que par le navigateur.',
    ],
  ),
  'calls.stun-udp': both(
    [
      'Where devices learn their own address before a call.',
      'Nothing for your apps: the server tells them itself.',
    ],
    [
      'Où les appareils apprennent leur propre adresse avant un appel.',
      'Rien pour vos applications : le serveur le leur dit lui-même.',
    ],
  ),
  'calls.stun-tcp': both(
    ['The same, where a network lets no UDP out.', 'Nothing for your apps: the server tells them itself.'],
    [
      'De même, quand un réseau ne laisse pas sortir UDP.',
      'Rien pour vos applications : le serveur le leur dit lui-même.',
    ],
  ),
  'calls.stuns': both(
    ['The same, encrypted.', 'Nothing for your apps: the server tells them itself.'],
    ['De même, chiffré.', 'Rien pour vos applications : le serveur le leur dit lui-même.'],
  ),
  'calls.turn-udp': both(
    [
      'Where calls are relayed when two devices cannot reach each other.',
      'Nothing for your apps: the server tells them itself.',
    ],
    [
      'Où passent les appels quand deux appareils ne peuvent pas se joindre.',
      'Rien pour vos applications : le serveur le leur dit lui-même.',
    ],
  ),
  'calls.turn-tcp': both(
    ['The same, where a network lets no UDP out.', 'Nothing for your apps: the server tells them itself.'],
    [
      'De même, quand un réseau ne laisse pas sortir UDP.',
      'Rien pour vos applications : le serveur le leur dit lui-même.',
    ],
  ),
  'calls.turns': both(
    ['The same, encrypted.', 'Nothing for your apps: the server tells them itself.'],
    ['De même, chiffré.', 'Rien pour vos applications : le serveur le leur dit lui-même.'],
  ),
  'web.alternatives': both(
    [
      'An old way for chat programs in browsers, withdrawn by its standard (XEP-0156) because it is not safe.',
      'Nothing: today’s programs read a file on the website instead.',
    ],
    [
      'Un ancien procédé pour les messageries dans le navigateur, retiré par sa norme (XEP-0156) car il n’est pas sûr.',
      'Rien : les programmes actuels lisent plutôt un fichier sur le site web.',
    ],
  ),
  'certificate.authority': both(
    [
      'Allows the authority that signs your certificate, beside those that are allowed already.',
      'The authority refuses to sign, and the certificate cannot be renewed.',
    ],
    [
      'Autorise l’organisme qui signe votre certificat, à côté de ceux qui le sont déjà.',
      'L’organisme refuse de signer, et le certificat ne peut pas être renouvelé.',
    ],
  ),
  'certificate.pin': both(
    [
      'Says in the signed domain which key is yours, so that other servers need not trust anybody else.',
      'Other servers check the certificate the usual way.',
    ],
    [
      'Indique dans le domaine signé quelle clé est la vôtre : les autres serveurs n’ont alors à se fier à personne d’autre.',
      'Les autres serveurs vérifient le certificat de la façon habituelle.',
    ],
  ),
  'certificate.proof': both(
    [
      'Hands on to Chatelaine the proof that this name is yours, each time the certificate is renewed.',
      'The certificate cannot be made by itself.',
    ],
    [
      'Confie à Chatelaine la preuve que ce nom est à vous, à chaque renouvellement du certificat.',
      'Le certificat ne peut pas se faire tout seul.',
    ],
  ),
};

/** What the plan could not say. `{subject}` is the name or address it is about. */
export const GAP_WORDS: Readonly<Record<PlanGap['code'], Both<(subject: string) => string>>> = {
  'address-unknown': {
    en: (name) => `The public address of ${name} is not known yet, so its line is missing here.`,
    fr: (name) => `L’adresse publique de ${name} n’est pas encore connue : sa ligne manque ici.`,
  },
  'server-elsewhere': {
    en: (name) => `${name} belongs to another domain: whoever keeps that one publishes its address.`,
    fr: (name) => `${name} dépend d’un autre domaine : qui le gère publie son adresse.`,
  },
  'host-meta': {
    en: (address) =>
      `Chat in the browser needs a small file on the website, at ${address}. Whoever looks after the website finds it on the page “Behind a website”.`,
    fr: (address) =>
      `Pour la messagerie dans le navigateur, il faut un petit fichier sur le site web, à l’adresse ${address} : qui s’en occupe le trouve à la page « Derrière un site web ».`,
  },
  'no-cname': {
    en: (name) => `${name} needs the address of the server itself, which is not known yet.`,
    fr: (name) => `${name} doit porter l’adresse du serveur, qui n’est pas encore connue.`,
  },
};

export const NEED_WORDS = {
  required: { en: 'needed', fr: 'nécessaire' },
  recommended: { en: 'recommended', fr: 'conseillé' },
  optional: { en: 'optional', fr: 'facultatif' },
} as const;
