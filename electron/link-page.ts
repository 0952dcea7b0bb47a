/**
 * A one-time link on its way to the browser: through a page that only its owner can read. On a command line everybody
 * on this machine could see the token, and be faster.
 */
import { join } from 'node:path';
import { writeAtomically } from './manager/files.ts';

/** Writes the page into the data folder. @returns its file; to be removed when the link was used or has run out. */
export async function writeLinkPage(dataDir: string, url: string): Promise<string> {
  const file = join(dataDir, 'open.html');
  const href = new URL(url).href.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await writeAtomically(
    file,
    `<!doctype html><meta http-equiv="refresh" content="0; url=${href}"><a href="${href}">Chatelaine</a>\n`,
  );
  return file;
}
