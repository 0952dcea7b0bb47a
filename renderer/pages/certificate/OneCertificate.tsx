import { Trans } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { CertificateStatus } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Lifetime } from '../../parts/certificate/Lifetime.tsx';
import { ServedTable } from '../../parts/certificate/ServedTable.tsx';
import { SourceChoice } from '../../parts/certificate/SourceChoice.tsx';
import { Working } from '../../parts/certificate/Working.tsx';
import { Causes } from '../../parts/names/Causes.tsx';
import { useNow } from '../../stores/now.ts';
import { isInside, toneOf } from '../../words/certificate.ts';
import { Deeds } from './Deeds.tsx';
import { Happened } from './Happened.tsx';
import { Technical } from './Technical.tsx';

const WORKING = ['proving', 'needs-you', 'issued', 'installing', 'checking'];

export function OneCertificate({ status }: { status: CertificateStatus }) {
  const now = useNow(60_000);
  const working = WORKING.includes(status.state.state);
  const top = useRef<HTMLDivElement>(null);
  const before = useRef(working);
  useEffect(() => {
    if (working && !before.current) {
      top.current?.scrollIntoView({ block: 'start' });
      top.current?.focus({ preventScroll: true });
    }
    before.current = working;
  }, [working]);
  const settled = toneOf(status, now) === 'fine';
  const sources = (
    <SourceChoice
      key={status.source.from}
      status={status}
      offered={isInside(status.domain) ? undefined : 'authority'}
    />
  );
  return (
    <Stack>
      {/* Begun further down the page: what goes on is brought into view, and to a reader's ear. */}
      <div ref={top} tabIndex={-1}>
        {working && (
          <Card title={<Trans>Under way</Trans>}>
            <Working status={status} />
          </Card>
        )}
      </div>
      {status.findings.length > 0 && <Causes findings={status.findings} />}
      {status.current && (
        <Card title={<Trans>Its life</Trans>}>
          <Stack gap="m">
            <Lifetime status={status} />
            {!working && <Deeds status={status} />}
          </Stack>
        </Card>
      )}
      <Card title={<Trans>What each door shows a stranger</Trans>}>
        <ServedTable status={status} />
      </Card>
      {settled || working ? (
        <Fold
          title={<Trans>Get it from somewhere else</Trans>}
          remember={`certificate.source.${status.domain}`}
        >
          {sources}
        </Fold>
      ) : (
        <Card title={<Trans>Where shall it come from?</Trans>}>{sources}</Card>
      )}
      {status.history.length > 0 && <Happened events={status.history} />}
      <Technical status={status} />
    </Stack>
  );
}
