/**
 * Metrics and health. Specs: OpenMetrics 1.0.0.
 * Tells monitoring programs how the server is, on the administration port: numbers at /metrics, life at /healthz, readiness at /readyz.
 * It tells how many, never who.
 */
import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { defineModule } from '../../kernel/module.ts';
import { LOOPBACK, network, networkList } from '../../kernel/networks.ts';
import { bearerOf, createAccessTokens } from '../support/access-tokens.ts';
import { pageBehind } from '../support/page-behind.ts';
import { isProxied } from '../support/proxied.ts';
import { addNumbers } from './commands.ts';
import { createReadiness } from './health.ts';
import { formatFor, TYPES, write } from './openmetrics.ts';
import { processMetrics } from './process.ts';
import { trafficMetrics } from './traffic.ts';

const options = z.object({
  /** Who may read the numbers without a token, and without a proxy between. With one that is good for reading, everybody who reaches the port. */
  from: z
    .array(network)
    .max(100)
    .default([...LOOPBACK]),
});

const MINUTE_MS = 60_000;

export const metrics = defineModule({
  name: 'metrics',
  specs: ['OpenMetrics 1.0.0'],
  options,
  setup(ctx) {
    const isAllowed = networkList(ctx.options.from);
    const tokens = createAccessTokens({ store: ctx.store, now: Date.now });
    const own = processMetrics();
    ctx.signal.addEventListener('abort', own.stop);
    ctx.every(MINUTE_MS, own.renew);
    for (const metric of [...own.metrics, ...trafficMetrics(ctx)]) ctx.metric(metric);
    addNumbers(ctx, Date.now);
    const readiness = createReadiness(ctx, Date.now);

    const serve = (path: string, handler: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>) =>
      ctx.http.route({ method: 'GET', path, sites: ['admin'], handler });

    serve('/metrics', (request) => {
      const refused = refusal(request);
      if (refused) return refused;
      const format = formatFor(request.headers.accept);
      const body = write(ctx.metrics.all(), format, (name, error) =>
        ctx.log.error('a number could not be told', { metric: name, cause: String(error) }),
      );
      return { status: 200, headers: { 'content-type': TYPES[format] }, body };
    });
    // Whoever answers is alive: the same thread serves the clients.
    serve('/healthz', () => json(200, { status: 'ok' }));
    serve('/readyz', async () => {
      const checks = await readiness();
      const ready = checks.every(({ ok }) => ok);
      return json(ready ? 200 : 503, { status: ready ? 'ok' : 'not ready', checks });
    });

    function refusal({ headers, remoteAddress }: HttpRequest): HttpResponse | undefined {
      const page = pageBehind(headers, ctx.server.hosts);
      if (isAllowed(remoteAddress) && !isProxied(headers) && !page) return undefined;
      const verdict = tokens.check(bearerOf(headers) ?? '', remoteAddress);
      if (verdict.ok && READERS.some((one) => verdict.token.scopes.includes(one))) return undefined;
      return {
        status: verdict.ok ? 403 : 401,
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'www-authenticate': 'Bearer realm="Chatelaine"',
        },
        // A scraper that calls us by another name than ours has to know why it is taken for a page.
        body: `A token for reading is needed, or an address that is allowed${page ? `; without a token, ${page}` : ''}.\n`,
      };
    }
  },
});

const READERS = ['read', 'all'] as const;

const json = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
});
