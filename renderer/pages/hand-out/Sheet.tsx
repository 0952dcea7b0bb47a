/**
 * One side of A4, always white paper, in the language of whoever will read it. What is too long is set smaller, so that it is
 * one side and never two.
 */
import { I18nProvider } from '@lingui/react';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { GuideLanguage } from '../../api/types.ts';
import { i18nIn } from '../../i18n.ts';
import css from './sheet.module.css';

/** Smaller would not be read; more than that does not come together on one sheet. */
const SMALLEST = 0.6;

export function Sheet({
  language,
  label,
  children,
}: {
  language: GuideLanguage;
  /** Whose it is, for a screen reader. */
  label: string;
  children: ReactNode;
}) {
  const paper = useRef<HTMLElement>(null);
  const [, redraw] = useState(0);
  // WHY: before the fonts are there, lines are shorter or longer than they will be.
  useEffect(() => {
    let here = true;
    void document.fonts.ready.then(() => here && redraw((count) => count + 1));
    return () => {
      here = false;
    };
  }, []);
  useLayoutEffect(() => {
    const outer = paper.current;
    const inner = outer?.firstElementChild as HTMLElement | null | undefined;
    if (!outer || !inner) return;
    let fit = 1;
    const room = () => {
      inner.style.setProperty('--fit', String(fit));
      return inner.getBoundingClientRect().height <= innerHeightOf(outer);
    };
    while (!room() && fit > SMALLEST) fit = Math.max(SMALLEST, fit - 0.02);
  });
  return (
    <article className={css.sheet} lang={language} aria-label={label} ref={paper}>
      <div className={css.inner}>
        <I18nProvider i18n={i18nIn(language)}>{children}</I18nProvider>
      </div>
    </article>
  );
}

function innerHeightOf(box: HTMLElement): number {
  const { paddingTop, paddingBottom } = getComputedStyle(box);
  return box.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
}
