import { Trans, useLingui } from '@lingui/react/macro';
import { User } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '../../components/Avatar.tsx';
import { ChipMenu } from '../../components/ChipMenu.tsx';
import { PickList } from '../../components/PickList.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { nameOf } from '../../words/presence.ts';
import { useValues } from './use-values.ts';

export type PersonChipProps = {
  view: string | null;
  person: string | null;
  onChange(person: string | null): void;
};

/** Whom the lines are about: a colleague, or any address that occurs in them. */
export function PersonChip({ view, person, onChange }: PersonChipProps) {
  const { t } = useLingui();
  const name = usePersonName(person);
  return (
    <ChipMenu
      icon={User}
      label={t`About whom`}
      isOn={person !== null}
      clear={{ label: t`About anyone again`, onPress: () => onChange(null) }}
      content={(close) => (
        <Choices
          {...{ view, person }}
          onPick={(id) => {
            onChange(id);
            close();
          }}
        />
      )}
    >
      {name === null ? <Trans>About anyone</Trans> : <Trans context="log lines">About {name}</Trans>}
    </ChipMenu>
  );
}

export function Choices({
  view,
  person,
  onPick,
}: {
  view: string | null;
  person: string | null;
  onPick(address: string): void;
}) {
  const { t } = useLingui();
  const { people } = useStores();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const colleagues = latest(useResource(people)) ?? [];
  const values = useValues(view, 'person', typed);
  const counts = new Map(values.map(({ value, count }) => [value, count]));
  const others = values.filter(({ value }) => !colleagues.some(({ address }) => address === value));
  const picks = [
    ...colleagues.map((one) => ({
      id: one.address,
      name: nameOf(one),
      words: one.address,
      small: one.address,
      lead: <Avatar name={nameOf(one)} />,
      count: counts.get(one.address) ?? 0,
    })),
    ...others.map(({ value, count }) => ({ id: value, name: value, words: '', count })),
  ]
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .map(({ count, ...pick }) => ({ ...pick, ...(count > 0 && { aside: format.number(count) }) }));
  return (
    <PickList
      label={t`People`}
      picks={picks}
      chosen={person}
      onPick={onPick}
      search={{ label: t`Name or address`, value: typed, onChange: setTyped, onEnter: onPick }}
      none={<Trans>Nobody of this name here. Enter looks for what you typed.</Trans>}
    />
  );
}

/** The name of a colleague for their address; for strangers the address. */
export function usePersonName(person: string | null): string | null {
  const { people } = useStores();
  const colleagues = latest(useResource(people)) ?? [];
  const found = colleagues.find(({ address, username }) => address === person || username === person);
  return found ? nameOf(found) : person;
}
