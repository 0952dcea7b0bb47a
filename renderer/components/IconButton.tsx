import type { LucideIcon } from 'lucide-react';
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import css from './IconButton.module.css';

export type IconButtonProps = {
  icon: LucideIcon;
  /** What it does, with the object: it is the only name a reader hears, and the tooltip. */
  label: string;
  onPress?: () => void;
  size?: 's' | 'm';
  tone?: 'ok';
  className?: string;
};

export function IconButton({ icon, label, onPress, size = 'm', tone, className }: IconButtonProps) {
  return (
    <TooltipTrigger delay={600}>
      <AriaButton
        className={cx(css.btn, size === 's' && css.small, tone && css[tone], className)}
        aria-label={label}
        onPress={() => onPress?.()}
      >
        <Icon of={icon} size={size === 's' ? 's' : 'm'} />
      </AriaButton>
      <Tooltip className={css.tip} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
