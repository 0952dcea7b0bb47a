/** The way back, beside the list. */
import { Trans } from '@lingui/react/macro';
import type { BackupSource } from '../../api/types.ts';
import { Drawer } from '../../components/Drawer.tsx';
import { RestoreForm } from '../../parts/backups/RestoreForm.tsx';

export interface RestoreDrawerProps {
  source: BackupSource;
  /** Which one, in words. */
  title: string;
  onClose(): void;
}

export function RestoreDrawer({ source, title, onClose }: RestoreDrawerProps) {
  return (
    <Drawer title={<Trans>Restore</Trans>} subtitle={title} onClose={onClose}>
      <RestoreForm source={source} onDone={onClose} />
    </Drawer>
  );
}
