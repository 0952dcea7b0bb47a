import { Trans, useLingui } from '@lingui/react/macro';
import type { ServedDomain } from '../../api/types.ts';
import { Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** Proposed where nobody has chosen another. */
const LABEL = 'guests';

/** People without an account, in rooms that let them in: under a name of their own, so that nobody takes them for a colleague. */
export function GuestsPart({ served }: { served: readonly ServedDomain[] }) {
  const { t } = useLingui();
  const { connection, domains, dns, toasts } = useStores();
  const main = served.find((one) => one.main)?.names;
  const set = useAction(async (label: string | null) => {
    domains.replace(await connection.client().domains.setGuests({ label }));
    await dns.load();
    return true;
  });
  if (main === undefined) return null;
  const on = main.guests !== null;
  const before = main.guests?.slice(0, -main.domain.length - 1) ?? null;
  const name = main.guests ?? `${LABEL}.${main.domain}`;
  const turn = async (label: string | null) => {
    if ((await set.run(label)) === undefined) return;
    toasts.show(label === null ? t`Guests cannot come in any more.` : t`Guests can come in.`, async () => {
      await set.run(before);
    });
  };
  return (
    <Stack gap="s">
      <Switch isOn={on} onChange={(next) => void turn(next ? LABEL : null)}>
        <Trans>Let guests in without an account</Trans>
      </Switch>
      <p className="small muted">
        <Trans>
          They come in as <span className="mono">{name}</span>, get a new address each time, and may enter the
          rooms that are open to everybody.
        </Trans>
      </p>
      {set.problem && <ProblemNote problem={set.problem} />}
    </Stack>
  );
}
