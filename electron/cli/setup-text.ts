/** What `chatelaine setup` says: the plan, the question, the end. */
import type { Calls } from '../contract/calls.ts';
import type { Language } from '../contract/findings/finding.ts';

export const SETUP_WORDS = {
  en: {
    interrupted: 'Interrupted. Nothing is lost: the same command goes on where it was.',
    notAt: (domain: string) => `The administrator's address must be at ${domain}.`,
    goOn: 'Go on? [y/N] ',
    address: "The administrator's address:  ",
    password: 'The password, shown only now: ',
    runs: 'All is set up, and the server runs.',
    done: 'All is set up. "chatelaine serve" starts the server and its page.',
  },
  fr: {
    interrupted: 'Interrompu. Rien n’est perdu : la même commande reprend où elle en était.',
    notAt: (domain: string) => `L’adresse d’administration doit se terminer par @${domain}.`,
    goOn: 'Continuer ? [o/N] ',
    address: 'L’adresse d’administration : ',
    password: 'Le mot de passe, affiché cette seule fois : ',
    runs: 'Tout est en place, et le serveur tourne.',
    done: 'Tout est en place. « chatelaine serve » démarre le serveur et sa page.',
  },
} as const;

const PLAN = {
  en: {
    head: 'This will be done:',
    folder: (folder: unknown) => `Everything is kept in ${folder}.`,
    authority: "A certificate authority is made, for this office's names only.",
    certificate: (names: string) => `A certificate is made for ${names}.`,
    ports: "The server's configuration is written, with these ports:",
    administrator: (address: string) => `The administrator ${address} is created.`,
    start: 'The server is started, to see that it works.',
    nothingElse: 'Nothing else on this machine is touched: no mail, no web site, no firewall.',
    colon: ':',
  },
  fr: {
    head: 'Voici ce qui sera fait :',
    folder: (folder: unknown) => `Tout est conservé dans ${folder}.`,
    authority: 'Une autorité de certification est créée, pour les seuls noms de ce bureau.',
    certificate: (names: string) => `Un certificat est créé pour ${names}.`,
    ports: 'La configuration du serveur est écrite, avec ces ports :',
    administrator: (address: string) => `Le compte d’administration ${address} est créé.`,
    start: 'Le serveur est démarré, pour voir s’il fonctionne.',
    nothingElse: 'Rien d’autre n’est touché sur cette machine : ni courrier, ni site web, ni pare-feu.',
    colon: ' :',
  },
} as const;

const USES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ...{ c2s: 'chat programs', http: 'web and uploads', s2s: 'other servers' },
    ...{ stun: 'calls', proxy65: 'files from program to program' },
  },
  fr: {
    ...{ c2s: 'programmes de discussion', http: 'web et envois de fichiers', s2s: 'autres serveurs' },
    ...{ stun: 'appels', proxy65: 'fichiers de programme à programme' },
  },
};

export function planLines(
  { items, ports, certificateNames, address }: Awaited<ReturnType<Calls['setup']['plan']>>,
  language: Language,
): string[] {
  const words = PLAN[language];
  const folder = items.find(({ code }) => code === 'folder')?.data.folder;
  return [
    words.head,
    `  1. ${words.folder(folder)}`,
    `  2. ${words.authority}`,
    `  3. ${words.certificate(certificateNames.join(', '))}`,
    `  4. ${words.ports}`,
    // A line for each use.
    ...[...Map.groupBy(ports, ({ type }) => type)].map(
      ([type, some]) =>
        `       ${USES[language][type] ?? type}${words.colon} ${some.map(({ port }) => port).join(', ')}`,
    ),
    `  5. ${words.administrator(address)}`,
    `  6. ${words.start}`,
    words.nothingElse,
  ];
}
