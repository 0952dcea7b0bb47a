/**
 * A one-time link on its way to the browser: through a page that only its owner can read. On a command line everybody
 * on this machine could see the token, and be faster.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, writeAtomically } from './manager/files.ts';

const pageFile = (dataDir: string): string => join(dataDir, 'open.html');

/** Writes the page into the data folder. @returns its file; the running manager removes it when the link was used or has run out. */
export async function writeLinkPage(dataDir: string, url: string): Promise<string> {
  const file = pageFile(dataDir);
  const href = new URL(url).href.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await writeAtomically(
    file,
    `<!doctype html><meta http-equiv="refresh" content="0; url=${href}"><a href="${href}">Chatelaine</a>\n`,
  );
  return file;
}

/** Removes the page if it leads to this token; whichever it leads to, if none is given. */
export async function removeLinkPage(dataDir: string, token?: string): Promise<void> {
  const file = pageFile(dataDir);
  const page = await readIfThere(file);
  if (page !== undefined && (token === undefined || page.includes(`#token=${token}"`)))
    await rm(file, { force: true });
}
