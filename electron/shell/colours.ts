/**
 * The few colours drawn before or around the page: the window's ground and its buttons in the title bar.
 * They are the tokens `--bg` and `--ink` of renderer/components/tokens.css; a test holds the two together.
 */
import type { TitleBarOverlay } from 'electron';

export const GROUND = { light: '#f3efe8', dark: '#141110' } as const;
export const INK = { light: '#211b19', dark: '#f4efe9' } as const;
/** `--titlebar`, in pixels. */
export const TITLE_BAR = 44;

/** The window's buttons; the line under the title bar stays the page's. */
export function overlayColours(dark: boolean): TitleBarOverlay {
  const theme = dark ? 'dark' : 'light';
  return { color: GROUND[theme], symbolColor: INK[theme], height: TITLE_BAR - 1 };
}
