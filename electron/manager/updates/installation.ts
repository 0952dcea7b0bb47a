/** How this copy came here, and where versions lie side by side (resources/launch/launch.mjs has the layout). */
import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type InstallKind, updateChannel, versionText } from '../../contract/updates.ts';
import { readIfThere, writeAtomically } from '../files.ts';

/** Written into a package by whoever makes it. */
const marker = z.object({
  kind: z.enum(['deb', 'rpm', 'desktop']),
  package: z.string().max(100).default('chatelaine'),
});

/** Where new versions are announced, and whose signature counts: part of the program, so that nobody else can say so. */
const source = z.object({
  feed: z.url({ protocol: /^https$/ }).nullable(),
  channel: updateChannel.default('stable'),
  keys: z.array(z.string().max(60)).max(5).default([]),
});
export type UpdateSource = z.infer<typeof source>;

export interface Installed {
  readonly kind: InstallKind;
  readonly package: string;
  /** The folder of this version. */
  readonly root: string;
  /** Where versions lie side by side; null for every other kind. */
  readonly base: string | null;
}

/** @param entry a file of the program, such as cli.js: its folder or one above it has our package.json. */
export function installedAs(entry: string, env: NodeJS.ProcessEnv = process.env): Installed {
  const root = rootOf(entry);
  const said = marker.safeParse(readJson(join(root, 'resources', 'installed.json')));
  if (said.success) return { ...said.data, kind: broughtBy(said.data.kind, root, env), root, base: null };
  const base = dirname(dirname(root));
  const isSideBySide =
    basename(dirname(root)) === 'versions' && readJson(join(base, 'installation.json')) !== undefined;
  const kind = isSideBySide ? 'folder' : 'checkout';
  return { kind, package: 'chatelaine', root, base: isSideBySide ? base : null };
}

/** The desktop's .deb and .rpm are the package manager's: electron-builder writes `package-type` beside what it packs. */
function broughtBy(kind: InstallKind, root: string, env: NodeJS.ProcessEnv): InstallKind {
  if (kind !== 'desktop' || env.APPIMAGE) return kind;
  const type = readText(join(dirname(root), 'package-type'))?.trim();
  return type === 'deb' || type === 'rpm' ? type : kind;
}

export function updateSource(root: string): UpdateSource {
  const read = source.safeParse(readJson(join(root, 'resources', 'update.json')));
  return read.success ? read.data : { feed: null, channel: 'stable', keys: [] };
}

function rootOf(entry: string): string {
  let at = dirname(entry);
  for (let up = 0; up < 4; up++, at = dirname(at)) {
    const found = readJson(join(at, 'package.json')) as { name?: string } | undefined;
    if (found?.name === 'chatelaine') return at;
  }
  return dirname(entry);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file) ?? '');
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const installation = z.object({
  current: versionText,
  trial: z.object({ version: versionText, from: versionText, triesLeft: z.number().int() }).nullable(),
  /** `ended`: it ended by itself at each of its tries. `cut`: it was stopped in the middle too often, which is no fault of it. */
  failed: z
    .object({ version: versionText, because: z.enum(['ended', 'cut']).default('ended') })
    .nullable()
    .optional(),
});
export type Installation = z.infer<typeof installation>;

export interface VersionsFolder {
  folder(version: string): string;
  read(): Promise<Installation>;
  /** The launcher starts this version next, and goes back to `from` when it does not come up. */
  tryOut(version: string, from: string): Promise<void>;
  /** This version from now on. */
  keep(version: string): Promise<void>;
  /** Removes the versions that nobody goes back to. */
  prune(keep: readonly string[]): Promise<void>;
}

/** Times a new version may end by itself before it is given up; those that were cut off the launcher counts apart. */
const TRIES = 3;

export function createVersionsFolder(base: string): VersionsFolder {
  const file = join(base, 'installation.json');
  const write = (value: Installation) => writeAtomically(file, `${JSON.stringify(value, null, 2)}\n`, 0o644);
  const read = async () => installation.parse(JSON.parse((await readIfThere(file)) ?? '{}'));
  return {
    folder: (version) => join(base, 'versions', versionText.parse(version)),
    read,
    tryOut: (version, from) =>
      write({ current: from, trial: { version, from, triesLeft: TRIES }, failed: null }),
    keep: (version) => write({ current: version, trial: null, failed: null }),
    async prune(keep) {
      const { current, trial } = await read();
      const wanted = new Set([...keep, current, trial?.version]);
      for (const name of await readdir(join(base, 'versions'))) {
        if (!wanted.has(name.replace(/\.part$/, '')))
          await rm(join(base, 'versions', name), { recursive: true, force: true });
      }
    },
  };
}
