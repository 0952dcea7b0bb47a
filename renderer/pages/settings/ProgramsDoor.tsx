import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useState } from 'react';
import type { ProgramsAnswer } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Pill } from '../../components/Pill.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { whyWords } from '../../words/doors.ts';
import { readNetworks, refusedWords } from '../../words/programs.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

type Door = ProgramsAnswer['door'];

/** Who may come from other computers. Nobody, until an address is named. */
export function ProgramsDoor({ door }: { door: Door }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, programs, toasts } = useStores();
  const now = door.from.join(', ');
  const [typed, setTyped] = useState(now);
  const set = useAction(async (from: string[]) => {
    const answer = await connection.client().programs.setDoor({ from });
    programs.replace(answer);
    setTyped(answer.door.from.join(', '));
    return true;
  });
  const from = readNetworks(typed);
  const changed = from.join(', ') !== now;
  const save = async () => {
    if (!changed || !(await set.run(from))) return;
    const back = async () => void (await set.run(door.from));
    toasts.show(
      from.length === 0
        ? t`Only programs on this computer reach the server now.`
        : t`Programs on these computers reach the server now.`,
      back,
    );
  };
  const refused = set.problem?.code === 'settings.refused' ? refusedWords(set.problem.data) : undefined;
  const { port } = door;
  return (
    <Stack gap="m">
      <SettingRow
        name={<Trans>Programs on other computers</Trans>}
        help={
          door.state === 'closed' ? (
            i18n._(whyWords({ port, why: door.why, by: null }))
          ) : door.state === 'open' ? (
            <Trans>
              Those at these addresses find door <span className="num">{port}</span>, encrypted; everybody
              else is turned away before the first word.
            </Trans>
          ) : (
            <Trans>
              None, unless you name where they are. Those then find door <span className="num">{port}</span>,
              encrypted; everybody else is turned away before the first word.
            </Trans>
          )
        }
      >
        <DoorState state={door.state} />
      </SettingRow>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="s">
          <TextField
            label={<Trans>Addresses that may come</Trans>}
            value={typed}
            onChange={setTyped}
            mono
            placeholder="192.168.1.20, 2001:db8::/64"
            problem={refused && i18n._(refused)}
            help={<Trans>Network addresses of computers, or whole networks. Empty: none.</Trans>}
          />
          {(door.from.length > 0 || from.length > 0) && (
            <Banner kind="warn">
              <Trans>
                From there, whoever has a token can do what you allowed with it, and everybody can see whether
                the server is well. Name few. An address that your internet provider changes may be somebody
                else’s tomorrow.
              </Trans>
            </Banner>
          )}
          {set.problem && !refused && <ProblemNote problem={set.problem} />}
          {changed && (
            <Row>
              <Button type="submit" busy={set.busy && <Trans>Changing…</Trans>}>
                {from.length === 0 ? <Trans>Let in nobody else</Trans> : <Trans>Let these in</Trans>}
              </Button>
              <span className="small muted">
                <Trans>
                  The server restarts for a moment; devices come back by themselves. A firewall in between has
                  to let door {port} through, too.
                </Trans>
              </span>
            </Row>
          )}
        </Stack>
      </form>
    </Stack>
  );
}

function DoorState({ state }: Pick<Door, 'state'>) {
  switch (state) {
    case 'shut':
      return (
        <Pill dot="off">
          <Trans>Shut</Trans>
        </Pill>
      );
    case 'open':
      return (
        <Pill dot="ok">
          <Trans>Open to these</Trans>
        </Pill>
      );
    case 'unknown':
      return (
        <Pill dot="off">
          <Trans>The server is stopped</Trans>
        </Pill>
      );
    case 'closed':
      return (
        <Pill dot="bad">
          <Trans>Could not be opened</Trans>
        </Pill>
      );
  }
}
