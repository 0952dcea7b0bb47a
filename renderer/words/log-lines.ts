/**
 * What a line of a log means, in the language in force. The sentences are the contract's: the command line and copies say the same.
 */
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { BECAUSE, PARTS, WHO_CAN, wordsOfLine } from '../../electron/contract/log-lines/index.ts';
import { storyOf } from '../../electron/contract/log-lines/story.ts';
import type { LogEvent, TimelineItem } from '../api/types.ts';

export type LineWords = ReturnType<typeof wordsOfLine>;

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Sentences for lines, names for parts, and reasons why lines belong together. */
export function useLineWords() {
  const { i18n } = useLingui();
  const language = i18n.locale === 'fr' ? 'fr' : 'en';
  return useMemo(
    () => ({
      /** @param message what it says: for a line we do not know */
      line: (event: LogEvent, message: string): LineWords => wordsOfLine(event, language, message),
      /** What happened to somebody: the sum of it, then sentence by sentence. */
      story: (items: readonly TimelineItem[]) => storyOf(items, language),
      whoCan: (can: LineWords['can']): string => WHO_CAN[language][can],
      /** "Logging in"; what is no part of ours is its own name. */
      part: (part: string): string => own(PARTS[language], part) ?? part,
      /** Empty for a reason of another version. */
      because: ({ code, value }: { code: string; value: string }): string =>
        own<(value: string) => string>(BECAUSE[language], code)?.(value) ?? '',
    }),
    [language],
  );
}
