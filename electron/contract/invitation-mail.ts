/**
 * The mail that goes with an invitation, or with a link for a new password: what it is, what will happen, until when, who is behind
 * it. Pure; both languages beside the code, for the page and for `chatelaine invite` alike. It sends nothing itself.
 */
import type { Invitation, InviteLanguage } from './joining.ts';

export interface InvitationMail {
  readonly subject: string;
  /** Lines of plain text. */
  readonly body: string;
}

/** What is known beside the invitation itself. */
export interface MailFacts {
  /** By what name colleagues know whoever invites; empty for the office. */
  readonly inviter: string;
  /** The label of the team; empty for none. */
  readonly team: string;
}

type MailedInvitation = Pick<
  Invitation,
  'kind' | 'host' | 'username' | 'displayName' | 'usesLeft' | 'expires' | 'page' | 'uri'
>;

interface Words {
  readonly greeting: (name: string) => string;
  readonly subject: (inviter: string, host: string) => string;
  readonly resetSubject: (address: string) => string;
  readonly intro: (inviter: string, host: string) => string;
  readonly address: (address: string) => string;
  readonly anyAddress: string;
  readonly team: (team: string) => string;
  readonly open: string;
  readonly openInProgram: string;
  readonly programAndPassword: string;
  /** Without a page that says so. */
  readonly noProgram: string;
  readonly until: (date: string) => string;
  readonly resetUntil: (date: string) => string;
  readonly once: string;
  readonly many: string;
  readonly reset: (address: string) => string;
  readonly resetOpen: string;
  readonly resetThen: string;
  readonly unasked: string;
  readonly bye: (inviter: string, host: string) => string;
}

const WORDS: Readonly<Record<InviteLanguage, Words>> = {
  en: {
    greeting: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
    subject: (inviter, host) =>
      inviter === '' ? `Your invitation to chat at ${host}` : `${inviter} invites you to chat at ${host}`,
    resetSubject: (address) => `A new password for ${address}`,
    intro: (inviter, host) =>
      inviter === ''
        ? `Your office has a chat of its own at ${host}, and there is a place for you.`
        : `We chat at ${host}, on our own server, and I would like you to join us.`,
    address: (address) => `Your address will be ${address}; it is kept free for you.`,
    anyAddress: 'You choose your own address.',
    team: (team) => `You will be in the team ${team}: its people are on your list from the start.`,
    open: 'Open this page, best on the telephone or computer you will chat with:',
    openInProgram: 'Open this address in your chat program:',
    programAndPassword:
      'It helps you to a program, free of charge, and asks you for a password of your own. That is all. Nobody else gets to know the password.',
    noProgram:
      'No chat program yet? Free of charge: Conversations or Cheogram on Android, Monal on an iPhone, Gajim on a computer. It asks you for a password of your own; nobody else gets to know it.',
    until: (date) => `It works until ${date}.`,
    resetUntil: (date) => `It works once, until ${date}.`,
    once: 'It is for you alone: it works once.',
    many: 'Several of us may use it, each for an address of their own.',
    reset: (address) => `Here you set a new password for ${address}:`,
    resetOpen: 'Open it on the device you chat with, where your program is.',
    resetThen: 'Your other devices ask for the new password when they connect next.',
    unasked: 'If you did not ask for it, leave the link alone and tell me.',
    bye: (inviter, host) => inviter || host,
  },
  fr: {
    greeting: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
    subject: (inviter, host) =>
      inviter === ''
        ? `Votre invitation à la messagerie de ${host}`
        : `${inviter} vous invite à la messagerie de ${host}`,
    resetSubject: (address) => `Un nouveau mot de passe pour ${address}`,
    intro: (inviter, host) =>
      inviter === ''
        ? `Votre bureau a sa propre messagerie, sur ${host}, et une place vous y attend.`
        : `Nous échangeons sur ${host}, notre propre messagerie, et je vous propose de nous rejoindre.`,
    address: (address) => `Votre adresse sera ${address} ; elle vous est réservée.`,
    anyAddress: 'Vous choisissez vous-même votre adresse.',
    team: (team) =>
      `Vous ferez partie de l’équipe « ${team} » : ses membres figurent dès le début dans votre liste.`,
    open: 'Ouvrez cette page, de préférence sur le téléphone ou l’ordinateur qui vous servira :',
    openInProgram: 'Ouvrez cette adresse dans votre programme de messagerie :',
    programAndPassword:
      'Elle vous aide à obtenir un programme, gratuit, puis vous demande de choisir un mot de passe. C’est tout. Personne d’autre ne connaîtra ce mot de passe.',
    noProgram:
      'Pas encore de programme de messagerie ? Gratuits : Conversations ou Cheogram sur Android, Monal sur iPhone, Gajim sur ordinateur. Il vous demandera de choisir un mot de passe ; personne d’autre ne le connaîtra.',
    until: (date) => `L’invitation est valable jusqu’au ${date}.`,
    resetUntil: (date) => `Le lien sert une fois, jusqu’au ${date}.`,
    once: 'Elle n’est que pour vous : elle sert une fois.',
    many: 'Plusieurs d’entre nous peuvent s’en servir, chacun pour sa propre adresse.',
    reset: (address) => `Ici, vous choisissez un nouveau mot de passe pour ${address} :`,
    resetOpen: 'Ouvrez ce lien sur l’appareil où se trouve votre programme de messagerie.',
    resetThen: 'Vos autres appareils demanderont le nouveau mot de passe à leur prochaine connexion.',
    unasked: 'Si vous ne l’avez pas demandé, n’ouvrez pas le lien et prévenez-moi.',
    bye: (inviter, host) => inviter || host,
  },
};

/** What to send: a page explains itself to somebody who has no program yet. */
export const linkOf = ({ page, uri }: Pick<Invitation, 'page' | 'uri'>): string => page ?? uri;

/** The words of one invitation. The token is in them: they are for its reader alone. */
export function invitationMail(
  invitation: MailedInvitation,
  { inviter, team }: MailFacts,
  language: InviteLanguage,
): InvitationMail {
  const words = WORDS[language];
  const { kind, host, username, displayName, usesLeft, expires, page } = invitation;
  const address = username === '' ? '' : `${username}@${host}`;
  // WHY en-GB: day before month, as everywhere in the app.
  const date = new Date(expires).toLocaleDateString(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'full',
  });
  const greeting = words.greeting(displayName);
  const link = linkOf(invitation);
  if (kind === 'reset')
    return {
      subject: words.resetSubject(address),
      body: paragraphs(
        [greeting],
        [words.reset(address), link],
        [words.resetOpen, words.resetThen],
        [words.resetUntil(date), words.unasked],
        [words.bye(inviter, host)],
      ),
    };
  return {
    subject: words.subject(inviter, host),
    body: paragraphs(
      [greeting],
      [words.intro(inviter, host), address === '' ? words.anyAddress : words.address(address)],
      team === '' ? [] : [words.team(team)],
      [page === null ? words.openInProgram : words.open, link],
      [page === null ? words.noProgram : words.programAndPassword],
      [words.until(date), usesLeft > 1 ? words.many : words.once],
      [words.bye(inviter, host)],
    ),
  };
}

const paragraphs = (...parts: readonly string[][]): string =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');

/** RFC 6068 §2: a mail program opened with subject and text, and nobody's address yet. §5: lines end in CR LF. */
export const mailtoOf = ({ subject, body }: InvitationMail): string =>
  `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`;
