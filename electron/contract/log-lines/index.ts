/** What a line of a log means, in both languages: one home for the page Logs, `chatelaine logs --explain` and findings. */
import type { Language } from '../findings/finding.ts';
import type { LogEvent, LogPart, LogProgram } from '../log-events.ts';
import { BACKUP_LINES } from './backups.ts';
import { CERTIFICATE_LINES } from './certificates.ts';
import { COMPUTER_LINES } from './computer.ts';
import { aboutLine, type LineKind, type LinePage, type LineWho, PROGRAMS } from './line.ts';
import { LOGIN_LINES } from './login.ts';
import { SERVER_LINES } from './server.ts';
import { SERVER_SETTINGS_LINES } from './server-settings.ts';
import { SERVER_TO_SERVER_LINES } from './servers.ts';
import { TALK_LINES } from './talk.ts';
import { WEB_LINES } from './web.ts';

export type { LineKind, LinePage, LineWho } from './line.ts';
export { BECAUSE, type BecauseCode } from './timeline-words.ts';

const ALL = {
  ...LOGIN_LINES,
  ...SERVER_TO_SERVER_LINES,
  ...CERTIFICATE_LINES,
  ...TALK_LINES,
  ...WEB_LINES,
  ...SERVER_LINES,
  ...SERVER_SETTINGS_LINES,
  ...BACKUP_LINES,
  ...COMPUTER_LINES,
};
export type LineCode = keyof typeof ALL;
export const LOG_LINES: Readonly<Record<LineCode, LineKind>> = ALL;

export const kindOf = (code: string | null): LineKind | undefined =>
  code !== null && Object.hasOwn(LOG_LINES, code) ? LOG_LINES[code as LineCode] : undefined;

export interface LineWords {
  readonly known: boolean;
  /** What happened, one or two sentences. */
  readonly title: string;
  /** Who notices. */
  readonly affected: string;
  readonly todo: string;
  /** What comes if nobody does anything. */
  readonly nothing: string;
  readonly can: LineWho;
  /** The page where it is seen or mended, and whose entry there. */
  readonly link: {
    readonly page: LinePage;
    readonly person: string | null;
    readonly host: string | null;
  } | null;
  /** What may be put into a web search: the program and its words, without names, numbers and addresses. Empty for a known line. */
  readonly search: string;
}

const UNKNOWN = {
  en: [
    'We do not know this line.',
    'We cannot say. Most lines that nobody has written about harm nobody; look at what its neighbours say.',
    'Search for its words, or copy it for support: names and addresses are replaced first.',
    'We cannot say.',
  ],
  fr: [
    'Nous ne connaissons pas cette ligne.',
    'Nous ne pouvons pas le dire. La plupart des lignes dont personne n’a parlé ne gênent personne ; voyez ce que disent ses voisines.',
    'Cherchez ses mots, ou copiez-la pour l’assistance : noms et adresses sont d’abord remplacés.',
    'Nous ne pouvons pas le dire.',
  ],
} as const;
const QUIET = {
  en: ['Nobody is disturbed.', 'There is nothing to do.', 'Everything goes on.'],
  fr: ['Personne n’est gêné.', 'Il n’y a rien à faire.', 'Tout continue.'],
} as const;

/** French has a space that does not break before these signs, and inside its quotation marks. */
const spaced = (text: string, language: Language): string =>
  language === 'fr' ? text.replace(/ ([:;!?»])/g, '\u00a0$1').replace(/« /g, '«\u00a0') : text;

/** The sentences of a line. @param message for a line we do not know: what it says */
export function wordsOfLine(event: LogEvent, language: Language, message = ''): LineWords {
  const kind = kindOf(event.code);
  const [affected, todo, nothing] = QUIET[language];
  const sentences: readonly string[] = kind
    ? kind.words[language](aboutLine(event, language)).map(String)
    : UNKNOWN[language];
  const [title, one, two, three] = sentences.map((text) => capital(spaced(text, language)));
  return {
    known: kind !== undefined,
    title: title ?? '',
    ...{ affected: one ?? affected, todo: two ?? todo, nothing: three ?? nothing },
    can: kind?.can ?? 'technician',
    link: kind?.page ? { page: kind.page, person: event.who, host: event.host } : null,
    search: kind ? '' : searchWords(event.program, message),
  };
}

/** A sentence that begins with what stands for an unsaid name. Names themselves (nginx, ejabberd, addresses) stay as they are written. */
const capital = (text: string): string =>
  /^(?:somebody|another|an (?:unknown )?address|a program|the server|quelqu|une adresse|un autre|un programme|le serveur)/.test(
    text,
  )
    ? text[0]!.toUpperCase() + text.slice(1)
    : text;

/** Only plain words stay: whatever has a digit, a dot, an @ or a sign in it may be somebody’s. */
export function searchWords(program: LogProgram, message: string): string {
  const plain = message
    .slice(0, 500)
    .replace(/"[^"]*"|'[^']*'|<<[^>]*>>/g, ' ')
    .split(/[\s,;()[\]{}]+/)
    .map((word) => word.replace(/[:.!]$/, ''))
    .filter((word) => /^[A-Za-z]{2,20}$/.test(word));
  return [PROGRAMS[program].split(' ')[0] ?? '', ...plain.slice(0, 12)].filter(Boolean).join(' ');
}

/** The parts of the office, as filters name them. */
export const PARTS: Readonly<Record<Language, Readonly<Record<LogPart, string>>>> = {
  en: {
    ...{
      login: 'Logging in',
      connection: 'Connections',
      people: 'People',
      rooms: 'Rooms',
      messages: 'Messages',
    },
    ...{
      files: 'Files',
      push: 'Waking phones',
      calls: 'Calls',
      servers: 'Other servers',
      certificates: 'Certificates',
    },
    ...{
      bridges: 'Bridges',
      programs: 'Programs',
      web: 'Web',
      safety: 'Safety',
      disk: 'Disk',
      server: 'The server',
    },
    ...{ computer: 'The computer', other: 'Other' },
  },
  fr: {
    ...{
      login: 'Connexion',
      connection: 'Liaisons',
      people: 'Personnes',
      rooms: 'Salons',
      messages: 'Messages',
    },
    ...{ files: 'Fichiers', push: 'Réveil des téléphones', calls: 'Appels', servers: 'Autres serveurs' },
    ...{
      certificates: 'Certificats',
      bridges: 'Passerelles',
      programs: 'Programmes',
      web: 'Web',
      safety: 'Sécurité',
    },
    ...{ disk: 'Disque', server: 'Le serveur', computer: 'L’ordinateur', other: 'Autre' },
  },
};

/** Who can do something about it. */
export const WHO_CAN: Readonly<Record<Language, Readonly<Record<LineWho, string>>>> = {
  en: {
    ...{
      nobody: 'Nobody has to',
      you: 'You',
      chatelaine: 'Chatelaine',
      technician: 'Who looks after the computer',
    },
    ...{ provider: 'The provider', them: 'The other company' },
  },
  fr: {
    ...{ nobody: 'Personne n’a à le faire', you: 'Vous', chatelaine: 'Chatelaine' },
    ...{ technician: 'Qui s’occupe de l’ordinateur', provider: 'Le fournisseur', them: 'L’autre entreprise' },
  },
};
