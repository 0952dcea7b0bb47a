import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { CircleX, PencilLine, Undo2 } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { ShownChange } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Fact } from '../../components/Facts.tsx';
import { Values } from '../../components/Values.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { changeWords, noWayBackWords, placeToPutBack, whoWords } from '../../words/changes.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './ChangeRow.module.css';

/** One change: when, who, what, the way back, and exactly what was before and after. */
export function ChangeRow({ change }: { change: ShownChange }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const navigate = useNavigate();
  const { connection, toasts } = useStores();
  const what = i18n._(changeWords(change));
  const place = placeToPutBack(change);
  const confirmed = useConfirmed();
  const why = noWayBackWords(change, i18n.locale);
  const back = useAction(async () => {
    // What asks for the password does so on the way back as well.
    await confirmed.run(() => connection.client().app.putBack({ id: change.id }));
    toasts.show(t`It is as before again: ${what}`);
  });
  const failed = change.state === 'failed';
  const rows = [
    { name: t`Before`, value: change.before ?? '' },
    { name: t`After`, value: change.after ?? '' },
  ].filter(({ value }) => value !== '');
  return (
    <Fact
      icon={failed ? CircleX : change.state === 'rolled-back' ? Undo2 : PencilLine}
      tone={failed ? 'bad' : undefined}
      tall
      small={
        <>
          {format.time(change.at)} · {i18n._(whoWords(change.who))}
          {failed && <FailedNote />}
          {change.state === 'rolled-back' && <BackNote />}
          {why && <span className={css.why}>{why}</span>}{' '}
          {rows.length > 0 && (
            <details className={css.exact}>
              <summary>
                <Trans>What exactly</Trans>
              </summary>
              <Values
                copyLabel={(name) => t`Copy: ${name}`}
                rows={[...rows, { name: t`Technical name`, value: change.action, choice: true }]}
              />
            </details>
          )}
        </>
      }
      action={
        change.canPutBack ? (
          <Button
            size="s"
            icon={Undo2}
            label={t`Put back: ${what}`}
            busy={back.busy && <Trans>Putting back…</Trans>}
            onPress={() => void back.run()}
          >
            <Trans>Put back</Trans>
          </Button>
        ) : (
          place && (
            <Button
              size="s"
              kind="quiet"
              label={t`Look at it on its page: ${what}`}
              onPress={() => void navigate(place)}
            >
              <Trans>On its page</Trans>
            </Button>
          )
        )
      }
    >
      {what}
      {back.problem && <ProblemNote problem={back.problem} />}
      {confirmed.dialog}
    </Fact>
  );
}

const FailedNote = () => (
  <>
    {' · '}
    <Trans>It failed: nothing was changed, or only a part</Trans>
  </>
);

const BackNote = () => (
  <>
    {' · '}
    <Trans>It was put back</Trans>
  </>
);
