/** Where the lines lead: hosts, ports, addresses, and who answers there. */
import { AT_PROVIDER, kind, list, text } from './dns-words.ts';
import { findingKinds } from './finding.ts';

const ELSEWHERE = {
  en: 'Apps or other servers knock at a machine that is not the chat server.',
  fr: 'Les applications ou les autres serveurs frappent à une machine qui n’est pas le serveur de messagerie.',
} as const;
const WAIT = {
  en: 'Whoever tries this one waits before going on to the next; some never do.',
  fr: 'Qui essaie celle-ci attend avant de passer à la suivante ; certains n’y passent jamais.',
} as const;

/** Of somebody else's domain. */
const THEIRS = {
  en: 'Whoever looks after that domain sees whether its server runs and its ports are open.',
  fr: 'La personne qui gère ce domaine vérifie que son serveur fonctionne et que ses ports sont ouverts.',
} as const;

const KINDS = {
  en: {
    private: 'an address of an office’s own network',
    provider: 'an address inside a provider’s network',
    machine: 'an address that means “this very machine”',
    link: 'an address that holds on one cable or one Wi-Fi only',
    many: 'an address of many machines at once',
    example: 'an address from a book’s examples',
  },
  fr: {
    private: 'une adresse de réseau interne',
    provider: 'une adresse interne au réseau d’un fournisseur',
    machine: 'une adresse qui veut dire « cette machine même »',
    link: 'une adresse valable sur un seul câble ou un seul Wi-Fi',
    many: 'une adresse de nombreuses machines à la fois',
    example: 'une adresse d’exemple, tirée d’un manuel',
  },
} as const;
const kindIn = (language: 'en' | 'fr', value: unknown): string =>
  KINDS[language][value as keyof (typeof KINDS)['en']] ?? KINDS[language].private;

/** `_xmpp-client._tcp.example.org 5322 5222`: where, what stands there, what should. */
const portLines = (
  lines: Parameters<typeof list>[0],
  say: (name: string, found: string, right: string) => string,
): string[] =>
  (Array.isArray(lines) ? lines : []).map((line) => {
    const [name = '', found = '', right = ''] = line.split(' ');
    return say(name, found, right);
  });

