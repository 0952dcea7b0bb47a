/** What is new in each version, as resources/changelog.json says it to users (STYLE.md 27). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ReleaseNotes, releaseNotes } from '../../contract/updates.ts';
import { compareVersions } from './version.ts';

export const changelog = z.object({ releases: z.array(releaseNotes).max(500) });

/** The newest first; nothing where the file is not there. */
export function readNotes(root: string): readonly ReleaseNotes[] {
  let text: string;
  try {
    text = readFileSync(join(root, 'resources', 'changelog.json'), 'utf8');
  } catch {
    return [];
  }
  const { releases } = changelog.parse(JSON.parse(text));
  return [...releases].sort((one, other) => compareVersions(other.version, one.version));
}
