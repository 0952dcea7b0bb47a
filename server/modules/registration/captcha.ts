/**
 * A question only people answer: as words, which screen readers read, and as a picture; either will do. Specs: XEP-0158 1.0.1.
 * Each question is asked once, and answered within ten minutes or not at all.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { type Chance, chooseWord, drawWord } from './picture.ts';

export interface Challenge {
  readonly id: string;
  readonly question: string;
  /** A word to read, as PNG. */
  readonly picture: Uint8Array;
}

/** To the question, or to the picture; what is not answered is empty. */
export interface Answers {
  readonly question: string;
  readonly picture: string;
}

export interface Captcha {
  /** @param language of the person, as in xml:lang. */
  ask(language: string): Challenge;
  /** Takes the challenge away: a second attempt needs a new one. */
  check(id: string, answers: Answers): boolean;
  /** Nobody will answer it: the same client has asked for another. */
  forget(id: string): void;
}

const LIFETIME = 10 * 60_000;
/** Waiting for an answer; the oldest are forgotten first. */
const MAX_WAITING = 10_000;

const NUMBERS = {
  en: 'zero one two three four five six seven eight nine ten'.split(' '),
  fr: 'zéro un deux trois quatre cinq six sept huit neuf dix'.split(' '),
} as const;
type Language = keyof typeof NUMBERS;

const QUESTIONS: Readonly<
  Record<Language, Readonly<Record<'plus' | 'minus' | 'between', (a: string, b: string) => string>>>
> = {
  en: {
    plus: (a, b) => `How much is ${a} plus ${b}? Answer with digits.`,
    minus: (a, b) => `How much is ${a} minus ${b}? Answer with digits.`,
    between: (a, b) => `Which number lies between ${a} and ${b}? Answer with digits.`,
  },
  fr: {
    plus: (a, b) => `Combien font ${a} plus ${b} ? Répondez en chiffres.`,
    minus: (a, b) => `Combien font ${a} moins ${b} ? Répondez en chiffres.`,
    between: (a, b) => `Quel nombre se trouve entre ${a} et ${b} ? Répondez en chiffres.`,
  },
};

export interface Puzzle {
  readonly question: string;
  readonly answer: number;
}

/** @param random a whole number from 0 up to, not including, its argument. */
export function makePuzzle(language: string, random: (below: number) => number): Puzzle {
  const spoken: Language = language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
  const word = (number: number) => NUMBERS[spoken][number] ?? String(number);
  const questions = QUESTIONS[spoken];
  const [a, b] = [random(9) + 1, random(9) + 1];
  switch (random(3)) {
    case 0:
      return { question: questions.plus(word(a), word(b)), answer: a + b };
    case 1:
      return {
        question: questions.minus(word(Math.max(a, b)), word(Math.min(a, b))),
        answer: Math.abs(a - b),
      };
    default:
      return { question: questions.between(word(a - 1), word(a + 1)), answer: a };
  }
}

// WHY not Math.random: whoever has seen some of its numbers knows the next ones.
const unguessable: Chance = () => randomInt(2 ** 32) / 2 ** 32;

export function createCaptcha(now: () => number = Date.now, chance: Chance = unguessable): Captcha {
  const waiting = new Map<string, { answer: number; word: string; until: number }>();
  return {
    ask(language) {
      const { question, answer } = makePuzzle(language, (below) => randomInt(below));
      const id = randomBytes(12).toString('hex');
      const oldest = waiting.keys().next().value;
      if (waiting.size >= MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
      const word = chooseWord(chance);
      waiting.set(id, { answer, word, until: now() + LIFETIME });
      return { id, question, picture: drawWord(word, chance) };
    },
    check(id, { question, picture }) {
      const challenge = waiting.get(id);
      waiting.delete(id);
      if (challenge === undefined || challenge.until <= now()) return false;
      return question.trim() === String(challenge.answer) || picture.trim().toUpperCase() === challenge.word;
    },
    forget: (id) => void waiting.delete(id),
  };
}
