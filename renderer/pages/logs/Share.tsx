/** A copy for whoever helps: names, addresses and secrets replaced, and shown as it will be before anything is copied. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { LogRow, Replacement } from '../../api/types.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { FactTable } from '../../components/FactTable.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useAction } from '../../stores/async.ts';
import type { LogsAsked } from '../../stores/logs.ts';
import { useFormat } from '../../words/format.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import css from './Share.module.css';
import { type ShareScope, usePreview } from './use-share.ts';

export type ShareProps = { row: LogRow | null; asked: LogsAsked; onClose(): void };

export function Share({ row, asked, onClose }: ShareProps) {
  const { t } = useLingui();
  const make = usePreview();
  const [scope, setScope] = useState<ShareScope>(row ? 'around' : 'shown');
  const preview = useAction((of: ShareScope) => make(of, row, asked));
  const { run } = preview;
  useEffect(() => void run(scope), [run, scope]);
  const value = preview.async.state === 'done' ? preview.async.value : null;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<Trans>Copy for support</Trans>}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
          {value && (
            <CopyButton size="m" value={value.text} label={t`Copy what is shown here`}>
              {t`Copy what is shown here`}
            </CopyButton>
          )}
        </>
      }
    >
      {row && (
        <Segmented<ShareScope>
          label={t`Which lines`}
          value={scope}
          onChange={setScope}
          options={[
            { id: 'one', label: <Trans>This line</Trans> },
            { id: 'around', label: <Trans>With those around it</Trans> },
            { id: 'shown', label: <Trans>The newest of the list</Trans> },
          ]}
        />
      )}
      {preview.problem && <ProblemNote problem={preview.problem} onRetry={() => void run(scope)} />}
      {value ? (
        <>
          <p>
            <Plural
              value={value.replaced.length}
              _0="Nothing in these lines had to be replaced. Read them once more all the same."
              one="# name, address or secret is replaced, the same everywhere. Read it once more before you send it."
              other="# names, addresses and secrets are replaced, each the same everywhere. Read it once more before you send it."
            />
          </p>
          {value.cut && (
            <p className="small muted">
              <Trans>Only the newest lines: for more, save them as a file.</Trans>
            </p>
          )}
          <div className={css.text}>
            <Code lines={value.text.split('\n')} label={t`The copy as it will be`} />
          </div>
          {value.replaced.length > 0 && (
            <Fold
              flush
              title={<Trans>What was replaced by what</Trans>}
              aside={<Count of={value.replaced.length} />}
            >
              <Replaced replaced={value.replaced} />
            </Fold>
          )}
          <PromiseLine>
            <Trans>The list of what was replaced stays on this computer: it is not part of the copy.</Trans>
          </PromiseLine>
        </>
      ) : (
        !preview.problem && <Looking />
      )}
    </Dialog>
  );
}

function Count({ of }: { of: number }) {
  return useFormat().number(of);
}

function Replaced({ replaced }: { replaced: readonly Replacement[] }) {
  const { t } = useLingui();
  const format = useFormat();
  return (
    <FactTable
      label={t`What was replaced by what`}
      columns={[
        { id: 'log', title: <Trans>In the log</Trans> },
        { id: 'copy', title: <Trans>In the copy</Trans> },
        { id: 'times', title: <Trans>Times</Trans> },
      ]}
    >
      {replaced.map(({ kind, original, shown, times }) => (
        <tr key={`${kind} ${original}`}>
          <th scope="row" className={css.value}>
            {original}
          </th>
          <td className={css.value}>{shown}</td>
          <td className="num">{format.number(times)}</td>
        </tr>
      ))}
    </FactTable>
  );
}
