/** One person, one room or one file of a backup: chosen, tried, brought back beside what is there. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Search, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { BackupContents, BackupPart, BackupSource, PartOutcome } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useConfirmed } from '../access/use-confirmed.tsx';

type Kind = BackupPart['kind'];
type Props = { source: BackupSource; words: { key?: string } };

export function Parts({ source, words }: Props) {
  const { connection } = useStores();
  const confirmed = useConfirmed();
  const look = useAction(() =>
    confirmed.run(() => connection.client().backups.contents({ source, ...words })),
  );
  const contents = look.async.state === 'done' ? look.async.value : undefined;
  return (
    <Stack gap="m">
      <h3>
        <Trans>Only one thing of it</Trans>
      </h3>
      <p className="small muted">
        <Trans>
          One person, one room or one file comes back beside what there is: messages are added, nobody else
          notices anything but a pause of a few seconds.
        </Trans>
      </p>
      {!contents && (
        <Row>
          <Button
            icon={Search}
            busy={look.busy && <Trans>Looking into it…</Trans>}
            onPress={() => void look.run()}
          >
            <Trans>Look what is in it</Trans>
          </Button>
        </Row>
      )}
      {look.problem && <ProblemNote problem={look.problem} />}
      {contents && <Choose source={source} words={words} contents={contents} />}
      {confirmed.dialog}
    </Stack>
  );
}

function Choose({ source, words, contents }: Props & { contents: BackupContents }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const format = useFormat();
  const confirmed = useConfirmed();
  const [kind, setKind] = useState<Kind>('person');
  const [chosen, setChosen] = useState<string | null>(null);
  const part: BackupPart | null =
    chosen === null ? null : kind === 'file' ? { kind, id: chosen } : { kind, address: chosen };
  const dry = useAction((one: BackupPart) =>
    connection.client().backups.tryPart({ source, ...words, part: one }),
  );
  const bring = useAction((one: BackupPart) =>
    confirmed.run(() => connection.client().backups.restorePart({ source, ...words, part: one })),
  );
  const options: Record<Kind, { id: string; label: string; aside?: string }[]> = {
    person: contents.people.map(({ address, name, messages }) => ({
      id: address,
      label: name || address,
      aside: t`${messages} messages`,
    })),
    room: contents.rooms.map(({ address, name, messages }) => ({
      id: address,
      label: name || address,
      aside: t`${messages} messages`,
    })),
    file: contents.files.map(({ id, name, owner, bytes }) => ({
      id,
      label: name,
      aside: `${owner} · ${format.bytes(bytes)}`,
    })),
  };
  const choose = (next: string | null) => {
    setChosen(next);
    dry.reset();
    bring.reset();
  };
  const found = dry.async.state === 'done' ? dry.async.value : undefined;
  const done = bring.async.state === 'done' ? bring.async.value : undefined;
  const labels: Record<Kind, string> = { person: t`Person`, room: t`Room`, file: t`File` };
  return (
    <Stack gap="m">
      <Segmented
        label={t`What comes back`}
        value={kind}
        onChange={(next) => {
          setKind(next);
          choose(null);
        }}
        options={(['person', 'room', 'file'] as const).map((id) => ({ id, label: labels[id] }))}
      />
      {options[kind].length === 0 ? (
        <p className="muted">
          <Trans>There is none in it.</Trans>
        </p>
      ) : (
        <Select
          label={labels[kind]}
          value={chosen}
          onChange={choose}
          options={options[kind]}
          placeholder={t`Choose…`}
        />
      )}
      <Row>
        {part && !done && (
          <>
            <Button
              icon={Search}
              busy={dry.busy && <Trans>Looking…</Trans>}
              onPress={() => void dry.run(part)}
            >
              <Trans>What would come back?</Trans>
            </Button>
            {found && (
              <Button
                kind="primary"
                icon={Undo2}
                busy={bring.busy && <Trans>Bringing it back…</Trans>}
                onPress={() => void bring.run(part)}
              >
                <Trans>Bring it back</Trans>
              </Button>
            )}
          </>
        )}
      </Row>
      {dry.problem && <ProblemNote problem={dry.problem} />}
      {bring.problem && <ProblemNote problem={bring.problem} />}
      {found && !done && (
        <Banner kind="info" live>
          <Outcome outcome={found} />{' '}
          {found.created && kind === 'person' && (
            <Trans>The account is gone today: it comes back with the password it had.</Trans>
          )}
        </Banner>
      )}
      {done && (
        <Banner kind="ok" live>
          <Trans>It is back.</Trans> <Outcome outcome={done} />
        </Banner>
      )}
      {confirmed.dialog}
    </Stack>
  );
}

function Outcome({ outcome: { messages, rows, files } }: { outcome: PartOutcome }) {
  return (
    <span className="num">
      <Plural value={messages} one="# message" other="# messages" />,{' '}
      <Plural value={rows} one="# contact or setting" other="# contacts and settings" />,{' '}
      <Plural value={files} one="# file" other="# files" />.
    </span>
  );
}
