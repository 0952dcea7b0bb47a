/** Notices and the ways they go, in words; the sentences are those of mails, messages and the command line, too. */
import { useLingui } from '@lingui/react';
import {
  type NoticeWords,
  noticePage,
  noticeWords,
  WAY_PROBLEM,
} from '../../electron/contract/notice-words.ts';
import type { Notice, WayTrial } from '../api/types.ts';

const languageOf = (locale: string) => (locale === 'fr' ? 'fr' : 'en');

export function useNoticeWords(): (notice: Notice) => NoticeWords {
  const { i18n } = useLingui();
  return (notice) => noticeWords(notice, languageOf(i18n.locale));
}

export function useWayProblem(): (problem: Extract<WayTrial, { ok: false }>['problem']) => string {
  const { i18n } = useLingui();
  return (problem) => WAY_PROBLEM[languageOf(i18n.locale)][problem];
}

export { noticePage };
