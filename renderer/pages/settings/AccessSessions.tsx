import { Trans, useLingui } from '@lingui/react/macro';
import { Globe } from 'lucide-react';
import type { AccessAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row } from '../../components/Page.tsx';
import { Tag } from '../../components/Pill.tsx';
import { useAction } from '../../stores/async.ts';
import { leave } from '../../stores/door.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { browserName } from './browser-name.ts';
import { SettingRow } from './SettingRow.tsx';

const WEEK_MS = 7 * 86_400_000;

type Session = AccessAnswer['sessions'][number];

/** Browsers that are let in, and how to show each the door. */
export function AccessSessions({ access: { sessions } }: { access: AccessAnswer }) {
  const { t } = useLingui();
  const { connection, access } = useStores();
  const others = useAction(async () => {
    await connection.client().access.revokeOthers();
    await access.load();
  });
  const out = useAction(async () => {
    await leave();
    window.location.reload();
  });
  return (
    <>
      <SettingRow
        name={<Trans>Browsers that are let in</Trans>}
        help={
          <Trans>
            A browser is let in anew after two weeks without a visit, and after a month in any case.
          </Trans>
        }
      >
        {sessions.some(({ current }) => !current) && (
          <Button size="s" busy={others.busy && <Trans>Ending…</Trans>} onPress={() => void others.run()}>
            <Trans>End all others</Trans>
          </Button>
        )}
        {sessions.some(({ current }) => current) && (
          <Button size="s" kind="quiet" onPress={() => void out.run()}>
            <Trans>Log out here</Trans>
          </Button>
        )}
      </SettingRow>
      {others.problem && <ProblemNote problem={others.problem} />}
      <Facts label={t`Browsers that are let in`}>
        {sessions.map((session) => (
          <One key={session.id} session={session} />
        ))}
      </Facts>
    </>
  );
}

function One({ session }: { session: Session }) {
  const { t } = useLingui();
  const { connection, access } = useStores();
  const format = useFormat();
  const now = useNow(60_000);
  const seen = format.ago(session.lastSeen, now);
  const since = now - session.since < WEEK_MS ? format.weekday(session.since) : format.date(session.since);
  const from = session.address;
  const named = browserName(session.browser);
  const [program = '', system] = (named ?? '').split(' · ');
  const name = named === null ? t`Unknown browser` : system ? t`${program} on ${system}` : program;
  const end = useAction(async () => {
    await connection.client().access.revokeSession({ id: session.id });
    await access.load();
  });
  return (
    <>
      <Fact
        icon={Globe}
        small={
          <>
            <Trans>
              Last used {seen}, let in since {since}
            </Trans>{' '}
            <By session={session} />
            {from !== '' && (
              <>
                {' · '}
                <code>{from}</code>
              </>
            )}
          </>
        }
        action={
          session.current ? null : (
            <Button
              size="s"
              busy={end.busy && <Trans>Ending…</Trans>}
              label={t`End the session of ${name}`}
              onPress={() => void end.run()}
            >
              <Trans>End the session</Trans>
            </Button>
          )
        }
      >
        <Row>
          {name}
          {session.current && (
            <Tag tone="ok">
              <Trans>this browser</Trans>
            </Tag>
          )}
        </Row>
      </Fact>
      {end.problem && (
        <li>
          <ProblemNote problem={end.problem} />
        </li>
      )}
    </>
  );
}

function By({ session: { by } }: { session: Session }) {
  if (by === 'link') return <Trans>by a link</Trans>;
  return by === 'password' ? <Trans>with the password</Trans> : <Trans>with a passkey</Trans>;
}
