/** What `chatelaine invite` says, in both languages. The mail is contract/invitation-mail.ts, as on the page. */
import type { Invitation, InvitationState, InviteLanguage } from '../contract/index.ts';

interface Words {
  readonly states: Readonly<Record<InvitationState, string>>;
  readonly none: string;
  readonly anyone: (host: string) => string;
  readonly reset: (address: string) => string;
  readonly contact: (inviter: string) => string;
  readonly until: (date: string) => string;
  readonly uses: (left: number) => string;
  readonly team: (team: string) => string;
  readonly came: (address: string, date: string) => string;
  readonly program: string;
  readonly revoked: (whom: string) => string;
  readonly restored: (whom: string) => string;
  readonly started: string;
}

const WORDS: Readonly<Record<InviteLanguage, Words>> = {
  en: {
    states: { open: 'open   ', used: 'used   ', expired: 'run out', revoked: 'taken back' },
    none: 'No invitation is out.',
    anyone: (host) => `whoever has the link, at ${host}`,
    reset: (address) => `a new password for ${address}`,
    contact: (inviter) => `a contact of ${inviter}`,
    until: (date) => `until ${date}`,
    uses: (left) => (left === 1 ? 'once' : `${left} times`),
    team: (team) => `team ${team}`,
    came: (address, date) => `came in: ${address}, ${date}`,
    program: 'For a chat program',
    revoked: (whom) => `Taken back: ${whom}. "chatelaine invite restore" brings it back.`,
    restored: (whom) => `Works again: ${whom}`,
    started: 'The server does not run: it is started for this, and stopped again.',
  },
  fr: {
    states: { open: 'ouverte', used: 'utilisée', expired: 'expirée', revoked: 'retirée' },
    none: 'Aucune invitation en cours.',
    anyone: (host) => `quiconque a le lien, sur ${host}`,
    reset: (address) => `un nouveau mot de passe pour ${address}`,
    contact: (inviter) => `un contact de ${inviter}`,
    until: (date) => `jusqu’au ${date}`,
    uses: (left) => (left === 1 ? 'une fois' : `${left} fois`),
    team: (team) => `équipe ${team}`,
    came: (address, date) => `inscription : ${address}, ${date}`,
    program: 'Pour un programme de messagerie',
    revoked: (whom) => `Retirée : ${whom}. « chatelaine invite restore » la rétablit.`,
    restored: (whom) => `De nouveau valable : ${whom}`,
    started: 'Le serveur est arrêté : il est démarré pour cela, puis arrêté de nouveau.',
  },
};

export const inviteWords = (language: InviteLanguage): Words => WORDS[language];

const dateOf = (at: number, language: InviteLanguage) =>
  new Date(at).toLocaleDateString(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long' });

/** For whom it is. */
export function whomOf(invitation: Invitation, language: InviteLanguage): string {
  const { kind, username, host, inviter } = invitation;
  const words = WORDS[language];
  if (kind === 'reset') return words.reset(`${username}@${host}`);
  if (kind === 'contact') return words.contact(inviter);
  return username === '' ? words.anyone(host) : `${username}@${host}`;
}

/** A line for each, and one for each who came in with it. No token: what is on a screen is read over a shoulder. */
export function listLines(
  list: readonly Invitation[],
  language: InviteLanguage,
  /** By id. */
  teams: ReadonlyMap<string, string> = new Map(),
): string[] {
  const words = WORDS[language];
  if (list.length === 0) return [words.none];
  return list.flatMap((one) => [
    [
      words.states[one.state],
      whomOf(one, language),
      words.until(dateOf(one.expires, language)),
      ...(one.state === 'open' && one.usesLeft > 1 ? [words.uses(one.usesLeft)] : []),
      ...(one.team === '' ? [] : [words.team(teams.get(one.team) ?? one.team)]),
    ].join('  '),
    ...one.used.map(({ address, at }) => `         ${words.came(address, dateOf(at, language))}`),
  ]);
}
