import type { HTMLAttributes, ReactNode } from 'react';
import { TextField as AriaTextField, Input, Label } from 'react-aria-components';
import { cx } from './cx.ts';
import { type FieldNotes, useFieldNotes } from './FieldNotes.tsx';
import css from './TextField.module.css';

export type TextFieldProps = FieldNotes & {
  label: ReactNode;
  value: string;
  onChange(value: string): void;
  /** Said on leaving the field, never while typing. */
  onBlur?: () => void;
  /** What is typed or copied exactly: addresses, ports, passwords. */
  mono?: boolean;
  /** After the value, inside the edge: "@fabrik-martin.example". */
  suffix?: ReactNode;
  /** Buttons at the end. */
  end?: ReactNode;
  type?: 'text' | 'password';
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  placeholder?: string;
  autoFocus?: boolean;
  /** `off` for what the browser must not remember. */
  autoComplete?: string;
  required?: boolean;
  maxLength?: number;
};

export function TextField(props: TextFieldProps) {
  const { label, suffix, end } = props;
  const { about, notes } = useFieldNotes(props);
  return (
    <AriaTextField
      className={css.field}
      value={props.value}
      onChange={props.onChange}
      onBlur={props.onBlur}
      {...about}
      isRequired={props.required}
      autoFocus={props.autoFocus}
      autoComplete={props.autoComplete ?? 'off'}
      type={props.type ?? 'text'}
      inputMode={props.inputMode}
      maxLength={props.maxLength ?? 1023}
    >
      <Label className={css.label}>{label}</Label>
      <div className={css.box}>
        <Input
          className={cx(css.input, props.mono && 'mono')}
          placeholder={props.placeholder}
          spellCheck={false}
          autoCapitalize="none"
        />
        {suffix && <span className={cx(css.suffix, 'mono')}>{suffix}</span>}
        {end}
      </div>
      {notes}
    </AriaTextField>
  );
}
