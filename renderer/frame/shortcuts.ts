/**
 * Ctrl 1…5 pages, Ctrl K Finder, `/` the page's filter, F1 help, Ctrl Z the last action that can be taken back.
 */
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useStores } from '../stores/stores.ts';
import { PAGES } from './pages.ts';

export type ShortcutParts = { onHelp(): void; onFinder(): void };

/** A switch or a choice is an input, too, but nothing is typed there. */
const typing = (target: EventTarget | null) =>
  target instanceof HTMLInputElement
    ? !/^(radio|checkbox)$/.test(target.type)
    : target instanceof HTMLElement &&
      (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));

export function useShortcuts({ onHelp, onFinder }: ShortcutParts): void {
  const navigate = useNavigate();
  const { toasts } = useStores();
  // Answers whether the key was ours.
  const handle = useRef<(event: KeyboardEvent) => boolean>(() => false);
  useEffect(() => {
    handle.current = (event) => {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const page = command && !event.altKey && /^[1-9]$/.test(key) ? PAGES[Number(key) - 1] : undefined;
      if (key === 'f1') onHelp();
      else if (command && key === 'k') onFinder();
      else if (page !== undefined) void navigate(page.path);
      else if (typing(event.target)) return false;
      else if (command && key === 'z') return toasts.undoLast();
      else if (key === '/' && !command) return focusFilter();
      else return false;
      return true;
    };
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (handle.current(event)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('main [data-filter]');
  filter?.focus();
  return filter !== null;
}
