/** A real shell on the computer the server runs on, in tabs; and ssh to another. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, SquareTerminal } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { TerminalAnswer, TerminalSession } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Page, Row } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { OpenSsh, type Target } from './OpenSsh.tsx';
import { TerminalTab } from './Tab.tsx';
import css from './terminal.module.css';
import '@xterm/xterm/css/xterm.css';

export function TerminalPage() {
  const { terminal } = useStores();
  const state = useResource(terminal);
  // Who was away comes back to what runs now.
  useEffect(() => void terminal.load(), [terminal]);
  return (
    <Page
      wide
      title={<Trans>Terminal</Trans>}
      lead={<Trans>What you type here is not undone by Chatelaine.</Trans>}
    >
      <Shown of={state} onRetry={() => void terminal.load()}>
        {(value) => <Body state={value} />}
      </Shown>
    </Page>
  );
}

function Body({ state }: { state: TerminalAnswer }) {
  if (state.works !== 'yes') return <WithoutParts state={state} />;
  if (!state.on) return <SwitchedOff />;
  return <Open state={state} />;
}

function WithoutParts({ state: { works, said } }: { state: TerminalAnswer }) {
  return (
    <Banner kind="warn">
      {works === 'missing' ? (
        <Trans>
          The part that makes terminals (node-pty) is not in this copy of Chatelaine. Everything else works
          without it; a terminal of the system’s does the same.
        </Trans>
      ) : (
        <Trans>
          The part that makes terminals (node-pty) does not load here: {said}. Everything else works without
          it; a terminal of the system’s does the same.
        </Trans>
      )}
    </Banner>
  );
}

function SwitchedOff() {
  const { terminal, connection } = useStores();
  const confirmed = useConfirmed();
  const turnOn = useAction(() =>
    confirmed.run(async () => terminal.replace(await connection.client().terminal.setOn({ on: true }))),
  );
  return (
    <Empty
      icon={SquareTerminal}
      title={<Trans>Terminals are off in the browser.</Trans>}
      action={
        <Button
          kind="primary"
          busy={turnOn.busy && <Trans>Switching on…</Trans>}
          onPress={() => void turnOn.run()}
        >
          <Trans>Switch terminals on…</Trans>
        </Button>
      }
    >
      <Trans>
        Whoever has a terminal can do everything on this computer that Chatelaine’s account may. Switching it
        on asks for your password, and History notes each time one is opened.
      </Trans>
      {turnOn.problem && <ProblemNote problem={turnOn.problem} />}
      {confirmed.dialog}
    </Empty>
  );
}

const READER = 'terminal.reader';
/** Before the first screen is measured. */
const SIZE = { columns: 80, rows: 24 };

function Open({ state }: { state: TerminalAnswer }) {
  const { terminal, connection } = useStores();
  const { t } = useLingui();
  const { sessions, most, hasSwitch, ssh, server } = state;
  const [selected, setSelected] = useState<string | undefined>(sessions.at(-1)?.id);
  const [ended, setEnded] = useState<Readonly<Record<string, boolean>>>({});
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<string>();
  const [forReader, setForReader] = useState(() => localStorage.getItem(READER) === 'on');
  const confirmed = useConfirmed();
  const open = useAction(async (target?: Target) => {
    const wish = target ? { kind: 'ssh' as const, ...target, ...SIZE } : { kind: 'shell' as const, ...SIZE };
    const session = await confirmed.run(() => connection.client().terminal.open(wish));
    await terminal.load();
    setSelected(session.id);
    setMade(session.id);
    setAsking(false);
  });
  const close = useAction(async ({ id }: TerminalSession) => {
    // One that has ended is gone there already.
    if (!ended[id]) await connection.client().terminal.close({ id });
    terminal.replace({ ...state, sessions: sessions.filter((one) => one.id !== id) });
    if (selected === id) setSelected(sessions.find((one) => one.id !== id)?.id);
  });
  const turnOff = useAction(async () =>
    terminal.replace(await connection.client().terminal.setOn({ on: false })),
  );
  const problem = (asking ? null : open.problem) ?? close.problem ?? turnOff.problem;
  const isFull = sessions.length >= most;
  return (
    <div className={css.page}>
      <Row>
        <Button
          icon={Plus}
          kind={sessions.length === 0 ? 'primary' : 'plain'}
          disabledBecause={isFull ? t`${most} at once are the most.` : null}
          onPress={() => void open.run()}
        >
          <Trans>Open a terminal</Trans>
        </Button>
        {ssh && !isFull && (
          <Button icon={SquareTerminal} onPress={() => setAsking(true)}>
            <Trans>On another computer…</Trans>
          </Button>
        )}
        <Switch
          isOn={forReader}
          onChange={(on) => {
            localStorage.setItem(READER, on ? 'on' : 'off');
            setForReader(on);
          }}
        >
          <Trans>For a screen reader</Trans>
        </Switch>
        {hasSwitch && (
          <Button kind="quiet" onPress={() => void turnOff.run()}>
            <Trans>Switch terminals off</Trans>
          </Button>
        )}
      </Row>
      {problem && <ProblemNote problem={problem} />}
      {sessions.length > 0 && (
        <Tabs
          label={t`Terminals`}
          selected={selected ?? sessions[0]!.id}
          onSelect={(id) => {
            setSelected(id);
            setMade(undefined);
          }}
          tabs={sessions.map((session, index) => ({
            id: session.id,
            title: `${index + 1} ${session.title}`,
            content: (
              <>
                {ended[session.id] && (
                  <Banner kind="info" live>
                    <Trans>It has ended.</Trans>
                  </Banner>
                )}
                <TerminalTab
                  session={session}
                  forReader={forReader}
                  isNew={session.id === made}
                  onClose={() => void close.run(session)}
                  onEnded={() => setEnded((known) => ({ ...known, [session.id]: true }))}
                />
              </>
            ),
          }))}
        />
      )}
      {confirmed.dialog}
      {asking && (
        <OpenSsh
          server={server}
          busy={open.busy}
          problem={open.problem}
          onOpen={(target) => void open.run(target)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
