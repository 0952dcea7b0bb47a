/** How names are proved to be ours, and why so, in words: what pages and the command line share. */
import type { ProofWay } from './acme.ts';
import type { Language } from './findings/finding.ts';

type Words<T> = Readonly<Record<Language, T>>;

/** A way, and what it means, in both languages. */
export const WAY_WORDS: Readonly<Record<ProofWay, Words<{ readonly name: string; readonly means: string }>>> =
  {
    'http-listener': {
      en: {
        name: 'Through port 80 of this computer',
        means: 'Chatelaine answers the authority itself, for the minute it takes.',
      },
      fr: {
        name: 'Par la porte 80 de cet ordinateur',
        means: 'Chatelaine répond elle-même à l’autorité, le temps qu’il faut.',
      },
    },
    'http-webroot': {
      en: {
        name: 'Through the website on this computer',
        means: 'A small file lies in the website’s folder for a minute.',
      },
      fr: {
        name: 'Par le site web de cet ordinateur',
        means: 'Un petit fichier se trouve une minute dans le dossier du site.',
      },
    },
    'http-proxy': {
      en: {
        name: 'Through the web server on this computer',
        means: 'It passes the authority’s question on to Chatelaine.',
      },
      fr: {
        name: 'Par le serveur web de cet ordinateur',
        means: 'Il transmet la question de l’autorité à Chatelaine.',
      },
    },
    'tls-alpn': {
      en: {
        name: 'Through port 443 of this computer',
        means: 'Chatelaine’s own port answers; nobody connected notices.',
      },
      fr: {
        name: 'Par la porte 443 de cet ordinateur',
        means: 'La porte de Chatelaine répond ; personne de connecté ne le remarque.',
      },
    },
    'dns-provider': {
      en: {
        name: 'Through DNS, by itself',
        means:
          'Chatelaine adds a record at your domain’s provider and takes it away again. No port has to be open.',
      },
      fr: {
        name: 'Par le DNS, automatiquement',
        means:
          'Chatelaine ajoute un enregistrement chez le fournisseur du domaine, puis le retire. Aucune porte à ouvrir.',
      },
    },
    'dns-by-hand': {
      en: { name: 'Through DNS, by hand', means: 'Somebody adds a record, now and at every renewal.' },
      fr: {
        name: 'Par le DNS, à la main',
        means: 'Quelqu’un ajoute un enregistrement, maintenant et à chaque renouvellement.',
      },
    },
  };

/** Why a way was taken, or could not be (electron/manager/certificates/acme/way.ts). */
export const WAY_BECAUSE = {
  'provider-writes': {
    en: 'Chatelaine may write at your domain’s provider: nothing has to be open or reachable.',
    fr: 'Chatelaine peut écrire chez le fournisseur du domaine : rien n’a besoin d’être ouvert ni joignable.',
  },
  'no-provider': {
    en: 'No provider is connected that keeps this name.',
    fr: 'Aucun fournisseur relié ne gère ce nom.',
  },
  'port-443-ours': {
    en: 'Port 443 is Chatelaine’s own, and this name leads here.',
    fr: 'La porte 443 est celle de Chatelaine, et ce nom mène ici.',
  },
  'port-443-not-ours': {
    en: 'Port 443 is not Chatelaine’s.',
    fr: 'La porte 443 n’est pas celle de Chatelaine.',
  },
  'port-80-free': {
    en: 'Port 80 is free, and this name leads here.',
    fr: 'La porte 80 est libre, et ce nom mène ici.',
  },
  'port-80-taken': { en: 'Another program has port 80.', fr: 'Un autre programme occupe la porte 80.' },
  'port-80-forbidden': {
    en: 'The system does not let Chatelaine use port 80.',
    fr: 'Le système ne laisse pas Chatelaine utiliser la porte 80.',
  },
  'folder-known': {
    en: 'The website’s folder is known, and this name leads here.',
    fr: 'Le dossier du site est connu, et ce nom mène ici.',
  },
  'no-folder': { en: 'The website’s folder was not named.', fr: 'Le dossier du site n’a pas été indiqué.' },
  'rule-works': {
    en: 'The web server passes such questions on to Chatelaine.',
    fr: 'Le serveur web transmet ces questions à Chatelaine.',
  },
  'no-rule': {
    en: 'The web server does not pass such questions on.',
    fr: 'Le serveur web ne transmet pas ces questions.',
  },
  'no-web-server': {
    en: 'No web server has port 80 here.',
    fr: 'Aucun serveur web n’occupe la porte 80 ici.',
  },
  'wildcard-needs-dns': {
    en: 'A certificate for all names below one is proved through DNS only.',
    fr: 'Un certificat pour tous les noms sous un autre ne se prouve que par le DNS.',
  },
  'leads-elsewhere': { en: 'This name leads to another computer.', fr: 'Ce nom mène à un autre ordinateur.' },
  'leads-nowhere': {
    en: 'This name has no address on the internet.',
    fr: 'Ce nom n’a pas d’adresse sur internet.',
  },
  'private-address': {
    en: 'This name leads to an address nobody outside can reach.',
    fr: 'Ce nom mène à une adresse que personne ne peut joindre de l’extérieur.',
  },
  'not-reachable': {
    en: 'The internet line gives this office no address of its own: nobody outside can reach it.',
    fr: 'La ligne internet ne donne pas d’adresse propre à ce bureau : personne ne peut le joindre de l’extérieur.',
  },
  'not-known': { en: 'The name servers did not answer.', fr: 'Les serveurs de noms n’ont pas répondu.' },
  'by-hand': {
    en: 'It works everywhere, and wants somebody at each renewal.',
    fr: 'Cela marche partout, mais demande quelqu’un à chaque renouvellement.',
  },
  'not-in-dns': { en: 'This name is not on the internet.', fr: 'Ce nom n’existe pas sur internet.' },
} as const satisfies Readonly<Record<string, Words<string>>>;
export type WayBecause = keyof typeof WAY_BECAUSE;

/** The sentence; undefined for a code of another version's. */
export const wordsOfWayBecause = (because: string, language: Language): string | undefined =>
  Object.hasOwn(WAY_BECAUSE, because) ? WAY_BECAUSE[because as WayBecause][language] : undefined;
