/** "Set it up for me" in sentences for a terminal, in both languages. */
import type {
  ClientPlan,
  ClientSetUp,
  ClientTrouble,
  FoundClient,
  PasswordStore,
} from '../contract/client-setup.ts';
import { programRow } from '../manager/clients/programs.ts';
import { ProblemError } from '../manager/problem.ts';

export type Language = 'en' | 'fr';

const nameOf = (program: FoundClient['program']) => programRow(program).name;

const TEXT = {
  en: {
    none: 'None of the programs Chatelaine can set up is on this computer.',
    open: 'it is open',
    absent: 'only its files are there',
    fresh: 'no account yet',
    accounts: 'accounts',
    done: (id: string, at: string, exact: boolean) =>
      `Set up ${at}; "chatelaine client-setup undo ${id}" takes it back${exact ? '' : ' (the program has written since: the account only)'}.`,
    what: {
      add: (who: string, name: string) => `${who} is added to the accounts of ${name}.`,
      repair: (who: string, name: string) =>
        `${who} is in ${name} already, with other settings. Only those are changed; its password stays.`,
      there: (who: string, name: string) => `${who} is in ${name} already, as it should be.`,
    },
    stays: 'These stay as they are:',
    created: 'New file',
    changed: 'In the file',
    password: {
      keyring: (name: string) => `${name} keeps the password in your keyring.`,
      plain: (name: string) =>
        `${name} keeps the password readable in its file: whoever can read your files can read it.`,
      obscured: (name: string) => `${name} keeps the password in its file, hidden from a glance only.`,
      asks: (name: string) => `${name} asks for the password when it connects.`,
      'by-hand': (name: string) =>
        `${name} does not ask for the password by itself: type it in its menu, where your accounts are.`,
    },
    systemOnly: (name: string) =>
      `${name} looks at this computer's list of authorities only, which does not have the office's yet.`,
    until: (name: string, day: string) =>
      `${name} is given the server's certificate of today; when it renews, on ${day} at the latest, it asks once more.`,
    cannotReach: (name: string) =>
      `${name} has no setting for where the server is: it connects once the domain leads there.`,
    isOpen: (name: string) => `${name} is open. Close it first.`,
    ask: 'Write this? A copy of each file is kept. [y/N] ',
    yes: 'y',
    nothing: 'Nothing was changed.',
    applied: (id: string) => `Done. "chatelaine client-setup undo ${id}" takes it back.`,
    undone: (files: readonly string[]) => `Taken back: ${files.join(', ')}`,
    saved: (file: string) => `Saved as ${file}. On the other computer: python3 ${file}`,
    secret: (address: string) =>
      `The file holds the password of ${address}: hand it over as you would the password, and delete it afterwards.`,
    prompt: (address: string) => `Password of ${address}: `,
    several: (ids: string) => `There are several profiles. Say which with --profile: ${ids}`,
    troubles: {
      locked: 'another program holds it',
      unreadable: 'you may not read or write it',
      'not-yours': 'it belongs to another account of this computer',
      elsewhere: 'it is a link that leads elsewhere',
      huge: 'it is far larger than such a file should be',
      broken: 'it is not what this program writes; it may be damaged',
      newer: 'it was made by a later version, which nobody has tried this with',
      'name-taken': 'another account there has this name',
      keyring: 'the keyring did not take the password',
    },
    trouble: (name: string, file: string, why: string) =>
      `${name}: ${file || name} was left as it is: ${why}.`,
    'client.running': (name: string) =>
      `${name} is open, and would write over this. Close it, then try again.`,
    'client.changed-since': (name: string) =>
      `${name} has written there since. With --account-only our account is taken out, and the rest stays.`,
    'person.unknown': (address: string) => `${address} is of no domain this office serves.`,
    'client.plan-changed': () => 'Something changed in the files meanwhile. Nothing was written; look again.',
    'client.unknown': () =>
      'There is no such program or set-up here. "chatelaine client-setup list" shows what there is.',
  },
  fr: {
    none: 'Aucune des applications que Chatelaine sait configurer n’est sur cet ordinateur.',
    open: 'ouverte',
    absent: 'seuls ses fichiers sont là',
    fresh: 'aucun compte encore',
    accounts: 'comptes',
    done: (id: string, at: string, exact: boolean) =>
      `Configuré le ${at} ; « chatelaine client-setup undo ${id} » revient en arrière${exact ? '' : ' (l’application a écrit depuis : le compte seulement)'}.`,
    what: {
      add: (who: string, name: string) => `${who} s’ajoute aux comptes de ${name}.`,
      repair: (who: string, name: string) =>
        `${who} est déjà dans ${name}, avec d’autres réglages. Eux seuls sont changés ; le mot de passe reste.`,
      there: (who: string, name: string) => `${who} est déjà dans ${name}, comme il faut.`,
    },
    stays: 'Ceux-ci restent tels quels :',
    created: 'Nouveau fichier',
    changed: 'Dans le fichier',
    password: {
      keyring: (name: string) => `${name} garde le mot de passe dans votre trousseau.`,
      plain: (name: string) =>
        `${name} garde le mot de passe lisible dans son fichier : qui peut lire vos fichiers peut le lire.`,
      obscured: (name: string) =>
        `${name} garde le mot de passe dans son fichier, caché au premier regard seulement.`,
      asks: (name: string) => `${name} demande le mot de passe à la connexion.`,
      'by-hand': (name: string) =>
        `${name} ne demande pas de lui-même le mot de passe : tapez-le dans son menu, là où sont vos comptes.`,
    },
    systemOnly: (name: string) =>
      `${name} ne regarde que la liste d’autorités de cet ordinateur, où celle de l’entreprise n’est pas encore.`,
    until: (name: string, day: string) =>
      `${name} reçoit le certificat actuel du serveur ; à son renouvellement, au plus tard le ${day}, la question sera posée une fois.`,
    cannotReach: (name: string) =>
      `${name} n’a pas de réglage pour dire où est le serveur : la connexion se fera quand le domaine y mènera.`,
    isOpen: (name: string) => `${name} est ouvert. Fermez-le d’abord.`,
    ask: 'Écrire cela ? Une copie de chaque fichier est gardée. [o/N] ',
    yes: 'o',
    nothing: 'Rien n’a été changé.',
    applied: (id: string) => `C’est fait. « chatelaine client-setup undo ${id} » revient en arrière.`,
    undone: (files: readonly string[]) => `Repris : ${files.join(', ')}`,
    saved: (file: string) => `Enregistré sous ${file}. Sur l’autre ordinateur : python3 ${file}`,
    secret: (address: string) =>
      `Le fichier contient le mot de passe de ${address} : remettez-le comme le mot de passe lui-même, et supprimez-le ensuite.`,
    prompt: (address: string) => `Mot de passe de ${address} : `,
    several: (ids: string) => `Il y a plusieurs profils. Dites lequel avec --profile : ${ids}`,
    troubles: {
      locked: 'une autre application le tient',
      unreadable: 'vous ne pouvez pas le lire ou l’écrire',
      'not-yours': 'il appartient à un autre compte de cet ordinateur',
      elsewhere: 'c’est un lien qui mène ailleurs',
      huge: 'il est bien plus gros qu’un tel fichier ne devrait l’être',
      broken: 'ce n’est pas ce que cette application écrit ; il est peut-être abîmé',
      newer: 'il vient d’une version plus récente, avec laquelle personne n’a essayé',
      'name-taken': 'un autre compte y porte ce nom',
      keyring: 'le trousseau n’a pas pris le mot de passe',
    },
    trouble: (name: string, file: string, why: string) =>
      `${name} : rien n’a été changé dans ${file || name} : ${why}.`,
    'client.running': (name: string) =>
      `${name} est ouvert et écrirait par-dessus. Fermez-le, puis recommencez.`,
    'client.changed-since': (name: string) =>
      `${name} y a écrit depuis. Avec --account-only, seul notre compte est retiré et le reste demeure.`,
    'person.unknown': (address: string) => `${address} n’est d’aucun domaine de l’entreprise.`,
    'client.plan-changed': () =>
      'Quelque chose a changé dans les fichiers entre-temps. Rien n’a été écrit ; regardez à nouveau.',
    'client.unknown': () =>
      'Il n’y a pas ici d’application ou de configuration de ce nom. « chatelaine client-setup list » montre ce qu’il y a.',
  },
} as const;

