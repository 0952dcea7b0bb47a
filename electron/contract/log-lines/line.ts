/**
 * A kind of line: what part of the office it is about, how bad it is as a person ranks it, who can do something, and its sentences.
 *
 * The sentences are for the person who "does the computers": what happened, who notices, what to do, what comes if nobody does anything.
 */
import type { Language } from '../findings/finding.ts';
import type { LogEvent, LogOutcome, LogPart, LogProgram } from '../log-events.ts';
import type { LogEntry } from '../logs.ts';

/** Who can do something about it; `nobody`: there is nothing to do. */
export type LineWho = 'nobody' | 'you' | 'chatelaine' | 'technician' | 'provider' | 'them';

/** Page of ours where it is seen or mended. */
export type LinePage =
  | 'people'
  | 'rooms'
  | 'files'
  | 'federation'
  | 'network'
  | 'certificate'
  | 'website'
  | 'bridges'
  | 'programs'
  | 'backups'
  | 'settings'
  | 'home';

/** What the sentences are made of, with a word for what the line does not say. */
export interface AboutLine {
  readonly who: string;
  readonly from: string;
  readonly host: string;
  readonly program: string;
  /** Whose program it is: ours, another chat server, or one that people do not chat through. */
  readonly kind: 'ours' | 'chat' | 'other';
  /** A value of the event, or a dash. */
  readonly of: (name: string) => string;
}

/** Title; who notices; what to do; if nobody does anything. Left out: nobody, nothing, nothing. */
export type LineSentences = readonly [title: string, affected?: string, todo?: string, nothing?: string];

export interface LineKind {
  readonly part: LogPart;
  readonly outcome: LogOutcome;
  readonly level: LogEntry['level'];
  readonly can: LineWho;
  readonly page: LinePage | null;
  readonly words: { readonly [language in Language]: (about: AboutLine) => LineSentences };
}

export const lineKinds = <Kinds extends Record<string, LineKind>>(kinds: Kinds): Kinds => kinds;

type Words = LineKind['words'];
/** Most lines tell that something worked: nobody has to do anything. */
export const told = (
  part: LogPart,
  en: Words['en'],
  fr: Words['fr'],
  outcome: LogOutcome = 'info',
): LineKind => ({
  ...{ part, outcome, level: 'info', can: 'nobody', page: null },
  words: { en, fr },
});

export const PROGRAMS: Readonly<Record<LogProgram, string>> = {
  ...{
    chatelaine: 'Chatelaine',
    manager: 'Chatelaine',
    ejabberd: 'ejabberd',
    prosody: 'Prosody',
    nginx: 'nginx',
  },
  ...{
    apache: 'Apache',
    web: 'nginx / Apache',
    biboumi: 'Biboumi',
    coturn: 'coturn',
    sshd: 'SSH',
    systemd: 'systemd',
  },
  ...{ kernel: 'Linux', other: '' },
};

const KIND: Readonly<Partial<Record<LogProgram, AboutLine['kind']>>> = {
  ...{ chatelaine: 'ours', manager: 'ours', ejabberd: 'chat', prosody: 'chat' },
};

const UNSAID = {
  en: {
    ...{ who: 'somebody', from: 'an unknown address', host: 'another domain' },
    ...{ program: 'a program', ours: 'the server' },
  },
  fr: {
    ...{ who: 'quelqu’un', from: 'une adresse inconnue', host: 'un autre domaine' },
    ...{ program: 'un programme', ours: 'le serveur' },
  },
} as const;

export function aboutLine(event: LogEvent, language: Language): AboutLine {
  const unsaid = UNSAID[language];
  const kind = KIND[event.program] ?? 'other';
  return {
    who: event.who ?? unsaid.who,
    from: event.from ?? unsaid.from,
    host: event.host ?? unsaid.host,
    // Chatelaine itself runs on when its server does not.
    program: kind === 'ours' ? unsaid.ours : PROGRAMS[event.program] || unsaid.program,
    kind,
    of: (name) => String(event.data[name] ?? '–'),
  };
}
