/**
 * Where the window was, remembered; and where it may be now, after a screen was unplugged.
 */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Placement extends Partial<Rectangle> {
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** UX.md §3: "Minimum 900 × 600. Design size 1280 × 860." */
export const MINIMUM = { width: 900, height: 600 } as const;
export const DESIGN = { width: 1280, height: 860 } as const;
/** So much of the title bar must be on some screen for the window to be movable. */
const GRIP = { width: 120, height: 24 } as const;

const overlap = (from: number, length: number, otherFrom: number, otherLength: number) =>
  Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);

const within = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most));

/** @param saved what was remembered, if it can be read. @param screens work areas, the main one first. */
export function placeWindow(saved: unknown, screens: readonly Rectangle[]): Placement {
  const main = screens[0] ?? { x: 0, y: 0, ...DESIGN };
  const before = asPlacement(saved);
  const size = (screen: Rectangle) => ({
    width: within(before?.width ?? DESIGN.width, MINIMUM.width, Math.max(MINIMUM.width, screen.width)),
    height: within(before?.height ?? DESIGN.height, MINIMUM.height, Math.max(MINIMUM.height, screen.height)),
  });
  const { x, y, maximized } = before ?? { maximized: false };
  const width = Math.max(before?.width ?? DESIGN.width, MINIMUM.width);
  const home = screens.find(
    (screen) =>
      x !== undefined &&
      y !== undefined &&
      overlap(x, width, screen.x, screen.width) >= GRIP.width &&
      overlap(y, GRIP.height, screen.y, screen.height) >= GRIP.height,
  );
  // Without a place of its own the system puts it in the middle.
  return home === undefined ? { ...size(main), maximized } : { x, y, ...size(home), maximized };
}

function asPlacement(value: unknown): Placement | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { x, y, width, height, maximized } = value as Record<string, unknown>;
  if (!Number.isFinite(width) || !Number.isFinite(height)) return undefined;
  const place = Number.isFinite(x) && Number.isFinite(y) ? { x: x as number, y: y as number } : {};
  return { ...place, width: width as number, height: height as number, maximized: maximized === true };
}

/** What was remembered in `file`; undefined when there is nothing that can be read, which costs only the place. */
export function readBounds(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Never rejects: a place that is not remembered is no reason to trouble anyone. */
export async function writeBounds(file: string, placement: Placement): Promise<void> {
  try {
    await writeFile(`${file}.new`, `${JSON.stringify(placement)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch {
    // A full or read-only disk: the manager tells of it where it matters.
  }
}
