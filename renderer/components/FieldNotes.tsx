import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import css from './FieldNotes.module.css';

/** What stands under a field: in words what is wrong with it, and what helps. */
export type FieldNotes = { help?: ReactNode; problem?: ReactNode };

/** The notes, and what tells assistive programs that the field has them. */
export function useFieldNotes({ help, problem }: FieldNotes) {
  const [helpId, problemId] = [useId(), useId()];
  return {
    about: {
      isInvalid: Boolean(problem),
      validationBehavior: 'aria' as const,
      'aria-describedby': cx(help ? helpId : null, problem ? problemId : null) || undefined,
    },
    notes: (
      <>
        {problem && (
          <div id={problemId} className={css.problem} role="status">
            {problem}
          </div>
        )}
        {help && (
          <div id={helpId} className={css.help}>
            {help}
          </div>
        )}
      </>
    ),
  };
}
