import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ChipMenu } from '../../components/ChipMenu.tsx';
import { PickList } from '../../components/PickList.tsx';
import { useFormat } from '../../words/format.ts';
import { useValues } from './use-values.ts';

export type ValueChipProps = {
  view: string | null;
  what: 'host' | 'subsystem';
  icon: LucideIcon;
  value: string | null;
  onChange(value: string | null): void;
  /** The name of what opens, of its field, of its list, and of the way back. */
  words: { label: string; search: string; clear: string };
  /** How a value is called. */
  nameOf?(value: string): string;
  none: ReactNode;
  children: ReactNode;
};

/** One of what occurs in the lines, or anything typed. */
export function ValueChip({
  view,
  what,
  icon,
  value,
  onChange,
  words,
  nameOf,
  none,
  children,
}: ValueChipProps) {
  return (
    <ChipMenu
      icon={icon}
      label={words.label}
      isOn={value !== null}
      clear={{ label: words.clear, onPress: () => onChange(null) }}
      content={(close) => (
        <Values
          {...{ view, what, value, nameOf, none, words }}
          onPick={(picked) => {
            onChange(picked);
            close();
          }}
        />
      )}
    >
      {children}
    </ChipMenu>
  );
}

type ValuesProps = Pick<ValueChipProps, 'view' | 'what' | 'value' | 'nameOf' | 'none' | 'words'> & {
  onPick(value: string): void;
};

function Values({ view, what, value: chosen, nameOf = (same) => same, none, words, onPick }: ValuesProps) {
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const values = useValues(view, what, typed);
  return (
    <PickList
      label={words.label}
      picks={values.map(({ value, count }) => ({
        id: value,
        name: nameOf(value),
        words: value,
        aside: format.number(count),
      }))}
      chosen={chosen}
      onPick={onPick}
      search={{ label: words.search, value: typed, onChange: setTyped, onEnter: onPick }}
      none={none}
    />
  );
}
