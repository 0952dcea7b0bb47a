/**
 * What is amiss with this computer's firewall, and with who stands behind its doors (electron/manager/firewall/findings.ts).
 * `subject`: the doors (`tcp 5222, tcp 5223`). `data`: `firewall`, `rule`, `program`, `port`, `planned`, `container`, `door`.
 */
import { text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

/** In the sentence about an open door of administration: what is behind it. */
const BEHIND = {
  en: {
    manager: 'these pages, from which everything is decided',
    commands: 'the server’s own commands, without encryption',
    components: 'the door by which bridges attach to the server',
    behind: 'the web of the server without encryption, meant for the web server beside it',
    proof: 'the proofs for certificates, meant for the web server beside it',
  },
  fr: {
    manager: 'ces pages, d’où tout se décide',
    commands: 'les commandes du serveur, sans chiffrement',
    components: 'la porte par laquelle les passerelles se raccordent au serveur',
    behind: 'le web du serveur sans chiffrement, destiné au serveur web voisin',
    proof: 'les preuves pour les certificats, destinées au serveur web voisin',
  },
} as const;
const behind = (door: unknown, language: 'en' | 'fr'): string =>
  (BEHIND[language] as Readonly<Record<string, string>>)[String(door)] ?? text(String(door));

const APPLY = {
  en: 'Network, Doors shows the rules that open them, and takes them back unless you keep them. On the command line: sudo chatelaine firewall apply.',
  fr: 'Réseau, Portes montre les règles qui les ouvrent, et les retire si vous ne les gardez pas. En ligne de commande : sudo chatelaine firewall apply.',
} as const;

export const FIREWALL = findingKinds({
  'firewall.closed': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `The firewall of this computer (${text(data.firewall)}) lets nobody in at ${subject}.`,
        effect: 'Colleagues’ apps cannot connect from other computers or phones.',
        fix: APPLY.en,
      }),
      fr: ({ subject, data }) => ({
        cause: `Le pare-feu de cet ordinateur (${text(data.firewall)}) ne laisse entrer personne à ${subject}.`,
        effect:
          'Les applications des collègues ne peuvent pas se connecter depuis un autre ordinateur ou un téléphone.',
        fix: APPLY.fr,
      }),
    },
  },
  'firewall.closed-some': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `The firewall of this computer (${text(data.firewall)}) lets nobody in at ${subject}.`,
        effect:
          'Chat works. What these doors are for does not: calls, files, invitations or other companies.',
        fix: `${APPLY.en} What you do not want can be turned off under Settings instead.`,
      }),
      fr: ({ subject, data }) => ({
        cause: `Le pare-feu de cet ordinateur (${text(data.firewall)}) ne laisse entrer personne à ${subject}.`,
        effect:
          'La messagerie fonctionne. Ce à quoi servent ces portes, non : appels, fichiers, invitations ou autres entreprises.',
        fix: `${APPLY.fr} Ce dont vous ne voulez pas peut aussi être désactivé dans les Réglages.`,
      }),
    },
  },
  'firewall.v4-only': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `The domain names an IPv6 address of this computer, and its firewall lets nobody in by IPv6 at ${subject}.`,
        effect:
          'Phones on mobile networks try IPv6 first: for them, connecting takes long or fails, while others notice nothing.',
        fix: `${APPLY.en} Until then, taking the AAAA record out of the DNS helps them at once.`,
      }),
      fr: ({ subject }) => ({
        cause: `Le domaine indique une adresse IPv6 de cet ordinateur, et son pare-feu ne laisse entrer personne en IPv6 à ${subject}.`,
        effect:
          'Les téléphones sur réseau mobile essaient d’abord l’IPv6 : pour eux, la connexion est longue ou échoue ; les autres ne remarquent rien.',
        fix: `${APPLY.fr} D’ici là, retirer l’enregistrement AAAA du DNS les aide aussitôt.`,
      }),
    },
  },
  'firewall.rule-above': {
    severity: 'broken',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `A rule wins over all that Chatelaine may add, at ${subject}: ${text(data.rule)}`,
        effect: 'People do not get in there, whatever is opened besides.',
        fix: 'Whoever wrote this rule knows what it is for: ask them to except these doors. Chatelaine removes nobody’s rules.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Une règle l’emporte sur tout ce que Chatelaine peut ajouter, à ${subject} : ${text(data.rule)}`,
        effect: 'Personne n’y entre, quoi qu’on ouvre par ailleurs.',
        fix: 'La personne qui a écrit cette règle sait à quoi elle sert : lui demander d’y faire exception pour ces portes. Chatelaine ne retire les règles de personne.',
      }),
    },
  },
  'firewall.unsure': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `Whether people get in at ${subject} depends on a rule that Chatelaine cannot judge: ${text(data.rule)}`,
        effect: 'They may get in always, sometimes or never.',
        fix: 'A look from outside tells: Network, Doors, "Seen from outside".',
      }),
      fr: ({ subject, data }) => ({
        cause: `Une règle que Chatelaine ne sait pas juger décide si l’on entre à ${subject} : ${text(data.rule)}`,
        effect: 'On entre peut-être toujours, parfois ou jamais.',
        fix: 'Un regard de l’extérieur le dira : Réseau, Portes, « Vu de l’extérieur ».',
      }),
    },
  },
  'firewall.elsewhere': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `Whoever comes to ${subject} is sent on to ${text(data.container)}, and not to the server here.`,
        effect: 'If that is no chat server of yours, colleagues reach the wrong program.',
        fix: `End the container, or give it another port. The rule that sends them on: ${text(data.rule)}`,
      }),
      fr: ({ subject, data }) => ({
        cause: `Qui vient à ${subject} est envoyé vers ${text(data.container)}, et non vers le serveur d’ici.`,
        effect: 'Si ce n’est pas votre serveur de chat, les collègues atteignent le mauvais programme.',
        fix: `Arrêter le conteneur, ou lui donner une autre porte. La règle qui les y envoie : ${text(data.rule)}`,
      }),
    },
  },
  'firewall.neighbours': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The firewall drops the messages by which computers find each other over IPv6 (ICMPv6, neighbour discovery: ${text(data.rule)}).`,
        effect: 'IPv6 stops working after some minutes, then comes and goes, whatever doors are open.',
        fix: data.planned
          ? `These messages harm nobody (RFC 4890). ${APPLY.en}`
          : 'These messages harm nobody (RFC 4890): whoever keeps the firewall should let ICMPv6 types 134, 135 and 136 in.',
      }),
      fr: ({ data }) => ({
        cause: `Le pare-feu jette les messages par lesquels les ordinateurs se trouvent en IPv6 (ICMPv6, découverte des voisins : ${text(data.rule)}).`,
        effect:
          'L’IPv6 cesse de fonctionner après quelques minutes, puis va et vient, quelles que soient les portes ouvertes.',
        fix: data.planned
          ? `Ces messages ne nuisent à personne (RFC 4890). ${APPLY.fr}`
          : 'Ces messages ne nuisent à personne (RFC 4890) : la personne qui tient le pare-feu devrait laisser entrer les types 134, 135 et 136 d’ICMPv6.',
      }),
    },
  },
  'firewall.packet-too-big': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `The firewall drops the messages that say a packet was too big for a way (${subject}: ${text(data.rule)}).`,
        effect: 'From some networks, small messages arrive and files, pictures and long log-ins hang.',
        fix: data.planned
          ? `These messages harm nobody. ${APPLY.en}`
          : 'Whoever keeps the firewall should let answers to existing connections in ("related"), errors of the network among them.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Le pare-feu jette les messages qui disent qu’un paquet était trop grand pour un chemin (${subject} : ${text(data.rule)}).`,
        effect:
          'Depuis certains réseaux, les petits messages arrivent, mais les fichiers, les images et les longues connexions restent bloqués.',
        fix: data.planned
          ? `Ces messages ne nuisent à personne. ${APPLY.fr}`
          : 'La personne qui tient le pare-feu devrait laisser entrer ce qui se rapporte à une connexion existante (« related »), dont les erreurs du réseau.',
      }),
    },
  },
  'firewall.errors': {
    severity: 'info',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `The firewall drops the network’s error messages (${subject}: ${text(data.rule)}).`,
        effect: 'Programs wait for a time-out where they would have been told at once that a way is closed.',
        fix: 'Let them in (RFC 4890 §4.4.1). The plan under Network, Doors does it where the rules are ours to add to.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Le pare-feu jette les messages d’erreur du réseau (${subject} : ${text(data.rule)}).`,
        effect: 'Les programmes attendent un délai là où on leur aurait dit aussitôt qu’un chemin est fermé.',
        fix: 'Les laisser entrer (RFC 4890 §4.4.1). Le plan sous Réseau, Portes le fait là où il nous revient d’ajouter une règle.',
      }),
    },
  },
  'firewall.dhcp6': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ data }) => ({
        cause: `This computer takes its IPv6 address by DHCP, and the firewall drops the answers (UDP 546: ${text(data.rule)}).`,
        effect: 'One day it has no IPv6 address any more, most often after a restart.',
        fix: 'Let UDP 546 in from fe80::/10, the computers on the same network.',
      }),
      fr: ({ data }) => ({
        cause: `Cet ordinateur reçoit son adresse IPv6 par DHCP, et le pare-feu jette les réponses (UDP 546 : ${text(data.rule)}).`,
        effect: 'Un jour, il n’aura plus d’adresse IPv6, le plus souvent après un redémarrage.',
        fix: 'Laisser entrer UDP 546 depuis fe80::/10, les ordinateurs du même réseau.',
      }),
    },
  },
  'firewall.admin-open': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `A door of administration is open to everybody: ${subject}, ${behind(data.door, 'en')}.`,
        effect: 'Anybody on the internet can try passwords there, or worse.',
        fix: 'Let the program listen on this computer alone (127.0.0.1), or have the firewall refuse that port. From elsewhere, a VPN or "ssh -L" reaches it.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Une porte d’administration est ouverte à tout le monde : ${subject}, ${behind(data.door, 'fr')}.`,
        effect: 'N’importe qui sur internet peut y essayer des mots de passe, ou pire.',
        fix: 'Faire écouter le programme sur cet ordinateur seul (127.0.0.1), ou faire refuser cette porte par le pare-feu. D’ailleurs, un VPN ou « ssh -L » permet d’y accéder.',
      }),
    },
  },
  'firewall.forgotten': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ data }) => ({
        cause: data.notStarted
          ? `The rules of ${text(data.firewall)} stand in a file, and nothing reads it when this computer starts.`
          : `Nothing brings the rules of ${text(data.firewall)} back when this computer starts.`,
        effect:
          'After a restart the rules are others than today: what was opened may be closed, and what was closed open.',
        fix: data.notStarted
          ? `On Debian: sudo systemctl enable ${data.firewall === 'nftables' ? 'nftables' : 'netfilter-persistent'}.`
          : `On Debian: sudo apt install ${data.firewall === 'nftables' ? 'nftables' : 'iptables-persistent'}; then apply once more.`,
      }),
      fr: ({ data }) => ({
        cause: data.notStarted
          ? `Les règles du pare-feu (${text(data.firewall)}) sont dans un fichier, et rien ne le lit au démarrage de cet ordinateur.`
          : `Rien ne rétablit les règles du pare-feu (${text(data.firewall)}) au démarrage de cet ordinateur.`,
        effect:
          'Après un redémarrage, les règles ne sont plus celles d’aujourd’hui : ce qui était ouvert peut être fermé, et ce qui était fermé, ouvert.',
        fix: data.notStarted
          ? `Sous Debian : sudo systemctl enable ${data.firewall === 'nftables' ? 'nftables' : 'netfilter-persistent'}.`
          : `Sous Debian : sudo apt install ${data.firewall === 'nftables' ? 'nftables' : 'iptables-persistent'} ; puis appliquer encore une fois.`,
      }),
    },
  },
  'firewall.two-rulers': {
    severity: 'info',
    who: 'technician',
    words: {
      en: ({ data }) => ({
        cause: `More than one set of rules decides here: ${text(data.firewall)}, and beside it ${text(data.others)}.`,
        effect: 'Whoever comes in must be let in by each of them. Chatelaine asks them all.',
        fix: 'Nothing has to be done. One set is easier to keep in mind than two.',
      }),
      fr: ({ data }) => ({
        cause: `Plusieurs ensembles de règles décident ici : ${text(data.firewall)}, et à côté ${text(data.others)}.`,
        effect: 'Qui entre doit être admis par chacun d’eux. Chatelaine les consulte tous.',
        fix: 'Il n’y a rien à faire. Un seul ensemble est plus facile à suivre que deux.',
      }),
    },
  },
  'firewall.nobody-at-all': {
    severity: 'broken',
    who: 'you',
    words: {
      en: () => ({
        cause: 'The chat server is not running: nobody listens at any of the office’s doors.',
        effect: 'Nobody can chat, whatever the firewall lets in.',
        fix: 'Start it on Home, or look in Logs for why it ended.',
      }),
      fr: ({ subject }) => ({
        cause: `Personne n’écoute à aucune des portes du bureau (${subject}) : le serveur de chat est arrêté.`,
        effect: 'Personne ne peut discuter, quoi que le pare-feu laisse entrer.',
        fix: 'Le démarrer depuis l’accueil, ou chercher dans le journal pourquoi il s’est arrêté.',
      }),
    },
  },
  'firewall.nobody': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject }) => ({
        cause: `The server runs, and nobody listens at ${subject}.`,
        effect: 'Whoever comes there is refused, although the firewall lets them in.',
        fix: 'Another program may have had the port when the server started: restart the server, and read what it says under Settings, Doors.',
      }),
      fr: ({ subject }) => ({
        cause: `Le serveur fonctionne, mais personne n’écoute à ${subject}.`,
        effect: 'Qui s’y présente est refusé, même si le pare-feu laisse entrer.',
        fix: 'Un autre programme tenait peut-être cette porte au démarrage : redémarrer le serveur, et lire ce qu’il en dit sous Réglages, Portes.',
      }),
    },
  },
  'firewall.this-machine-only': {
    severity: 'broken',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `At ${subject}, ${text(data.program)} listens for this computer alone (${text(data.address)}).`,
        effect: 'From other computers and phones nobody gets in, although the firewall would let them.',
        fix: 'Let the program listen on all addresses. Is it another program than the chat server? Then it has the server’s port.',
      }),
      fr: ({ subject, data }) => ({
        cause: `À ${subject}, ${text(data.program)} n’écoute que pour cet ordinateur (${text(data.address)}).`,
        effect:
          'Personne n’entre depuis un autre ordinateur ou un téléphone, même si le pare-feu laisserait passer.',
        fix: 'Faire écouter le programme sur toutes les adresses. Est-ce un autre programme que le serveur de chat ? Alors il tient la porte du serveur.',
      }),
    },
  },
  'firewall.one-family': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `At ${subject}, ${text(data.program)} listens over ${text(data.family)} only.`,
        effect:
          data.family === 'IPv4'
            ? 'Who comes by the IPv6 address in the DNS is refused: phones on mobile networks first of all.'
            : 'Who has no IPv6 is refused: most office networks.',
        fix: 'Let the program listen on both, or take the address of the other kind out of the DNS.',
      }),
      fr: ({ subject, data }) => ({
        cause: `À ${subject}, ${text(data.program)} n’écoute qu’en ${text(data.family)}.`,
        effect:
          data.family === 'IPv4'
            ? 'Qui vient par l’adresse IPv6 du DNS est refusé : d’abord les téléphones sur réseau mobile.'
            : 'Qui n’a pas d’IPv6 est refusé : la plupart des réseaux de bureau.',
        fix: 'Faire écouter le programme sur les deux, ou retirer du DNS l’adresse de l’autre sorte.',
      }),
    },
  },
});
export type FirewallFindingCode = keyof typeof FIREWALL;
