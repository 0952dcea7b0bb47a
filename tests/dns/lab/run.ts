/** The doctor on every case, in the lab; what it found is judged by whoever asks. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CASES, type Case } from './cases.ts';
import type { Lab } from './lab.ts';
import type { Looked } from './look-all.ts';

const SCRIPT = fileURLToPath(new URL('look-all.ts', import.meta.url));

export async function lookAtAll(lab: Lab): Promise<ReadonlyMap<string, Looked>> {
  const authority = join(lab.folder, 'authority.pem');
  writeFileSync(authority, lab.authority);
  const program = lab.start([process.execPath, SCRIPT, authority]);
  await new Promise((ended) => program.child.once('close', ended));
  const found = new Map<string, Looked>();
  for (const line of program.lines) {
    if (!line.startsWith('{')) continue;
    const looked = JSON.parse(line) as Looked;
    found.set(looked.name, looked);
  }
  if (found.size < CASES.length)
    throw new Error(`looked at ${found.size} of ${CASES.length}:\n${program.lines.slice(-20).join('\n')}`);
  return found;
}

/** Codes of the root causes, as the person sees them. */
export const rootsOf = ({ findings }: Looked): string[] =>
  findings.filter(({ dependsOn }) => dependsOn === null).map(({ code }) => code);

/** The one finding and no other; of a good zone none at all. */
export const isRight = ({ expects }: Case, looked: Looked): boolean =>
  expects === null ? looked.findings.length === 0 : rootsOf(looked).join() === expects;
