import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Secret } from '../../components/Secret.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { readNetworks, refusedWords } from '../../words/programs.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { type May, MayChoice, readCommands } from './MayChoice.tsx';

/** Days to choose from; 0 is until it is taken back. */
const DAYS = [0, 365, 92, 31, 7];

/** Asks what the program is and may do; then shows its token, once. */
export function NewProgram({ onDone }: { onDone(): void }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const { connection, programs } = useStores();
  const [name, setName] = useState('');
  const [may, setMay] = useState<May>({ use: 'passwords', commands: '' });
  const [from, setFrom] = useState('');
  const [days, setDays] = useState(0);
  const create = useAction(async () => {
    const made = await connection.client().programs.create({
      ...{ name: name.trim(), days, use: may.use, commands: readCommands(may), from: readNetworks(from) },
    });
    await programs.load();
    return made;
  });
  const made = create.async.state === 'done' ? create.async.value : null;
  const data = create.problem?.code === 'settings.refused' ? create.problem.data : undefined;
  const refused = data && refusedWords(data);
  if (made) return <Made token={made.token} name={made.program.name} onDone={onDone} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void create.run();
      }}
    >
      <Stack gap="m">
        <TextField
          label={<Trans>Which program is it?</Trans>}
          value={name}
          onChange={setName}
          maxLength={60}
          autoFocus
          placeholder={t`Our website`}
          help={<Trans>For you, so that you know later what it was for.</Trans>}
        />
        <MayChoice may={may} onChange={setMay} />
        {data?.field === 'commands' && refused && (
          <p className="small" role="alert">
            {i18n._(refused)}
          </p>
        )}
        <TextField
          label={<Trans>From where does it ask?</Trans>}
          value={from}
          onChange={setFrom}
          mono
          placeholder="192.168.1.20"
          problem={data?.field === 'from' && refused ? i18n._(refused) : undefined}
          help={
            <Trans>
              Its network address: from elsewhere its token is then worth nothing. Empty: from wherever the
              server can be reached.
            </Trans>
          }
        />
        <Select
          label={<Trans>For how long?</Trans>}
          value={String(days)}
          onChange={(id) => setDays(Number(id))}
          options={DAYS.map((one) => ({
            id: String(one),
            label: one === 0 ? t`Until I take it back` : format.days(one),
          }))}
        />
        {create.problem && !refused && <ProblemNote problem={create.problem} />}
        <Row>
          <Button
            type="submit"
            icon={KeyRound}
            busy={create.busy && <Trans>Making it…</Trans>}
            disabledBecause={name.trim() === '' ? t`Say first which program it is.` : null}
          >
            <Trans>Make its token</Trans>
          </Button>
          <Button kind="quiet" onPress={onDone}>
            <Trans>Cancel</Trans>
          </Button>
        </Row>
      </Stack>
    </form>
  );
}

function Made({ token, name, onDone }: { token: string; name: string; onDone(): void }) {
  const { t } = useMacro();
  return (
    <Stack gap="s">
      <Secret
        value={token}
        label={<Trans>The token of {name}</Trans>}
        copyLabel={t`Copy the token of ${name}`}
      />
      <Banner kind="warn">
        <Trans>
          It is shown this once. Put it into the program now; whoever has it can do what you allowed. If it
          gets lost, take it back and make another.
        </Trans>
      </Banner>
      <Row>
        <Button onPress={onDone}>
          <Trans>I have put it in</Trans>
        </Button>
      </Row>
    </Stack>
  );
}
