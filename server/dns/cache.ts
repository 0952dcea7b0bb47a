/** Answers for as long as their TTL says, within bounds. */
import type { Answer, RecordType } from './answer.ts';
import type { Question } from './message.ts';

/** The resolver keeps them, too; an hour spares it the work of a busy conversation. */
const MAX_SECONDS = 3600;
/** What is missing may be put right any moment, and somebody is waiting for it to be. */
const MAX_NEGATIVE_SECONDS = 60;
const MAX_ENTRIES = 2000;

export interface Cache {
  get<Type extends RecordType>(question: Question & { type: Type }): Answer<Type> | undefined;
  put(question: Question, answer: Answer): void;
}

export function createCache(now: () => number): Cache {
  const entries = new Map<string, { readonly answer: Answer; readonly until: number }>();
  const keyOf = ({ name, type }: Question) => `${type} ${name}`;

  return {
    get<Type extends RecordType>(question: Question & { type: Type }) {
      const entry = entries.get(keyOf(question));
      return entry && now() < entry.until ? (entry.answer as Answer<Type>) : undefined;
    },
    put(question, answer) {
      const seconds = Math.min(answer.ttl, answer.records.length > 0 ? MAX_SECONDS : MAX_NEGATIVE_SECONDS);
      const key = keyOf(question);
      entries.delete(key);
      if (seconds <= 0) return;
      // The oldest goes: a Map keeps the order in which keys came.
      if (entries.size >= MAX_ENTRIES) entries.delete(entries.keys().next().value!);
      entries.set(key, { answer, until: now() + seconds * 1000 });
    },
  };
}
