/** `chatelaine notices`: who is told when something is wrong; a test of each way. The section of the page Settings without its face. */
import { readFileSync } from 'node:fs';
import type { Language } from '../contract/findings/finding.ts';
import type { NoticesState, NoticeWay, WayTrial } from '../contract/index.ts';
import { noticeWords, WAY_PROBLEM } from '../contract/notice-words.ts';
import { withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { type NoticesChange, readNoticesArgs } from './notices-args.ts';
import { wrongUsage } from './outcome.ts';
import { problemOf, problemText } from './problem-text.ts';

const WAYS: readonly NoticeWay[] = ['desktop', 'xmpp', 'mail'];

const TEXT = {
  en: {
    ways: { desktop: 'On the screen', xmpp: 'By chat', mail: 'By mail' },
    colon: ': ',
    on: 'on',
    off: 'off',
    administrators: 'the administrators',
    quiet: (from: string, to: string) => `Not at night: what can wait does so from ${from} to ${to}.`,
    always: 'At any hour.',
    never: 'Nothing was told yet.',
    told: (whom: string) => `told ${whom}`,
    shown: 'shown wherever Chatelaine is open',
    nothing: 'No way is on: nobody would be told. "chatelaine notices set --help" turns one on.',
  },
  fr: {
    ways: { desktop: 'À l’écran', xmpp: 'Par messagerie', mail: 'Par courrier' },
    colon: '\u00a0: ',
    on: 'oui',
    off: 'non',
    administrators: 'les administrateurs',
    quiet: (from: string, to: string) => `Pas la nuit : ce qui peut attendre attend de ${from} à ${to}.`,
    always: 'À toute heure.',
    never: 'Rien n’a encore été dit.',
    told: (whom: string) => `dit à ${whom}`,
    shown: 'montré partout où Chatelaine est ouverte',
    nothing:
      'Aucun moyen n’est actif : personne ne serait prévenu. « chatelaine notices set --help » en active un.',
  },
} as const;

const say = (text: string) => void process.stdout.write(`${text}\n`);

export async function notices(args: readonly string[]): Promise<number> {
  const asked = readNoticesArgs(args);
  if (typeof asked === 'string') return wrongUsage('notices', asked);
  const { language, json } = asked;
  try {
    return await withManager(createNodeHost(dataFolder(asked.data)), async ({ client }) => {
      const state = await client.notices.get();
      if (asked.act === 'test') {
        const ways = asked.way ? [asked.way] : WAYS.filter((way) => state.config[way].on);
        return tell(ways, (way) => client.notices.test({ way }), language, json);
      }
      const now = asked.act === 'set' ? await client.notices.set(changeOf(asked.change, state)) : state;
      say(json ? JSON.stringify(now) : stateText(now, language));
      return 0;
    });
  } catch (error) {
    process.stderr.write(`${problemText(error)}\n`);
    if (json) say(JSON.stringify({ error: problemOf(error) }));
    return 1;
  }
}

/** What was not said stays as it is. */
function changeOf(change: NoticesChange, { config }: NoticesState) {
  const { xmpp, mail, desktop, quiet, passwordFromInput } = change;
  return {
    ...(desktop && { desktop: { ...config.desktop, ...desktop } }),
    ...(xmpp && { xmpp: { ...config.xmpp, ...xmpp } }),
    ...(mail && { mail: { ...config.mail, ...mail } }),
    ...(quiet && { quiet: { ...config.quiet, ...quiet } }),
    ...(passwordFromInput && { password: readFileSync(0, 'utf8').replace(/\r?\n$/, '') }),
  };
}

async function tell(
  ways: readonly NoticeWay[],
  test: (way: NoticeWay) => Promise<WayTrial>,
  language: Language,
  json: boolean,
): Promise<number> {
  const words = TEXT[language];
  if (ways.length === 0) {
    process.stderr.write(`${words.nothing}\n`);
    return 1;
  }
  const trials: Partial<Record<NoticeWay, WayTrial>> = {};
  for (const way of ways) {
    const trial = await test(way);
    trials[way] = trial;
    if (!json) say(`${words.ways[way]}${words.colon}${trialText(trial, language)}`);
  }
  if (json) say(JSON.stringify(trials));
  return Object.values(trials).every(({ ok }) => ok) ? 0 : 1;
}

export function trialText(trial: WayTrial, language: Language): string {
  if (!trial.ok)
    return [WAY_PROBLEM[language][trial.problem], trial.said && `  ${trial.said}`].filter(Boolean).join('\n');
  return trial.told.length === 0 ? TEXT[language].shown : TEXT[language].told(trial.told.join(', '));
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export function stateText({ config, told }: NoticesState, language: Language): string {
  const words = TEXT[language];
  const { xmpp, mail, quiet } = config;
  const whom: Record<NoticeWay, string> = {
    desktop: '',
    xmpp: xmpp.to.join(', ') || words.administrators,
    mail: mail.to.length > 0 ? `${mail.to.join(', ')} (${mail.host}:${mail.port})` : '',
  };
  return [
    ...WAYS.map((way) => {
      const isOn = config[way].on;
      return `${words.ways[way]}${words.colon}${isOn ? words.on : words.off}${isOn && whom[way] ? ` (${whom[way]})` : ''}`;
    }),
    quiet.on ? words.quiet(clock(quiet.from), clock(quiet.to)) : words.always,
    '',
    ...(told.length === 0
      ? [words.never]
      : told
          .slice(0, 10)
          .map(
            (notice) =>
              `${new Date(notice.at).toISOString().slice(0, 16)}  ${noticeWords(notice, language).title}`,
          )),
  ].join('\n');
}
