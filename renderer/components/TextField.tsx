import { type HTMLAttributes, type ReactNode, useId } from 'react';
import { TextField as AriaTextField, Input, Label } from 'react-aria-components';
import { cx } from './cx.ts';
import css from './TextField.module.css';

export type TextFieldProps = {
  label: ReactNode;
  value: string;
  onChange(value: string): void;
  /** Said on leaving the field, never while typing. */
  onBlur?: () => void;
  help?: ReactNode;
  /** In words, under the field. */
  problem?: ReactNode;
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
  const { label, help, problem, suffix, end } = props;
  const [helpId, problemId] = [useId(), useId()];
  return (
    <AriaTextField
      className={css.field}
      value={props.value}
      onChange={props.onChange}
      onBlur={props.onBlur}
      isInvalid={Boolean(problem)}
      isRequired={props.required}
      autoFocus={props.autoFocus}
      autoComplete={props.autoComplete ?? 'off'}
      type={props.type ?? 'text'}
      inputMode={props.inputMode}
      maxLength={props.maxLength ?? 1023}
      validationBehavior="aria"
      aria-describedby={cx(help ? helpId : null, problem ? problemId : null) || undefined}
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
    </AriaTextField>
  );
}
