import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import css from './RecordRow.module.css';

/** Lines of an address book, in groups with a title each. */
export function RecordGroups({ children }: { children: ReactNode }) {
  return <div className={css.groups}>{children}</div>;
}

export type RecordGroupProps = {
  title: ReactNode;
  /** "1 of 4". */
  count: ReactNode;
  /** What a reader calls the list. */
  label: string;
  children: ReactNode;
};

export function RecordGroup({ title, count, label, children }: RecordGroupProps) {
  return (
    <section>
      <h2 className={css.title}>
        {title} <small>{count}</small>
      </h2>
      <ul aria-label={label}>{children}</ul>
    </section>
  );
}

export type RecordRowProps = {
  state: 'found' | 'waiting' | 'different' | 'missing' | 'not-checked';
  icon: LucideIcon;
  /** The state as a word; the icon is for the eyes. */
  stateWord: string;
  type: string;
  /** The part of the name that differs from line to line, and the rest of it. */
  name: { label: string; rest: string };
  values: readonly string[];
  /** "Copy the name _xmpp-client._tcp.example.org": there are many of these on a page. */
  copyName: string;
  copyValue(value: string): string;
  /** What was found, who answered, what it is for. */
  children: ReactNode;
};

/** One line with its state, name and value, each with its copy button. */
export function RecordRow(props: RecordRowProps) {
  const { state, icon, stateWord, type, name, values, copyName, copyValue, children } = props;
  return (
    <li className={cx(css.rec, css[state])}>
      <span className={css.state}>
        <Icon of={icon} />
        {stateWord}
      </span>
      <span className={css.type}>{type}</span>
      <span className={css.val}>
        <span className={css.text}>
          {name.label}
          <span className={css.rest}>{name.rest}</span>
        </span>
        <CopyButton value={name.label + name.rest} label={copyName} />
      </span>
      <span className={css.values}>
        {values.map((value) => (
          <span key={value} className={css.val}>
            <span className={css.text}>{value}</span>
            <CopyButton value={value} label={copyValue(value)} />
          </span>
        ))}
      </span>
      <div className={css.said}>{children}</div>
    </li>
  );
}
