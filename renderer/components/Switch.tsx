import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components';
import css from './Switch.module.css';

export function Switch({
  children,
  isOn,
  onChange,
}: {
  children: ReactNode;
  isOn: boolean;
  onChange(isOn: boolean): void;
}) {
  return (
    <AriaSwitch className={css.switch} isSelected={isOn} onChange={onChange}>
      <span className={css.track} aria-hidden>
        <span className={css.knob} />
      </span>
      {children}
    </AriaSwitch>
  );
}
