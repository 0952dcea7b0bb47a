import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Square } from 'lucide-react';
import type { CertificateStatus, NameProgress } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Progress, type ProgressState } from '../../components/Progress.tsx';
import { Values } from '../../components/Values.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { PROOF_WORDS, WAY_WORDS } from '../../words/certificate.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './certificate.module.css';

const STATES: Readonly<Record<NameProgress['state'], ProgressState>> = {
  waiting: 'waiting',
  presenting: 'running',
  presented: 'running',
  asked: 'running',
  proved: 'done',
  failed: 'failed',
};

/** What is under way, name by name as it really is; stopped at any time. */
export function Working({ status }: { status: CertificateStatus }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, certificates } = useStores();
  const cancel = useAction(async () => {
    await connection.client().certificates.cancel({ domain: status.domain });
    await certificates.load();
  });
  const { state } = status;
  const words: Record<ProgressState, string> = {
    waiting: t`waits`,
    running: t`under way`,
    done: t`done`,
    failed: t`did not work`,
    undone: t`not done`,
  };
  const names = 'names' in state ? state.names : [];
  const at = ['proving', 'needs-you'].includes(state.state)
    ? 0
    : state.state === 'issued'
      ? 1
      : state.state === 'installing'
        ? 1
        : 2;
  const rehearsal = 'rehearsal' in state && state.rehearsal;
  const after = (index: number): ProgressState =>
    at > index ? 'done' : at === index ? 'running' : 'waiting';
  const later = (index: number) => ({ state: after(index), stateWord: words[after(index)] });
  return (
    <Stack gap="m">
      <Progress
        label={t`Progress of the order`}
        steps={[
          ...(names.length === 0
            ? [{ id: 'prove', title: t`Prove the names`, ...later(0) }]
            : names.map((name) => ({
                id: name.name,
                state: STATES[name.state],
                title: <span className="mono">{name.name}</span>,
                stateWord: i18n._(PROOF_WORDS[name.state]),
                detail: <Detail name={name} />,
              }))),
          ...(rehearsal
            ? []
            : [
                { id: 'install', title: t`Bring the certificate in`, ...later(1) },
                { id: 'check', title: t`Look at every door as a stranger would`, ...later(2) },
              ]),
        ]}
      />
      <Row>
        <Button
          size="s"
          icon={Square}
          busy={cancel.busy && <Trans>Stopping…</Trans>}
          onPress={() => void cancel.run()}
        >
          <Trans>Stop</Trans>
        </Button>
        <span className="small muted">
          <Trans>The certificate in force stays until the new one has shown itself.</Trans>
        </span>
      </Row>
      {cancel.problem && <ProblemNote problem={cancel.problem} />}
    </Stack>
  );
}

function Detail({ name: { way, record, lookedAt, state } }: { name: NameProgress }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const now = useNow(10_000);
  if (way === null) return null;
  const how = i18n._(WAY_WORDS[way].name);
  if (record === null || state === 'proved') {
    return (
      <>
        {how} <span className="muted">· {WAY_WORDS[way].technical}</span>
      </>
    );
  }
  const ago = lookedAt === null ? null : format.ago(lookedAt, now);
  return (
    <div className={css.record}>
      <b>
        <Trans>Add this line where your domain is kept:</Trans>
      </b>
      <Values
        stacked
        rows={[
          { name: t`Type`, value: record.type, choice: true },
          { name: t`Name`, value: record.name },
          { name: t`Value`, value: record.values.map(unquoted).join(' ') },
        ]}
        copyLabel={(field) => t`Copy the ${field} of this line`}
      />
      <span className="small muted" role="status">
        {ago === null ? (
          <Trans>We keep looking, and go on by ourselves when it is there.</Trans>
        ) : (
          <Trans>Last looked {ago}. We keep looking, and go on by ourselves when it is there.</Trans>
        )}
      </span>
    </div>
  );
}

/** Forms at providers want the text itself, without the quotation marks of a zone file. */
const unquoted = (value: string) => value.replace(/^"(.*)"$/, '$1');
