/** The backups that are there: of when, how large, what is in them, and when each was last opened. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Check, CircleDashed, CircleX, LockOpen } from 'lucide-react';
import { useState } from 'react';
import type { BackupEntry, BackupSource, BackupsState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { FactTable, Standing } from '../../components/FactTable.tsx';
import { Stack } from '../../components/Page.tsx';
import { Holds } from '../../parts/backups/Holds.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './BackupList.module.css';

const MINUTE_MS = 60_000;
const SHOWN = 8;

export function BackupList({
  state,
  onRestore,
}: {
  state: BackupsState;
  onRestore(source: BackupSource, title: string): void;
}) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const shown = all ? state.backups : state.backups.slice(0, SHOWN);
  return (
    <Stack gap="s">
      <FactTable
        bare
        label={t`Backups, one by one`}
        columns={[
          { id: 'at', title: <Trans>Made</Trans> },
          { id: 'opened', title: <Trans>Opened and read back</Trans> },
          { id: 'holds', title: <Trans>Holds</Trans>, className: css.spacious },
          { id: 'size', title: <Trans>Size</Trans>, className: css.spacious },
          {
            id: 'acts',
            title: (
              <span className="sr">
                <Trans>What can be done</Trans>
              </span>
            ),
          },
        ]}
      >
        {shown.map((entry) => (
          <Line key={entry.name} entry={entry} isBusy={state.working !== null} onRestore={onRestore} />
        ))}
      </FactTable>
      <p className={cx(css.note, 'small muted')}>
        <Trans>
          Read back means: unpacked, every file compared, a chat server started on it out of reach of others,
          and a person of the office logged in there.
        </Trans>
      </p>
      {state.backups.length > SHOWN && !all && (
        <div className={css.more}>
          <Button kind="quiet" size="s" onPress={() => setAll(true)}>
            <Trans>Show all {state.backups.length}</Trans>
          </Button>
        </div>
      )}
    </Stack>
  );
}

function Line({
  entry,
  isBusy,
  onRestore,
}: {
  entry: BackupEntry;
  isBusy: boolean;
  onRestore(source: BackupSource, title: string): void;
}) {
  const { t } = useLingui();
  const { connection, backups } = useStores();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const check = useAction(async () => {
    await connection.client().backups.check({ name: entry.name });
    await backups.load();
  });
  const made = format.moment(entry.at, now);
  return (
    <tr>
      <th scope="row" title={entry.name}>
        {made}
      </th>
      <td>
        <Opened entry={entry} />
        {check.problem && <ProblemNote problem={check.problem} />}
      </td>
      <td className={css.spacious}>{entry.counts && <Holds counts={entry.counts} />}</td>
      <td className={cx(css.spacious, 'num nb')}>{format.bytes(entry.bytes)}</td>
      <td>
        <div className={css.acts}>
          <Button
            size="s"
            kind="quiet"
            busy={check.busy && <Trans>Opening…</Trans>}
            label={t`Check the backup of ${made}: open it and read it back`}
            onPress={() => void check.run()}
          >
            <Trans>Check</Trans>
          </Button>
          <Button
            size="s"
            label={t`Restore… from the backup of ${made}`}
            disabledBecause={isBusy && !check.busy ? t`Something is under way.` : null}
            onPress={() => onRestore({ from: 'list', name: entry.name }, made)}
          >
            <Trans>Restore…</Trans>
          </Button>
        </div>
      </td>
    </tr>
  );
}

function Opened({ entry: { at, opened, problem, locked } }: { entry: BackupEntry }) {
  const format = useFormat();
  if (problem)
    return (
      <Standing icon={CircleX} tone="bad">
        <Trans>damaged</Trans>
      </Standing>
    );
  return (
    <Stack gap="s">
      {opened ? (
        <Standing icon={Check} tone="ok">
          {opened.loggedIn ? (
            format.moment(opened.at, at)
          ) : (
            <Trans>{format.moment(opened.at, at)}, nobody to log in</Trans>
          )}
        </Standing>
      ) : (
        <Standing icon={CircleDashed} tone="off">
          <Trans>not opened here yet</Trans>
        </Standing>
      )}
      {!locked && (
        <Standing icon={LockOpen} tone="warn">
          <Trans>not locked</Trans>
        </Standing>
      )}
    </Stack>
  );
}
