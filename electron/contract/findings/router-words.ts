/**
 * The router in words, for the page and the command line alike: one sentence for each case, a word for each door, and where to
 * click in the boxes most offices have. Findings are in router.ts.
 */
import type { Language } from './finding.ts';

type Both = { readonly [language in Language]: string };

/** One sentence for how it stands. `{count}` doors, `{router}` its name or address. */
export const ROUTER_CASES = {
  'not-looked': {
    en: 'Between this computer and the internet there is most likely an internet box, which keeps all doors shut until it is told otherwise. It was not asked yet.',
    fr: 'Entre cet ordinateur et internet, il y a très probablement une box, qui garde toutes les portes fermées tant qu’on ne lui dit rien. Elle n’a pas encore été interrogée.',
  },
  'no-network': {
    en: 'This computer has no way out to the internet.',
    fr: 'Cet ordinateur n’a pas de chemin vers internet.',
  },
  'no-router': {
    en: 'This computer has a public address of its own: no box stands in between, and none has to open a door.',
    fr: 'Cet ordinateur a sa propre adresse publique : aucune box ne s’interpose, et aucune n’a de porte à ouvrir.',
  },
  ready: {
    en: '{router} can open the doors for the chat server by itself. Nothing is changed there before you say so.',
    fr: '{router} peut ouvrir les portes du serveur de messagerie sans que vous ayez à y entrer quoi que ce soit. Rien n’y est changé sans votre accord.',
  },
  mapped: {
    en: '{router} passes the doors on to the chat server, and Chatelaine sees to it that this stays so.',
    fr: '{router} transmet les portes au serveur de messagerie, et Chatelaine veille à ce que cela reste ainsi.',
  },
  partly: {
    en: '{router} passes some doors on to the chat server, but not all.',
    fr: '{router} transmet une partie des portes au serveur de messagerie, mais pas toutes.',
  },
  'switched-off': {
    en: '{router} understands the question and refuses: opening doors by itself is switched off there.',
    fr: '{router} comprend la demande et la refuse : l’ouverture automatique des ports y est désactivée.',
  },
  silent: {
    en: '{router} lets no program open doors: they have to be entered there by hand.',
    fr: '{router} ne laisse aucun programme ouvrir des portes : il faut les y saisir à la main.',
  },
  taken: {
    en: 'At {router}, another device already has the doors of the chat server.',
    fr: 'Sur {router}, un autre appareil a déjà les portes du serveur de messagerie.',
  },
  full: {
    en: '{router} has no room for more rules.',
    fr: '{router} n’a plus de place pour d’autres règles.',
  },
  'no-address': {
    en: '{router} has a line, but no public IPv4 address of its own: another router, or the provider, stands in between.',
    fr: '{router} a une ligne, mais pas d’adresse IPv4 publique à elle : un autre routeur, ou le fournisseur, s’interpose.',
  },
  'double-nat': {
    en: 'Two routers stand one behind the other: what the inner one opens, the outer one keeps shut.',
    fr: 'Deux routeurs se suivent : ce que le premier ouvre, l’autre le garde fermé.',
  },
  'carrier-nat': {
    en: 'The internet provider shares one IPv4 address among many customers: nobody outside can come in by IPv4, whatever is set on the box.',
    fr: 'Le fournisseur d’accès partage une adresse IPv4 entre de nombreux clients : personne ne peut entrer en IPv4, quels que soient les réglages de la box.',
  },
  'ds-lite': {
    en: 'On this line IPv4 comes through the provider: from outside, only IPv6 leads to this computer.',
    fr: 'Sur cette ligne, l’IPv4 passe par le fournisseur : de l’extérieur, seule l’IPv6 mène à cet ordinateur.',
  },
  offline: {
    en: '{router} has no line at the moment.',
    fr: '{router} n’a pas de ligne en ce moment.',
  },
  strange: {
    en: '{router} answers, but not as a box should. It is not asked for anything.',
    fr: '{router} répond, mais pas comme une box devrait le faire. Rien ne lui est demandé.',
  },
  'closed-otherwise': {
    en: '{router} passes the doors on, and still nobody came in from outside.',
    fr: '{router} transmet les portes, et pourtant personne n’est entré de l’extérieur.',
  },
} as const satisfies Readonly<Record<string, Both>>;

/** A door at the router, in two or three words. */
export const ROUTER_DOORS = {
  idle: { en: 'not asked for', fr: 'pas demandée' },
  open: { en: 'passed on', fr: 'transmise' },
  there: { en: 'open by a rule of yours', fr: 'ouverte par une règle à vous' },
  taken: { en: 'another device has it', fr: 'prise par un autre appareil' },
  refused: { en: 'refused', fr: 'refusée' },
  lost: { en: 'lost, asked for again', fr: 'perdue, redemandée' },
  'by-hand': { en: 'by hand', fr: 'à la main' },
} as const satisfies Readonly<Record<string, Both>>;

