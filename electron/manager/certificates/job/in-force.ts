/** Which certificate of a domain is in force: of the pairs on disk, or the office's own authority's. */
import { readFileSync } from 'node:fs';
import { publicKeyHash } from './facts.ts';
import type { JobParts } from './job-parts.ts';
import type { JobState, JobStore } from './kept.ts';
import type { PairFiles, Pairs } from './pairs.ts';

export interface InForce {
  /** Of the pair; null: the local authority's. */
  id(state?: JobState): string | null;
  files(): PairFiles;
  /** PEM; undefined where there is none. */
  chain(): Promise<string | undefined>;
  chainOf(id: string | null): Promise<string | undefined>;
  /** Hashes of the keys that are shown, or about to be. */
  publicKeys(): string[];
  /** Takes away the pairs nobody can go back to. */
  tidy(): Promise<void>;
}

export function createInForce(
  { local }: Pick<JobParts, 'local'>,
  { store, pairs }: { readonly store: JobStore; readonly pairs: Pairs },
): InForce {
  const idIn = ({ run, current }: JobState = store.now) =>
    run && (run.step === 'installing' || run.step === 'checking') ? run.pair : current;
  const files = (): PairFiles => {
    const id = idIn();
    return id === null ? local.files() : pairs.files(id);
  };
  /** A pair never changes once its chain is written: read once, and looked at each hour. */
  const read = new Map<string, string>();
  async function chainOf(id: string | null): Promise<string | undefined> {
    if (id === null) return local.chain();
    const known = read.get(id) ?? (await pairs.read(id))?.chain;
    if (known !== undefined) read.set(id, known);
    return known;
  }

  return {
    ...{ id: idIn, files, chainOf },
    chain: () => chainOf(idIn()),
    publicKeys() {
      const { run } = store.now;
      const next = run && run.step !== 'proving' && run.pair !== null ? [pairs.files(run.pair).chain] : [];
      return [...new Set([files().chain, ...next].flatMap(hashOf))];
    },
    tidy() {
      const { current, previous } = store.now;
      for (const id of read.keys()) if (id !== current && id !== previous) read.delete(id);
      return pairs.keepOnly([current, previous].flatMap((id) => (id === null || id === 'local' ? [] : [id])));
    },
  };
}

/** Of the first certificate of a file; nothing where it cannot be read. */
function hashOf(file: string): string[] {
  try {
    return [publicKeyHash(readFileSync(file, 'utf8'))];
  } catch {
    return [];
  }
}
