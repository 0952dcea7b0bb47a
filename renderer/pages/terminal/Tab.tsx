/** One terminal with its tools: copy, search, a voice for readers, and the recipes at its side. */
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { ArrowDown, ArrowUp, Copy, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { TerminalSession } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { copyText } from '../../components/clipboard.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { RECIPES } from './recipes.ts';
import css from './terminal.module.css';
import { type ScreenHandle, useScreen } from './use-screen.ts';

export type TabProps = {
  session: TerminalSession;
  forReader: boolean;
  /** It was asked for just now: whoever did types in it next. */
  isNew: boolean;
  onEnded(code: number | null): void;
  onClose(): void;
};

export function TerminalTab({ session, forReader, isNew, onEnded, onClose }: TabProps) {
  const { connection } = useStores();
  const { t } = useMacro();
  const box = useRef<HTMLDivElement>(null);
  const tools = useRef<HTMLDivElement>(null);
  const [searching, setSearching] = useState(false);
  const online = () =>
    new Promise<void>((resolve) => {
      if (connection.store.getState().state === 'online') return resolve();
      const stop = connection.store.subscribe(({ state }) => {
        if (state !== 'online') return;
        stop();
        resolve();
      });
    });
  const still = useStillYou(session.id);
  const { handle, marked } = useScreen(box, {
    ...{ id: session.id, client: connection.client, online, forReader, onEnded, again: still.again },
    onLeave: () => tools.current?.querySelector('button')?.focus(),
    onSearch: () => setSearching(true),
  });
  useEffect(() => {
    if (isNew || still.times > 0) handle?.focus();
  }, [isNew, handle, still.times]);
  return (
    <div className={css.tab}>
      <section className={css.left} aria-label={t`Terminal, ${session.title}`}>
        <div className={css.tools} ref={tools} role="toolbar" aria-label={t`The terminal’s tools`}>
          <IconButton
            icon={Copy}
            label={marked ? t`Copy what is marked` : t`Mark something to copy it`}
            onPress={() => handle && void copyText(handle.selection())}
          />
          <IconButton
            icon={Search}
            label={t`Search in the terminal`}
            onPress={() => setSearching(!searching)}
          />
          {searching && handle && <Find handle={handle} onClose={() => setSearching(false)} />}
          <span className={css.keys}>
            <Trans>F6 leaves the terminal</Trans>
          </span>
          <IconButton icon={X} label={t`Close this terminal`} onPress={onClose} />
        </div>
        {still.note}
        <div className={css.screen} ref={box} data-terminal={session.id} />
      </section>
      <Recipes onChoose={(command) => handle?.put(command)} />
    </div>
  );
}

/** A page that was loaded again has another line to the manager, and whoever holds it has to say who they are. */
function useStillYou(id: string): { again(): Promise<void>; note: ReactNode; times: number } {
  const { connection } = useStores();
  const confirmed = useConfirmed();
  const [wanted, setWanted] = useState<(() => void) | null>(null);
  const [times, setTimes] = useState(0);
  const goOn = useAction(async () => {
    // Nothing is read by it: it is the smallest thing that only they may do.
    await confirmed.run(() => connection.client().terminal.read({ id, upTo: 0 }));
    wanted?.();
    setWanted(null);
    setTimes(times + 1);
  });
  return {
    times,
    again: () => new Promise<void>((resolve) => setWanted(() => resolve)),
    note: (
      <>
        {wanted && (
          <Banner
            kind="info"
            live
            action={
              <Button busy={goOn.busy && <Trans>Going on…</Trans>} onPress={() => void goOn.run()}>
                <Trans>Go on in this terminal…</Trans>
              </Button>
            }
          >
            <Trans>
              This terminal still runs. The page was loaded again or had lost its connection, so it asks for
              your password before it shows the terminal.
            </Trans>
          </Banner>
        )}
        {goOn.problem && <ProblemNote problem={goOn.problem} />}
        {confirmed.dialog}
      </>
    ),
  };
}

function Find({ handle, onClose }: { handle: ScreenHandle; onClose(): void }) {
  const { t } = useMacro();
  const [text, setText] = useState('');
  const [none, setNone] = useState(false);
  const look = (what: string, back: boolean) => setNone(what !== '' && !handle.find(what, back));
  return (
    <div className={css.find}>
      <SearchField
        label={t`Search in the terminal`}
        value={text}
        onChange={(what) => {
          setText(what);
          look(what, true);
        }}
      />
      <IconButton icon={ArrowUp} label={t`The one before`} onPress={() => look(text, true)} />
      <IconButton icon={ArrowDown} label={t`The next one`} onPress={() => look(text, false)} />
      <IconButton icon={X} label={t`Close the search`} onPress={onClose} />
      <span role="status">{none && <Trans>Nothing found</Trans>}</span>
    </div>
  );
}

function Recipes({ onChoose }: { onChoose(command: string): void }) {
  const { i18n } = useLingui();
  return (
    <aside className={css.recipes} aria-labelledby="recipes">
      <h2 id="recipes">
        <Trans>Recipes</Trans>
      </h2>
      <p>
        <Trans>Typed in for you. Nothing runs before you press Enter.</Trans>
      </p>
      <ul>
        {RECIPES.map(({ title, command }) => (
          <li key={command}>
            <Button kind="quiet" className={css.recipe} onPress={() => onChoose(command)}>
              <span className={css.recipeWords}>
                {i18n._(title)}
                <code>{command.trim()}</code>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
