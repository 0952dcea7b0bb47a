import type { ReactNode } from 'react';
import { TextArea as Area, TextField as AriaTextField, Label } from 'react-aria-components';
import { cx } from './cx.ts';
import { type FieldNotes, useFieldNotes } from './FieldNotes.tsx';
import css from './TextArea.module.css';

export type TextAreaProps = FieldNotes & {
  label: ReactNode;
  value: string;
  onChange(value: string): void;
  /** What is pasted exactly: certificates, keys. */
  mono?: boolean;
  placeholder?: string;
  rows?: number;
  maxLength?: number;
};

/** Several lines. */
export function TextArea({ label, help, problem, mono, rows = 4, ...props }: TextAreaProps) {
  const { about, notes } = useFieldNotes({ help, problem });
  return (
    <AriaTextField
      className={css.field}
      value={props.value}
      onChange={props.onChange}
      {...about}
      maxLength={props.maxLength}
    >
      <Label className={css.label}>{label}</Label>
      <Area
        className={cx(css.text, mono && 'mono')}
        rows={rows}
        placeholder={props.placeholder}
        spellCheck={false}
        autoComplete="off"
      />
      {notes}
    </AriaTextField>
  );
}
