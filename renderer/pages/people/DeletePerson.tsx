import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Dots } from '../../components/DrawerParts.tsx';
import { Row } from '../../components/Page.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';

/** There is no way back, and the dialog says what goes, counted. */
export function DeletePerson({ person }: { person: Person }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { connection, people, toasts } = useStores();
  const [asking, setAsking] = useState(false);
  const name = nameOf(person);
  const preview = useAction(
    async () => await connection.client().people.removalPreview({ address: person.address }),
  );
  const confirmed = useConfirmed();
  const remove = useAction(async () => {
    await confirmed.run(() => connection.client().people.remove({ address: person.address }));
    await people.load();
    return true;
  });
  const ask = () => {
    remove.reset();
    setAsking(true);
    void preview.run();
  };
  const confirm = async () => {
    if (!(await remove.run())) return;
    setAsking(false);
    toasts.show(t`${name} was deleted.`);
    void navigate('/people');
  };
  return (
    <Row>
      <Button kind="danger" icon={Trash2} onPress={ask}>
        <Trans>Delete this account…</Trans>
      </Button>
      <Dialog
        grave
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Delete {name} for good?</Trans>}
        actions={
          <>
            <Button autoFocus onPress={() => setAsking(false)}>
              <Trans>Keep the account</Trans>
            </Button>
            <Button
              kind="danger"
              icon={Trash2}
              busy={remove.busy && <Trans>Deleting…</Trans>}
              onPress={() => void confirm()}
            >
              <Trans>Delete for good</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>These go with the account:</Trans>
        </p>
        <Shown of={preview.async} onRetry={() => void preview.run()}>
          {({ contacts, archivedMessages, waitingMessages }) => (
            <Dots>
              <li>
                <Plural value={contacts} _0="no contacts" one="# contact" other="# contacts" />
              </li>
              <li>
                <Plural
                  value={archivedMessages}
                  _0="no messages in the archive"
                  one="# message in the archive"
                  other="# messages in the archive"
                />
              </li>
              <li>
                <Plural
                  value={waitingMessages}
                  _0="no messages not delivered yet"
                  one="# message not delivered yet"
                  other="# messages not delivered yet"
                />
              </li>
            </Dots>
          )}
        </Shown>
        <p className="small">
          <Trans>
            What colleagues received stays with them. To keep everything and only close the door, turn off
            “May log in” instead.
          </Trans>
        </p>
        <p className="small">
          <Trans>
            Chatelaine takes a snapshot first. As long as it is listed under “Backups & updates”, {name} can
            be brought back from it; remove it there when nothing may be left.
          </Trans>
        </p>
        {remove.problem && <ProblemNote problem={remove.problem} />}
      </Dialog>
      {confirmed.dialog}
    </Row>
  );
}
