import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useState } from 'react';
import type { ProgramRule, ProgramsAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { readNetworks, refusedWords } from '../../words/programs.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { type May, MayChoice, readCommands } from './MayChoice.tsx';

/** Asks what is allowed without a token: to whom, from where, and what. */
export function NewRule({ door, onDone }: { door: ProgramsAnswer['door']; onDone(): void }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, programs, toasts } = useStores();
  const [name, setName] = useState('');
  const [from, setFrom] = useState(door.from.join(', '));
  const [who, setWho] = useState<ProgramRule['who']>('anyone');
  const [may, setMay] = useState<May>({ use: 'status', commands: '' });
  const networks = readNetworks(from);
  const add = useAction(async () => {
    const rule = { name: name.trim(), who, from: networks, use: may.use, commands: readCommands(may) };
    programs.replace(await connection.client().programs.setDoor({ rules: [...door.rules, rule] }));
    return true;
  });
  const submit = async () => {
    if (name.trim() === '' || networks.length === 0 || !(await add.run())) return;
    onDone();
    toasts.show(t`This is allowed now without a token.`, async () => {
      programs.replace(await connection.client().programs.setDoor({ rules: door.rules }));
    });
  };
  const data = add.problem?.code === 'settings.refused' ? add.problem.data : undefined;
  const refused = data && refusedWords(data);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="m">
        <TextField
          label={<Trans>What is it for?</Trans>}
          value={name}
          onChange={setName}
          maxLength={60}
          autoFocus
          placeholder={t`Screen in the hall`}
          problem={data?.field === 'rules' && data.reason === 'name' && refused && i18n._(refused)}
        />
        <TextField
          label={<Trans>From which computers?</Trans>}
          value={from}
          onChange={setFrom}
          mono
          placeholder="192.168.1.20"
          problem={
            refused && data.field !== 'commands' && data.reason !== 'name' ? i18n._(refused) : undefined
          }
        />
        <Select<ProgramRule['who']>
          label={<Trans>Who, there?</Trans>}
          value={who}
          onChange={setWho}
          options={[
            { id: 'anyone', label: t`Every program, and whoever sits there` },
            { id: 'administrators', label: t`Administrators, with their own address and password` },
          ]}
        />
        <MayChoice
          may={may}
          onChange={setMay}
          warn={
            who === 'anyone' && (
              <Trans>
                Every program on these computers, and whoever sits at one, can then do all that you can, with
                neither password nor token: read rooms, become an administrator, stop the server. Choose less,
                or make a token.
              </Trans>
            )
          }
        />
        {data?.field === 'commands' && refused && (
          <p className="small" role="alert">
            {i18n._(refused)}
          </p>
        )}
        {add.problem && !refused && <ProblemNote problem={add.problem} />}
        <Row>
          <Button
            type="submit"
            busy={add.busy && <Trans>Changing…</Trans>}
            disabledBecause={
              name.trim() === ''
                ? t`Say first what it is for.`
                : networks.length === 0
                  ? t`Say first from which computers.`
                  : null
            }
          >
            <Trans>Allow this</Trans>
          </Button>
          <Button kind="quiet" onPress={onDone}>
            <Trans>Cancel</Trans>
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
