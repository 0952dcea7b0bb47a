/** Asks the feed: over TLS, within bounds, and believed only with a signature of a key this program knows. */
import type { UpdateTrouble } from '../../contract/updates.ts';
import { openEnvelope } from './envelope.ts';
import { type Releases, releases } from './releases.ts';

const FEED_BYTES = 1024 * 1024;
const FEED_MS = 20_000;

export interface FeedParts {
  readonly fetch: typeof fetch;
  /** Base64 of Ed25519 public keys. */
  readonly keys: readonly string[];
  readonly now: () => number;
}

export type FeedAnswer =
  | { readonly ok: true; readonly releases: Releases; readonly url: string }
  | { readonly ok: false; readonly because: UpdateTrouble };

/** @param seenEdition the newest edition seen so far: an older one is somebody who holds news back, or plays old ones. */
export async function askFeed(
  url: string,
  channel: string,
  seenEdition: number,
  parts: FeedParts,
  signal?: AbortSignal,
): Promise<FeedAnswer> {
  const no = (because: UpdateTrouble): FeedAnswer => ({ ok: false, because });
  let text: string;
  const file = new URL(`${channel}.json`, url.endsWith('/') ? url : `${url}/`);
  try {
    const timeout = AbortSignal.timeout(FEED_MS);
    const answer = await parts.fetch(file, {
      // The program knows where to ask; an answer from elsewhere is not what was asked for.
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (!answer.ok || !answer.body) return no('feed.unreachable');
    text = await bounded(answer.body, FEED_BYTES);
  } catch (error) {
    signal?.throwIfAborted();
    return no(error instanceof TooBig ? 'feed.malformed' : 'feed.unreachable');
  }
  const body = openEnvelope(text, parts.keys);
  if (body === 'malformed' || body === 'forged') return no(`feed.${body}`);
  const read = releases.safeParse(parseJson(body));
  if (!read.success) return no('feed.malformed');
  if (read.data.channel !== channel) return no('feed.forged');
  if (Date.parse(read.data.expires) <= parts.now() || read.data.edition < seenEdition)
    return no('feed.stale');
  return { ok: true, releases: read.data, url: file.href };
}

class TooBig extends Error {}

async function bounded(body: ReadableStream<Uint8Array>, bytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > bytes) throw new TooBig('the feed is larger than a feed is');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
