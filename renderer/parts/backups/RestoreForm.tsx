/** The way back: looked into first, then the whole, or one person, one room, one file. What would be lost is said before. */
import { Trans, useLingui } from '@lingui/react/macro';
import { FolderOpen, RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BackupCounts, BackupLook, BackupSource } from '../../api/types.ts';
import { Banner, PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Dots, Sections } from '../../components/DrawerParts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useConfirmed } from '../access/use-confirmed.tsx';
import { Holds } from './Holds.tsx';
import { Parts } from './Parts.tsx';

export interface RestoreFormProps {
  /** A file without a path asks for it. */
  source: BackupSource;
  onDone(): void;
}

export function RestoreForm({ source: given, onDone }: RestoreFormProps) {
  const { connection } = useStores();
  const [path, setPath] = useState('');
  const [words, setWords] = useState('');
  const source: BackupSource = given.from === 'file' ? { from: 'file', path: path.trim() } : given;
  const key = words.trim() === '' ? {} : { key: words.trim() };
  const look = useAction(() => connection.client().backups.look({ source, ...key }));
  const { run } = look;
  // What is named already is looked into at once; a file waits for its path.
  useEffect(() => {
    if (given.from !== 'file') void run();
  }, [given.from, run]);
  const found = look.async.state === 'done' ? look.async.value : undefined;
  const asksWords = look.problem?.code === 'backup.locked';
  return (
    <Sections>
      {(given.from === 'file' || asksWords) && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void look.run();
          }}
        >
          <Stack gap="m">
            {given.from === 'file' && (
              <TextField
                label={<Trans>The file, on the computer Chatelaine runs on</Trans>}
                mono
                autoFocus
                value={path}
                onChange={setPath}
                placeholder="/media/backup/chatelaine-….tar.zst.age"
              />
            )}
            <PasswordField
              label={<Trans>Words of the recovery sheet</Trans>}
              value={words}
              onChange={setWords}
              known
              help={
                <Trans>Only where the backup is locked, and this computer does not know its words.</Trans>
              }
            />
            <Row>
              <Button type="submit" icon={FolderOpen} busy={look.busy && <Trans>Opening…</Trans>}>
                <Trans>Open it</Trans>
              </Button>
            </Row>
          </Stack>
        </form>
      )}
      {look.problem && <ProblemNote problem={look.problem} onRetry={() => void look.run()} />}
      {look.busy && given.from !== 'file' && (
        <p role="status" className="muted">
          <Trans>Looking into it…</Trans>
        </p>
      )}
      {found && <Found look={found} source={source} words={key} onDone={onDone} />}
    </Sections>
  );
}

function Found({
  look,
  source,
  words,
  onDone,
}: {
  look: BackupLook;
  source: BackupSource;
  words: { key?: string };
  onDone(): void;
}) {
  const format = useFormat();
  const at = format.date(look.at);
  return (
    <>
      <Stack gap="s">
        <p>
          <Trans>
            The office {look.domains.join(', ')} as it was on {at}, {format.time(look.at)}.
          </Trans>
        </p>
        <p className="muted">
          <Holds counts={look.counts} />
        </p>
        {look.verdict === 'older' && (
          <p className="small muted">
            <Trans>It was made by Chatelaine {look.chatelaine} and is brought up to date on the way.</Trans>
          </p>
        )}
        {look.verdict === 'newer' && (
          <Banner kind="warn">
            <Trans>
              It was made by Chatelaine {look.chatelaine}, which is newer than this one. Bring this one up to
              date first.
            </Trans>
          </Banner>
        )}
      </Stack>
      {look.verdict !== 'newer' && (
        <>
          {look.now && <Parts source={source} words={words} />}
          <Whole look={look} source={source} words={words} onDone={onDone} />
        </>
      )}
    </>
  );
}

function Whole({
  look,
  source,
  words,
  onDone,
}: {
  look: BackupLook;
  source: BackupSource;
  words: { key?: string };
  onDone(): void;
}) {
  const { connection, backups, toasts } = useStores();
  const { t } = useLingui();
  const confirmed = useConfirmed();
  const [asking, setAsking] = useState(false);
  const restore = useAction(async () => {
    const { restart } = await confirmed.run(() => connection.client().backups.restore({ source, ...words }));
    toasts.show(
      restart ? t`Start Chatelaine anew: then it is in force.` : t`Chatelaine starts anew with it.`,
    );
    void backups.load();
    onDone();
  });
  return (
    <Stack gap="m">
      <h3>
        <Trans>The whole state</Trans>
      </h3>
      {look.now && <Loss then={look.counts} now={look.now} />}
      <Row>
        <Button
          icon={RotateCcw}
          busy={restore.busy && <Trans>Putting it back…</Trans>}
          onPress={() => setAsking(true)}
        >
          <Trans>Put the whole state back…</Trans>
        </Button>
      </Row>
      {look.now && (
        <PromiseLine>
          <Trans>What there is now is kept as a snapshot first, so that you can come back to it.</Trans>
        </PromiseLine>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Go back to this state?</Trans>}
        keep={<Trans>Leave it as it is</Trans>}
        act={<Trans>Put it back</Trans>}
        icon={RotateCcw}
        busy={restore.busy && <Trans>Putting it back…</Trans>}
        onConfirm={() => void restore.run()}
        problem={restore.problem && <ProblemNote problem={restore.problem} />}
      >
        {look.now && <Loss then={look.counts} now={look.now} />}
        <p>
          <Trans>Colleagues are disconnected for about a minute and come back by themselves.</Trans>
        </p>
        <p>
          <Trans>
            For safety, access to these pages does not come back with it: their password, access from the
            office network and the terminal in the browser stay as they are on this computer.
          </Trans>
        </p>
      </ConfirmDialog>
      {confirmed.dialog}
    </Stack>
  );
}

/** At least so much: what was deleted since and what came since cannot be told apart by counting. */
function Loss({ then, now }: { then: BackupCounts; now: BackupCounts }) {
  const { t } = useLingui();
  const less = (what: keyof BackupCounts) => Math.max(0, now[what] - then[what]);
  const [people, rooms, messages, files] = [less('people'), less('rooms'), less('messages'), less('files')];
  const lines = [
    people > 0 && t`People added since: ${people}`,
    rooms > 0 && t`Rooms opened since: ${rooms}`,
    messages > 0 && t`Messages written since: ${messages}`,
    files > 0 && t`Files sent since: ${files}`,
  ].filter((line) => line !== false);
  return (
    <Stack gap="s">
      <p>
        <Trans>
          Everything that happened since would be gone: messages, new people, changed settings and passwords.
        </Trans>
      </p>
      {lines.length > 0 && (
        <Dots>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </Dots>
      )}
    </Stack>
  );
}
