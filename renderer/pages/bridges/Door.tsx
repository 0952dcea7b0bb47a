import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Bridges } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

type DoorFacts = Bridges['door'];

/** Moves the door; null takes the next free port. The bridges we run follow. */
function useMove(door: DoorFacts) {
  const { t } = useLingui();
  const { connection, bridges, toasts } = useStores();
  const set = useAction(async (port: number | null) => {
    const answer = await connection.client().bridges.setPort({ port });
    bridges.replace(answer);
    return answer;
  });
  const move = async (to: number | null) => {
    const answer = await set.run(to);
    if (!answer) return;
    const { port } = answer.door;
    const before = door.port;
    const back = async () => {
      bridges.replace(await connection.client().bridges.setPort({ port: before }));
    };
    // Where another program is there is no way back.
    toasts.show(t`Bridges attach at port ${port} now.`, door.closed ? undefined : back);
  };
  return { move, busy: set.busy, problem: set.problem };
}

/** Another program has the port: most likely a second office on this computer. */
export function DoorTaken({ door }: { door: DoorFacts }) {
  const { move, busy, problem } = useMove(door);
  const { port, by } = door;
  return (
    <Stack gap="s">
      <Banner
        kind="warn"
        action={
          <Button busy={busy && <Trans>Changing…</Trans>} onPress={() => void move(null)}>
            <Trans>Use the next free port</Trans>
          </Button>
        }
      >
        {by === null ? (
          <Trans>
            Another program on this computer has port {port}, where bridges attach. Another office’s server,
            perhaps. They can use another port of this computer; nobody outside sees it.
          </Trans>
        ) : (
          <Trans>
            Another program on this computer, {by}, has port {port}, where bridges attach. They can use
            another port of this computer; nobody outside sees it.
          </Trans>
        )}
      </Banner>
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}

/** Where programs attach, for whoever wants another port. */
export function Door({ door }: { door: DoorFacts }) {
  const { t } = useLingui();
  const { move, busy, problem } = useMove(door);
  const [typed, setTyped] = useState(String(door.port));
  const wanted = /^\d{4,5}$/.test(typed.trim()) ? Number(typed) : 0;
  const good = wanted >= 1024 && wanted <= 65_535;
  const changed = typed.trim() !== String(door.port);
  return (
    <Fold title={<Trans>The door for bridges</Trans>} aside={<span className="num">{door.port}</span>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && good) void move(wanted);
        }}
      >
        <Stack gap="s">
          <TextField
            label={<Trans>Port</Trans>}
            value={typed}
            onChange={setTyped}
            mono
            inputMode="numeric"
            maxLength={5}
            help={
              <Trans>
                On this computer alone. IRC follows by itself; other programs have to be told. The server
                restarts for a moment, and devices come back by themselves.
              </Trans>
            }
          />
          {changed && (
            <Row>
              <Button
                type="submit"
                busy={busy && <Trans>Changing…</Trans>}
                disabledBecause={good ? null : t`Choose a number from 1024 to 65535.`}
              >
                <Trans>Use this port</Trans>
              </Button>
            </Row>
          )}
          {problem && <ProblemNote problem={problem} />}
        </Stack>
      </form>
    </Fold>
  );
}
