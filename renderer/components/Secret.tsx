import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import css from './Secret.module.css';

export type SecretProps = {
  value: string;
  /** Whose, or what for; a reader needs it as much as the eye. */
  label: ReactNode;
  copyLabel: string;
};

/** A password that is shown once: large enough to read out, in letters that cannot be taken for each other. */
export function Secret({ value, label, copyLabel }: SecretProps) {
  const { t } = useLingui();
  return (
    <div className={css.secret}>
      <div className={css.words}>
        <span className={css.label}>{label}</span>
        <code className={css.value}>{value}</code>
      </div>
      <CopyButton value={value} label={copyLabel} size="m">{t`Copy`}</CopyButton>
    </div>
  );
}
