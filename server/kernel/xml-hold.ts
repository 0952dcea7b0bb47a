/**
 * Keeps a token that the network has cut, until its end comes.
 *
 * WHY: joining and reading again at every chunk would cost the square of the stanza's size to a peer that sends single
 * bytes. So a new chunk is only searched for the token's end, and the pieces are joined once.
 */
import type { Mutable } from './mutable.ts';

/**
 * What is kept, and thereby what ends it:
 * `text` at the next `<` · `tag` at `>` outside quotes, or at a `<` · `close` (end tags, the declaration) at `>` or `<` ·
 * `cdata` at `]]>` · `short` not decided yet, a few characters: read again with whatever comes.
 */
export type HoldKind = 'text' | 'tag' | 'close' | 'cdata' | 'short';

export interface Hold {
  /** Nothing is kept. */
  readonly empty: boolean;
  /** Size in UTF-8. */
  readonly bytes: number;
  keep(kind: HoldKind, text: string): void;
  /** Adds a chunk. Everything kept, joined, once the end of the token is in it; undefined until then. */
  add(chunk: string): string | undefined;
}

/** An empty one. */
export function createHold(): Hold {
  let parts: string[] = [];
  let kind: HoldKind = 'short';
  /** For `tag`: the quote that is open. For `cdata`: the last two characters. */
  let state = '';

  const ends = (chunk: string): boolean => {
    switch (kind) {
      case 'short':
        return true;
      case 'text':
        return chunk.includes('<');
      case 'close':
        return findCloseEnd(chunk, 0) >= 0;
      case 'cdata': {
        const seam = state + chunk;
        state = seam.slice(-2);
        return seam.includes(']]>');
      }
      case 'tag': {
        const { end, quote } = findTagEnd(chunk, 0, state);
        state = quote;
        return end >= 0;
      }
    }
  };

  const hold: Mutable<Hold> = {
    empty: true,
    bytes: 0,
    keep(newKind, text) {
      kind = newKind;
      state = '';
      if (kind === 'tag') state = findTagEnd(text, 1, '').quote;
      if (kind === 'cdata') state = text.slice('<![CDATA['.length).slice(-2);
      parts = [text];
      hold.empty = false;
      hold.bytes = Buffer.byteLength(text);
    },
    add(chunk) {
      parts.push(chunk);
      hold.bytes += Buffer.byteLength(chunk);
      if (!ends(chunk)) return undefined;
      const joined = parts.join('');
      parts = [];
      hold.empty = true;
      hold.bytes = 0;
      return joined;
    },
  };
  return hold;
}

const NO_END = { end: -1, quote: '' };

/**
 * Where a start tag ends, good or bad: at a `>` outside quotes, or at a `<`, which no tag may contain. `quote` is the
 * quote open at `from`, and in the answer the one open at the end of `text` when the tag does not end in it.
 */
export function findTagEnd(text: string, from: number, quote: string): { end: number; quote: string } {
  let open = quote;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === '<' || (char === '>' && open === '')) return { end: at, quote: '' };
    if (char === open) open = '';
    else if (open === '' && (char === '"' || char === "'")) open = char;
  }
  return open === '' ? NO_END : { end: -1, quote: open };
}

/** Where an end tag or the declaration ends, good or bad; -1 when it does not yet. */
export function findCloseEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3e || code === 0x3c) return at;
  }
  return -1;
}
