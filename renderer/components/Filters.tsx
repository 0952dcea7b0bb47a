import { Chip } from './Chip.tsx';
import css from './Filters.module.css';

export type FiltersProps<T extends string> = {
  /** What is chosen among. */
  label: string;
  /** The first shows everything. */
  filters: readonly { id: T; label: string; count: number }[];
  value: T;
  onChange(value: T): void;
};

/** Chips that show a part of a list; pressed again, everything is shown. */
export function Filters<T extends string>({ label, filters, value, onChange }: FiltersProps<T>) {
  const everything = filters[0]?.id;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of fields; these are toggles
    <div className={css.chips} role="group" aria-label={label}>
      {filters.map(({ id, label, count }) => (
        <Chip
          key={id}
          isOn={value === id}
          count={count}
          onChange={(isOn) => (isOn ? onChange(id) : everything !== undefined && onChange(everything))}
        >
          {label}
        </Chip>
      ))}
    </div>
  );
}
