/** What goes, what stays and what is left for a person, in both languages: for the page and for the terminal. */
import type { FactoryItem } from './factory.ts';

type Language = 'en' | 'fr';
type Kind = 'goes' | 'stays' | 'hand';
type What = FactoryItem['what'];

interface Words {
  /** What it is called. */
  readonly name: string;
  /** What becomes of it, a sentence for each list it can stand in. */
  readonly goes?: string;
  readonly stays?: string;
  readonly hand?: string;
}

export const FACTORY_WORDS: Readonly<Record<Language, Readonly<Record<What, Words>>>> = {
  en: {
    people: {
      name: 'The office’s chat',
      goes: 'All accounts, messages, rooms and files people sent. Nobody can log in any more.',
    },
    data: { name: 'Data folder', goes: 'Settings, passwords, keys, certificates and logs.' },
    clients: {
      name: 'Chat programs of this computer',
      goes: 'The accounts Chatelaine wrote there are taken out again; everything else in their files stays as it is.',
    },
    firewall: {
      name: 'This computer’s firewall',
      goes: 'The rules Chatelaine added are taken back. No other rule is touched.',
      hand: 'The rules Chatelaine added are taken back by an administrator only.',
    },
    router: { name: 'Internet box', goes: 'The doors it was asked for are given back.' },
    trust: {
      name: 'Trust in the office’s authority',
      goes: 'It is taken off this computer’s list.',
      hand: 'It is taken off this computer’s list by an administrator only.',
    },
    dns: {
      name: 'Lines in your domain’s address book',
      goes: 'The lines Chatelaine wrote are taken out, unless somebody changed them since.',
      stays: 'The lines Chatelaine wrote stay: whoever looks for your chat is still led here.',
    },
    copies: {
      name: 'Copies in the data folder',
      goes: 'Backups and snapshots that lie in the data folder, too.',
      stays: 'A copy of everything stays in the data folder: “Backups & updates” can put it back.',
    },
    backups: { name: 'Backups elsewhere', stays: 'Not touched. With them all of this can be brought back.' },
    certificates: {
      name: 'Public certificates',
      stays:
        'They stay good until they run out, but nobody has their keys any more. They need not be revoked.',
    },
    foreign: {
      name: 'Other files in the data folder',
      stays: 'They were there before Chatelaine, or are none of its own, so they stay as they are.',
    },
    'other-computers': {
      name: 'Other computers',
      stays:
        'Accounts in colleagues’ programs and their trust in the office’s authority are taken away there.',
    },
    service: {
      name: 'The service',
      stays: 'Chatelaine goes on starting with the computer.',
      hand: 'It is taken away with this command.',
    },
    program: {
      name: 'The program',
      stays: 'Chatelaine itself stays and is as on its first day.',
      hand: 'A program does not remove itself while it runs. This is how it is removed.',
    },
  },
  fr: {
    people: {
      name: 'La messagerie du bureau',
      goes: 'Tous les comptes, messages, salons et fichiers envoyés. Plus personne ne peut se connecter.',
    },
    data: { name: 'Dossier de données', goes: 'Réglages, mots de passe, clés, certificats et journaux.' },
    clients: {
      name: 'Applications de cet ordinateur',
      goes: 'Les comptes que Chatelaine y a écrits en sont retirés ; tout le reste de leurs fichiers reste tel quel.',
    },
    firewall: {
      name: 'Pare-feu de cet ordinateur',
      goes: 'Les règles ajoutées par Chatelaine sont reprises. Aucune autre n’est touchée.',
      hand: 'Seul un administrateur peut reprendre les règles ajoutées par Chatelaine.',
    },
    router: { name: 'Box internet', goes: 'Les portes qui lui ont été demandées lui sont rendues.' },
    trust: {
      name: 'Confiance en l’autorité du bureau',
      goes: 'Elle est retirée de la liste de cet ordinateur.',
      hand: 'Seul un administrateur peut la retirer de la liste de cet ordinateur.',
    },
    dns: {
      name: 'Lignes du carnet d’adresses de votre domaine',
      goes: 'Les lignes écrites par Chatelaine sont retirées, sauf celles que quelqu’un a changées depuis.',
      stays:
        'Les lignes écrites par Chatelaine restent : qui cherche votre messagerie est encore conduit ici.',
    },
    copies: {
      name: 'Copies dans le dossier de données',
      goes: 'Aussi les sauvegardes et instantanés qui sont dans le dossier de données.',
      stays:
        'Une copie de tout reste dans le dossier de données : « Sauvegardes et versions » peut la remettre.',
    },
    backups: { name: 'Sauvegardes ailleurs', stays: 'Pas touchées. Avec elles, tout cela peut revenir.' },
    certificates: {
      name: 'Certificats publics',
      stays:
        'Ils restent valables jusqu’à leur fin, mais plus personne n’a leurs clés. Inutile de les révoquer.',
    },
    foreign: {
      name: 'Autres fichiers du dossier de données',
      stays: 'Ils étaient là avant Chatelaine, ou ne sont pas à elle : ils restent tels quels.',
    },
    'other-computers': {
      name: 'Autres ordinateurs',
      stays:
        'Les comptes dans les applications des collègues et leur confiance en l’autorité du bureau se retirent là-bas.',
    },
    service: {
      name: 'Le service',
      stays: 'Chatelaine continue à démarrer avec l’ordinateur.',
      hand: 'Il se retire avec cette commande.',
    },
    program: {
      name: 'Le programme',
      stays: 'Chatelaine elle-même reste, comme au premier jour.',
      hand: 'Un programme ne se retire pas lui-même pendant qu’il tourne. Voici comment le retirer.',
    },
  },
};

