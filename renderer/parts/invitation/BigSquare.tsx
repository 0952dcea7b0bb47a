import { Trans, useLingui } from '@lingui/react/macro';
import { Printer } from 'lucide-react';
import type { Invitation } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Qr } from '../../components/Qr.tsx';
import { useFormat } from '../../words/format.ts';
import { linkOf } from '../../words/invitation.ts';
import css from './invitation.module.css';

/** One square for a wall, or for a telephone held across the table; alone on the sheet when it is printed. */
export function BigSquare({
  invitation,
  open,
  onClose,
}: {
  invitation: Invitation;
  open: boolean;
  onClose(): void;
}) {
  const { t } = useLingui();
  const format = useFormat();
  const { kind, host, username, expires, usesLeft } = invitation;
  const isReset = kind === 'reset';
  const address = `${username}@${host}`;
  const until = format.date(expires);
  const link = linkOf(invitation);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={isReset ? <Trans>A new password for {address}</Trans> : <Trans>Invitation to {host}</Trans>}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
          <Button kind="primary" icon={Printer} onPress={() => window.print()}>
            <Trans>Print</Trans>
          </Button>
        </>
      }
    >
      <div className={css.sheet}>
        <p className={css.paperTitle} aria-hidden>
          {isReset ? <Trans>A new password for {address}</Trans> : <Trans>Invitation to {host}</Trans>}
        </p>
        <div className={css.big}>
          <Qr value={link} label={t`QR code of the invitation`} />
        </div>
        <p className="mono">{link}</p>
        {!isReset && username !== '' && (
          <p>
            <Trans>
              For <b>{address}</b>
            </Trans>
          </p>
        )}
        <p>
          {usesLeft > 1 ? (
            <Trans>
              Point the telephone’s camera at the square. Good until {until}, for {usesLeft} people.
            </Trans>
          ) : (
            <Trans>Point the telephone’s camera at the square. Good until {until}, once.</Trans>
          )}
        </p>
      </div>
    </Dialog>
  );
}
