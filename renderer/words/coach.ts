/** What the coach sees, in words; the sentences are those of the command line, too. */
import { useLingui } from '@lingui/react';
import { coachWords } from '../../electron/contract/coach-words.ts';
import type { CoachStory } from '../api/types.ts';

/** The two sentences of a story in the language in force. */
export function useCoachWords(): (story: CoachStory, now: number) => { title: string; text: string } {
  const { i18n } = useLingui();
  return (story, now) => coachWords(story, i18n.locale === 'fr' ? 'fr' : 'en', now);
}
