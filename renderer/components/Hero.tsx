import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import css from './Hero.module.css';
import { Icon } from './Icon.tsx';

export type HeroProps = {
  tone: 'ok' | 'warn' | 'bad' | 'plain';
  icon: LucideIcon;
  /** The one sentence. */
  title: ReactNode;
  /** The evidence, in one line. */
  children: ReactNode;
  action?: ReactNode;
  /** Something is being looked at right now: the icon breathes, the words say it too. */
  checking?: boolean;
};

export function Hero({ tone, icon, title, children, action, checking = false }: HeroProps) {
  return (
    <section className={cx(css.hero, css[tone])}>
      <div className={cx(css.seal, checking && css.live)}>
        <Icon of={icon} size="hero" />
      </div>
      <div className={css.words}>
        {/* Only the sentence is announced: the evidence may hold a countdown, which nobody wants read out. */}
        <div aria-live={tone === 'bad' ? 'assertive' : 'polite'}>
          <h1>{title}</h1>
        </div>
        <p>{children}</p>
      </div>
      {action && <div className={css.actions}>{action}</div>}
    </section>
  );
}
