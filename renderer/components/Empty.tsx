import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './Empty.module.css';
import { Icon } from './Icon.tsx';
import { Tile, type Tone } from './Pill.tsx';

/** Nothing here: one sentence, at most one action. */
export function Empty({
  icon,
  tone = 'plain',
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  tone?: Tone;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <Tile tone={tone}>
        <Icon of={icon} size="l" />
      </Tile>
      <div className={css.words}>
        <b>{title}</b>
        {children && <p>{children}</p>}
      </div>
      {action}
    </div>
  );
}
