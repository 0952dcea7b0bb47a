/**
 * HTTP to the router and to nobody else: bounded in time and bytes, follows nothing, sends nothing that was not asked for.
 */
import { request } from 'node:http';
import { isIPv6 } from 'node:net';
import { systemCode } from '../../problem.ts';
import { RouterRefused, RouterSilent } from '../client.ts';

const TIMEOUT_MS = 6_000;
const MOST_BYTES = 128 * 1024;

export interface Place {
  /** The router's address; IPv6 with its zone. */
  readonly gateway: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
  /** Our address towards it. */
  readonly source: string;
}

export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Where a router's URL leads. Throws `RouterRefused` for one that leads anywhere but to the router itself.
 * @param url as it was told, whole or relative to `base`.
 */
export function placeOf(
  url: string,
  base: string | undefined,
  { gateway, source }: Pick<Place, 'gateway' | 'source'>,
): Place {
  if (url.length > 1000 || !URL.canParse(url, base))
    throw new RouterRefused('strange', 'an address that is none');
  const { protocol, hostname, port, pathname, search, username } = new URL(url, base);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol !== 'http:' || username !== '' || host !== gateway)
    throw new RouterRefused('strange', `it sends us to ${protocol}//${host}`);
  return { gateway, source, port: port === '' ? 80 : Number(port), path: `${pathname}${search}` };
}

/**
 * GET, or POST where there is something to send. Resolves with status 200 and 500 (a SOAP fault); every other, a redirect
 * too, is refused. Rejects with `RouterSilent` where nobody answers in time.
 */
export function exchange(
  place: Place,
  sent: Sent | null,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const { gateway, port, path, source } = place;
  const time = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      if (signal.aborted) return reject(signal.reason);
      if (error instanceof RouterRefused) return reject(error);
      reject(new RouterSilent(time.aborted ? 'no answer in time' : (systemCode(error) ?? error.message)));
    };
    const asking = request(
      {
        ...{ host: gateway, port, path, localAddress: source, agent: false, method: sent ? 'POST' : 'GET' },
        // A zone is for this computer alone.
        headers: {
          Host: `${isIPv6(gateway) ? `[${gateway.replace(/%.*$/, '')}]` : gateway}:${port}`,
          Connection: 'close',
          ...sent?.headers,
          ...(sent && { 'Content-Length': String(Buffer.byteLength(sent.body)) }),
        },
        ...{ maxHeaderSize: 8 * 1024, signal: AbortSignal.any([signal, time]) },
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        if (status !== 200 && status !== 500) {
          asking.destroy(new RouterRefused('strange', `HTTP status ${status}`));
          return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) asking.destroy(new RouterRefused('strange', 'an answer without an end'));
          else chunks.push(chunk);
        });
        answer.on('end', () => resolve({ status, text: Buffer.concat(chunks).toString('utf8') }));
        answer.on('error', fail);
      },
    );
    asking.on('error', fail);
    asking.end(sent?.body ?? '');
  });
}
