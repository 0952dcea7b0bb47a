import { Trans, useLingui } from '@lingui/react/macro';
import { Check, RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Values } from '../../components/Values.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

type Resolvers = { name: string; address: string; port: number; url: string | null }[];

/** As many as the contract takes. */
const MOST = 4;

/** Nobody outside is asked who is not named here; whom the office asks is the office's choice. */
export function ResolversFold() {
  const { t } = useLingui();
  const { connection, dns, toasts } = useStores();
  const [typed, setTyped] = useState('');
  const load = useAction(async () => await connection.client().dns.resolvers());
  const { run } = load;
  useEffect(() => void run(), [run]);
  const set = useAction(async (resolvers: Resolvers | null) => {
    await connection.client().dns.setResolvers({ resolvers });
    await run();
    await dns.load();
    return true;
  });
  const known = load.async.state === 'done' ? load.async.value : null;
  const addresses = typed.split(/[\s,]+/).filter((part) => part !== '');
  const wrong =
    addresses.length === 0 ? t`Type an address first.` : addresses.length > MOST ? t`Four at most.` : null;
  const change = async (next: Resolvers | null) => {
    const before = known === null || known.usual ? null : known.resolvers;
    if ((await set.run(next)) === undefined) return;
    setTyped('');
    toasts.show(t`Whom we ask was changed.`, async () => {
      await set.run(before);
    });
  };
  return (
    <Fold title={<Trans>Whom we ask</Trans>} aside={<Trans>for experts</Trans>} remember="names.resolvers">
      <Stack gap="m">
        <p className="small muted">
          <Trans>
            The domain’s own name servers, this computer’s, and these public ones, which see which names are
            asked for. They stand for what the rest of the world sees.
          </Trans>
        </p>
        {known && (
          <Values
            rows={known.resolvers.map(({ name, address, url }) => ({
              name: name || address,
              value: address,
              note: url,
            }))}
            copyLabel={(name) => t`Copy the address of ${name}`}
          />
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (wrong === null)
              void change(addresses.map((address) => ({ name: address, address, port: 53, url: null })));
          }}
        >
          <Stack gap="s">
            <TextField
              label={<Trans>Others instead</Trans>}
              value={typed}
              onChange={setTyped}
              mono
              maxLength={200}
              placeholder="80.67.169.12 80.67.169.40"
              help={<Trans>Their addresses, set apart by blanks; four at most.</Trans>}
            />
            <Row>
              <Button
                type="submit"
                size="s"
                icon={Check}
                busy={set.busy && <Trans>Changing…</Trans>}
                disabledBecause={wrong}
              >
                <Trans>Ask these</Trans>
              </Button>
              {known && !known.usual && (
                <Button size="s" kind="quiet" icon={RotateCcw} onPress={() => void change(null)}>
                  <Trans>Ask the usual ones again</Trans>
                </Button>
              )}
            </Row>
          </Stack>
        </form>
        {(load.problem ?? set.problem) && <ProblemNote problem={(load.problem ?? set.problem)!} />}
      </Stack>
    </Fold>
  );
}
