/**
 * What arrives of a request through somebody's web server. Specs: none; for whoever sets one up.
 * The manager asks for an address, fetches it as the world would, and learns which hop lost which header.
 * Nobody else is told anything: an address is a secret, is good for two minutes, and shows nothing but its own request.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HttpError, type HttpRequest, type HttpResponse } from '../kernel/http.ts';
import { defineModule } from '../kernel/module.ts';

const PATH = '/.well-known/chatelaine';
const VALID_MS = 120_000;
/** At once; the oldest goes first. */
const MAX_CHECKS = 20;
const MAX_BODY = 1024 * 1024;

/** What proxies say of themselves and of the person; nothing else of a request is shown. */
const SHOWN = [
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-real-ip',
  'forwarded',
  'via',
] as const;

interface Check {
  readonly until: number;
  /** Bytes of a body that have come so far, to see whether a proxy collects it first. */
  received: number;
}

export const webCheck = defineModule({
  name: 'web-check',
  specs: [],
  setup(ctx) {
    const checks = new Map<string, Check>();

    function checkOf({ segments }: HttpRequest): Check {
      const found = segments.length === 1 ? checks.get(segments[0]!) : undefined;
      if (!found || found.until < Date.now()) throw new HttpError(404);
      return found;
    }

    ctx.http.route({
      ...{ method: 'GET', path: `${PATH}/*` },
      cors: {},
      handler(request): HttpResponse {
        const { received } = checkOf(request);
        const { remoteAddress, secure, host, headers } = request;
        const shown = Object.fromEntries(
          SHOWN.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])),
        );
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ remoteAddress, secure, host: host ?? null, headers: shown, received }),
        };
      },
    });

    ctx.http.route({
      ...{ method: 'PUT', path: `${PATH}/*` },
      async handler(request) {
        const check = checkOf(request);
        check.received = 0;
        for await (const chunk of request.stream()) {
          check.received += chunk.length;
          if (check.received > MAX_BODY || check.until < Date.now()) throw new HttpError(413);
        }
        return { status: 204 };
      },
    });

    ctx.command({
      name: 'web_check',
      summary: 'Make an address that shows what arrives of a request to it, for two minutes',
      positional: [],
      args: z.strictObject({}),
      run() {
        const now = Date.now();
        for (const [token, { until }] of checks)
          if (until < now || checks.size >= MAX_CHECKS) checks.delete(token);
        const token = randomBytes(16).toString('base64url');
        checks.set(token, { until: now + VALID_MS, received: 0 });
        return { path: `${PATH}/${token}` };
      },
      text: ({ path }) => path,
    });
  },
});
