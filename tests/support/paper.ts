/** A page as a browser prints it: how many sides, a picture of each, and what a decoder of square codes reads on it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** The programs it takes (Debian: poppler-utils, zbar-tools). */
export const PAPER = ['pdfinfo', 'pdftoppm', 'zbarimg'] as const;

const OUTPUT = new URL('../output/', import.meta.url).pathname;

const quiet = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Pictures are in tests/output, as `NAME-1.png` and so on. `squares`: the texts of the codes on each side. */
export async function printed(page: Page, name: string): Promise<{ sides: number; squares: string[][] }> {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-paper-'));
  try {
    const pdf = join(folder, 'page.pdf');
    writeFileSync(pdf, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    const sides = Number(/Pages:\s+(\d+)/.exec(quiet('pdfinfo', pdf))?.[1]);
    quiet('pdftoppm', '-png', '-r', '110', pdf, join(OUTPUT, name));
    return { sides, squares: Array.from({ length: sides }, (_, index) => decoded(name, index + 1, sides)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function decoded(name: string, side: number, sides: number): string[] {
  const number = String(side).padStart(String(sides).length, '0');
  const picture = join(OUTPUT, `${name}-${number}.png`);
  try {
    return quiet('zbarimg', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', picture).trim().split('\n');
  } catch (error) {
    // 4: there is none.
    if ((error as { status?: number }).status === 4) return [];
    throw error;
  }
}
