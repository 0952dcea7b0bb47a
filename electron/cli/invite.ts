/** `chatelaine invite`: links that let somebody in, or set a new password; "Requests and invitations" without its face. */
import encodeQR from 'qr';
import type { Invitation, InviteLanguage, InviteWish } from '../contract/index.ts';
import { invitationMail, linkOf } from '../contract/invitation-mail.ts';
import { inviteLanguage } from '../contract/joining.ts';
import { withServer } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { type InviteDesk, openInviteDesk } from './invite-desk.ts';
import { inviteWords, listLines, whomOf } from './invite-text.ts';
import { INVITE } from './manuals/invite.ts';
import { didYouMean, languageOf, readOptions, splitWords } from './options.ts';
import { wrongUsage } from './outcome.ts';
import { problemOf, problemText } from './problem-text.ts';

const ACTS = ['list', 'reset', 'revoke', 'restore'] as const;
type Act = (typeof ACTS)[number] | 'invite';

interface Asked {
  readonly act: Act;
  /** A name, an address, or the token of an invitation; empty for whoever comes. */
  readonly whom: string;
  readonly wish: InviteWish;
  /** Of a link for a password; undefined: as usual. */
  readonly resetDays: number | undefined;
  readonly show: {
    readonly all: boolean;
    readonly mail: boolean;
    readonly qr: boolean;
    readonly json: boolean;
  };
  readonly language: InviteLanguage;
  readonly data: string | undefined;
}

/** A whole number within bounds, or undefined. */
const whole = (text: string, most: number): number | undefined =>
  /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : undefined;

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readInviteArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Asked | string {
  const { words, rest: given } = splitWords(args, INVITE.options);
  const values = readOptions(given, INVITE.options);
  if (typeof values === 'string') return values;
  const [first = '', ...more] = words;
  const act = ACTS.find((one) => one === first) ?? 'invite';
  const [whom = '', ...rest] = act === 'invite' ? [first, ...more] : more;
  if (rest.length > 0)
    return act === 'invite'
      ? `One name at a time.${didYouMean(first, ACTS)} A name of two words goes behind --name, in quotes.`
      : `"${rest[0]}" is not expected here.`;
  if (whom === '' && act !== 'invite' && act !== 'list')
    return `Say which: chatelaine invite ${act} ${act === 'reset' ? 'NAME' : 'NAME or TOKEN'}.`;
  const days = whole(values.days ?? '7', 365);
  if (days === undefined) return '--days is a number from 1 to 365.';
  const times = whole(values.times ?? '1', 1000);
  if (times === undefined) return '--times is a number from 1 to 1000.';
  if (times > 1 && whom !== '')
    return 'An invitation for one name is used once: leave out the name, or --times.';
  const spoken = inviteLanguage.safeParse(values.language ?? values.lang ?? languageOf(env));
  const own = inviteLanguage.safeParse(values.lang ?? languageOf(env));
  if (!spoken.success || !own.success) return 'The languages are en and fr.';
  const at = whom.indexOf('@');
  return {
    ...{ act, whom, data: values.data, language: own.data },
    show: { all: values.all, mail: values.mail, qr: values.qr, json: values.json },
    resetDays: values.days === undefined ? undefined : Math.min(days, 30),
    wish: {
      username: at < 0 ? whom : whom.slice(0, at),
      ...{ days, times, language: spoken.data },
      displayName: values.name,
      team: values.team,
      by: values.by,
      domain: values.domain ?? (at < 0 ? undefined : whom.slice(at + 1)),
    },
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function invite(args: readonly string[]): Promise<number> {
  const asked = readInviteArgs(args);
  if (typeof asked === 'string') return wrongUsage('invite', asked);
  const starting = () => void process.stderr.write(`${inviteWords(asked.language).started}\n`);
  try {
    await withServer(createNodeHost(dataFolder(asked.data)), starting, async ({ client }) =>
      RUN[asked.act](await openInviteDesk(client), asked),
    );
    return 0;
  } catch (error) {
    process.stderr.write(`${problemText(error)}\n`);
    if (asked.show.json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}

const RUN: Readonly<Record<Act, (desk: InviteDesk, asked: Asked) => Promise<void>>> = {
  async invite(desk, { wish, show, language }) {
    const team = wish.team && (await desk.teamId(wish.team));
    const made = await desk.joining.invite({ ...wish, ...(team && { team }) });
    await present(desk, made, show, language);
  },
  async reset(desk, { whom, wish, resetDays, show, language }) {
    const address = whom.includes('@') ? whom : `${whom}@${wish.domain ?? desk.domain}`;
    await present(desk, await desk.joining.resetLink({ address, days: resetDays }), show, language);
  },
  async list({ joining, teams }, { show, language }) {
    const all = await joining.invitations();
    const list = show.all ? all : all.filter(({ state }) => state === 'open');
    if (show.json) say(JSON.stringify(list));
    else for (const line of listLines(list, language, await teams())) say(line);
  },
  async revoke({ joining }, { whom, show, language }) {
    const found = await findIn(joining, whom, 'open');
    await joining.revoke({ token: found.token });
    told(show.json, { revoked: true }, inviteWords(language).revoked(whomOf(found, language)));
  },
  async restore({ joining }, { whom, show, language }) {
    const found = await findIn(joining, whom, 'revoked');
    await joining.restore({ token: found.token });
    told(show.json, { restored: true }, inviteWords(language).restored(whomOf(found, language)));
  },
};

const told = (json: boolean, answer: object, sentence: string) =>
  say(json ? JSON.stringify(answer) : sentence);

/** By its token, or by the name or address it is for; the newest where there are several. */
async function findIn(
  joining: InviteDesk['joining'],
  whom: string,
  state: Invitation['state'],
): Promise<Invitation> {
  const all = (await joining.invitations()).filter((one) => one.state === state);
  const found = all.find(
    ({ token, username, host }) =>
      token === whom || (username !== '' && [username, `${username}@${host}`].includes(whom)),
  );
  if (!found) throw new Error(`No invitation for ${whom}. "chatelaine invite list --all" shows them.`);
  return found;
}

/** The new link: alone for a pipe, as the words of a mail, as a square for a telephone beside the screen. */
async function present(
  desk: InviteDesk,
  made: Invitation,
  { json, mail, qr }: Asked['show'],
  language: InviteLanguage,
): Promise<void> {
  const facts = await desk.facts(made);
  const words = invitationMail(made, facts, made.language ?? language);
  if (json) {
    say(JSON.stringify({ ...made, link: linkOf(made), mail: words }));
    return;
  }
  if (mail) say(`${words.subject}\n\n${words.body}`);
  else {
    say(linkOf(made));
    const own = inviteWords(language);
    const date = new Date(made.expires).toLocaleDateString(language === 'fr' ? 'fr-FR' : 'en-GB', {
      dateStyle: 'long',
    });
    // Beside the link, not in it: `chatelaine invite | mail …` gets the link alone.
    process.stderr.write(
      `${whomOf(made, language)}, ${own.until(date)}, ${own.uses(made.usesLeft)}\n${made.page === null ? '' : `${own.program}: ${made.uri}\n`}`,
    );
  }
  if (qr) say(encodeQR(linkOf(made), 'term'));
}
