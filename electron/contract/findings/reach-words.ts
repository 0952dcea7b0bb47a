/** What was found at a door, in words, once for the page and the command line. */
import type { ReachBecause, ReachFrom, ReachPartner, ReachSpeech, ReachVerdict } from '../reach.ts';
import type { Language } from './finding.ts';

type Words<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** A cell of the table. */
export const VERDICT: Words<ReachVerdict> = {
  en: {
    open: 'open',
    closed: 'closed',
    filtered: 'no answer',
    'other-program': 'another program',
    'other-server': 'another chat server',
    'wrong-certificate': 'wrong certificate',
    'no-encryption': 'no encryption',
    mute: 'says nothing',
    'relay-broken': 'nothing gets through',
    'not-checked': 'not checked',
  },
  fr: {
    open: 'ouverte',
    closed: 'fermée',
    filtered: 'pas de réponse',
    'other-program': 'un autre programme',
    'other-server': 'un autre serveur de messagerie',
    'wrong-certificate': 'mauvais certificat',
    'no-encryption': 'pas de chiffrement',
    mute: 'ne dit rien',
    'relay-broken': 'rien ne passe',
    'not-checked': 'non vérifiée',
  },
};

/** The small line under it. */
export const BECAUSE: Words<ReachBecause> = {
  en: {
    'right-server': 'your server, with the right certificate',
    answers: 'answers as it should',
    relays: 'a packet went through and back',
    refused: 'a refusal comes back',
    'no-answer': 'silence: a firewall stops it',
    'no-way': 'the network says there is no way there',
    'turned-away': 'the server turns strangers away',
    'speaks-ssh': 'remote access (SSH) answers',
    'speaks-http': 'a web server answers',
    'speaks-other': 'something else answers',
    'domain-unknown': 'it does not know the domain',
    'certificate-name': 'it is for another name',
    'certificate-expired': 'it has run out',
    'certificate-not-yet': 'it is not valid yet',
    'certificate-untrusted': 'nobody outside trusts it',
    'certificate-not-ours': 'it is not the one in force here',
    'no-starttls': 'it is not offered',
    'tls-failed': 'it does not come about',
    'no-alpn': 'your server; it does not say that it speaks XMPP (ALPN)',
    'says-nothing': 'it takes the connection, and nothing comes',
    'hangs-up': 'it takes the connection and hangs up',
    'relay-refused': 'the relay refuses',
    'relay-lost': 'the packet was lost',
    'only-from-here': 'answers on this computer; from outside nobody has looked',
    'own-address': 'this computer cannot look at its own address from outside',
    'no-hairpin': 'the box does not lead back in: no news of the door',
    'no-address': 'there is no public address to knock at',
    'other-address': 'who looked sees you come from another address than your name leads to',
    'no-family-there': 'who looked has no such network',
    'no-tool-there': 'that computer lacks the program for it',
    'no-credential': 'who looked has no password for the relay',
    'not-asked': 'nobody has looked yet',
  },
  fr: {
    'right-server': 'votre serveur, avec le bon certificat',
    answers: 'répond comme il faut',
    relays: 'un paquet est passé dans les deux sens',
    refused: 'un refus revient',
    'no-answer': 'silence : un pare-feu l’arrête',
    'no-way': 'le réseau dit qu’aucun chemin n’y mène',
    'turned-away': 'le serveur refuse les inconnus',
    'speaks-ssh': 'l’accès à distance (SSH) répond',
    'speaks-http': 'un serveur web répond',
    'speaks-other': 'autre chose répond',
    'domain-unknown': 'il ne connaît pas le domaine',
    'certificate-name': 'il est pour un autre nom',
    'certificate-expired': 'il a expiré',
    'certificate-not-yet': 'il n’est pas encore valable',
    'certificate-untrusted': 'personne à l’extérieur ne le reconnaît',
    'certificate-not-ours': 'ce n’est pas celui en service ici',
    'no-starttls': 'il n’est pas proposé',
    'tls-failed': 'il n’aboutit pas',
    'no-alpn': 'votre serveur ; il ne dit pas qu’il parle XMPP (ALPN)',
    'says-nothing': 'la connexion est acceptée, et rien ne vient',
    'hangs-up': 'la connexion est acceptée, puis coupée',
    'relay-refused': 'le relais refuse',
    'relay-lost': 'le paquet s’est perdu',
    'only-from-here': 'répond sur cet ordinateur ; de l’extérieur, personne n’a regardé',
    'own-address': 'cet ordinateur ne peut pas regarder sa propre adresse de l’extérieur',
    'no-hairpin': 'la box ne ramène pas à l’intérieur : rien à en conclure',
    'no-address': 'il n’y a pas d’adresse publique où frapper',
    'other-address': 'qui a regardé vous voit venir d’une autre adresse que celle où mène votre nom',
    'no-family-there': 'qui a regardé n’a pas ce réseau',
    'no-tool-there': 'il manque à cet ordinateur le programme nécessaire',
    'no-credential': 'qui a regardé n’a pas de mot de passe pour le relais',
    'not-asked': 'personne n’a encore regardé',
  },
};

