/** The ways a notice goes: this computer's screen, a word by chat, a mail. Each says whom it told, or why it could not. */
import type { Language } from '../../contract/findings/finding.ts';
import type { Notice, NoticeConfig, NoticeWay, WayProblem, WayTrial } from '../../contract/index.ts';
import { noticePage, noticeWords } from '../../contract/notice-words.ts';
import type { TellEngine } from '../engines/numbers.ts';
import type { Events } from '../events.ts';
import { explain, ProblemError } from '../problem.ts';
import { composeMail } from './mail/compose.ts';
import { MailError, type sendMail } from './mail/smtp.ts';

export type Ways = Readonly<Record<NoticeWay, (notice: Notice, signal?: AbortSignal) => Promise<WayTrial>>>;

export interface WaysParts {
  readonly config: () => NoticeConfig;
  readonly password: () => string;
  readonly events: Pick<Events, 'emit'>;
  /** Absent where the server cannot. */
  readonly tell: TellEngine | undefined;
  /** Bare addresses of those who administer. */
  readonly administrators: () => readonly string[];
  readonly domain: () => string;
  readonly language: () => Language;
  /** The whole address of a page of ours; null where there is none that works elsewhere. */
  readonly link: (page: string) => string | null;
  readonly send: typeof sendMail;
  /** PEM of further authorities whose relays are believed. */
  readonly authorities?: () => readonly string[];
}

const failed = (problem: WayProblem, said: string | null = null): WayTrial => ({ ok: false, problem, said });

export const isMailComplete = ({ host, from, to }: NoticeConfig['mail']): boolean =>
  host !== '' && from !== '' && to.length > 0;

export function createWays(parts: WaysParts): Ways {
  const wordsOf = (notice: Notice) => noticeWords(notice, parts.language());

  async function chat(notice: Notice): Promise<WayTrial> {
    const chosen = parts.config().xmpp.to;
    const to = chosen.length > 0 ? chosen : parts.administrators();
    if (to.length === 0) return failed('nobody');
    if (!parts.tell) return failed('server-down');
    const { title, text, fix } = wordsOf(notice);
    const link = parts.link(noticePage(notice.kind));
    const body = [title, text, fix, link ?? ''].filter((part) => part !== '').join('\n');
    const told: string[] = [];
    let trouble: WayTrial | undefined;
    for (const address of to) {
      try {
        await parts.tell.person(address, body);
        told.push(address);
      } catch (error) {
        trouble = chatProblem(error);
      }
    }
    // Somebody knows; one who has left must not have the others told again.
    return told.length > 0 || !trouble ? { ok: true, told } : trouble;
  }

  async function mail(notice: Notice, signal?: AbortSignal): Promise<WayTrial> {
    const { host, port, security, user, from, to, ...rest } = parts.config().mail;
    if (!isMailComplete({ ...rest, host, port, security, user, from, to })) return failed('not-configured');
    const about = {
      ...{ id: notice.id, words: wordsOf(notice), link: parts.link(noticePage(notice.kind)) },
      ...{ domain: parts.domain(), at: notice.at },
    };
    const authorities = parts.authorities?.() ?? [];
    const relay = { host, port, security, user, password: parts.password(), authorities };
    try {
      await parts.send(relay, { from, to, message: composeMail(about, from, to) }, signal);
      return { ok: true, told: to };
    } catch (error) {
      if (error instanceof MailError) return failed(error.problem, error.said);
      throw error;
    }
  }

  return {
    // Whoever has a window or the tray shows it; nobody has to be there.
    async desktop(notice) {
      parts.events.emit({ type: 'notice', notice });
      return { ok: true, told: [] };
    },
    xmpp: chat,
    mail,
  };
}

function chatProblem(error: unknown): WayTrial {
  if (!(error instanceof ProblemError)) return failed('broken', explain(error).slice(0, 300));
  return failed(error.code === 'person.unknown' ? 'person-unknown' : 'server-down');
}
