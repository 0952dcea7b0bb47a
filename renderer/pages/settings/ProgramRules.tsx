import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Network, Plus, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ProgramRule, ProgramsAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { wordsOfUse } from '../../words/programs.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { NewRule } from './NewRule.tsx';

type Door = ProgramsAnswer['door'];

/** Who needs no token, for coming from where they come from. */
export function ProgramRules({ door }: { door: Door }) {
  const { t } = useMacro();
  const [adding, setAdding] = useState(false);
  return (
    <Stack gap="s">
      <div>
        <b>
          <Trans>Without a token</Trans>
        </b>
        <p className="small muted">
          <Trans>
            Some programs cannot send one. You can allow a little to every program on certain computers. A
            token is better: it can be taken back from one program alone.
          </Trans>
        </p>
      </div>
      {door.rules.length > 0 && (
        <Facts label={t`What is allowed without a token`}>
          {door.rules.map((rule) => (
            <RuleRow key={rule.name} rule={rule} door={door} />
          ))}
        </Facts>
      )}
      {adding ? (
        <NewRule door={door} onDone={() => setAdding(false)} />
      ) : (
        <Row>
          <Button kind="quiet" icon={Plus} onPress={() => setAdding(true)}>
            <Trans>Allow something without a token</Trans>
          </Button>
        </Row>
      )}
    </Stack>
  );
}

function RuleRow({ rule, door }: { rule: ProgramRule; door: Door }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, programs, toasts } = useStores();
  const { name, who, from, use, commands } = rule;
  const set = useAction(async (rules: ProgramRule[]) => {
    programs.replace(await connection.client().programs.setDoor({ rules }));
    return true;
  });
  const remove = async () => {
    const others = door.rules.filter((one) => one.name !== name);
    if (!(await set.run(others))) return;
    toasts.show(t`Nothing is allowed by “${name}” any more.`, async () => {
      // This row is gone by then.
      programs.replace(await connection.client().programs.setDoor({ rules: door.rules }));
    });
  };
  const wide = use === 'everything';
  return (
    <>
      <Fact
        icon={wide ? TriangleAlert : Network}
        tone={wide ? 'warn' : undefined}
        tall
        small={
          <>
            {use === null ? <code>{commands.join(', ')}</code> : i18n._(wordsOfUse(use).name)}
            {who === 'administrators' && (
              <>
                {' '}
                <Trans>— for administrators, with their own password</Trans>
              </>
            )}
            <br />
            <code>{from.join(', ')}</code>
            {door.idle.includes(name) && (
              <>
                <br />
                <Trans>Nobody there can come in at the moment: these addresses are not let in above.</Trans>
              </>
            )}
            {wide && who === 'anyone' && (
              <>
                <br />
                <Trans>
                  Whoever sits at one of these computers can do all that you can. Better make a token.
                </Trans>
              </>
            )}
          </>
        }
        action={
          <Button
            size="s"
            busy={set.busy && <Trans>Taking it back…</Trans>}
            label={t`Take back what “${name}” allows`}
            onPress={() => void remove()}
          >
            <Trans>Take back</Trans>
          </Button>
        }
      >
        {name}
      </Fact>
      {set.problem && (
        <li>
          <ProblemNote problem={set.problem} />
        </li>
      )}
    </>
  );
}