export const SPEECH: Words<ReachSpeech> = {
  en: {
    'client-starttls': 'Colleagues’ apps',
    'client-direct': 'Colleagues’ apps, encrypted from the start',
    'server-starttls': 'Other companies',
    'server-direct': 'Other companies, encrypted from the start',
    https: 'Web: files, invitations, browser',
    stun: 'Calls: finding a way',
    'stun-tls': 'Calls, encrypted',
    relay: 'Calls: a packet through the relay',
    socks5: 'Large files between programs',
  },
  fr: {
    'client-starttls': 'Applications des collègues',
    'client-direct': 'Applications des collègues, chiffré dès le début',
    'server-starttls': 'Autres entreprises',
    'server-direct': 'Autres entreprises, chiffré dès le début',
    https: 'Web : fichiers, invitations, navigateur',
    stun: 'Appels : trouver un chemin',
    'stun-tls': 'Appels, chiffrés',
    relay: 'Appels : un paquet à travers le relais',
    socks5: 'Gros fichiers entre programmes',
  },
};

/** Whose word it is; a partner's name goes behind. */
export const FROM: Words<ReachFrom> = {
  en: {
    local: 'this computer itself',
    public: 'this computer, at the public address',
    machine: 'a computer elsewhere',
    partner: 'partner',
  },
  fr: {
    local: 'cet ordinateur même',
    public: 'cet ordinateur, à l’adresse publique',
    machine: 'un ordinateur ailleurs',
    partner: 'partenaire',
  },
};

/** Why a partner did not knock. */
export const TROUBLE: Words<NonNullable<ReachPartner['trouble']>> = {
  en: {
    'no-answer': 'did not answer: its computer may be off, or nobody there has added a partner yet',
    'unknown-there': 'does not know you: ask them to add your code',
    busy: 'has been asked often enough for now: try again in an hour',
    'not-genuine': 'answered with another key: exchange the codes again',
    old: 'says that your clock differs from theirs: look at the date and time of both computers',
    refused:
      'would not knock: it sees you come from an address that is not public, or with doors it leaves alone',
  },
  fr: {
    'no-answer':
      'n’a pas répondu : son ordinateur est peut-être éteint, ou personne n’y a encore ajouté de partenaire',
    'unknown-there': 'ne vous connaît pas : lui demander d’ajouter votre code',
    busy: 'a été assez sollicité pour l’instant : réessayer dans une heure',
    'not-genuine': 'a répondu avec une autre clé : échanger les codes à nouveau',
    old: 'dit que votre horloge diffère de la sienne : vérifier la date et l’heure des deux ordinateurs',
    refused:
      'n’a pas voulu frapper : il vous voit venir d’une adresse qui n’est pas publique, ou avec des portes auxquelles il ne touche pas',
  },
};

export const CODE_TROUBLE: Words<'malformed' | 'incomplete' | 'foreign' | 'expired'> = {
  en: {
    malformed: 'This is not what the line prints: it begins with chr1-.',
    incomplete: 'A part of the code is missing. Copy it from chr1- to its very end.',
    foreign: 'This code answers another line: of another office, or one that was pasted already.',
    expired: 'This line was made more than an hour ago. Make a new one and run that.',
  },
  fr: {
    malformed: 'Ce n’est pas ce que la ligne affiche : cela commence par chr1-.',
    incomplete: 'Il manque une partie du code. Le copier depuis chr1- jusqu’à la toute fin.',
    foreign: 'Ce code répond à une autre ligne : celle d’un autre bureau, ou une qui a déjà été collée.',
    expired: 'Cette ligne date de plus d’une heure. En préparer une nouvelle et lancer celle-ci.',
  },
};

export const PARTNER_CODE_TROUBLE: Words<'malformed' | 'ourselves' | 'known' | 'too-many'> = {
  en: {
    malformed: 'This is no code of another Chatelaine: it begins with chp1-. Part of it may be missing.',
    ourselves: 'This is your own code. The other office has to give you theirs.',
    known: 'This office is a partner already.',
    'too-many': 'Ten partners are enough. Remove one first.',
  },
  fr: {
    malformed:
      'Ce n’est pas le code d’un autre Chatelaine : il commence par chp1-. Il en manque peut-être une partie.',
    ourselves: 'C’est votre propre code. L’autre bureau doit vous donner le sien.',
    known: 'Ce bureau est déjà un partenaire.',
    'too-many': 'Dix partenaires suffisent. En retirer un d’abord.',
  },
};