/** The sentence for an item in one of the lists. */
export const factorySentence = (language: Language, kind: Kind, what: What): string =>
  FACTORY_WORDS[language][what][kind] ?? '';

/** Decimal, as file managers count. */
const UNITS = {
  en: ['bytes', 'kB', 'MB', 'GB', 'TB'],
  fr: ['octets', 'ko', 'Mo', 'Go', 'To'],
} as const;
const LOCALES = { en: 'en-GB', fr: 'fr-FR' } as const;

function sizeWords(language: Language, bytes: number): string {
  const units = UNITS[language];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const digits = step > 0 && value < 10 ? 1 : 0;
  return `${value.toLocaleString(LOCALES[language], { maximumFractionDigits: digits })}\u00a0${units[step]}`;
}

const counted = (language: Language, count: number, one: string, more: string) => {
  const isOne = language === 'fr' ? count < 2 : count === 1;
  return `${count.toLocaleString(LOCALES[language])}\u00a0${isOne ? one : more}`;
};

/** What is counted in an item of which there is a count. */
const COUNTED: Readonly<Record<Language, Partial<Record<What, readonly [string, string]>>>> = {
  en: { people: ['person', 'people'], firewall: ['rule', 'rules'] },
  fr: { people: ['personne', 'personnes'], firewall: ['règle', 'règles'] },
};

/** How much of it there is: "12 people", "12 MB, 340 files"; empty where that says nothing. */
export function factoryAmount(
  language: Language,
  { what, count, amount }: Pick<FactoryItem, 'what' | 'count' | 'amount'>,
): string {
  const names = COUNTED[language][what];
  if (count !== null && names) return counted(language, count, ...(names as [string, string]));
  if (amount === null || amount.files === 0) return '';
  const files =
    language === 'fr'
      ? counted('fr', amount.files, 'fichier', 'fichiers')
      : counted('en', amount.files, 'file', 'files');
  const all = `${sizeWords(language, amount.bytes)}, ${files}`;
  return amount.atLeast ? `${language === 'fr' ? 'plus de ' : 'more than '}${all}` : all;
}
