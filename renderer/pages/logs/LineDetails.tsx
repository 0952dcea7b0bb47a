import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { LogEntry } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Tag, type Tone } from '../../components/Pill.tsx';
import { Values } from '../../components/Values.tsx';
import { useFormat } from '../../words/format.ts';
import css from './LineDetails.module.css';

const TONES: Record<LogEntry['level'], Tone> = { debug: 'plain', info: 'info', warn: 'warn', error: 'bad' };

/** The selected line: its fields, and exactly as it was written. */
export function LineDetails({ entry, onClose }: { entry: LogEntry; onClose(): void }) {
  const { t } = useLingui();
  const format = useFormat();
  const words: Record<LogEntry['level'], string> = {
    debug: t`Detail`,
    info: t`Note`,
    warn: t`Warning`,
    error: t`Failure`,
  };
  const fields = Object.entries(entry.fields);
  return (
    <aside
      className={css.panel}
      aria-label={t`The selected line`}
      aria-live="polite"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className={css.head}>
        <Tag tone={TONES[entry.level]}>{words[entry.level]}</Tag>
        <span className="small muted num">
          {format.weekday(entry.time)}, {format.timeSeconds(entry.time)}
        </span>
        <IconButton icon={X} size="s" label={t`Close (Esc)`} onPress={onClose} />
      </header>
      <h2>{entry.message}</h2>
      <Values
        copyLabel={(name) => t`Copy the value of ${name}`}
        rows={[
          { name: t`Written by`, value: entry.source === 'server' ? t`Server` : 'Chatelaine', choice: true },
          { name: t`Part`, value: entry.subsystem, choice: true },
          ...fields.map(([name, value]) => ({ name, value: String(value) })),
        ]}
      />
      <section>
        <h3>
          <Trans>As it was written</Trans>
        </h3>
        <Code lines={[entry.raw]} label={t`As it was written`} copyLabel={t`Copy the line`} />
      </section>
    </aside>
  );
}
