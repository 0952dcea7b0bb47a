/** xterm in a React component: made once, fitted to its box, joined to its line, thrown away. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { type ITheme, Terminal } from '@xterm/xterm';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Client } from '../../api/types.ts';
import { openTerminalLine, type TerminalLine } from './line.ts';
import { colourByScript, withNoncedStyles } from './styles.ts';

export interface ScreenParts {
  readonly id: string;
  readonly client: () => Client;
  readonly online: () => Promise<void>;
  /** Reads lines aloud; costs some comfort in typing letters made of two keys, so that it is a choice. */
  readonly forReader: boolean;
  readonly onEnded: (code: number | null) => void;
  /** Resolves when the person has said that it is still them (manager/calls/terminal.ts). */
  readonly again: () => Promise<void>;
  /** F6: out of the terminal, which takes every other key. */
  readonly onLeave: () => void;
  readonly onSearch: () => void;
}

export interface ScreenHandle {
  focus(): void;
  /** As if it were typed, without Enter. */
  put(text: string): void;
  find(text: string, back: boolean): boolean;
  selection(): string;
}

/** Lines that can be scrolled back to. */
const SCROLLBACK = 5000;

export function useScreen(
  box: RefObject<HTMLDivElement | null>,
  parts: ScreenParts,
): { handle: ScreenHandle | null; marked: boolean } {
  const [handle, setHandle] = useState<ScreenHandle | null>(null);
  const [marked, setMarked] = useState(false);
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  const { id, forReader } = parts;
  useEffect(() => {
    const place = box.current;
    if (!place) return;
    const terminal = new Terminal({
      ...{
        scrollback: SCROLLBACK,
        screenReaderMode: forReader,
        cursorBlink: false,
        fontSize: 13,
        lineHeight: 1.25,
      },
      ...{ fontFamily: '"JetBrains Mono Variable", monospace', theme: themeOf(place) },
      // What a program wrote must not make the page ask or open anything: null would be the library's own question and a new window.
      ...{ allowProposedApi: true, linkHandler: { activate: () => undefined } },
    });
    const fit = new FitAddon();
    const search = new SearchAddon();
    terminal.loadAddon(fit);
    terminal.loadAddon(search);
    withNoncedStyles(() => terminal.open(place));
    colourByScript(terminal);
    const line: TerminalLine = openTerminalLine({
      ...{ id, client: () => latest.current.client(), online: () => latest.current.online() },
      screen: { write: (text, drawn) => terminal.write(text, drawn), reset: () => terminal.reset() },
      ended: (code) => latest.current.onEnded(code),
      again: () => latest.current.again(),
    });
    terminal.onData(line.type);
    terminal.onResize(({ cols, rows }) => line.resize(cols, rows));
    terminal.onSelectionChange(() => setMarked(terminal.hasSelection()));
    terminal.attachCustomKeyEventHandler((event) => {
      const combined = event.ctrlKey && event.shiftKey;
      const ours = event.key === 'F6' || (combined && /^[cf]$/i.test(event.key));
      if (!ours) return true;
      if (event.type === 'keydown') {
        if (event.key === 'F6') latest.current.onLeave();
        else if (/^f$/i.test(event.key)) latest.current.onSearch();
        else void navigator.clipboard?.writeText(terminal.getSelection());
      }
      event.preventDefault();
      return false;
    });
    const refit = () => place.clientWidth > 0 && fit.fit();
    refit();
    const watcher = new ResizeObserver(refit);
    watcher.observe(place);
    line.resize(terminal.cols, terminal.rows);
    setHandle({
      focus: () => terminal.focus(),
      put(text) {
        // Pasted and not typed: a shell that knows the difference runs nothing of it.
        terminal.paste(text);
        terminal.focus();
      },
      find: (text, back) => (back ? search.findPrevious(text) : search.findNext(text)),
      selection: () => terminal.getSelection(),
    });
    return () => {
      watcher.disconnect();
      line.close();
      terminal.dispose();
    };
  }, [box, id, forReader]);
  return { handle, marked };
}

const COLOURS = [
  ...['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'],
  ...[
    'brightBlack',
    'brightRed',
    'brightGreen',
    'brightYellow',
    'brightBlue',
    'brightMagenta',
    'brightCyan',
    'brightWhite',
  ],
] as const;

/** From tokens.css, where every raw colour is. */
function themeOf(place: Element): ITheme {
  const style = getComputedStyle(place);
  const token = (name: string) => style.getPropertyValue(`--term-${name}`).trim();
  const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    ...Object.fromEntries(COLOURS.map((name) => [name, token(dashed(name))])),
    ...{
      background: token('bg'),
      foreground: token('ink'),
      cursor: token('cursor'),
      cursorAccent: token('bg'),
    },
    selectionBackground: token('marked'),
  };
}
