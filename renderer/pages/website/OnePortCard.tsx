import { Trans, useLingui } from '@lingui/react/macro';
import type { WebsiteState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Card } from '../../components/Card.tsx';
import { Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** For networks that let nothing out but the web: chat on the web's port, without a program in front. */
export function OnePortCard({ state: { onePort } }: { state: WebsiteState }) {
  const { t } = useLingui();
  const { connection, website, toasts } = useStores();
  const set = useAction(async (wanted: boolean) => {
    website.replace(await connection.client().website.setOnePort({ wanted }));
    return true;
  });
  const change = async (wanted: boolean) => {
    if (!(await set.run(wanted))) return;
    toasts.show(
      wanted ? t`Chat is let in on port 443, too.` : t`Port 443 is left alone again.`,
      async () => void (await set.run(!wanted)),
    );
  };
  return (
    <Card title={<Trans>Strict networks</Trans>}>
      <Stack gap="m">
        <p className="small muted">
          <Trans>
            Hotels, schools and trains often let nothing out but the web. Then chat can use the web’s port,
            443: programs, other servers, files and browsers all come in there, and Chatelaine tells them
            apart.
          </Trans>
        </p>
        <Switch isOn={onePort.wanted} onChange={(wanted) => void change(wanted)}>
          <Trans>Let chat in on port 443, too</Trans>
        </Switch>
        {onePort.wanted && onePort.open === false && (
          <Banner kind="warn" live>
            {onePort.by === null ? (
              <Trans>
                The port could not be opened. Ports below 1024 need a permission of the system; everything
                else works as before.
              </Trans>
            ) : (
              <Taken owner={onePort.by} />
            )}
          </Banner>
        )}
        {set.problem && <ProblemNote problem={set.problem} />}
      </Stack>
    </Card>
  );
}

const Taken = ({ owner }: { owner: string }) => (
  <Trans>
    {owner} has the port on this computer. Use the file “Everything on one port” above, or let it stand in
    front. Everything else works as before.
  </Trans>
);
