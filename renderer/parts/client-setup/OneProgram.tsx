import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, TriangleAlert, Undo2, WandSparkles } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ClientProfile, ClientSetUp, FoundClient } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row } from '../../components/Page.tsx';
import { Pill } from '../../components/Pill.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { problemWords } from '../../words/problems.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './client-setup.module.css';
import { PlanToApply } from './PlanToApply.tsx';
import { PROGRAM_NAMES } from './words.ts';

/** How often it is looked whether the program was closed; systems tell nobody. */
const LOOK_MS = 2_000;

export type OneProgramProps = {
  client: FoundClient;
  profile: ClientProfile;
  person: string;
  done: readonly ClientSetUp[];
};

/** One profile of one program: what it is, and what can be done with it now. */
export function OneProgram({ client, profile, person, done }: OneProgramProps) {
  const { i18n } = useLingui();
  const stores = useStores();
  const [open, setOpen] = useState(false);
  const name = PROGRAM_NAMES[client.program];
  const ours = done.find(
    ({ program, address, profile: of }) =>
      program === client.program && address === person && of === profile.name,
  );
  const { running } = client;
  useEffect(() => {
    if (!running || !(open || ours)) return;
    const timer = setInterval(() => void stores.clientSetup.load(), LOOK_MS);
    return () => clearInterval(timer);
  }, [running, open, ours, stores]);
  const trouble =
    profile.trouble &&
    problemWords(
      { code: 'client.trouble', data: { program: name, file: profile.file, trouble: profile.trouble } },
      i18n.locale,
    );
  return (
    <div className={css.program}>
      <div className={css.head}>
        <b>
          {name} {client.version}
          {profile.name !== null && client.profiles.length > 1 && ` · ${profile.name}`}
          {client.kind === 'flatpak' && ' · Flatpak'}
        </b>
        {ours ? (
          <Pill icon={CircleCheck}>
            <Trans>Set up</Trans>
          </Pill>
        ) : (
          running && (
            <Pill icon={TriangleAlert}>
              <Trans>It is open</Trans>
            </Pill>
          )
        )}
      </div>
      {trouble ? (
        <p className="small">
          <b>{trouble.what}</b> {trouble.next}
        </p>
      ) : ours ? (
        <Done one={ours} running={running} />
      ) : open ? (
        <PlanToApply client={client} profile={profile} person={person} onClose={() => setOpen(false)} />
      ) : (
        <Row>
          <Button icon={WandSparkles} onPress={() => setOpen(true)}>
            <Trans>Show what would be written</Trans>
          </Button>
          <span className="small muted">
            <Trans>Nothing is changed before you say so.</Trans>
          </span>
        </Row>
      )}
    </div>
  );
}

/** What was set up, and the way back. */
function Done({ one, running }: { one: ClientSetUp; running: boolean }) {
  const { t } = useLingui();
  const stores = useStores();
  const format = useFormat();
  const name = PROGRAM_NAMES[one.program];
  const { address } = one;
  const when = format.date(one.at);
  const undo = useAction(async (how: 'exact' | 'account') => {
    await stores.connection.client().clientSetup.undo({ id: one.id, how });
    await stores.clientSetup.load();
  });
  return (
    <>
      <p>
        <Trans>
          {address} was put in on {when}. Open {name}: it connects by itself, or waits for the password.
        </Trans>
      </p>
      <Row>
        <Button
          size="s"
          icon={Undo2}
          disabledBecause={running ? t`Close ${name} first; this page notices by itself.` : null}
          busy={undo.busy && <Trans>Taking back…</Trans>}
          onPress={() => void undo.run(one.exact ? 'exact' : 'account')}
        >
          {one.exact ? (
            <Trans>Put its files back as they were</Trans>
          ) : (
            <Trans>Take this account out again</Trans>
          )}
        </Button>
        {!one.exact && (
          <span className="small muted">
            <Trans>{name} has written there since: only this account goes, the rest stays.</Trans>
          </span>
        )}
      </Row>
      {undo.problem && <ProblemNote problem={undo.problem} />}
    </>
  );
}
