/** The lines of other programs that belong to the same doing, side by side by their program, with why we think so. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Columns2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LogFull, LogSource, TimelineItem } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { useLineWords } from '../../words/log-lines.ts';
import css from './Explanation.module.css';
import { SideBySide, sourcesOf } from './SideBySide.tsx';
import { useSourceName } from './SourceChip.tsx';

/** A line to go to; without a place the first of its log at that time. */
export type GoLine = { source: string; time: number; place?: string | undefined };

/** More would be another list. */
const MOST = 12;

export type LinkedProps = {
  full: LogFull;
  sources: readonly string[];
  known: readonly LogSource[];
  onGo(line: GoLine): void;
};

export function Linked({ full, sources, known, onGo }: LinkedProps) {
  const { t } = useLingui();
  const items = useTimeline(full.row.place, readable(known, sources));
  const [beside, setBeside] = useState(false);
  if (items.length < 2) return null;
  return (
    <section>
      <h3>
        <Trans>What belongs to it</Trans>
      </h3>
      <Timeline items={items.slice(0, MOST)} label={t`What belongs to it`} {...{ known, onGo }} />
      {sourcesOf(items).length > 1 && (
        <Button kind="link" size="s" icon={Columns2} onPress={() => setBeside(true)}>
          <Trans>Show the programs side by side</Trans>
        </Button>
      )}
      {beside && <SideBySide {...{ items, known }} onClose={() => setBeside(false)} />}
    </section>
  );
}

/** All that can be read, not only what is shown: the line of the web server is not among the chat server's. */
export function readable(known: readonly LogSource[], shown: readonly string[]): string[] {
  const all = known.filter(({ trouble }) => trouble === null).map(({ id }) => id);
  return [...new Set([...shown, ...all])].slice(0, 20);
}

/** Events of several logs in their order; each says whose it is and why it is here. */
export function Timeline({
  items,
  label,
  known,
  onGo,
}: {
  items: readonly TimelineItem[];
  label: string;
  known: readonly LogSource[];
  onGo(line: GoLine): void;
}) {
  const format = useFormat();
  const lines = useLineWords();
  const name = useSourceName(known);
  return (
    <ol className={css.timeline} aria-label={label}>
      {items.map((item, index) => {
        const words = lines.line(item.event, item.raw);
        const self = item.because.code === 'self';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list, in which two lines may be the same
          <li key={index} className={cx(self && css.now)}>
            <button
              type="button"
              onClick={() => onGo({ ...item, place: item.place ?? undefined })}
              aria-current={self || undefined}
            >
              <time className="num">{format.timeSeconds(item.time)}</time>
              <span>
                <b>{words.known ? words.title : item.raw.split('\n')[0]}</b>
                <small>
                  {name(item.source)}
                  {!self && <> · {lines.because(item.because)}</>}
                </small>
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function useTimeline(place: string, sources: readonly string[]): TimelineItem[] {
  const { connection } = useStores();
  const [items, setItems] = useState<TimelineItem[]>([]);
  const all = sources.join('\n');
  useEffect(() => {
    const stop = new AbortController();
    connection
      .client()
      .logEvents.timeline({ place, sources: all.split('\n') }, { signal: stop.signal })
      .then((answer) => setItems(answer.items))
      // A line whose companions cannot be found is still explained.
      .catch(() => {});
    return () => stop.abort();
  }, [connection, place, all]);
  return items;
}
