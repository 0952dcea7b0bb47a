import type { GuidePart } from '../../api/types.ts';
import css from './guide.module.css';

/** A sentence of a guide: words of the program stand out, values can be selected at once. */
export function Sentence({ parts }: { parts: readonly GuidePart[] }) {
  return parts.map(({ kind, text }, index) => {
    // A sentence is never reordered.
    const key = `${index}`;
    if (kind === 'word') return <b key={key}>{text}</b>;
    if (kind === 'value')
      return (
        <code key={key} className={css.value}>
          {text}
        </code>
      );
    return text;
  });
}
