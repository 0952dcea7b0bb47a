/**
 * The answers as typed, saved at each change: this window holds the newest, the manager keeps them over reload and crash.
 */
import { useCallback, useRef, useState } from 'react';
import type { FaceProblem, SetupAnswers, SetupState, SetupStep } from '../../api/types.ts';
import { toProblem } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { resumeAt } from './machine.ts';

type Change = { step?: SetupStep; answers?: Partial<SetupAnswers> };

/** What a step gets; it knows nothing of its neighbours. */
export type StepProps = {
  answers: SetupAnswers;
  update(answers: Partial<SetupAnswers>): void;
  state: SetupState;
  /** The administrator's password while this window knows it: shown once more at the end. */
  password: string | null;
  setPassword(password: string | null): Promise<FaceProblem | null>;
  hasPassword: boolean;
  goTo(step: SetupStep): void;
};

export type Answers = StepProps & { step: SetupStep; problem: FaceProblem | null };

export function useAnswers(state: SetupState): Answers {
  const { connection } = useStores();
  const [answers, setAnswers] = useState(state.answers);
  const [hasPassword, setHasPassword] = useState(state.hasPassword);
  const [step, setStep] = useState(() => resumeAt(state.step, state));
  const [password, keepPassword] = useState<string | null>(null);
  const [problem, setProblem] = useState<FaceProblem | null>(null);
  const waiting = useRef<Change | null>(null);
  const saving = useRef(false);

  /** One call at a time; what is typed meanwhile goes with the next one. */
  const save = useCallback(
    async (change: Change) => {
      const before = waiting.current;
      waiting.current = { ...before, ...change, answers: { ...before?.answers, ...change.answers } };
      if (saving.current) return;
      saving.current = true;
      try {
        while (waiting.current !== null) {
          const now: Change = waiting.current;
          waiting.current = null;
          await connection.client().setup.save(now);
        }
        setProblem(null);
      } catch (error) {
        setProblem(toProblem(error));
      } finally {
        saving.current = false;
      }
    },
    [connection],
  );

  return {
    step,
    answers,
    state,
    password,
    hasPassword,
    problem,
    update(part) {
      setAnswers((before) => ({ ...before, ...part }));
      void save({ answers: part });
    },
    async setPassword(value) {
      try {
        await connection.client().setup.password({ password: value });
        keepPassword(value);
        setHasPassword(value !== null);
        return null;
      } catch (error) {
        setHasPassword(false);
        return toProblem(error);
      }
    },
    goTo(to) {
      setStep(to);
      // `apply` is the manager's own to say.
      if (to !== 'apply') void save({ step: to });
    },
  };
}
