import { Trans, useLingui } from '@lingui/react/macro';
import { Stack } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { Segmented } from '../../components/Segmented.tsx';

export type PasswordWish = { kind: 'proposed' } | { kind: 'chosen'; password: string };

/** A password made by Chatelaine, or one of your own. */
export function PasswordChoice({
  wish,
  onChange,
}: {
  wish: PasswordWish;
  onChange(wish: PasswordWish): void;
}) {
  const { t } = useLingui();
  return (
    <Stack gap="s">
      <b aria-hidden>
        <Trans>Password</Trans>
      </b>
      <Segmented
        label={t`Password`}
        value={wish.kind}
        onChange={(kind) => onChange(kind === 'proposed' ? { kind } : { kind, password: '' })}
        options={[
          { id: 'proposed', label: <Trans>Made by Chatelaine</Trans> },
          { id: 'chosen', label: <Trans>Chosen by you</Trans> },
        ]}
      />
      {wish.kind === 'proposed' ? (
        <p className="small muted">
          <Trans>Easy to type and hard to guess. You see it once, right after.</Trans>
        </p>
      ) : (
        <PasswordField
          label={<Trans>Password</Trans>}
          value={wish.password}
          onChange={(password) => onChange({ kind: 'chosen', password })}
          help={<Trans>Four words in a row are good: long, and easy to remember.</Trans>}
        />
      )}
    </Stack>
  );
}
