import { ChevronDown, type LucideIcon, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import css from './ChipMenu.module.css';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';

export type ChipMenuProps = {
  icon: LucideIcon;
  /** What is chosen, as a phrase: "Anyone", "About Marie". */
  children: ReactNode;
  /** What is chosen here; the name of what opens. */
  label: string;
  isOn: boolean;
  /** Takes the choice back. */
  clear?: { label: string; onPress(): void };
  content(close: () => void): ReactNode;
};

/** A filter with more than two states: a chip that opens its choices. */
export function ChipMenu({ icon, children, label, isOn, clear, content }: ChipMenuProps) {
  return (
    <span className={cx(css.chip, isOn && css.on)}>
      <DialogTrigger>
        <Button className={css.main}>
          <Icon of={icon} size="s" />
          <span className={css.words}>{children}</span>
          {!(isOn && clear) && <Icon of={ChevronDown} size="s" className={css.sign} />}
        </Button>
        <Popover className={css.pop} offset={6} placement="bottom start">
          <Dialog className={css.dialog} aria-label={label}>
            {({ close }) => content(close)}
          </Dialog>
        </Popover>
      </DialogTrigger>
      {isOn && clear && (
        <Button className={css.clear} aria-label={clear.label} onPress={clear.onPress}>
          <Icon of={X} size="s" />
        </Button>
      )}
    </span>
  );
}
