import { useLingui } from '@lingui/react/macro';
import { CopyButton } from './CopyButton.tsx';
import css from './Secret.module.css';

/** A password that is shown once: large enough to read out, in letters that cannot be taken for each other. */
export function Secret({ value, copyLabel }: { value: string; copyLabel: string }) {
  const { t } = useLingui();
  return (
    <div className={css.secret}>
      <code className={css.value}>{value}</code>
      <CopyButton value={value} label={copyLabel} size="m">{t`Copy`}</CopyButton>
    </div>
  );
}
