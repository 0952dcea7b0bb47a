/** The wizard's answers: saved at each field, so that a reload or a crash loses nothing typed but the password. */
import { z } from 'zod';
import type { SetupAnswers, SetupStep } from '../../contract/index.ts';
import { setupAnswers, setupStep } from '../../contract/setup.ts';
import type { Kept } from '../database.ts';

export const DEFAULT_PORTS = { starttls: 5222, direct: 5223 } as const;

const blank: SetupAnswers = {
  way: null,
  domain: '',
  admin: { displayName: '', username: '' },
  ports: { ...DEFAULT_PORTS },
};

const saved = z.object({ step: setupStep, answers: setupAnswers, finished: z.boolean() });
type Saved = z.infer<typeof saved>;
const NAME = 'setup';

export interface Answers {
  readonly step: SetupStep;
  readonly values: SetupAnswers;
  /** The person has seen the last page. */
  readonly finished: boolean;
  save(change: { step?: SetupStep; answers?: Partial<SetupAnswers>; finished?: boolean }): void;
  /** In memory only, until applied. */
  password: string | null;
}

export function createAnswers(kept: Kept): Answers {
  const loaded = saved.safeParse(kept.get(NAME));
  let current: Saved = loaded.success ? loaded.data : { step: 'welcome', answers: blank, finished: false };
  return {
    password: null,
    get step() {
      return current.step;
    },
    get values() {
      return current.answers;
    },
    get finished() {
      return current.finished;
    },
    save({ step = current.step, answers = {}, finished = current.finished }) {
      current = { step, answers: { ...current.answers, ...answers }, finished };
      kept.set(NAME, current);
    },
  };
}
