import type { ReactNode } from 'react';
import css from './guide.module.css';

/** Steps in their order, each with its number in a circle; a first paragraph stands beside it. */
export function Numbered({ steps }: { steps: readonly { id: string; content: ReactNode }[] }) {
  return (
    <ol className={css.steps}>
      {steps.map(({ id, content }) => (
        <li key={id}>{content}</li>
      ))}
    </ol>
  );
}
