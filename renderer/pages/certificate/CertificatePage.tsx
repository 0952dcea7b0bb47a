/** What every program and every other server is shown, until when, and where the next one comes from. */
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useSearchParams } from 'react-router';
import type { CertificateStatus } from '../../api/types.ts';
import { Page } from '../../components/Page.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { NetworkTabs } from '../../frame/NetworkTabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { type CertificateTone, standingWords, toneOf } from '../../words/certificate.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';
import { OneCertificate } from './OneCertificate.tsx';

const MINUTE_MS = 60_000;

export function CertificatePage() {
  const { certificates } = useStores();
  const all = useResource(certificates);
  const now = useNow(MINUTE_MS);
  const known = latest(all);
  const worst = known && worstOf(known, now);
  return (
    <Page wide title={<Trans>Certificate</Trans>} lead={worst && <Standing status={worst} />}>
      <NetworkTabs />
      <Shown of={all} onRetry={() => void certificates.load()}>
        {(value) => <Certificates all={value} />}
      </Shown>
    </Page>
  );
}

const RANK: readonly CertificateTone[] = ['trouble', 'waiting', 'working', 'local', 'fine'];
const worstOf = (all: readonly CertificateStatus[], now: number): CertificateStatus | undefined =>
  [...all].sort((one, other) => RANK.indexOf(toneOf(one, now)) - RANK.indexOf(toneOf(other, now)))[0];

function Standing({ status }: { status: CertificateStatus }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  return <span role="status">{i18n._(standingWords(status, format, now))}</span>;
}

/** Each domain has a certificate, and a job, of its own. */
function Certificates({ all }: { all: readonly CertificateStatus[] }) {
  const { t } = useMacro();
  const [params, setParams] = useSearchParams();
  const [first] = all;
  if (first === undefined) return null;
  const selected = all.find(({ domain }) => domain === params.get('domain')) ?? first;
  if (all.length === 1) return <OneCertificate status={first} />;
  return (
    <Tabs
      label={t`Your domains`}
      selected={selected.domain}
      onSelect={(domain) => setParams({ domain }, { replace: true })}
      tabs={all.map((status) => ({
        id: status.domain,
        title: status.domain,
        content: <OneCertificate key={status.domain} status={status} />,
      }))}
    />
  );
}
