import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { BadgeCheck, ChartLine, DoorOpen, Server } from 'lucide-react';
import { Link } from 'react-router';
import type { Overview } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Values } from '../../components/Values.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { openDoors } from '../../words/doors.ts';
import { useFormat } from '../../words/format.ts';
import { diskWords } from '../../words/numbers.ts';
import { isWithdrawn } from './StatusChain.tsx';

/** What runs without anybody: the certificate, the server, its doors on this computer. */
export function LooksAfterItself({ overview }: { overview: Overview }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const now = useNow(60_000);
  const { certificate, status, memory, ports, sessions } = overview;
  const until = certificate && format.date(certificate.validUntil);
  const renews = certificate && format.date(certificate.renewsAt);
  const since = status.state === 'running' ? format.moment(status.since, now) : null;
  const used = memory === null ? null : format.megabytes(memory);
  return (
    <Stack>
      <Card title={<Trans>Looks after itself</Trans>}>
        <Facts>
          {/* Withdrawn, it is no news that nobody need look at: the cause above says what to do. */}
          {certificate && !isWithdrawn(overview) && (
            <Fact
              icon={BadgeCheck}
              tone={certificate.validUntil < now ? 'bad' : 'ok'}
              small={
                certificate.renewsAt < certificate.validUntil ? (
                  <Trans>Renewed by itself on {renews}</Trans>
                ) : (
                  <Trans>You bring the next one</Trans>
                )
              }
            >
              <Trans>Certificate, good until {until}</Trans>
            </Fact>
          )}
          {since !== null && (
            <Fact
              icon={Server}
              tone="ok"
              small={
                <>
                  <Plural value={sessions} _0="no session" one="# session" other="# sessions" />
                  {used !== null && <Memory used={used} />}
                </>
              }
            >
              <Trans>Server, running since {since}</Trans>
            </Fact>
          )}
          {since !== null && ports.length > 0 && (
            <Fact icon={DoorOpen} small={openDoors(ports, (words) => i18n._(words)).join(' · ')}>
              <Trans>Doors that are open</Trans>
            </Fact>
          )}
          <InNumbers />
        </Facts>
      </Card>
      {certificate && (
        <Fold title={<Trans>Certificate, exactly</Trans>} remember="home.certificate">
          <Values
            copyLabel={(name) => t`Copy the value of ${name}`}
            rows={[
              { name: t`Made for`, value: certificate.subject },
              { name: t`Made by`, value: certificate.issuer },
              { name: t`Names`, value: certificate.names.join(', ') },
              { name: t`Good from`, value: format.date(certificate.validFrom), choice: true },
              { name: t`Good until`, value: format.date(certificate.validUntil), choice: true },
              { name: t`Fingerprint (SHA-256)`, value: certificate.fingerprint },
            ]}
          />
        </Fold>
      )}
    </Stack>
  );
}

/** One quiet line; the rest is on its page. */
function InNumbers() {
  const { i18n } = useLingui();
  const { numbers } = useStores();
  const format = useFormat();
  const now = latest(useResource(numbers.now));
  if (!now || now.at === null) return null;
  const { disk, lastDay } = now;
  const knows = disk.kind !== 'unknown';
  if (!knows && lastDay.messages === null) return null;
  return (
    <Fact
      icon={ChartLine}
      small={knows && i18n._(diskWords(disk, format.month))}
      action={
        <Link to="/numbers">
          <Trans>Numbers</Trans>
        </Link>
      }
    >
      <Plural
        value={lastDay.messages ?? 0}
        _0="No message was sent in the last day"
        one="# message was sent in the last day"
        other="# messages were sent in the last day"
      />
    </Fact>
  );
}

const Memory = ({ used }: { used: string }) => (
  <>
    , <Trans>{used} of memory</Trans>
  </>
);
