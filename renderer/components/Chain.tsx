import { Check, CircleQuestionMark, type LucideIcon, Minus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import css from './Chain.module.css';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';

export type LinkState = 'fine' | 'broken' | 'held' | 'unchecked';
export type ChainLink = {
  id: string;
  icon: LucideIcon;
  name: ReactNode;
  state: LinkState;
  /** The state as a word, read after the name. */
  stateWord: string;
  detail: ReactNode;
  /** The page behind it. */
  to?: string;
};

const BADGES: Record<LinkState, LucideIcon> = {
  fine: Check,
  broken: X,
  held: Minus,
  unchecked: CircleQuestionMark,
};

/** The links between a message and a person. It breaks where the trouble is. */
export function Chain({ links, label }: { links: ChainLink[]; label: string }) {
  return (
    <section aria-label={label} className={css.card}>
      <ol className={css.chain}>
        {links.map((link) => (
          <li key={link.id} className={cx(css.link, css[link.state])}>
            <div className={css.ring}>
              <Icon of={link.icon} size="nav" />
              <span className={css.badge}>
                <Icon of={BADGES[link.state]} size="s" />
              </span>
            </div>
            <h2>
              {link.to === undefined ? link.name : <Link to={link.to}>{link.name}</Link>}
              <span className="sr">: {link.stateWord}</span>
            </h2>
            <p>{link.detail}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
