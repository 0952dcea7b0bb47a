/** One program that tries: what happened, what helps, and, one click deeper, what the server saw. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { CoachStory } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { Fact } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { useCoachWords } from '../../words/coach.ts';
import { useFormat } from '../../words/format.ts';
import { around } from '../../words/logs-link.ts';
import { LinesLink } from '../log-lines/LinesLink.tsx';
import css from './coach.module.css';
import { Fix } from './Fix.tsx';

/** @param spoken only the sentence, for readers. */
export function Story({ story, now, spoken = false }: { story: CoachStory; now: number; spoken?: boolean }) {
  const { t } = useLingui();
  const words = useCoachWords();
  const format = useFormat();
  const { title, text } = words(story, now);
  if (spoken) return <>{title}</>;
  const connected = story.state === 'connected';
  const ago = format.ago(story.at, now);
  // Guessed, or nothing anybody here did wrong.
  const mild = story.guessed || story.fix === 'none';
  return (
    <Fact
      tall
      icon={connected ? CircleCheck : mild ? TriangleAlert : CircleX}
      tone={connected ? 'ok' : mild ? 'warn' : 'bad'}
      small={
        <>
          {!connected && <p className={css.text}>{text}</p>}
          <Before story={story} now={now} />
          {!connected && (
            <div className={css.fix}>
              <Fix story={story} />
            </div>
          )}
          <Fold title={<Trans>As the server saw it</Trans>} aside={ago} flush>
            <Code lines={story.technical} label={t`As the server saw it`} copyLabel={t`Copy these lines`} />
            <LinesLink
              query={{
                ...(story.person === null ? { host: story.source } : { person: story.person }),
                time: around(story.at),
              }}
              about={story.displayName || story.source}
            />
          </Fold>
        </>
      }
    >
      {title}
    </Fact>
  );
}

/** What stood in the way, in a line: so one learns what helped. */
function Before({ story, now }: { story: CoachStory; now: number }) {
  const words = useCoachWords();
  const [latest, ...others] = story.before;
  if (!latest) return null;
  const { title } = words({ ...story, code: latest.code, times: latest.times, at: latest.at }, now);
  return (
    <p className={css.before}>
      <Trans>Before: {title}.</Trans>{' '}
      {others.length > 0 && (
        <Plural
          value={others.length}
          one="And # other thing before that."
          other="And # other things before that."
        />
      )}
    </p>
  );
}
