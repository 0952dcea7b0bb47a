import { Plural, Trans } from '@lingui/react/macro';
import type { CSSProperties, ReactNode } from 'react';
import { useFormat } from '../../words/format.ts';
import { useNames } from '../../words/use-names.ts';
import { type Owner, shares, totalOf } from './arrange.ts';
import css from './SpaceBar.module.css';

/** Who takes how much, as one bar; the same in words beside it, which is what a screen reader reads. */
export function SpaceBar({ people, free }: { people: readonly Owner[]; free: number }) {
  const format = useFormat();
  const names = useNames();
  const { top, others } = shares(people);
  const total = Math.max(1, totalOf(people).bytes);
  const left = format.bytes(free);
  return (
    <>
      <div className={css.bar} aria-hidden>
        {top.map(({ account, bytes }, index) => (
          <span key={account} className={css.part} style={width(bytes / total, hueOf(index))} />
        ))}
        {others.bytes > 0 && <span className={css.rest} style={width(others.bytes / total)} />}
      </div>
      <ul className={css.legend}>
        {top.map(({ account, bytes }, index) => (
          <Entry key={account} space={format.bytes(bytes)} h={hueOf(index)}>
            {names(account)}
          </Entry>
        ))}
        {others.people > 0 && (
          <Entry space={format.bytes(others.bytes)}>
            <Plural value={others.people} one="# other person" other="# other people" />
          </Entry>
        )}
      </ul>
      <p className="small muted">
        <Trans>{left} are free on this machine’s disk.</Trans>
      </p>
    </>
  );
}

/** Far from its neighbours, beginning near our own colour. */
const hueOf = (index: number) => (340 + index * 137) % 360;

const width = (share: number, h?: number) =>
  ({ flexGrow: Math.max(share, 0.004), ...(h !== undefined && { '--h': h }) }) as CSSProperties;

function Entry({ children, space, h }: { children: ReactNode; space: string; h?: number }) {
  return (
    <li>
      <span
        aria-hidden
        className={h === undefined ? css.restDot : css.dot}
        style={(h === undefined ? {} : { '--h': h }) as CSSProperties}
      />
      <span className={css.name}>{children}</span> <span className="muted num">{space}</span>
    </li>
  );
}
