/** The lines of one doing, each program in a column of its own: what the web server saw beside what the chat server said. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { LogSource, TimelineItem } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { FactTable } from '../../components/FactTable.tsx';
import { useFormat } from '../../words/format.ts';
import { useLineWords } from '../../words/log-lines.ts';
import css from './SideBySide.module.css';
import { useSourceName } from './SourceChip.tsx';

export type SideBySideProps = {
  items: readonly TimelineItem[];
  known: readonly LogSource[];
  onClose(): void;
};

/** In the order in which they first appear. */
export const sourcesOf = (items: readonly TimelineItem[]): string[] => [
  ...new Set(items.map(({ source }) => source)),
];

export function SideBySide({ items, known, onClose }: SideBySideProps) {
  const { t } = useLingui();
  const format = useFormat();
  const lines = useLineWords();
  const name = useSourceName(known);
  const sources = sourcesOf(items);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<Trans>What belongs to it, side by side</Trans>}
      actions={
        <Button onPress={onClose}>
          <Trans>Close</Trans>
        </Button>
      }
    >
      <FactTable
        label={t`What belongs to it, side by side`}
        columns={[
          { id: 'time', title: <Trans>Time</Trans> },
          ...sources.map((source) => ({ id: source, title: name(source) })),
        ]}
      >
        {items.map((item, index) => {
          const { known: isKnown, title } = lines.line(item.event, item.raw);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list, in which two lines may be the same
            <tr key={index}>
              <th scope="row" className="num">
                {format.timeSeconds(item.time)}
              </th>
              {sources.map((source) => (
                <td key={source} className={cx(source === item.source && css[item.event.level])}>
                  {source === item.source && (
                    <>
                      {isKnown && <p>{title}</p>}
                      <code className={css.raw}>{item.raw}</code>
                      {item.because.code !== 'self' && (
                        <small className="muted">{lines.because(item.because)}</small>
                      )}
                    </>
                  )}
                </td>
              ))}
            </tr>
          );
        })}
      </FactTable>
    </Dialog>
  );
}
