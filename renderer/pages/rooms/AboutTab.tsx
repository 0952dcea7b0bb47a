import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { RoomDetails } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Sections } from '../../components/DrawerParts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { PasswordPart } from './PasswordPart.tsx';
import { RoomSwitches } from './RoomSwitches.tsx';
import { TechnicalPart } from './TechnicalPart.tsx';
import { useRoomChange } from './use-room-change.ts';

/** What the room is. Switches and choices take effect at once and can be undone; text when its button is pressed. */
export function AboutTab({ room }: { room: RoomDetails }) {
  const format = useFormat();
  const created = format.date(room.createdAt);
  return (
    <Sections>
      <Words room={room} />
      <Entry room={room} />
      <RoomSwitches room={room} />
      <PasswordPart room={room} />
      <TechnicalPart room={room} />
      <p className="small muted">
        <Trans>Created on {created}.</Trans>{' '}
        {room.temporary && <Trans>Temporary: it is gone when the last one leaves.</Trans>}
      </p>
    </Sections>
  );
}

function Words({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  // Null until somebody types: what others change meanwhile is shown, and never overwritten unseen.
  const [typedName, setName] = useState<string | null>(null);
  const [typedTopic, setTopic] = useState<string | null>(null);
  const [name, topic] = [typedName ?? room.name, typedTopic ?? room.topic];
  const { busy, problem, change } = useRoomChange(room);
  const changed = name.trim() !== room.name || topic.trim() !== room.topic;
  const save = async () => {
    const patch = {
      ...(typedName !== null && { name: name.trim() }),
      ...(typedTopic !== null && { topic: topic.trim() }),
    };
    if (!(await change(patch, t`Name and topic were changed.`))) return;
    setName(null);
    setTopic(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) void save();
      }}
    >
      <Stack gap="s">
        <TextField
          label={<Trans>Name</Trans>}
          value={name}
          onChange={setName}
          maxLength={200}
          help={<Trans>The address stays the same.</Trans>}
        />
        <TextField
          label={<Trans>Topic</Trans>}
          value={topic}
          onChange={setTopic}
          maxLength={1000}
          help={<Trans>Everybody sees it at the top of the room.</Trans>}
        />
        {changed && (
          <Row>
            <Button type="submit" size="s" busy={busy && <Trans>Changing…</Trans>}>
              <Trans>Change name and topic</Trans>
            </Button>
          </Row>
        )}
        {problem && <ProblemNote problem={problem} />}
      </Stack>
    </form>
  );
}

/** Those who are there and would have to leave if only members may be. */
const strangersIn = ({ occupants, people }: RoomDetails): number => {
  const belong = new Set(
    people.filter(({ standing }) => standing !== 'outcast').map(({ address }) => address),
  );
  return occupants.filter(({ address }) => !belong.has(address)).length;
};

function Entry({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  const { problem, change } = useRoomChange(room);
  const strangers = strangersIn(room);
  return (
    <Stack gap="s">
      <b aria-hidden>
        <Trans>Who may enter</Trans>
      </b>
      <Segmented
        label={t`Who may enter`}
        value={room.entry}
        onChange={(entry) =>
          void change(
            { entry },
            entry === 'members'
              ? t`Only its members may enter now.`
              : t`Everyone in the office may enter now.`,
          )
        }
        options={[
          { id: 'everyone', label: <Trans>Everyone in the office</Trans> },
          { id: 'members', label: <Trans>Only its members</Trans> },
        ]}
      />
      <p className="small muted">
        {room.entry === 'members' ? (
          <Trans>Members are the people under “People”. Nobody else gets in.</Trans>
        ) : (
          <Trans>Whoever has an address here, except those who are kept out.</Trans>
        )}
      </p>
      {room.entry === 'everyone' && strangers > 0 && (
        <Banner kind="info">
          <Plural
            value={strangers}
            one="# person who is there now is no member and would have to leave if only members may enter."
            other="# people who are there now are no members and would have to leave if only members may enter."
          />
        </Banner>
      )}
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}