export const THE_BOX: Both = { en: 'The internet box', fr: 'La box' };

/** The sentence of a case about this router. */
export const caseText = (
  name: keyof typeof ROUTER_CASES,
  router: string | null,
  language: Language,
): string => {
  const sentence = ROUTER_CASES[name][language].replace('{router}', router ?? THE_BOX[language]);
  // A name stands at the beginning or behind "At", the box in small letters there.
  return router === null
    ? sentence.replace('At The internet box', 'At the internet box').replace('Sur La box', 'Sur la box')
    : sentence;
};

/** Where a box has its list of doors. The makers move things about: every path is "most likely". */
export interface BoxGuide {
  readonly id: string;
  readonly name: string;
  /** Its own page, as typed into a browser in the office. */
  readonly page: string;
  /** Menu after menu, as the box's own page words it. */
  readonly path: readonly string[];
  /** The box's words for what we print: our key, its word. */
  readonly fields: Readonly<Record<'name' | 'outside' | 'inside' | 'transport' | 'device', string>>;
  /** What to know about this box; empty without. */
  readonly note: Both;
}

export const BOX_GUIDES: readonly BoxGuide[] = [
  {
    id: 'livebox',
    name: 'Livebox (Orange)',
    page: 'http://192.168.1.1',
    path: ['Réseau', 'NAT/PAT'],
    fields: {
      ...{ name: 'Application/Service', outside: 'Port externe', inside: 'Port interne' },
      ...{ transport: 'Protocole', device: 'Équipement' },
    },
    note: {
      en: 'UPnP is switched on in the tab beside it, also under Réseau.',
      fr: 'UPnP s’active dans l’onglet voisin, également sous Réseau.',
    },
  },
  {
    id: 'freebox',
    name: 'Freebox (Free)',
    page: 'http://mafreebox.freebox.fr',
    path: ['Paramètres de la Freebox', 'Mode avancé', 'Gestion des ports', 'Ajouter une redirection'],
    fields: {
      ...{ name: 'Commentaire', outside: 'Port de début, port de fin', inside: 'Port de destination' },
      ...{ transport: 'Protocole', device: 'IP destination' },
    },
    note: {
      en: 'Some lines share their IPv4 address, and only a part of the ports belongs to them: then ask for an “adresse IPv4 fixe full-stack” in the customer area; it costs nothing.',
      fr: 'Certaines lignes partagent leur adresse IPv4 et n’ont qu’une partie des ports : demandez alors une adresse IPv4 fixe « full-stack » dans l’espace abonné ; c’est gratuit.',
    },
  },
  {
    id: 'sfr',
    name: 'SFR / RED Box',
    page: 'http://192.168.1.1',
    path: ['Réseau', 'NAT'],
    fields: {
      ...{ name: 'Nom', outside: 'Ports externes', inside: 'Ports de destination' },
      ...{ transport: 'Protocole', device: 'Adresse IP de destination' },
    },
    note: {
      en: 'On some boxes the menu is called Réseau v4.',
      fr: 'Sur certaines box, le menu s’appelle Réseau v4.',
    },
  },
  {
    id: 'bbox',
    name: 'Bbox (Bouygues)',
    page: 'https://mabbox.bytel.fr',
    path: ['Configuration avancée', 'NAT/PAT'],
    fields: {
      ...{ name: 'Nom de la règle', outside: 'Port externe', inside: 'Port interne' },
      ...{ transport: 'Protocole', device: 'Équipement' },
    },
    note: {
      en: 'Newer boxes have it as “Redirection de ports”.',
      fr: 'Les box récentes l’appellent « Redirection de ports ».',
    },
  },
  {
    id: 'fritzbox',
    name: 'FRITZ!Box',
    page: 'http://fritz.box',
    path: ['Internet', 'Permit Access (Freigaben)', 'Port Sharing (Portfreigaben)', 'Add Device for Sharing'],
    fields: {
      ...{ name: 'Name', outside: 'External port', inside: 'Port to device' },
      ...{ transport: 'Protocol', device: 'Device' },
    },
    note: {
      en: 'It lets this computer open doors by itself with “Permit independent port sharing”, a tick at this computer’s entry there.',
      fr: 'Elle laisse cet ordinateur ouvrir des ports lui-même avec « Permit independent port sharing », une case dans la fiche de cet ordinateur.',
    },
  },
];

/** For a box that is none of these. */
export const OTHER_BOX: { readonly name: Both; readonly note: Both } = {
  name: { en: 'Another box', fr: 'Une autre box' },
  note: {
    en: 'Open the box’s page ({page}) and look for “port forwarding”, “NAT/PAT”, “virtual server” or “port sharing”.',
    fr: 'Ouvrez la page de la box ({page}) et cherchez « redirection de ports », « NAT/PAT », « serveur virtuel » ou « partage de ports ».',
  },
};
