/**
 * Looks for a proof of HTTP-01 as the authority will: from the name's addresses, following where it is sent. Specs: RFC 8555 §8.3.
 * Not from outside: a router may not let us reach ourselves by our public address, and then nobody answers. Somebody else who
 * answers is another matter: so will they answer the authority.
 */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { systemCode } from '../../../problem.ts';
import { isPublic as isEverybodys } from '../../judge/outside.ts';

export type Seen =
  | { readonly seen: 'proof' }
  /** Somebody answered, and it was something else. */
  | { readonly seen: 'other'; readonly said: string }
  /** Nobody did. */
  | { readonly seen: 'nobody'; readonly said: string };

export interface LookParts {
  /** All addresses of a name, v4 and v6; empty: it has none. */
  readonly lookup: (name: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Other than the web's; for tests. */
  readonly port?: number;
  /** Whether an address is one of the internet; for tests, which have none. */
  readonly isPublic?: (address: string) => boolean;
  readonly timeoutMs?: number;
}

export interface Look {
  /** At every address of the name: an authority may take any. */
  byName(name: string, path: string, proof: string, signal: AbortSignal): Promise<Seen>;
  /** At one address and port of ours, by the name. */
  at(
    address: string,
    port: number,
    name: string,
    path: string,
    proof: string,
    signal: AbortSignal,
  ): Promise<Seen>;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 4096;
/** Let's Encrypt follows ten. */
const MOST_REDIRECTS = 10;
const MOST_ADDRESSES = 8;

export function createLook({
  lookup,
  port: webPort = 80,
  isPublic = isEverybodys,
  timeoutMs = TIMEOUT_MS,
}: LookParts): Look {
  async function at(
    address: string,
    port: number,
    name: string,
    path: string,
    proof: string,
    signal: AbortSignal,
  ): Promise<Seen> {
    let url = new URL(`http://${name}${port === 80 ? '' : `:${port}`}${path}`);
    let where = { address, port };
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const answer = await get(url, where, until);
        const { status, body, location } = answer;
        const next = status >= 300 && status < 400 && location ? URL.parse(location, url.href) : null;
        if (!next) {
          // SPEC: RFC 8555 §8.3: white space behind the key authorization is no matter.
          if (status === 200 && body.trimEnd() === proof) return { seen: 'proof' };
          return { seen: 'other', said: `${url.href}: HTTP ${status}, ${JSON.stringify(body.slice(0, 80))}` };
        }
        if (!/^https?:$/.test(next.protocol))
          return { seen: 'other', said: `sent to ${next.href.slice(0, 200)}` };
        const usual = next.protocol === 'https:' ? 443 : webPort;
        const nextPort = next.port === '' ? usual : Number(next.port);
        // Let's Encrypt follows to these ports only; and nobody's website sends us looking around in our own network.
        if (![80, 443, webPort].includes(nextPort))
          return { seen: 'other', said: `sent to port ${nextPort}, where no authority looks` };
        const [elsewhere] = next.hostname === name ? [where.address] : await lookup(next.hostname, until);
        if (elsewhere === undefined)
          return { seen: 'other', said: `sent to ${next.hostname}, which has no address` };
        // No authority goes there, and whoever answers on the internet must not have us ask around inside.
        if (isPublic(where.address) && !isPublic(elsewhere))
          return { seen: 'other', said: `sent to ${next.hostname}, which is not on the internet` };
        where = { address: elsewhere, port: nextPort };
        url = next;
      }
      return { seen: 'other', said: 'sent on and on' };
    } catch (error) {
      signal.throwIfAborted();
      return {
        seen: 'nobody',
        said: `${where.address} port ${where.port}: ${systemCode(error) ?? (error as Error).message}`,
      };
    }
  }

  return {
    at,
    async byName(name, path, proof, signal) {
      const addresses = (await lookup(name, signal)).slice(0, MOST_ADDRESSES);
      if (addresses.length === 0) return { seen: 'other', said: `${name} has no address` };
      const all = await Promise.all(
        addresses.map((address) => at(address, webPort, name, path, proof, signal)),
      );
      // One that answers wrongly is the one the authority will have taken.
      return (
        all.find(({ seen }) => seen === 'other') ??
        all.find(({ seen }) => seen === 'nobody') ??
        ({ seen: 'proof' } as const)
      );
    },
  };
}

interface Got {
  readonly status: number;
  readonly body: string;
  readonly location: string | undefined;
}

function get(
  url: URL,
  { address, port }: { address: string; port: number },
  signal: AbortSignal,
): Promise<Got> {
  const secure = url.protocol === 'https:';
  const options = {
    ...{ host: address, port, path: url.pathname + url.search, signal, agent: false as const },
    family: isIPv6(address) ? 6 : 4,
    headers: { host: url.host, 'user-agent': 'Chatelaine', connection: 'close' },
  };
  return new Promise((resolve, reject) => {
    const took = (answer: IncomingMessage) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MOST_BYTES) done();
      });
      const done = () => {
        resolve({ status: answer.statusCode ?? 0, body, location: answer.headers.location });
        answer.destroy();
      };
      answer.on('end', done);
      answer.on('error', reject);
    };
    const sent: ClientRequest = secure
      ? // The authority does not check this certificate, either: it is what the order is about.
        httpsRequest({ ...options, servername: url.hostname, rejectUnauthorized: false }, took)
      : httpRequest(options, took);
    sent.on('error', reject);
    sent.end();
  });
}
