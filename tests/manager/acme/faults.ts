/**
 * A proxy in front of pebble: adds renewal information and profiles (which Debian's pebble does not have), counts, and lets a test answer in its place.
 * Its addresses take the place of pebble's in every answer; signatures name the proxy's, so requests are signed for it and checked by a
 * pebble that believes it is reached there (the Host header is kept).
 */
import { createServer, request as httpsRequest } from 'node:https';
import type { Pebble } from '../../support/pebble.ts';
import { makeAuthority } from '../../support/pki.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface Fault {
  /** In place of pebble's answer; undefined lets it through; `cut` breaks the connection. */
  before?(path: string, payload: Record<string, unknown> | undefined): Answer | 'cut' | undefined;
}

export interface Asked {
  readonly path: string;
  readonly payload: Record<string, unknown> | undefined;
  readonly status: number | undefined;
}

export interface Front {
  readonly directory: string;
  readonly ca: string;
  /** Signed requests so far: where, what they carried, and pebble's answer to them (400 where it would not have the nonce). */
  readonly asked: readonly Asked[];
  fault: Fault;
  /** What is told of renewals; undefined: 404. */
  window: { start: string; end: string } | undefined;
  stop(): Promise<void>;
}

export const problemOf = (type: string, detail = 'as the test wants it', more: object = {}): unknown => ({
  ...{ type: `urn:ietf:params:acme:error:${type}`, detail },
  ...more,
});

export async function startFront(pebble: Pebble): Promise<Front> {
  const authority = await makeAuthority('Test authority of the proxy');
  const own = await authority.issue({ dns: ['localhost'], ip: ['127.0.0.1'] });
  const target = new URL(pebble.directory);
  const asked: { -readonly [Key in keyof Asked]: Asked[Key] }[] = [];
  const state: Pick<Front, 'fault' | 'window'> = { fault: {}, window: undefined };

  const server = createServer({ cert: own.pem, key: own.key }, async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = incoming.url ?? '';
    const payload = payloadOf(body);
    const one = { path, payload, status: undefined as number | undefined };
    if (incoming.method === 'POST') asked.push(one);
    const say = ({ status, headers, body }: Answer) => {
      outgoing.writeHead(status, {
        'content-type': status < 300 ? 'application/json' : 'application/problem+json',
        ...headers,
      });
      outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const instead = state.fault.before?.(path, payload);
    if (instead === 'cut') return void incoming.socket.destroy();
    if (instead) return say(instead);
    if (path.startsWith('/renewal-info/'))
      return say(
        state.window
          ? { status: 200, headers: { 'retry-after': '21600' }, body: { suggestedWindow: state.window } }
          : { status: 404, body: problemOf('malformed') },
      );
    const forward = httpsRequest(
      {
        ...{ host: target.hostname, port: target.port, path, method: incoming.method },
        ...{ ca: pebble.ca, headers: { ...incoming.headers, host: incoming.headers.host } },
      },
      (answer) => {
        one.status = answer.statusCode;
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          let text = Buffer.concat(parts).toString();
          // HEAD, which asks for the time, has none.
          if (path === target.pathname && text !== '') {
            const directory = JSON.parse(text);
            directory.renewalInfo = `https://${incoming.headers.host}/renewal-info`;
            directory.meta.profiles = { shortlived: 'six days' };
            text = JSON.stringify(directory);
          }
          const { 'content-length': _, ...headers } = answer.headers;
          outgoing.writeHead(answer.statusCode ?? 500, headers);
          outgoing.end(text);
        });
      },
    );
    forward.on('error', () => outgoing.destroy());
    forward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return Object.assign(state, {
    ...{ directory: `https://127.0.0.1:${port}${target.pathname}`, ca: authority.pem, asked },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function payloadOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const text = Buffer.from(JSON.parse(body.toString()).payload, 'base64url').toString();
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
