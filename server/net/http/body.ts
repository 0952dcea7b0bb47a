/** A request's body: whole within bounds, or as it comes. */
import type { IncomingMessage } from 'node:http';
import { HttpError, type HttpRequest } from '../../kernel/http.ts';

/** A small body that has not come in this time is a slow attack, or a line nobody can use. */
const WHOLE_MS = 30_000;

/** WHY not the message itself: to stop in the middle would destroy it, its connection, and with it our answer. */
const chunksOf = (message: IncomingMessage): AsyncIterable<Uint8Array> =>
  message.iterator({ destroyOnReturn: false });

/** @param begin called once, before the first byte is waited for. */
export function createBody(
  message: IncomingMessage,
  begin: () => void,
): Pick<HttpRequest, 'body' | 'stream'> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    begin();
    for await (const chunk of chunksOf(message)) yield chunk;
    if (!message.complete) throw new Error('the peer went away');
  }

  return {
    stream,
    async body(maxBytes) {
      if (Number(message.headers['content-length'] ?? 0) > maxBytes) throw new HttpError(413);
      const late = setTimeout(() => message.destroy(new HttpError(408)), WHOLE_MS);
      const chunks: Uint8Array[] = [];
      let size = 0;
      try {
        begin();
        for await (const chunk of chunksOf(message)) {
          size += chunk.length;
          if (size > maxBytes) throw new HttpError(413);
          chunks.push(chunk);
        }
        return Buffer.concat(chunks);
      } finally {
        clearTimeout(late);
      }
    },
  };
}
