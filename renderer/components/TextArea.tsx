import { type ReactNode, useId } from 'react';
import { TextArea as Area, TextField as AriaTextField, Label } from 'react-aria-components';
import { cx } from './cx.ts';
import css from './TextArea.module.css';

export type TextAreaProps = {
  label: ReactNode;
  value: string;
  onChange(value: string): void;
  help?: ReactNode;
  /** In words, under the field. */
  problem?: ReactNode;
  /** What is pasted exactly: certificates, keys. */
  mono?: boolean;
  placeholder?: string;
  rows?: number;
  maxLength?: number;
};

/** Several lines. */
export function TextArea({ label, help, problem, mono, rows = 4, ...props }: TextAreaProps) {
  const [helpId, problemId] = [useId(), useId()];
  return (
    <AriaTextField
      className={css.field}
      value={props.value}
      onChange={props.onChange}
      isInvalid={Boolean(problem)}
      maxLength={props.maxLength}
      validationBehavior="aria"
      aria-describedby={cx(help ? helpId : null, problem ? problemId : null) || undefined}
    >
      <Label className={css.label}>{label}</Label>
      <Area
        className={cx(css.text, mono && 'mono')}
        rows={rows}
        placeholder={props.placeholder}
        spellCheck={false}
        autoComplete="off"
      />
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
