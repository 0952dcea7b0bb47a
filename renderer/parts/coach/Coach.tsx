/** Who tries to connect, as the server sees it, live: on the page Connect, at the end of the set-up, in a person's drawer. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Radar } from 'lucide-react';
import { Banner } from '../../components/Banner.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Stack } from '../../components/Page.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import css from './coach.module.css';
import { Story } from './Story.tsx';
import { useCoach, type Watching } from './use-coach.ts';

/** @param person a bare address: that one's programs only. */
export function Coach({ person }: { person?: string }) {
  const watching = useCoach(person ?? null);
  return (
    <Card
      title={person === undefined ? <Trans>Who is connecting</Trans> : <Trans>Watch them connect</Trans>}
      end={
        <span className={css.live}>
          <Icon of={Radar} size="s" />
          <Trans>watching</Trans>
        </span>
      }
    >
      <Seen watching={watching} person={person} />
    </Card>
  );
}

function Seen({
  watching: { news, problem, again },
  person,
}: {
  watching: Watching;
  person?: string | undefined;
}) {
  const { t } = useLingui();
  const now = useNow(15_000);
  if (problem) return <ProblemNote problem={problem} onRetry={again} />;
  if (!news) return <Looking />;
  if (!news.running)
    return (
      <Banner kind="info">
        <Trans>The server is not running: nobody can connect now. Start it on the page Home.</Trans>
      </Banner>
    );
  const { stories, strangers } = news;
  return (
    <Stack gap="m">
      {stories.length === 0 ? (
        <p className="muted">
          {person === undefined ? (
            <Trans>
              Nobody has tried in the last hour. Open a chat program and enter the address: what the server
              sees of it appears here, within a second.
            </Trans>
          ) : (
            <Trans>
              None of their programs has tried in the last hour. Open one and enter the address: what the
              server sees of it appears here, within a second.
            </Trans>
          )}
        </p>
      ) : (
        <Facts label={t`Who is connecting`}>
          {stories.map((story) => (
            <Story key={story.id} story={story} now={now} />
          ))}
        </Facts>
      )}
      <span className="sr" role="status">
        {stories[0] && <Announced story={stories[0]} />}
      </span>
      {person === undefined && strangers.times > 0 && <Strangers strangers={strangers} now={now} />}
    </Stack>
  );
}

/** The latest one is read out, and no more: on a Monday morning everybody connects. */
function Announced({ story }: { story: Parameters<typeof Story>[0]['story'] }) {
  return <Story story={story} now={story.at} spoken />;
}

function Strangers({
  strangers,
  now,
}: {
  strangers: NonNullable<Watching['news']>['strangers'];
  now: number;
}) {
  const { t } = useLingui();
  const format = useFormat();
  const ago = format.ago(strangers.at ?? now, now);
  const lines = strangers.latest.map(
    ({ source, what, at }) => `${format.timeSeconds(at)}  ${source}  ${what}`,
  );
  return (
    <Fold
      title={
        <Plural
          value={strangers.sources}
          one="# stranger knocked and went"
          other="# strangers knocked and went"
        />
      }
      aside={ago}
    >
      <p className="small">
        <Trans>
          They named nothing of this office. Every server on the internet is tried like that, all day; none of
          them got in.
        </Trans>
      </p>
      <Code lines={lines} label={t`The latest strangers`} copyLabel={t`Copy these lines`} />
    </Fold>
  );
}
