/**
 * The door over HTTP, before there is a session: what lets somebody in, in exchange for a cookie; giving it again before
 * something dangerous; and leaving. What decides is the manager's (`access/enter.ts`); here is who may ask at all.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MARK_DAYS } from '../manager/access/devices.ts';
import type { Entered, Entrance, Key, Visitor } from '../manager/access/enter.ts';
import { cookie, createTries, hasCsrfHeader, isOwnOrigin, noCookie, readCookie } from './gate.ts';
import type { Refusal } from './refusals.ts';

/** What the manager gives to the door. */
export interface Door extends Entrance {
  /** Resolves the cookie's secret to its session. */
  find(secret: string): { readonly id: string; readonly browser: string } | undefined;
  onRevoked(run: (id: string) => void): () => void;
  /** Calls back when a line of a session was confirmed by what an answer of `/access` gave it. */
  onClaimed(run: (session: string, line: string) => void): () => void;
}

/** What is known once it listens. */
export interface Gate {
  hosts: ReadonlySet<string>;
  cookie: string;
  readonly secure: boolean;
  readonly refused: (why: Refusal, from: string) => void;
}

export interface DoorParts {
  readonly door: Door;
  readonly describeBrowser: (userAgent: string) => string;
  /** Told of each browser that came in. */
  readonly entered: () => void;
  readonly now: () => number;
}

const linkBody = z.object({ token: z.string().max(200) });
const keyBody = z.discriminatedUnion('by', [
  z.object({ by: z.literal('password'), password: z.string().min(1).max(1024) }),
  z.object({ by: z.literal('passkey'), response: z.record(z.string(), z.unknown()) }),
]);

/** What the page hands over on its own line (`access.claim`). */
export const TICKET_HEADER = 'x-chatelaine-ticket';

export function refuse(
  { refused }: Gate,
  { ip }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  why: Refusal,
): FastifyReply {
  refused(why, ip);
  return reply.code(status).send();
}

export const originOf = (gate: Gate, host: string): string =>
  `${gate.secure ? 'https' : 'http'}://${host.toLowerCase()}`;

/** Adds `/access` and what is below it. */
export function addDoor(
  app: FastifyInstance,
  { door, describeBrowser, entered, now }: DoorParts,
  gate: Gate,
): void {
  const tries = createTries(now);
  const secretOf = ({ headers }: FastifyRequest) => readCookie(headers.cookie, gate.cookie);
  const markCookie = () => `${gate.cookie}-device`;
  const isForeign = ({ headers }: FastifyRequest) =>
    headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host ?? '', gate.secure);

  const visitorOf = (request: FastifyRequest): Visitor => ({
    origin: originOf(gate, request.headers.host ?? ''),
    address: request.ip,
    browser: describeBrowser((request.headers['user-agent'] ?? '').slice(0, 500)),
    before: secretOf(request),
    mark: readCookie(request.headers.cookie, markCookie()),
  });

  /** Every post: from our own page, or not at all. */
  async function post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (!hasCsrfHeader(request.headers)) return refuse(gate, request, reply, 403, 'csrf');
    if (isForeign(request)) return refuse(gate, request, reply, 403, 'origin');
    return undefined;
  }

  function answer(request: FastifyRequest, reply: FastifyReply, key: Key, result: Entered): FastifyReply {
    if ('secret' in result) {
      // Not in the cookie: only the page that asked gets it, and hands it over on its own line.
      if (result.ticket !== null) reply.header(TICKET_HEADER, result.ticket);
      return reply
        .header('set-cookie', [
          cookie(gate.cookie, result.secret, gate.secure),
          cookie(markCookie(), result.mark, gate.secure, MARK_DAYS),
        ])
        .code(204)
        .send();
    }
    switch (result.because) {
      case 'wait':
        reply.header('retry-after', String(Math.ceil(result.ms / 1000)));
        return refuse(gate, request, reply, 429, 'tries');
      case 'full':
        reply.header('retry-after', '2');
        return refuse(gate, request, reply, 429, 'tries');
      case 'used':
        return refuse(gate, request, reply, 410, 'link used');
      case 'none':
        return refuse(gate, request, reply, 403, 'no password');
      case 'wrong':
        return refuse(gate, request, reply, 401, key.by === 'passkey' ? 'passkey' : 'password');
      default:
        return refuse(gate, request, reply, 401, key.by === 'link' ? 'link unknown' : 'no session');
    }
  }

  app.get('/access', async (request, reply) => {
    const secret = secretOf(request);
    if (secret === undefined || !door.find(secret)) return reply.code(401).send();
    // Given anew: its days count from the last visit, as the session's do.
    return reply
      .header('set-cookie', cookie(gate.cookie, secret, gate.secure))
      .code(204)
      .send();
  });
  app.get('/access/ways', async (request) => door.ways(visitorOf(request).origin));

  app.post('/access', { preHandler: post }, async (request, reply) => {
    const body = linkBody.safeParse(request.body);
    const key = { by: 'link', token: body.data?.token ?? '' } as const;
    if (!tries.allowed(request.ip)) return refuse(gate, request, reply, 429, 'link tries');
    const result = await door.enter(key, visitorOf(request));
    if ('secret' in result) entered();
    else tries.wrong(request.ip);
    return answer(request, reply, key, result);
  });
  app.post('/access/enter', { preHandler: post }, async (request, reply) => {
    const body = keyBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send();
    const result = await door.enter(body.data, visitorOf(request));
    if ('secret' in result) entered();
    return answer(request, reply, body.data, result);
  });
  app.post('/access/confirm', { preHandler: post }, async (request, reply) => {
    const body = keyBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send();
    return answer(request, reply, body.data, await door.confirm(body.data, visitorOf(request)));
  });
  app.post('/access/passkey', { preHandler: post }, async (request) =>
    door.passkeyChallenge(visitorOf(request).origin),
  );
  app.post('/access/leave', { preHandler: post }, async (request, reply) => {
    const secret = secretOf(request);
    if (secret !== undefined) await door.leave(secret);
    return reply.header('set-cookie', noCookie(gate.cookie, gate.secure)).code(204).send();
  });
}
