/**
 * A question between two offices and its answer, each signed. Pure.
 *
 *    { "text": "{…}", "signature": "…" }      the signature is over a word for what it is, and the text as it was sent
 *
 * A question names whom it is for, so that nobody can pass it on to another; an answer names the question.
 */
import { z } from 'zod';
import { reachDoor } from '../../../contract/reach.ts';
import { seen } from '../seen.ts';
import { partnerKey } from './code.ts';
import { type Identity, isSigned } from './identity.ts';

export const MOST_DOORS = 16;

export const question = z.strictObject({
  version: z.literal(1),
  from: partnerKey,
  to: partnerKey,
  /** Good for one time. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  at: z.number().int(),
  doors: z.array(reachDoor.strict()).min(1).max(MOST_DOORS),
  /** For the asker's own relay, good for two minutes. */
  credential: z.strictObject({ username: z.string().max(100), password: z.string().max(100) }).nullable(),
});
export type Question = z.infer<typeof question>;

export const answer = z.strictObject({
  version: z.literal(1),
  from: partnerKey,
  /** The question's nonce. */
  to: z.string().max(22),
  at: z.number().int(),
  /** From where the question came: there was knocked, and nowhere else. */
  address: z.string().max(45),
  /** In the order of the question's doors. */
  seen: z.array(seen).max(MOST_DOORS),
});
export type Answer = z.infer<typeof answer>;

const envelope = z.strictObject({ text: z.string().max(32_000), signature: z.string().max(100) });

const WORDS = { question: 'chatelaine reach question 1\n', answer: 'chatelaine reach answer 1\n' } as const;

export const seal = (what: keyof typeof WORDS, content: Question | Answer, { sign }: Identity): string => {
  const text = JSON.stringify(content);
  return JSON.stringify({ text, signature: sign(WORDS[what] + text) });
};

export type Opened<T> =
  | { readonly ok: true; readonly content: T }
  | { readonly ok: false; readonly reason: 'malformed' | 'not-genuine' };

/** Whether it is from who it says. Never throws. */
function open<T extends { from: string }>(
  what: keyof typeof WORDS,
  shape: z.ZodType<T>,
  body: string,
): Opened<T> {
  try {
    const { text, signature } = envelope.parse(JSON.parse(body));
    const content = shape.parse(JSON.parse(text));
    return isSigned(WORDS[what] + text, signature, content.from)
      ? { ok: true, content }
      : { ok: false, reason: 'not-genuine' };
  } catch {
    return { ok: false, reason: 'malformed' };
  }
}

export const openQuestion = (body: string): Opened<Question> => open('question', question, body);
export const openAnswer = (body: string): Opened<Answer> => open('answer', answer, body);
