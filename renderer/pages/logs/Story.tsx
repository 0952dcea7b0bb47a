/** "What happened to this person at 14:32?": one person, one moment, and all logs as one timeline. */
import { Trans, useLingui } from '@lingui/react/macro';
import { UserSearch } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LogSource, TimelineItem } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Fold } from '../../components/Fold.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { useLineWords } from '../../words/log-lines.ts';
import { around, type LogsQuery } from '../../words/logs-link.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import { type GoLine, readable, Timeline } from './Linked.tsx';
import { Choices, usePersonName } from './PersonChip.tsx';
import css from './Story.module.css';
import { fieldTime } from './TimeChip.tsx';

/** Before and after. */
const MINUTES = 10;

export type StoryProps = {
  view: string | null;
  sources: readonly string[];
  known: readonly LogSource[];
  person: string | null;
  at: number | null;
  onClose(): void;
  onLines(part: Partial<LogsQuery>): void;
  onGo(line: GoLine): void;
};

export function Story(props: StoryProps) {
  const { t } = useLingui();
  const [person, setPerson] = useState(props.person);
  const [now] = useState(Date.now);
  const [typed, setTyped] = useState(fieldTime(props.at ?? now));
  const at = Date.parse(typed);
  const name = usePersonName(person);
  return (
    <Dialog
      open
      wide
      onClose={props.onClose}
      title={
        name === null ? (
          <Trans>What happened to somebody, and when?</Trans>
        ) : (
          <Trans>What happened to {name}?</Trans>
        )
      }
      actions={
        <>
          <Button onPress={props.onClose}>
            <Trans>Close</Trans>
          </Button>
          {person !== null && Number.isFinite(at) && (
            <Button onPress={() => props.onLines({ person, time: around(at, MINUTES) })}>
              <Trans>Show the lines themselves</Trans>
            </Button>
          )}
        </>
      }
    >
      <div className={css.asked}>
        {person === null ? (
          <Choices view={props.view} person={person} onPick={setPerson} />
        ) : (
          <Button size="s" icon={UserSearch} onPress={() => setPerson(null)}>
            <Trans>Somebody else</Trans>
          </Button>
        )}
        <label className={css.moment}>
          <Trans>Around</Trans>
          <input
            type="datetime-local"
            value={typed}
            aria-label={t`Around what time`}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      </div>
      {person !== null && Number.isFinite(at) && <Told {...props} person={person} at={at} />}
    </Dialog>
  );
}

function Told({ person, at, sources, known, onGo }: StoryProps & { person: string; at: number }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const format = useFormat();
  const story = useAction((who: string, when: number, of: string[]) =>
    connection.client().logEvents.person({ person: who, at: when, minutes: MINUTES, sources: of }),
  );
  const all = readable(known, sources).join('\n');
  const { run } = story;
  useEffect(() => void run(person, at, all.split('\n')), [run, person, at, all]);
  const value = story.async.state === 'done' ? story.async.value : null;
  const [from, to] = [format.time(at - MINUTES * 60_000), format.time(at + MINUTES * 60_000)];
  if (story.problem) return <ProblemNote problem={story.problem} />;
  if (value === null) return <Looking />;
  if (value.items.length === 0) {
    return (
      <p role="status">
        <Trans>
          No log of this computer says anything about {person} between {from} and {to}.
        </Trans>
      </p>
    );
  }
  return (
    <>
      <Sentences items={value.items} />
      <Fold flush title={<Trans>The lines behind it</Trans>} aside={format.number(value.items.length)}>
        <div className={css.told}>
          <Timeline items={value.items} label={t`The lines behind it`} {...{ known, onGo }} />
        </div>
      </Fold>
    </>
  );
}

/** The sum of it first, then what happened once or again and again, each with its time. */
function Sentences({ items }: { items: readonly TimelineItem[] }) {
  const { t } = useLingui();
  const format = useFormat();
  const { summary, sentences } = useLineWords().story(items);
  return (
    <>
      <p role="status">
        <b>{summary}</b>
      </p>
      <ol className={css.story} aria-label={t`What happened, in order`}>
        {sentences.map(({ time, until, text, level }) => (
          <li key={`${time} ${text}`} className={cx(css[level])}>
            <time className="num">
              {format.timeSeconds(time)}
              {until !== time && ` – ${format.timeSeconds(until)}`}
            </time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
