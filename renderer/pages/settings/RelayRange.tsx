import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useState } from 'react';
import type { RelayRange as Range } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { relayWords } from '../../words/doors.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './RelayRange.module.css';
import { SettingRow } from './SettingRow.tsx';

const read = (typed: string): number => (/^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0);
const isPort = (port: number): boolean => port >= 1024 && port <= 65_535;

/** The UDP ports for the other ends of calls; as many as a firewall has to let in. */
export function RelayRange({ relay }: { relay: Range }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, doors, toasts } = useStores();
  const [from, setFrom] = useState(String(relay.from));
  const [to, setTo] = useState(String(relay.to));
  const next = { from: read(from), to: read(to) };
  const set = useAction(async (range: Range) => {
    doors.replace(await connection.client().doors.set({ relay: range }));
    return true;
  });
  const good = isPort(next.from) && isPort(next.to);
  const changed = next.from !== relay.from || next.to !== relay.to;
  const save = async () => {
    if (!changed || !good || !(await set.run(next))) return;
    toasts.show(t`The ports for calls were changed.`, async () => void (await set.run(relay)));
  };
  const refused = set.problem?.code === 'settings.refused' ? set.problem.data.reason : null;
  return (
    <>
      <SettingRow
        name={<Trans>Ports for calls</Trans>}
        help={
          <Trans>
            Each call takes up to four of these (UDP). A firewall has to let them all in, so take no more than
            you need.
          </Trans>
        }
      >
        <form
          className={css.range}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <TextField
            label={<Trans context="ports">From</Trans>}
            value={from}
            onChange={setFrom}
            mono
            inputMode="numeric"
            maxLength={5}
          />
          <TextField
            label={<Trans context="ports">To</Trans>}
            value={to}
            onChange={setTo}
            mono
            inputMode="numeric"
            maxLength={5}
          />
          {changed && (
            <Button
              type="submit"
              busy={set.busy && <Trans>Changing…</Trans>}
              disabledBecause={good ? null : i18n._(relayWords(''))}
            >
              <Trans>Use these</Trans>
            </Button>
          )}
        </form>
      </SettingRow>
      {refused !== null ? (
        <p className="small" role="alert">
          {i18n._(relayWords(refused))}
        </p>
      ) : (
        set.problem && <ProblemNote problem={set.problem} />
      )}
    </>
  );
}
