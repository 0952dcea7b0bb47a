/** Whose customer the office is at an authority (RFC 8555 §7.3.4): key ID and key, in secrets/acme, told to nobody but the authority. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuthorityId } from '../../../contract/acme.ts';
import { privateFolder, writeAtomically } from '../../files.ts';
import { oneAtATime } from '../../pace.ts';
import { systemCode } from '../../problem.ts';

export interface Binding {
  readonly kid: string;
  /** base64url. */
  readonly macKey: string;
}

export interface Bindings {
  of(authority: AuthorityId): Binding | undefined;
  /** Undefined forgets it. */
  keep(authority: AuthorityId, binding: Binding | undefined): Promise<void>;
}

const file = z.record(z.string(), z.object({ kid: z.string(), macKey: z.string() }));

export function createBindings(dataDir: string): Bindings {
  const folder = join(dataDir, 'secrets', 'acme');
  const path = join(folder, 'bindings.json');
  const inTurn = oneAtATime();

  function read(): z.infer<typeof file> {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return {};
      throw error;
    }
    return file.safeParse(parse(text)).data ?? {};
  }

  return {
    of: (authority) => read()[authority],
    keep: (authority, binding) =>
      inTurn(async () => {
        const { [authority]: _, ...others } = read();
        await privateFolder(folder);
        const next = binding ? { ...others, [authority]: binding } : others;
        await writeAtomically(path, `${JSON.stringify(next)}\n`);
      }),
  };
}

/** Of another version, or of a disk that lies: then there are none, and a person enters them again. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
