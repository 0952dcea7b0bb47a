/** Somebody leaves: in the drawer of a person. What will happen is shown before; then how it stands, and the way back. */
import { Trans } from '@lingui/react/macro';
import { DoorClosed } from 'lucide-react';
import { useState } from 'react';
import type { Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import { LeaveDialog } from './LeaveDialog.tsx';
import { Left } from './Left.tsx';

export function Leaver({ person, onDone }: { person: Person; onDone?: () => void }) {
  const { leavers } = useStores();
  const [asking, setAsking] = useState(false);
  const known = latest(useResource(leavers))?.find(({ address }) => address === person.address);
  const name = nameOf(person);
  if (known) return <Left leaver={known} name={name} onDone={onDone} />;
  return (
    <Stack gap="s">
      <Row>
        <Button icon={DoorClosed} onPress={() => setAsking(true)}>
          <Trans>{name} is leaving…</Trans>
        </Button>
      </Row>
      <p className="small muted">
        <Trans>
          Closes every door at once, hands over what they run, and makes a copy of their data. You see all of
          it before, and can bring them back.
        </Trans>
      </p>
      {asking && <LeaveDialog person={person} name={name} onClose={() => setAsking(false)} onDone={onDone} />}
    </Stack>
  );
}
