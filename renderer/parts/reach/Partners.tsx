import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReachPartner } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextArea } from '../../components/TextArea.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { useReachWords } from '../../words/reach.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './reach.module.css';

/** Offices with a Chatelaine of their own that knock for us as we do for them: the list, our code, a new one. */
export function Partners({ partners }: { partners: readonly ReachPartner[] }) {
  return (
    <Stack gap="m">
      <p>
        <Trans>
          Another office with Chatelaine can knock at your doors, once a day and whenever you ask, and yours
          at theirs. Only the two of you take part: each knocks only at the address the question comes from,
          and learns which of the doors answer, nothing else.
        </Trans>
      </p>
      {partners.length > 0 && (
        <div>
          {partners.map((partner) => (
            <Partner key={partner.id} partner={partner} />
          ))}
        </div>
      )}
      <Exchange />
    </Stack>
  );
}

function Partner({ partner: { id, name, askedAt, servedAt, trouble } }: { partner: ReachPartner }) {
  const { t } = useLingui();
  const { reach, connection, toasts } = useStores();
  const words = useReachWords();
  const format = useFormat();
  const now = useNow(60_000);
  const ask = useAction(async () =>
    reach.replace(await connection.client().reach.check({ from: 'partner', partner: id })),
  );
  const remove = useAction(async () => {
    reach.replace(await connection.client().reach.removePartner({ id }));
    return true;
  });
  const asked = askedAt === null ? null : format.ago(askedAt, now);
  const served = servedAt === null ? null : format.ago(servedAt, now);
  return (
    <div className={css.partner}>
      <div>
        <strong>{name}</strong>
        <p className="small muted">
          {trouble ? (
            `${name} ${words.trouble(trouble)}.`
          ) : asked ? (
            <Trans>Knocked for you {asked}.</Trans>
          ) : (
            <Trans>Has not been asked since Chatelaine started.</Trans>
          )}{' '}
          {served && <Trans>You knocked for them {served}.</Trans>}
        </p>
        {ask.problem && !trouble && <ProblemNote problem={ask.problem} />}
        {remove.problem && <ProblemNote problem={remove.problem} />}
      </div>
      <Row>
        <Button
          size="s"
          busy={ask.busy && <Trans>Asking…</Trans>}
          label={t`Ask ${name} to knock`}
          onPress={() => void ask.run()}
        >
          <Trans>Ask</Trans>
        </Button>
        <Button
          size="s"
          kind="quiet"
          icon={Trash2}
          label={t`Remove ${name}`}
          busy={remove.busy && <Trans>Removing…</Trans>}
          onPress={() =>
            void remove
              .run()
              .then(
                (done) =>
                  done && toasts.show(t`${name} is no partner any more. Neither knocks for the other.`),
              )
          }
        >
          <Trans>Remove</Trans>
        </Button>
      </Row>
    </div>
  );
}

function Exchange() {
  const { t } = useLingui();
  const { reach, connection, toasts } = useStores();
  const words = useReachWords();
  const [code, setCode] = useState('');
  const [mine, setMine] = useState<{ code: string; fingerprint: string } | null>(null);
  const show = useAction(async () => setMine(await connection.client().reach.invitation()));
  const add = useAction(async () => {
    reach.replace(await connection.client().reach.addPartner({ code }));
    return true;
  });
  const send = async () => {
    if ((await add.run()) === undefined) return;
    setCode('');
    toasts.show(t`Added. They have to add your code as well.`);
  };
  const invalid = add.problem?.code === 'reach.partner-code' ? add.problem.data.reason : null;
  return (
    <Stack gap="m">
      {mine ? (
        <Stack gap="s">
          <p>
            <Trans>Your code, for the other office. There is no secret in it: mail will do.</Trans>
          </p>
          <Code
            lines={[mine.code]}
            label={t`Your code for partners`}
            copyLabel={t`Copy your code for partners`}
          />
          <p className="small muted">
            <Trans>
              To be sure on the telephone, compare: <span className="mono">{mine.fingerprint}</span>
            </Trans>
          </p>
        </Stack>
      ) : (
        <Row>
          <Button busy={show.busy && <Trans>Opening…</Trans>} onPress={() => void show.run()}>
            <Trans>Show your code</Trans>
          </Button>
        </Row>
      )}
      {show.problem && <ProblemNote problem={show.problem} />}
      <TextArea
        mono
        rows={2}
        label={<Trans>The other office’s code</Trans>}
        value={code}
        onChange={setCode}
        maxLength={2000}
        problem={invalid && words.partnerCode(invalid)}
      />
      <Row>
        <Button
          icon={Plus}
          busy={add.busy && <Trans>Adding…</Trans>}
          disabledBecause={code.trim() === '' ? t`Paste their code first.` : null}
          onPress={() => void send()}
        >
          <Trans>Add this partner</Trans>
        </Button>
      </Row>
      {add.problem && !invalid && <ProblemNote problem={add.problem} />}
    </Stack>
  );
}
