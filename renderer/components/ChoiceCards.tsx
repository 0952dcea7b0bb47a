import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import css from './ChoiceCards.module.css';
import { Icon } from './Icon.tsx';

export type ChoiceCardsProps<T extends string> = {
  /** What is chosen; read before the choices. */
  label: string;
  value: T;
  onChange(value: T): void;
  options: readonly { id: T; icon: LucideIcon; title: ReactNode; text: ReactNode }[];
};

/** Two to four roads that exclude each other, each with a line about where it leads. Arrow keys move between them. */
export function ChoiceCards<T extends string>({ label, value, onChange, options }: ChoiceCardsProps<T>) {
  return (
    <RadioGroup
      className={css.cards}
      aria-label={label}
      value={value}
      orientation="horizontal"
      onChange={(id) => onChange(id as T)}
    >
      {options.map(({ id, icon, title, text }) => (
        <Radio key={id} value={id} className={css.card}>
          <span className={css.icon}>
            <Icon of={icon} size="xl" />
          </span>
          <b className={css.title}>{title}</b>
          <span className={css.mark} aria-hidden />
          <span className={css.text}>{text}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
