import { Trans, useLingui } from '@lingui/react/macro';
import { BadgeCheck, FileKey, House, Server } from 'lucide-react';
import { useState } from 'react';
import type { CertificateSource, CertificateStatus } from '../../api/types.ts';
import { ChoiceCards } from '../../components/ChoiceCards.tsx';
import { Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './certificate.module.css';
import { FromAuthority } from './FromAuthority.tsx';
import { FromFiles } from './FromFiles.tsx';
import { FromMachine } from './FromMachine.tsx';
import { FromOffice } from './FromOffice.tsx';

type Road = 'authority' | 'own' | 'machine' | 'local';

const ROAD_OF: Readonly<Record<CertificateSource['from'], Road>> = {
  authority: 'authority',
  file: 'own',
  given: 'own',
  machine: 'machine',
  local: 'local',
};

/** What each road needs: to be gone, with what was inspected where something was. */
export type UseSource = {
  use(source: CertificateSource, ticket: string | null): Promise<unknown>;
  busy: boolean;
};

/**
 * Four roads to a certificate. Looking at one changes nothing; its button does.
 * @param offered the road that is open at first where the office's own authority is still in force
 */
export function SourceChoice({ status, offered }: { status: CertificateStatus; offered?: Road | undefined }) {
  const { t } = useLingui();
  const { connection, certificates, toasts } = useStores();
  const { domain, source } = status;
  const [road, setRoad] = useState<Road>(source.from === 'local' && offered ? offered : ROAD_OF[source.from]);
  const use = useAction(async (next: CertificateSource, ticket: string | null) => {
    const before = source;
    await connection.client().certificates.chooseSource({ domain, source: next, ticket });
    await certificates.load();
    // What a person brought by hand cannot be asked for again; the certificate itself can be put back.
    if (before.from === 'given' || before.from === 'machine') return;
    toasts.show(t`Where the certificate comes from was changed.`, async () => {
      await connection.client().certificates.chooseSource({ domain, source: before, ticket: null });
      await certificates.load();
    });
  });
  const parts = { status, use: use.run, busy: use.busy };
  return (
    <Stack gap="m">
      <div className={css.pairs}>
        <ChoiceCards<Road>
          label={t`Where the certificate comes from`}
          value={road}
          onChange={setRoad}
          options={[
            {
              id: 'authority',
              icon: BadgeCheck,
              title: <Trans>From a public authority, by itself</Trans>,
              text: (
                <Trans>
                  Let’s Encrypt or another one. Every program and every company believes it. 3 min
                </Trans>
              ),
            },
            {
              id: 'own',
              icon: FileKey,
              title: <Trans>I have one</Trans>,
              text: (
                <Trans>A file you were given, or one another program on this computer keeps. 2 min</Trans>
              ),
            },
            {
              id: 'machine',
              icon: Server,
              title: <Trans>Another machine of ours has it</Trans>,
              text: <Trans>The website’s computer has one already; we fetch it from there. 10 min</Trans>,
            },
            {
              id: 'local',
              icon: House,
              title: <Trans>Our own authority, this network only</Trans>,
              text: <Trans>Each device has to be told to believe it. Other companies do not.</Trans>,
            },
          ]}
        />
      </div>
      {road === 'authority' && <FromAuthority {...parts} />}
      {road === 'own' && <FromFiles {...parts} />}
      {road === 'machine' && <FromMachine {...parts} />}
      {road === 'local' && <FromOffice {...parts} />}
      {use.problem && <ProblemNote problem={use.problem} />}
    </Stack>
  );
}
