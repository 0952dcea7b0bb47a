/** How a typed domain was understood, and what moving to another one later costs: words for the domain step, in both languages. */
import type { MovingCode, ReadAs } from '../domains.ts';
import type { Language } from './finding.ts';

/** `domain` as we read it. */
export const READ_WORDS: Readonly<Record<ReadAs, Readonly<Record<Language, (domain: string) => string>>>> = {
  url: {
    en: (domain) => `That was the address of a page; addresses for chat end in ${domain}.`,
    fr: (domain) => `C’était l’adresse d’une page ; les adresses de messagerie se terminent par ${domain}.`,
  },
  email: {
    en: (domain) => `That was an e-mail address; addresses for chat end in ${domain} as well.`,
    fr: (domain) =>
      `C’était une adresse e-mail ; les adresses de messagerie se terminent aussi par ${domain}.`,
  },
  www: {
    en: (domain) => `“www” is for websites; addresses for chat end in ${domain}.`,
    fr: (domain) => `« www » est pour les sites web ; les adresses de messagerie se terminent par ${domain}.`,
  },
  idn: {
    en: (domain) => `It has letters that are written otherwise inside the network; people see ${domain}.`,
    fr: (domain) =>
      `Il contient des lettres qui s’écrivent autrement dans le réseau ; les personnes voient ${domain}.`,
  },
  subdomain: {
    en: (domain) => `${domain} is part of a larger domain: the lines are added where that one is managed.`,
    fr: (domain) =>
      `${domain} fait partie d’un domaine plus large : les lignes s’ajoutent là où il est géré.`,
  },
  'server-name': {
    en: (domain) =>
      `${domain} sounds like the name of the server. Addresses would end in all of it; most offices leave the first word out.`,
    fr: (domain) =>
      `${domain} ressemble au nom du serveur. Les adresses se termineraient par ce nom entier ; la plupart des bureaux omettent le premier mot.`,
  },
  'mail-service': {
    en: (domain) =>
      `${domain} is the domain of a mail service: nobody but that service can add lines there. An office needs a domain of its own.`,
    fr: (domain) =>
      `${domain} est le domaine d’un service de messagerie électronique : lui seul peut y ajouter des lignes. Il faut au bureau un domaine à lui.`,
  },
  'one-network': {
    en: (domain) =>
      `The internet has no such ending: ${domain} can only be found on one network. For that, go back and choose “Try it on this network only”.`,
    fr: (domain) =>
      `Cette terminaison n’existe pas sur Internet : ${domain} n’est trouvé que sur un seul réseau. Pour cela, revenir en arrière et choisir « Essayer sur ce réseau seulement ».`,
  },
};

/** Of what was understood: what stands in the way, as long as it is so. */
export const IN_THE_WAY: ReadonlySet<ReadAs> = new Set(['mail-service', 'one-network']);

/** What happens to it when the office moves. */
export const MOVING_WORDS: Readonly<Record<MovingCode, Readonly<Record<Language, string>>>> = {
  contacts: {
    en: 'Contacts at other companies have to add everybody again.',
    fr: 'Les contacts d’autres entreprises doivent rajouter tout le monde.',
  },
  history: {
    en: 'Old conversations stay with the old addresses.',
    fr: 'Les anciennes conversations restent aux anciennes adresses.',
  },
  addresses: {
    en: 'Everybody gets a new address: on cards, in signatures, in the apps.',
    fr: 'Tout le monde change d’adresse : sur les cartes, dans les signatures, dans les applications.',
  },
  rooms: {
    en: 'Rooms are made anew, and people enter them again.',
    fr: 'Les salons sont recréés, et chacun y entre à nouveau.',
  },
  devices: {
    en: 'Each phone and computer logs in again.',
    fr: 'Chaque téléphone et chaque ordinateur se connecte à nouveau.',
  },
  'old-addresses': {
    en: 'The old addresses keep working as long as both domains are served.',
    fr: 'Les anciennes adresses fonctionnent tant que les deux domaines sont servis.',
  },
};