export const wordsIn = (language: Language) => TEXT[language];

/** `Gajim 1.7.3`, then a line for each profile. */
export function foundLines(
  clients: readonly FoundClient[],
  done: readonly ClientSetUp[],
  language: Language,
): string[] {
  const words = TEXT[language];
  if (clients.length === 0) return [words.none];
  return clients.flatMap(({ program, kind, version, installed, running, profiles }) => [
    [
      nameOf(program),
      version,
      kind === 'flatpak' ? '(Flatpak)' : null,
      ...(running ? [`- ${words.open}`] : installed ? [] : [`- ${words.absent}`]),
    ]
      .filter((word) => word !== null)
      .join(' '),
    ...profiles.flatMap(({ name, file, fresh, accounts, trouble }) => [
      `  ${name === null ? '' : `[${name}] `}${file}: ${trouble ? words.troubles[trouble] : fresh || accounts.length === 0 ? words.fresh : `${words.accounts} ${accounts.join(', ')}`}`,
      ...done
        .filter((one) => one.program === program && one.files.includes(file))
        .map(({ id, at, address, exact }) => `    ${address}: ${words.done(id, day(at, language), exact)}`),
    ]),
  ]);
}

export function planLines(plan: ClientPlan, who: string, language: Language): string[] {
  const words = TEXT[language];
  const name = nameOf(plan.program);
  const { trust } = plan;
  return [
    words.what[plan.what](who, name),
    ...(plan.stays.length > 0 ? [`  ${words.stays} ${plan.stays.join(', ')}`] : []),
    ...plan.files.flatMap(({ path, deed, lines }) => [
      '',
      `${words[deed]} ${path}`,
      ...lines.map((line) => `  ${SIGNS[line.deed]} ${line.text}`),
    ]),
    '',
    ...(plan.what === 'add' ? [words.password[plan.password satisfies PasswordStore](name)] : []),
    ...(trust.way === 'system-only' ? [words.systemOnly(name)] : []),
    ...(trust.until === null ? [] : [words.until(name, day(trust.until, language))]),
    ...(plan.cannotReach ? [words.cannotReach(name)] : []),
    ...(plan.running ? [words.isOpen(name)] : []),
  ];
}

const SIGNS = { added: '+', removed: '-', same: ' ' } as const;

const day = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at);

/** What kept us from it, where it is about a program; undefined for anything else. */
export function refusalText(error: unknown, language: Language): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const words = TEXT[language];
  const {
    address = '',
    program = '',
    file = '',
    trouble,
  } = error.data as { address?: string; program?: string; file?: string; trouble?: ClientTrouble };
  if (error.code === 'client.trouble' && trouble)
    return words.trouble(program, file, words.troubles[trouble]);
  if (error.code === 'person.unknown') return words['person.unknown'](address);
  const code = error.code as string;
  return code in words && code.startsWith('client.') ? words[code as 'client.running'](program) : undefined;
}
