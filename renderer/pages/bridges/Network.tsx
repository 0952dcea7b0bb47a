import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useState } from 'react';
import type { Bridge } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { refusedWords } from '../../words/bridges.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useBridge } from './use-bridge.ts';

/** The one network it leads to, or all of them. Whoever is in a channel has to join again: said before. */
export function Network({ bridge }: { bridge: Bridge }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const before = bridge.network ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const network = typed ?? before;
  const { busy, problem, change } = useBridge(bridge);
  const changed = network.trim() !== before;
  const save = async () => {
    if (await change({ network: network.trim() }, t`The bridge leads elsewhere now.`)) setTyped(null);
  };
  const refused = problem?.code === 'input.invalid' ? problem.data : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) void save();
      }}
    >
      <Stack gap="s">
        <TextField
          label={<Trans>The one IRC network it leads to</Trans>}
          value={network}
          onChange={setTyped}
          mono
          inputMode="url"
          maxLength={253}
          help={<Trans>Empty: every network.</Trans>}
          problem={refused && i18n._(refusedWords(refused.field, refused.reason))}
        />
        {changed && (
          <Row>
            <Button type="submit" size="s" busy={busy && <Trans>Changing…</Trans>}>
              <Trans>Change where it leads</Trans>
            </Button>
            <span className="small muted">
              <Trans>Colleagues leave its channels and have to join again, under other addresses.</Trans>
            </span>
          </Row>
        )}
        {problem && refused === null && <ProblemNote problem={problem} />}
      </Stack>
    </form>
  );
}
