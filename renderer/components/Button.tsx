import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import css from './Button.module.css';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';

export type ButtonProps = {
  /** A verb and its object. */
  children: ReactNode;
  onPress?: () => void;
  /** One primary per surface. */
  kind?: 'primary' | 'plain' | 'quiet' | 'link' | 'danger';
  size?: 's' | 'm' | 'l';
  icon?: LucideIcon;
  iconAfter?: LucideIcon;
  /** While it runs: the verb ("Adding…"). The button keeps its width and the focus. */
  busy?: ReactNode | false;
  /** Why it cannot be pressed now, in words; shown beside it and read with it. */
  disabledBecause?: string | null;
  /** Where the visible words are not enough out of context: "Send Zoé's invitation again". */
  label?: string;
  type?: 'button' | 'submit';
  autoFocus?: boolean;
  className?: string;
};

export function Button(props: ButtonProps) {
  const {
    children,
    kind = 'plain',
    size = 'm',
    icon,
    iconAfter,
    busy = false,
    disabledBecause,
    label,
  } = props;
  const why = useId();
  const running = busy !== false;
  return (
    <>
      <AriaButton
        type={props.type ?? 'button'}
        className={cx(css.btn, css[kind], css[`size-${size}`], props.className)}
        onPress={() => !running && props.onPress?.()}
        aria-disabled={running || undefined}
        aria-busy={running || undefined}
        isDisabled={Boolean(disabledBecause)}
        aria-describedby={disabledBecause ? why : undefined}
        aria-label={label}
        autoFocus={props.autoFocus}
      >
        {icon && <Icon of={icon} size={size === 's' ? 's' : 'm'} />}
        <span className={css.words}>
          <span className={cx(running && css.hidden)}>{children}</span>
          {running && <span className={css.over}>{busy}</span>}
        </span>
        {iconAfter && <Icon of={iconAfter} />}
      </AriaButton>
      {disabledBecause && (
        <span id={why} className={css.why}>
          {disabledBecause}
        </span>
      )}
    </>
  );
}
