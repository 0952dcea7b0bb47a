import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { type ValueRow, Values } from '../../components/Values.tsx';
import css from './steps.module.css';

/** Numbered steps, each a sentence and, where something is typed, the exact values. */
export function ProgramSteps({
  steps,
}: {
  steps: readonly { id: string; text: ReactNode; rows?: readonly ValueRow[] }[];
}) {
  const { t } = useLingui();
  return (
    <ol className={css.steps}>
      {steps.map(({ id, text, rows }) => (
        <li key={id}>
          <p>{text}</p>
          {rows && <Values rows={rows} copyLabel={(name) => t`Copy the value of ${name}`} />}
        </li>
      ))}
    </ol>
  );
}
