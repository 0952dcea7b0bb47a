import { Trans, useLingui } from '@lingui/react/macro';
import type { ClientSetupAnswer } from '../../api/types.ts';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import css from './client-setup.module.css';
import { OneProgram } from './OneProgram.tsx';
import { SetUpFile } from './SetUpFile.tsx';
import { isClientProgram, PROGRAM_NAMES } from './words.ts';

export type SetUpForMeProps = {
  /** Whose account: bare address. */
  person: string;
  /** Of a guide; nothing is shown for a program we cannot write into. Without it: every program of this computer. */
  client?: string;
};

/** The account written into the programs of this computer, and the file that does so on another one. */
export function SetUpForMe({ person, client }: SetUpForMeProps) {
  const { t } = useLingui();
  const stores = useStores();
  const setup = useResource(stores.clientSetup);
  if (client !== undefined && !isClientProgram(client)) return null;
  return (
    <section className={css.section} aria-label={t`Set it up for me`}>
      <h2>
        <Trans>Set it up for me</Trans>
      </h2>
      <Shown of={setup} onRetry={() => void stores.clientSetup.load()}>
        {(answer) => <Programs key={person} answer={answer} person={person} client={client} />}
      </Shown>
      <SetUpFile person={person} />
    </section>
  );
}

function Programs({
  answer,
  person,
  client,
}: {
  answer: ClientSetupAnswer;
  person: string;
  client: string | undefined;
}) {
  if (!answer.here) {
    return (
      <p className="small muted">
        <Trans>
          This page is open on another computer than Chatelaine’s, so it cannot write into the programs you
          see here. The file below can.
        </Trans>
      </p>
    );
  }
  const found = answer.clients.filter(({ program }) => client === undefined || program === client);
  if (found.length === 0) {
    const name = client !== undefined && isClientProgram(client) ? PROGRAM_NAMES[client] : null;
    return (
      <p className="small muted">
        {name === null ? (
          <Trans>None of the programs Chatelaine can set up is on this computer.</Trans>
        ) : (
          <Trans>
            {name} is not on this computer. For a colleague’s computer, take the file below along.
          </Trans>
        )}
      </p>
    );
  }
  return found.flatMap((one) =>
    one.profiles.map((profile) => (
      <OneProgram key={profile.id} client={one} profile={profile} person={person} done={answer.done} />
    )),
  );
}
