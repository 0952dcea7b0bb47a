import { Plural, Trans } from '@lingui/react/macro';
import {
  CirclePause,
  CircleX,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
  RotateCcw,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Overview } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Hero, type HeroProps } from '../../components/Hero.tsx';
import { useNow } from '../../stores/now.ts';
import { type Format, useFormat } from '../../words/format.ts';
import { HeroActions } from './HeroActions.tsx';
import type { ServerControl } from './server-control.ts';

type HeroWords = {
  tone: HeroProps['tone'];
  icon: LucideIcon;
  title: ReactNode;
  text: ReactNode;
  checking?: boolean;
};

/** The one sentence, its evidence, and what can be done now. */
export function StatusHero({
  overview,
  control,
  checking,
}: {
  overview: Overview;
  control: ServerControl;
  checking: boolean;
}) {
  const format = useFormat();
  // A countdown needs the seconds; a calm page does not.
  const now = useNow(overview.status.state === 'waiting' ? 500 : 15_000);
  const words = heroWords(overview, format, Math.max(now, overview.checkedAt));
  return (
    <Hero
      tone={words.tone}
      icon={words.icon}
      title={words.title}
      checking={words.checking || checking}
      action={<HeroActions status={overview.status} control={control} />}
    >
      {words.text}
    </Hero>
  );
}

function heroWords(overview: Overview, format: Format, now: number): HeroWords {
  const { status, people, findings } = overview;
  switch (status.state) {
    case 'running':
      return findings.some(({ severity, code }) => severity === 'broken' && !code.startsWith('server.'))
        ? {
            tone: 'bad',
            icon: TriangleAlert,
            title: <Trans>The server runs, but something is in the way.</Trans>,
            text: <Connected people={people} />,
          }
        : {
            tone: 'ok',
            icon: KeyRound,
            title: <Trans>Your server is running.</Trans>,
            text: (
              <>
                <Connected people={people} />{' '}
                <Checked
                  ago={format.ago(overview.checkedAt, now)}
                  outside={
                    overview.ways.outside.at === null ? null : format.ago(overview.ways.outside.at, now)
                  }
                />
              </>
            ),
          };
    case 'starting':
      return {
        tone: 'plain',
        icon: LoaderCircle,
        checking: true,
        title: <Trans>The server is starting.</Trans>,
        text: <Trans>This takes a few seconds.</Trans>,
      };
    case 'stopping':
      return {
        tone: 'plain',
        icon: LoaderCircle,
        checking: true,
        title: <Trans>The server is stopping.</Trans>,
        text: <Trans>It finishes what it was writing; this takes at most 10 seconds.</Trans>,
      };
    case 'stopped': {
      const since = format.moment(status.since, now);
      return {
        tone: 'bad',
        icon: CirclePause,
        title: <Trans>The server is stopped.</Trans>,
        text: <Trans>Nobody can chat since {since}. Accounts and messages are kept.</Trans>,
      };
    }
    case 'waiting': {
      const { attempt } = status;
      const left = format.seconds(status.nextAt - now);
      return {
        tone: 'warn',
        icon: RotateCcw,
        checking: true,
        title: <Trans>The server ended by itself and is coming back.</Trans>,
        text: (
          <Trans>
            Starting again in {left}, try {attempt} of 4. People’s programs reconnect by themselves.
          </Trans>
        ),
      };
    }
    case 'failed': {
      const since = format.moment(status.since, now);
      return {
        tone: 'bad',
        icon: CircleX,
        title: <Trans>Nobody can chat: the server does not stay up.</Trans>,
        text: <Trans>Since {since}. Chatelaine stopped trying and waits for you.</Trans>,
      };
    }
    case 'not-set-up':
      return {
        tone: 'plain',
        icon: KeyRound,
        title: <Trans>The server is not set up yet.</Trans>,
        text: <Trans>Go through the set-up first.</Trans>,
      };
    default:
      return assertNever(status);
  }
}

function Connected({ people: { online, total } }: { people: Overview['people'] }) {
  if (total === 0) return <Trans>Nobody has an address yet.</Trans>;
  if (online === 0) return <Trans>Nobody is connected right now.</Trans>;
  return (
    <Plural
      value={total}
      one="Its only person is connected."
      other={`${online} of # people are connected.`}
    />
  );
}

const Checked = ({ ago, outside }: { ago: string; outside: string | null }) =>
  outside === null ? (
    <Trans>Checked {ago} from this computer; not checked from outside.</Trans>
  ) : (
    <Trans>
      Checked {ago} from this computer, and {outside} from outside.
    </Trans>
  );