export const DNS_TARGETS = findingKinds({
  'dns.not-offered': kind(
    'broken',
    'you',
    ({ data }) => [
      `In ${list(data.record, 'en')} the target is “.”: this domain has no such service.`,
      'Apps and servers that read it do not even try.',
      `${AT_PROVIDER.en}, replace this line by the one under Network, Names.`,
    ],
    ({ data }) => [
      `Dans ${list(data.record, 'fr')}, la cible est « . » : ce domaine n’offre pas ce service.`,
      'Les applications et serveurs qui le lisent n’essaient même pas.',
      `${AT_PROVIDER.fr}, remplacer cette ligne par celle indiquée sous Réseau, Noms.`,
    ],
  ),
  'dns.target-is-address': kind(
    'broken',
    'you',
    ({ data }) => [
      `In ${list(data.record, 'en')} the target is ${text(data.target)}: a name has to stand there, and this is an address.`,
      'Apps look for a machine of that name, and there is none.',
      `${AT_PROVIDER.en}, put the server’s name there, with a final dot where the form wants one.`,
    ],
    ({ data }) => [
      `Dans ${list(data.record, 'fr')}, la cible est ${text(data.target)} : il faut un nom à cet endroit, et c’est une adresse.`,
      'Les applications cherchent une machine de ce nom, et il n’y en a pas.',
      `${AT_PROVIDER.fr}, y mettre le nom du serveur, avec un point final si le formulaire le demande.`,
    ],
  ),
  'dns.target-doubled': kind(
    'broken',
    'you',
    ({ data }) => [
      `In ${list(data.record, 'en')} the target is ${text(data.target)}: the domain stands in it twice.`,
      'There is no such machine. The provider’s form adds the domain to what does not end in a dot.',
      `${AT_PROVIDER.en}, write ${text(data.meant)}. with a dot at the end, or only the part before the domain.`,
    ],
    ({ data }) => [
      `Dans ${list(data.record, 'fr')}, la cible est ${text(data.target)} : le domaine y figure deux fois.`,
      'Cette machine n’existe pas. Le formulaire du fournisseur ajoute le domaine à ce qui ne finit pas par un point.',
      `${AT_PROVIDER.fr}, écrire ${text(data.meant)}. avec un point à la fin, ou seulement la partie avant le domaine.`,
    ],
  ),
  'dns.target-without-address': kind(
    'broken',
    'you',
    ({ data }) => [
      `In ${list(data.record, 'en')} the target is ${text(data.target)}, which has no address.`,
      'Apps or servers that are sent there get no further.',
      `${AT_PROVIDER.en}, add an A record (and AAAA) for ${text(data.target)}, or correct the name.`,
    ],
    ({ data }) => [
      `Dans ${list(data.record, 'fr')}, la cible est ${text(data.target)}, qui n’a pas d’adresse.`,
      'Les applications ou serveurs envoyés là n’arrivent nulle part.',
      `${AT_PROVIDER.fr}, ajouter un enregistrement A (et AAAA) pour ${text(data.target)}, ou corriger le nom.`,
    ],
  ),
  'dns.target-alias': kind(
    'warning',
    'you',
    ({ data }) => [
      `${text(data.target)} is an alias (CNAME) of ${text(data.alias)}, and SRV records lead to it.`,
      'The standard does not allow it: some servers and apps refuse, most get by.',
      `${AT_PROVIDER.en}, replace the CNAME of ${text(data.target)} by A and AAAA records, or let SRV lead to ${text(data.alias)}.`,
    ],
    ({ data }) => [
      `${text(data.target)} est un alias (CNAME) de ${text(data.alias)}, et des enregistrements SRV y mènent.`,
      'La norme l’interdit : certains serveurs et applications refusent, la plupart s’en accommodent.',
      `${AT_PROVIDER.fr}, remplacer le CNAME de ${text(data.target)} par des enregistrements A et AAAA, ou faire mener SRV à ${text(data.alias)}.`,
    ],
  ),
  'dns.target-website': kind(
    'broken',
    'you',
    ({ data }) => [
      `In ${list(data.record, 'en')} the target is ${text(data.target)}, the website’s machine.`,
      ELSEWHERE.en,
      `${AT_PROVIDER.en}, make ${text(data.wanted)} the target. The website stays as it is.`,
    ],
    ({ data }) => [
      `Dans ${list(data.record, 'fr')}, la cible est ${text(data.target)}, la machine du site web.`,
      ELSEWHERE.fr,
      `${AT_PROVIDER.fr}, y mettre la cible ${text(data.wanted)}. Le site web reste comme il est.`,
    ],
  ),
  'dns.target-elsewhere': kind(
    'broken',
    'you',
    ({ data }) => [
      `In ${list(data.record, 'en')} the target is ${text(data.target)} (${list(data.addresses, 'en')}), another machine than the chat server’s.`,
      ELSEWHERE.en,
      `${AT_PROVIDER.en}, make ${text(data.wanted)} the target.`,
    ],
    ({ data }) => [
      `Dans ${list(data.record, 'fr')}, la cible est ${text(data.target)} (${list(data.addresses, 'fr')}), une autre machine que celle du serveur de messagerie.`,
      ELSEWHERE.fr,
      `${AT_PROVIDER.fr}, y mettre la cible ${text(data.wanted)}.`,
    ],
  ),
  'dns.port-wrong': kind(
    'broken',
    'you',
    ({ data }) => [
      `The port is wrong: ${list(
        portLines(data.lines, (name, found, right) => `in ${name} it is ${found} instead of ${right}`),
        'en',
      )}.`,
      'Whoever follows it finds a closed door.',
      `${AT_PROVIDER.en}, put the right port there.`,
    ],
    ({ data }) => [
      `Le port est faux : ${list(
        portLines(data.lines, (name, found, right) => `dans ${name}, ${found} au lieu de ${right}`),
        'fr',
      )}.`,
      'Qui le suit trouve porte close.',
      `${AT_PROVIDER.fr}, y mettre le bon port.`,
    ],
  ),
  'dns.tls-swapped': kind(
    'broken',
    'you',
    ({ data }) => [
      `In ${list(data.record, 'en')} the port (${text(data.port)}) is that of the other kind of door: one is encrypted from the first byte, the other afterwards.`,
      'Both sides wait for the other to begin; the connection fails after a while.',
      `${AT_PROVIDER.en}, exchange the ports of the lines with _xmpp- and _xmpps-.`,
    ],
    ({ data }) => [
      `Dans ${list(data.record, 'fr')}, le port (${text(data.port)}) est celui de l’autre sorte de porte : l’une est chiffrée dès le premier octet, l’autre ensuite.`,
      'Chacun attend que l’autre commence ; la connexion échoue au bout d’un moment.',
      `${AT_PROVIDER.fr}, échanger les ports des lignes _xmpp- et _xmpps-.`,
    ],
  ),
  'dns.address-private': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `${subject} leads to ${list(data.addresses, 'en')}: ${kindIn('en', data.kind)}.`,
      'Outside the office it leads nowhere, or to a stranger’s printer.',
      `${AT_PROVIDER.en}, enter the address that the internet box has towards the world.`,
    ],
    ({ subject, data }) => [
      `${subject} mène à ${list(data.addresses, 'fr')} : ${kindIn('fr', data.kind)}.`,
      'Hors du bureau, cela ne mène nulle part, ou à l’imprimante d’un inconnu.',
      `${AT_PROVIDER.fr}, indiquer l’adresse de la box vue d’Internet.`,
    ],
  ),
  'dns.address-website': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `${subject} leads to ${list(data.found, 'en')}, the website’s machine; the chat server is at ${list(data.planned, 'en')}.`,
      ELSEWHERE.en,
      `${AT_PROVIDER.en}, give ${subject} the address ${list(data.planned, 'en')}. The website stays as it is.`,
    ],
    ({ subject, data }) => [
      `${subject} mène à ${list(data.found, 'fr')}, la machine du site web ; le serveur de messagerie est à ${list(data.planned, 'fr')}.`,
      ELSEWHERE.fr,
      `${AT_PROVIDER.fr}, donner à ${subject} l’adresse ${list(data.planned, 'fr')}. Le site web reste comme il est.`,
    ],
  ),
  'dns.address-other': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `${subject} leads to ${list(data.found, 'en')}; the chat server is at ${list(data.planned, 'en')}.`,
      ELSEWHERE.en,
      `${AT_PROVIDER.en}, give ${subject} the address ${list(data.planned, 'en')}. If the server’s address has changed, correct it under Network, Names.`,
    ],
    ({ subject, data }) => [
      `${subject} mène à ${list(data.found, 'fr')} ; le serveur de messagerie est à ${list(data.planned, 'fr')}.`,
      ELSEWHERE.fr,
      `${AT_PROVIDER.fr}, donner à ${subject} l’adresse ${list(data.planned, 'fr')}. Si l’adresse du serveur a changé, la corriger sous Réseau, Noms.`,
    ],
  ),
  'dns.address-beside': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `Beside the right address, ${subject} has another one: ${list(data.extra, 'en')}.`,
      'Apps take one of them by chance: every second connection goes wrong.',
      `${AT_PROVIDER.en}, remove ${list(data.extra, 'en')} from ${subject}.`,
    ],
    ({ subject, data }) => [
      `À côté de la bonne adresse, ${subject} en a une autre : ${list(data.extra, 'fr')}.`,
      'Les applications en prennent une au hasard : une connexion sur deux échoue.',
      `${AT_PROVIDER.fr}, retirer ${list(data.extra, 'fr')} de ${subject}.`,
    ],
  ),
  'dns.v6-silent': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `${subject} has an IPv6 address where nobody answers (${list(data.addresses, 'en')}).`,
      'Phones that prefer IPv6 wait before every connection; those that have nothing else do not get in.',
      'Let the box and the firewall pass IPv6 to the server, or remove the AAAA record until they do.',
    ],
    ({ subject, data }) => [
      `${subject} a une adresse IPv6 où personne ne répond (${list(data.addresses, 'fr')}).`,
      'Les téléphones qui préfèrent IPv6 attendent à chaque connexion ; ceux qui n’ont rien d’autre n’entrent pas.',
      'Laisser la box et le pare-feu transmettre IPv6 au serveur, ou retirer l’enregistrement AAAA en attendant.',
    ],
  ),
  'dns.address-silent': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `${subject} has several addresses, and at ${list(data.addresses, 'en')} nobody answers.`,
      WAIT.en,
      `${AT_PROVIDER.en}, remove the address that is no longer used, or bring its machine back.`,
    ],
    ({ subject, data }) => [
      `${subject} a plusieurs adresses, et à ${list(data.addresses, 'fr')} personne ne répond.`,
      WAIT.fr,
      `${AT_PROVIDER.fr}, retirer l’adresse qui ne sert plus, ou remettre sa machine en marche.`,
    ],
  ),
  'dns.nobody-answers': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `The names are right, and at their end nobody answers: ${list(data.targets, 'en')}.`,
      data.ours === false
        ? `Its people’s apps find ${subject} and do not get in, or it does not let this network in.`
        : `Colleagues’ apps find ${subject} and do not get in. From inside the office some internet boxes do not let one try this.`,
      data.ours === false
        ? THEIRS.en
        : 'See under Network that the doors are open, on this machine, in the firewall and in the internet box; then try with a phone off Wi-Fi.',
    ],
    ({ subject, data }) => [
      `Les noms sont justes, et au bout personne ne répond : ${list(data.targets, 'fr')}.`,
      data.ours === false
        ? `Les applications de ses utilisateurs trouvent ${subject} et n’entrent pas, ou ce serveur refuse notre réseau.`
        : `Les applications de vos collègues trouvent ${subject} et n’entrent pas. Depuis l’intérieur du bureau, certaines box ne permettent pas cet essai.`,
      data.ours === false
        ? THEIRS.fr
        : 'Vérifier sous Réseau que les portes sont ouvertes, sur cette machine, dans le pare-feu et dans la box ; puis essayer avec un téléphone hors Wi-Fi.',
    ],
  ),
  'dns.nobody-answers-servers': kind(
    'warning',
    'you',
    ({ data }) => [
      `The names for other companies’ servers are right, and nobody answers there: ${list(data.targets, 'en')}.`,
      data.ours === false
        ? 'Messages from other companies do not arrive, or it does not let this network in.'
        : 'Messages from other companies do not arrive. From inside the office some internet boxes do not let one try this.',
      data.ours === false
        ? THEIRS.en
        : 'See under Network that the doors for other servers are open, on this machine, in the firewall and in the internet box.',
    ],
    ({ data }) => [
      `Les noms pour les serveurs des autres entreprises sont justes, et personne n’y répond : ${list(data.targets, 'fr')}.`,
      data.ours === false
        ? 'Les messages des autres entreprises n’arrivent pas, ou ce serveur refuse notre réseau.'
        : 'Les messages des autres entreprises n’arrivent pas. Depuis l’intérieur du bureau, certaines box ne permettent pas cet essai.',
      data.ours === false
        ? THEIRS.fr
        : 'Vérifier sous Réseau que les portes pour les autres serveurs sont ouvertes, sur cette machine, dans le pare-feu et dans la box.',
    ],
  ),
  'dns.door-shut': kind(
    'warning',
    'you',
    ({ data }) => [
      `The records announce ${text(data.host)}, port ${text(data.port)}, and nobody answers there.`,
      WAIT.en,
      `Open port ${text(data.port)} in the firewall and the internet box, or remove the line that announces it.`,
    ],
    ({ data }) => [
      `Les enregistrements annoncent ${text(data.host)}, port ${text(data.port)}, et personne n’y répond.`,
      WAIT.fr,
      `Ouvrir le port ${text(data.port)} dans le pare-feu et la box, ou retirer la ligne qui l’annonce.`,
    ],
  ),
  'dns.no-chat': kind(
    'broken',
    'technician',
    ({ subject }) => [
      `${subject} does not say where its chat server is, and none answers at its own address.`,
      'Nobody can connect to it or write to it from elsewhere.',
      'Their administrator has to add SRV records for client and server.',
    ],
    ({ subject }) => [
      `${subject} ne dit pas où se trouve son serveur de messagerie, et aucun ne répond à sa propre adresse.`,
      'Personne ne peut s’y connecter ni lui écrire depuis l’extérieur.',
      'Son administrateur doit ajouter des enregistrements SRV pour les clients et les serveurs.',
    ],
  ),
  'dns.no-way': kind(
    'warning',
    'technician',
    ({ subject, data }) => [
      data.who === 'phone'
        ? `${subject} does not say where apps find its chat server; they knock at the domain itself (${text(data.door)}), and nobody answers.`
        : `${subject} does not say where other companies’ servers find its chat server; they knock at the domain itself (${text(data.door)}), and nobody answers.`,
      data.who === 'phone' ? 'Its people cannot connect.' : 'Messages from other companies do not arrive.',
      data.who === 'phone'
        ? 'Whoever looks after that domain adds the SRV line for apps (_xmpp-client._tcp).'
        : 'Whoever looks after that domain adds the SRV line for servers (_xmpp-server._tcp), unless it means to talk with nobody else.',
    ],
    ({ subject, data }) => [
      data.who === 'phone'
        ? `${subject} ne dit pas où les applications trouvent son serveur de messagerie ; elles frappent au domaine même (${text(data.door)}), et personne ne répond.`
        : `${subject} ne dit pas où les serveurs d’autres entreprises trouvent son serveur de messagerie ; ils frappent au domaine même (${text(data.door)}), et personne ne répond.`,
      data.who === 'phone'
        ? 'Ses utilisateurs ne peuvent pas se connecter.'
        : 'Les messages des autres entreprises n’arrivent pas.',
      data.who === 'phone'
        ? 'La personne qui gère ce domaine ajoute la ligne SRV des applications (_xmpp-client._tcp).'
        : 'La personne qui gère ce domaine ajoute la ligne SRV des serveurs (_xmpp-server._tcp), sauf s’il ne veut parler à personne d’autre.',
    ],
  ),
  'dns.closed': kind(
    'info',
    'technician',
    ({ subject }) => [
      `${subject} says that it has no chat.`,
      'Nobody can write to it; this is its own decision.',
      'Nothing to do.',
    ],
    ({ subject }) => [
      `${subject} dit ne pas offrir de messagerie.`,
      'Personne ne peut lui écrire ; c’est sa décision.',
      'Rien à faire.',
    ],
  ),
});
