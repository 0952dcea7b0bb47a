import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Hoster, ProviderAccess } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Stack } from '../../components/Page.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useProviderName } from '../../words/dns.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { Apply } from './Apply.tsx';
import { ConnectForm } from './ConnectForm.tsx';

export type ProviderRoadProps = { domain: string; provider: Hoster | null; resting: boolean };

/** Access first, then the exact before and after, then the work. */
export function ProviderRoad({ domain, provider, resting }: ProviderRoadProps) {
  const stores = useStores();
  const providerName = useProviderName();
  const answer = useResource(stores.providers);
  return (
    <Shown of={answer} onRetry={() => void stores.providers.load()}>
      {({ forms, accesses }) => {
        const access = accesses.find(({ covers }) => covers.includes(domain));
        const others = accesses.filter((one) => one !== access);
        return (
          <Stack gap="m">
            {access ? (
              <>
                <Connected access={access} />
                <Apply
                  domain={domain}
                  providerName={providerName(access.provider, access.name)}
                  resting={resting}
                />
              </>
            ) : (
              <>
                {others.map((one) => (
                  <NotHere key={one.id} access={one} domain={domain} />
                ))}
                <ConnectForm forms={forms} provider={provider} resting={resting} />
              </>
            )}
          </Stack>
        );
      }}
    </Shown>
  );
}

/** Access that is kept: since when, what it may change, and how to take it back. */
function Connected({ access }: { access: ProviderAccess }) {
  const { t } = useLingui();
  const zones = access.zones.join(', ');
  const name = useProviderName()(access.provider, access.name);
  return (
    <Banner kind="ok" action={<Forget access={access} />}>
      <b>{t`Connected to ${name}.`}</b>{' '}
      <Trans>It may change {zones}; Chatelaine touches only the lines that are shown here.</Trans>
    </Banner>
  );
}

function NotHere({ access, domain }: { access: ProviderAccess; domain: string }) {
  const name = useProviderName()(access.provider, access.name);
  return (
    <Banner kind="warn" action={<Forget access={access} />}>
      <Trans>
        <b>
          The access to {name} does not reach {domain}.
        </b>{' '}
        The domain is kept somewhere else, or the access was made for another one.
      </Trans>
    </Banner>
  );
}

function Forget({ access }: { access: ProviderAccess }) {
  const { t } = useLingui();
  const { connection, providers, toasts } = useStores();
  const [sure, setSure] = useState(false);
  const { id } = access;
  const name = useProviderName()(access.provider, access.name);
  const forget = useAction(async () => {
    await connection.client().dnsProviders.forget({ id });
    await providers.load();
    toasts.show(t`The access to ${name} was deleted here. The lines stay as they are.`);
  });
  if (forget.problem) return <ProblemNote problem={forget.problem} onRetry={() => void forget.run()} />;
  // Secrets cannot be brought back by an undo: pressed twice, with what it means in between.
  return sure ? (
    <Button
      size="s"
      kind="danger"
      busy={forget.busy && <Trans>Deleting…</Trans>}
      onPress={() => void forget.run()}
    >
      <Trans>Delete it; I would type it again</Trans>
    </Button>
  ) : (
    <Button size="s" kind="quiet" onPress={() => setSure(true)} label={t`Delete the access to ${name}`}>
      <Trans>Delete the access</Trans>
    </Button>
  );
}
