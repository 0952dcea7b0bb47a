import { Trans, useLingui } from '@lingui/react/macro';
import { Bot, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ProgramsAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { NewProgram } from './NewProgram.tsx';
import { ProgramActs } from './ProgramActs.tsx';
import { ProgramRow } from './ProgramRow.tsx';
import { ProgramRules } from './ProgramRules.tsx';
import { ProgramsDoor } from './ProgramsDoor.tsx';

/** Websites and scripts that ask the server something, or have it do something: who they are, and their tokens. */
export function ProgramsSection() {
  const stores = useStores();
  const programs = useResource(stores.programs);
  return (
    <Card title={<Trans>Access for programs</Trans>}>
      <Shown of={programs} onRetry={() => void stores.programs.load()}>
        {(answer) => <Programs answer={answer} />}
      </Shown>
    </Card>
  );
}

function Programs({ answer: { address, port, programs, door } }: { answer: ProgramsAnswer }) {
  const { t } = useLingui();
  const [adding, setAdding] = useState(false);
  return (
    <Stack gap="m">
      <p className="small muted">
        <Trans>
          A website can ask whether somebody’s chat password is right; a script can add people. Each such
          program gets a token of its own, which you can take back at any time.
        </Trans>
      </p>
      {programs.length === 0 && !adding && (
        <Empty icon={Bot} title={<Trans>No program has a token.</Trans>} />
      )}
      {programs.length > 0 && (
        <Facts label={t`Programs with access`}>
          {programs.map((program) => (
            <ProgramRow key={program.id} program={program} />
          ))}
        </Facts>
      )}
      {adding ? (
        <NewProgram onDone={() => setAdding(false)} />
      ) : (
        <Row>
          <Button icon={Plus} onPress={() => setAdding(true)}>
            <Trans>Give a program access</Trans>
          </Button>
        </Row>
      )}
      <ProgramsDoor key={door.from.join()} door={door} />
      <ProgramRules door={door} />
      <ProgramActs />
      <HowTo address={address} port={port} door={door} />
    </Stack>
  );
}

function HowTo({ address, port, door }: Pick<ProgramsAnswer, 'address' | 'port' | 'door'>) {
  const { t } = useLingui();
  const domain = latest(useResource(useStores().connect))?.domain ?? 'example.org';
  if (address === null)
    return (
      <p className="small muted" role="status">
        <Trans>
          Programs cannot reach the server at the moment: its door for them ({port}) is not open. Another
          program on this computer may have it.
        </Trans>
      </p>
    );
  return (
    <Fold title={<Trans>How a program uses it</Trans>} aside={<Trans>for whoever writes it</Trans>}>
      <Stack gap="s">
        <p className="small muted">
          {door.state === 'open' ? (
            <Trans>
              Programs on this computer use the first address; those on the computers you let in the second.
              Its certificate is the server’s own.
            </Trans>
          ) : (
            <Trans>Only programs on this computer reach this address.</Trans>
          )}
        </p>
        <Code
          lines={[
            "curl -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \\",
            `  -d '{"user":"nina","host":"${domain}","password":"…"}' ${address}/check_password`,
            `${address}/openapi.json`,
            ...(door.state === 'open' ? [door.address] : []),
          ]}
          label={t`How a program uses it`}
          copyLabel={t`Copy these lines`}
        />
      </Stack>
    </Fold>
  );
}
