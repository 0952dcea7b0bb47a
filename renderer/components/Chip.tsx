import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components';
import css from './Chip.module.css';
import { Icon } from './Icon.tsx';

/** A filter that reads as a phrase. */
export function Chip({
  children,
  count,
  icon,
  isOn,
  onChange,
}: {
  children: ReactNode;
  count?: ReactNode;
  icon?: LucideIcon;
  isOn: boolean;
  onChange(isOn: boolean): void;
}) {
  return (
    <ToggleButton className={css.chip} isSelected={isOn} onChange={onChange}>
      {icon && <Icon of={icon} size="s" />}
      {children}
      {count !== undefined && <span className={css.count}>{count}</span>}
    </ToggleButton>
  );
}
