/**
 * All text at least 4.5:1 on every surface and tint, field edges and focus 3:1, in both themes: computed from tokens.css.
 * Raw colours stand in tokens.css only.
 */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../renderer');
const tokens = await readFile(join(FOLDER, 'components/tokens.css'), 'utf8');

/** The value of a token in one theme, as `#rrggbb`. */
function colour(name: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(tokens)?.[1]?.trim();
  const both = /^light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)$/i.exec(value ?? '');
  const found = both ? both[theme === 'light' ? 1 : 2] : value;
  if (found === undefined || !/^#[0-9a-f]{6}$/i.test(found))
    throw new Error(`--${name} is not a plain colour: ${value}`);
  return found;
}

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, "contrast ratio": (L1 + 0.05) / (L2 + 0.05). */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['bg', 'surface', 'surface-2', 'surface-pop'];
const TEXT: readonly [text: string, on: readonly string[], least: number][] = [
  ['ink', [...SURFACES, 'surface-3', 'thumb', 'accent-bg', 'ok-bg', 'warn-bg', 'bad-bg', 'info-bg'], 4.5],
  ['ink-2', [...SURFACES, 'surface-3', 'accent-bg', 'ok-bg', 'warn-bg', 'bad-bg', 'info-bg'], 4.5],
  ['muted', [...SURFACES, 'surface-3'], 4.5],
  ['accent', [...SURFACES, 'accent-bg'], 4.5],
  ['on-accent', ['accent-fill', 'accent-fill-2'], 4.5],
  ['ok', [...SURFACES, 'ok-bg'], 4.5],
  ['warn', [...SURFACES, 'warn-bg'], 4.5],
  ['bad', [...SURFACES, 'bad-bg'], 4.5],
  ['info', [...SURFACES, 'info-bg'], 4.5],
  ['ink', ['mark'], 4.5],
  ['cover-ink', ['cover-1', 'cover-2', 'cover-3'], 4.5],
  ['cover-ink-2', ['cover-1', 'cover-2', 'cover-3'], 4.5],
  ['line-control', ['surface', 'surface-pop'], 3],
  ['focus', SURFACES, 3],
  ['faint', ['surface', 'surface-pop'], 3],
  ['paper-ink', ['paper'], 7],
];

describe.each(['light', 'dark'] as const)('contrast, %s', (theme) => {
  it.each(TEXT.flatMap(([text, on, least]) => on.map((surface) => [text, surface, least] as const)))(
    '%s on %s is at least %d:1',
    (text, surface, least) => {
      expect(contrast(colour(text, theme), colour(surface, theme))).toBeGreaterThanOrEqual(least);
    },
  );
});

it('has raw colours in tokens.css only', async () => {
  const found: string[] = [];
  for await (const file of glob('**/*.css', { cwd: FOLDER })) {
    if (file.endsWith('tokens.css')) continue;
    const text = (await readFile(join(FOLDER, file), 'utf8')).replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [raw] of text.matchAll(/#[0-9a-f]{3,8}\b|\b(rgba?|hsla?)\(|oklch\(\s*[\d.]/gi))
      found.push(`${file}: ${raw}`);
    // A size in pixels is a size nobody can change in one place; media queries cannot read tokens.
    for (const [raw] of text.replace(/@(media|container)[^{]*/g, '').matchAll(/\b\d+px\b/g))
      found.push(`${file}: ${raw}`);
  }
  expect(found).toEqual([]);
});
