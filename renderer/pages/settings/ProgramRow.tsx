import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Bot } from 'lucide-react';
import type { Program } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Fact } from '../../components/Facts.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { wordsOfUse } from '../../words/programs.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** One program: what it may do, when and from where it was last here; its access can be taken back, and that undone. */
export function ProgramRow({ program }: { program: Program }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, programs, toasts } = useStores();
  const { id, name, use, scopes, from } = program;
  const change = useAction(async (how: 'revoke' | 'restore') => {
    await connection.client().programs[how]({ id });
    await programs.load();
    return true;
  });
  const revoke = async () => {
    if (!(await change.run('revoke'))) return;
    toasts.show(t`${name} has no access any more.`, async () => {
      // This row is gone by then.
      await connection.client().programs.restore({ id });
      await programs.load();
    });
  };
  return (
    <>
      <Fact
        icon={Bot}
        tall
        small={
          <>
            {use === null ? <code>{scopes.join(', ')}</code> : i18n._(wordsOfUse(use).name)}
            {from.length > 0 && (
              <>
                {' '}
                <Trans>
                  — only from <code>{from.join(', ')}</code>
                </Trans>
              </>
            )}
            <br />
            <LastUse program={program} />
          </>
        }
        action={
          <Button
            size="s"
            busy={change.busy && <Trans>Taking it back…</Trans>}
            label={t`Take back the access of ${name}`}
            onPress={() => void revoke()}
          >
            <Trans>Take back</Trans>
          </Button>
        }
      >
        {name}
      </Fact>
      {change.problem && (
        <li>
          <ProblemNote problem={change.problem} />
        </li>
      )}
    </>
  );
}

function LastUse({ program: { createdAt, expires, lastUsed, lastFrom } }: { program: Program }) {
  const format = useFormat();
  const now = useNow(60_000);
  const made = format.date(createdAt);
  const until = expires === null ? null : format.date(expires);
  const used = lastUsed === null ? null : format.ago(lastUsed, now);
  return (
    <>
      {used === null ? (
        <Trans>Made on {made}, not used yet.</Trans>
      ) : (
        <Trans>
          Made on {made}. Last used {used}, from {lastFrom}.
        </Trans>
      )}{' '}
      {until !== null && <Trans>Works until {until}.</Trans>}
    </>
  );
}
