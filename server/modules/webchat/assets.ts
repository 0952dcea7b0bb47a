/** The files of the web client: found beside the program, read once when somebody asks, kept compressed. */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { FILES, LICENCE, TYPES } from './files.ts';

const compress = {
  br: (data: Buffer) => promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (data: Buffer) => promisify(gzip)(data),
};
type Coding = keyof typeof compress;

export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly bodies: Readonly<Record<Coding | 'identity', Buffer>>;
}

export interface Assets {
  /** Differs when another Converse.js lies there. */
  readonly mark: string;
  /** Undefined for what is none of ours. */
  get(path: string): Promise<Asset | undefined>;
}

/** Where the client's files are: copied beside the built program, or in the package they come from. */
export function assetsFolder(start: string = import.meta.dirname): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const places = [join(folder, 'webchat'), join(folder, 'node_modules/converse.js/dist')];
    const found = places.find((place) => FILES.every((path) => existsSync(join(place, path))));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

export function createAssets(folder: string): Assets {
  const known = new Map<string, Promise<Asset>>();
  const places = new Map(FILES.map((path) => [path, join(folder, path)]));
  // In the package it is beside `dist/`.
  places.set(
    `${LICENCE}.txt`,
    existsSync(join(folder, LICENCE)) ? join(folder, LICENCE) : join(folder, '..', LICENCE),
  );

  return {
    mark: FILES.map((path) => statSync(join(folder, path)).size).join(' '),
    async get(path) {
      const place = places.get(path);
      if (place === undefined) return undefined;
      const asset = known.get(path) ?? read(path, place);
      known.set(path, asset);
      // What could not be read is tried anew.
      asset.catch(() => known.delete(path));
      return asset;
    },
  };
}

async function read(path: string, place: string): Promise<Asset> {
  return assetOf(extname(path).slice(1), await readFile(place));
}

/** @param kind the file name's ending. */
export async function assetOf(kind: string, identity: Buffer): Promise<Asset> {
  const [br, gzip] = await Promise.all([compress.br(identity), compress.gzip(identity)]);
  return {
    type: TYPES[kind] ?? 'application/octet-stream',
    etag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
    bodies: { identity, br, gzip },
  };
}

/** An asset as the peer can take it. Specs: RFC 9110 §8.4, §12.5.3, §13.1.2. */
export function assetResponse(
  { type, etag, bodies }: Asset,
  { headers }: Pick<HttpRequest, 'headers'>,
  more: Readonly<Record<string, string>>,
): HttpResponse {
  const coding = codingFor(headers['accept-encoding']);
  // §8.8.3.3: representations that differ in their coding have validators that differ.
  const validator = `"${etag}-${coding}"`;
  const common = { etag: validator, vary: 'accept-encoding', ...more };
  const given = headers['if-none-match'] ?? '';
  if (given.split(',').some((one) => one.trim().replace(/^W\//, '') === validator))
    return { status: 304, headers: common };
  return {
    status: 200,
    headers: {
      'content-type': type,
      ...(coding !== 'identity' && { 'content-encoding': coding }),
      ...common,
    },
    body: bodies[coding],
  };
}

/** The best of what is not refused (`;q=0`). */
function codingFor(accept: string | string[] | undefined): Coding | 'identity' {
  const taken = String(accept ?? '')
    .toLowerCase()
    .split(',')
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one))
    .map((one) => one.split(';')[0]!.trim());
  return (['br', 'gzip'] as const).find((one) => taken.includes(one)) ?? 'identity';
}
