import { Trans, useLingui } from '@lingui/react/macro';
import { ClipboardPaste, Terminal } from 'lucide-react';
import { useState } from 'react';
import type { ReachCommand } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextArea } from '../../components/TextArea.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { useReachWords } from '../../words/reach.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** A line to run on a computer elsewhere, and its answer brought back by hand. */
export function Elsewhere() {
  const { connection } = useStores();
  const [command, setCommand] = useState<ReachCommand | null>(null);
  const make = useAction(async () => setCommand(await connection.client().reach.command()));
  return (
    <Stack gap="m">
      <p>
        <Trans>
          Any computer that is not in your office will do: a laptop at home, or a phone shared as a hotspot.
          The line only knocks at your doors; it changes nothing there and needs no password.
        </Trans>
      </p>
      {command ? (
        <Line command={command} />
      ) : (
        <Row>
          <Button
            icon={Terminal}
            busy={make.busy && <Trans>Making the line…</Trans>}
            onPress={() => void make.run()}
          >
            <Trans>Make the line</Trans>
          </Button>
        </Row>
      )}
      {make.problem && <ProblemNote problem={make.problem} />}
      <Paste onDone={() => setCommand(null)} />
    </Stack>
  );
}

function Line({ command }: { command: ReachCommand }) {
  const { t } = useLingui();
  const format = useFormat();
  const now = useNow(60_000);
  const [system, setSystem] = useState<'sh' | 'powershell'>('sh');
  const until = format.moment(command.until, now);
  return (
    <Stack gap="s">
      <Segmented
        label={t`The system of that computer`}
        value={system}
        onChange={(id) => setSystem(id === 'powershell' ? id : 'sh')}
        options={[
          { id: 'sh', label: t`Linux or macOS` },
          { id: 'powershell', label: t`Windows (PowerShell)` },
        ]}
      />
      <Code
        lines={[command[system]]}
        label={t`The line for the other computer`}
        copyLabel={t`Copy the line for the other computer`}
      />
      <p className="small muted">
        {system === 'sh' ? (
          <Trans>
            On that computer, open the program Terminal, paste the line and press Enter. Half a minute later
            it prints a code that begins with chr1-: bring that here. It counts until {until}.
          </Trans>
        ) : (
          <Trans>
            On that computer, open the program PowerShell, paste the line and press Enter. Within a few
            minutes it prints a code that begins with chr1-: bring that here. It counts until {until}.
          </Trans>
        )}
      </p>
    </Stack>
  );
}

function Paste({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const { reach, connection, toasts } = useStores();
  const words = useReachWords();
  const [code, setCode] = useState('');
  const paste = useAction(async () => {
    reach.replace(await connection.client().reach.paste({ code }));
    return true;
  });
  const send = async () => {
    if ((await paste.run()) === undefined) return;
    setCode('');
    onDone();
    toasts.show(t`What the other computer saw is in the table now.`);
  };
  const { problem } = paste;
  const invalid = problem?.code === 'reach.code-invalid' ? problem.data.reason : null;
  return (
    <Stack gap="s">
      <TextArea
        mono
        rows={2}
        label={<Trans>The code it printed</Trans>}
        value={code}
        onChange={setCode}
        maxLength={8000}
        problem={invalid && words.code(invalid)}
      />
      <Row>
        <Button
          icon={ClipboardPaste}
          busy={paste.busy && <Trans>Reading…</Trans>}
          disabledBecause={code.trim() === '' ? t`Paste the code first.` : null}
          onPress={() => void send()}
        >
          <Trans>Read the code</Trans>
        </Button>
      </Row>
      {problem && !invalid && <ProblemNote problem={problem} />}
    </Stack>
  );
}
