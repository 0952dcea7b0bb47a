import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, CircleQuestionMark, House, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { GuideWay } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import type { Asked } from './asked.ts';

export type WayCardProps = {
  way: GuideWay;
  asked: Asked;
  onWay(way: string): void;
  onTls(tls: string): void;
};

/** Whether an address and a password are enough, why, and the other road for those who need it. */
export function WayCard({ way, asked, onWay, onTls }: WayCardProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const format = useFormat();
  const now = useNow(60_000);
  const shown = asked.way ?? way.way;
  const { starttls, direct } = way.ports;
  return (
    <Card title={<Trans>How programs find your server</Trans>}>
      <Stack gap="m">
        <Facts label={t`What was found out`}>
          <Because
            way={way}
            ago={way.at === null ? '' : format.ago(way.at, Math.max(now, way.at))}
            look={
              way.because === 'dns-trouble' || way.because === 'not-asked' ? (
                <Button size="s" onPress={() => void navigate('/network')}>
                  <Trans>Look at Names</Trans>
                </Button>
              ) : undefined
            }
          />
        </Facts>
        <Segmented<'found' | 'typed'>
          label={t`What is typed`}
          value={shown}
          onChange={onWay}
          options={[
            { id: 'found', label: <Trans>Address and password</Trans> },
            { id: 'typed', label: <Trans>Host and port too</Trans> },
          ]}
        />
        {shown === 'typed' && (
          <>
            <Row>
              <Segmented<'starttls' | 'direct'>
                label={t`Kind of TLS`}
                value={asked.tls ?? 'starttls'}
                onChange={onTls}
                options={[
                  { id: 'starttls', label: <Trans>Usual ({starttls})</Trans> },
                  { id: 'direct', label: <Trans>Old-style ({direct})</Trans> },
                ]}
              />
            </Row>
            <p className="small muted">
              <Trans>
                Old-style TLS, also called SSL or direct TLS, is for networks that let only that door through.
                Both are as safe.
              </Trans>
            </p>
            {way.hosts.length > 1 && (
              <p className="small muted">
                <Trans>If the first host does not answer: {way.hosts.slice(1).join(', ')}</Trans>
              </p>
            )}
          </>
        )}
      </Stack>
    </Card>
  );
}

function Because({ way, ago, look }: { way: GuideWay; ago: string; look?: ReactNode }) {
  const { domain } = way;
  switch (way.because) {
    case 'dns-right':
      return (
        <Fact icon={CircleCheck} tone="ok" small={<Trans>Asked {ago}</Trans>}>
          <Trans>By the name {domain}. An address and a password are enough.</Trans>
        </Fact>
      );
    case 'dns-trouble':
      return (
        <Fact icon={TriangleAlert} tone="warn" small={<Trans>Asked {ago}</Trans>} action={look} tall>
          <Trans>Not by the name {domain} yet. Until it is right, host and port have to be typed.</Trans>
        </Fact>
      );
    case 'not-asked':
      return (
        <Fact icon={CircleQuestionMark} action={look} tall>
          <Trans>Not checked yet whether {domain} leads here. Host and port work either way.</Trans>
        </Fact>
      );
    case 'lan':
      return (
        <Fact icon={House} tall>
          <Trans>
            {domain} is a name of this network only, which programs cannot look up. Host and port have to be
            typed.
          </Trans>
        </Fact>
      );
    default:
      return assertNever(way.because);
  }
}
