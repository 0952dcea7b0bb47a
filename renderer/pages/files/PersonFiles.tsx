import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { Avatar } from '../../components/Avatar.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerAddress } from '../../components/DrawerParts.tsx';
import { Stack } from '../../components/Page.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';
import { useNames } from '../../words/use-names.ts';
import { FileList } from './FileList.tsx';

/** As many as the server lists. */
const LATEST = 200;

export function PersonFiles({ address }: { address: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { files } = useStores();
  const format = useFormat();
  const names = useNames();
  const resource = files.of(address);
  const list = useResource(resource);
  useEffect(() => void resource.load(), [resource]);
  const all = latest(useResource(files.overview))?.people.find(({ account }) => account === address);
  const name = names(address);
  const space = format.bytes(all?.bytes ?? 0);
  return (
    <Drawer
      title={name}
      subtitle={<DrawerAddress value={address} copyLabel={t`Copy the address of ${name}`} />}
      lead={<Avatar name={name} large />}
      onClose={() => void navigate('/files')}
    >
      <Stack gap="m">
        {all && (
          <p>
            <Plural value={all.files} one={`# file, ${space}.`} other={`# files, ${space} in all.`} />{' '}
            {all.files > LATEST && <Trans>The latest {LATEST} are shown.</Trans>}
          </p>
        )}
        <Shown of={list} onRetry={() => void resource.load()}>
          {(value) =>
            value.length === 0 ? (
              <p className="muted">
                <Trans>No files are kept of {name}.</Trans>
              </p>
            ) : (
              <FileList files={value} />
            )
          }
        </Shown>
      </Stack>
    </Drawer>
  );
}
