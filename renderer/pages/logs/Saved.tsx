/** Views with a name: chosen, made from what is shown, renamed, taken away with a way back. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Bookmark, BookmarkPlus, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { SavedLogView } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { ChipMenu } from '../../components/ChipMenu.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import type { LogsAsked } from '../../stores/logs.ts';
import { useStores } from '../../stores/stores.ts';
import type { LogsQuery } from '../../words/logs-link.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import css from './Saved.module.css';
import { queryOf } from './use-query.ts';

export type SavedProps = { asked: LogsAsked; query: LogsQuery; onChoose(query: LogsQuery): void };

export function Saved({ asked, query, onChoose }: SavedProps) {
  const { t } = useLingui();
  return (
    <ChipMenu
      icon={Bookmark}
      label={t`Saved views`}
      isOn={false}
      content={(close) => (
        <Views
          {...{ asked, query }}
          // The way back is a toast, which is reached when this is closed.
          onTaken={close}
          onChoose={(chosen) => {
            onChoose(chosen);
            close();
          }}
        />
      )}
    >
      <Trans>Saved views</Trans>
    </ChipMenu>
  );
}

function Views({ asked, query, onChoose, onTaken }: SavedProps & { onTaken(): void }) {
  const { logs } = useStores();
  const { name, setName, rename, save, remove, busy, problem, editing } = useSaved(asked, query);
  const { t } = useLingui();
  const views = useResource(logs.saved);
  return (
    <>
      <Shown of={views} onRetry={() => void logs.saved.load()}>
        {(value) =>
          value.length === 0 ? (
            <p className="small muted">
              <Trans>None yet. Filter the lines, then give what you see a name.</Trans>
            </p>
          ) : (
            <ul className={css.views} aria-label={t`Saved views`}>
              {value.map((view) => (
                <li key={view.id}>
                  <Button kind="quiet" size="s" icon={Bookmark} onPress={() => onChoose(queryOf(view))}>
                    {view.name}
                  </Button>
                  <IconButton
                    icon={Pencil}
                    size="s"
                    label={t`Rename ${view.name}`}
                    onPress={() => rename(view)}
                  />
                  <IconButton
                    icon={Trash2}
                    size="s"
                    label={t`Take away ${view.name}`}
                    onPress={() => void remove(view).then(onTaken)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      <form
        className={css.make}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={editing ? t`New name of ${editing.name}` : t`Name for what is shown now`}
          value={name}
          onChange={setName}
          maxLength={60}
        />
        <Button
          type="submit"
          size="s"
          icon={editing ? Pencil : BookmarkPlus}
          busy={busy && <Trans>Saving…</Trans>}
        >
          {editing ? <Trans>Rename it</Trans> : <Trans>Save this view</Trans>}
        </Button>
      </form>
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}

function useSaved(asked: LogsAsked, { time }: LogsQuery) {
  const { t } = useLingui();
  const { connection, logs, toasts } = useStores();
  const [name, setName] = useState('');
  const [editing, setEditing] = useState<SavedLogView | null>(null);
  const put = useAction(async (view: Omit<SavedLogView, 'id'> & { id: string | null }) => {
    logs.saved.replace((await connection.client().logView.save(view)).views);
    return true;
  });
  const take = useAction(async (id: string) => {
    logs.saved.replace((await connection.client().logView.remove({ id })).views);
    return true;
  });
  return {
    name,
    setName,
    editing,
    busy: put.busy,
    problem: put.problem ?? take.problem,
    rename(view: SavedLogView) {
      setEditing(view);
      setName(view.name);
    },
    async save() {
      const called = name.trim();
      if (called === '') return;
      const lastMinutes = time.kind === 'last' ? time.minutes : null;
      const view = editing ?? { id: null, sources: [...asked.sources], filter: asked.filter, lastMinutes };
      if (!(await put.run({ ...view, name: called }))) return;
      setName('');
      setEditing(null);
    },
    async remove(view: SavedLogView) {
      if (!(await take.run(view.id))) return;
      toasts.show(
        t`The view “${view.name}” was taken away.`,
        async () => void (await put.run({ ...view, id: null })),
      );
    },
  };
}
