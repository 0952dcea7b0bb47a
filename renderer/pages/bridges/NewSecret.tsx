import { Trans, useLingui } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { Bridge } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Secret } from '../../components/Secret.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** A secret is shown once; whoever lost it gets another. */
export function NewSecret({ bridge: { address, name } }: { bridge: Bridge }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const [secret, setSecret] = useState<string | null>(null);
  const renew = useAction(async () => {
    setSecret((await connection.client().bridges.renew({ address })).secret);
    return true;
  });
  return (
    <Stack gap="s">
      {secret !== null && (
        <Secret
          value={secret}
          label={<Trans>New secret of {name}</Trans>}
          copyLabel={t`Copy the secret of ${name}`}
        />
      )}
      <Row>
        <Button
          size="s"
          icon={KeyRound}
          busy={renew.busy && <Trans>Changing…</Trans>}
          onPress={() => void renew.run()}
        >
          <Trans>Make a new secret</Trans>
        </Button>
        <span className="small muted">
          <Trans>
            The old one does not count any more the next time the program connects. It is shown once.
          </Trans>
        </span>
      </Row>
      {renew.problem && <ProblemNote problem={renew.problem} />}
    </Stack>
  );
}
