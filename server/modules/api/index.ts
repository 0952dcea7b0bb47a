/**
 * HTTP API. Specs: RFC 6750, RFC 9457, OpenAPI 3.1.0.
 * Runs the commands of `ctl` for programs: a website that asks whether a password is right, a script that adds people.
 * It is on the administration port alone unless the operator puts it on the public web.
 */
import type { HttpRequest, HttpResponse, HttpSite } from '../../kernel/http.ts';
import { defineModule } from '../../kernel/module.ts';
import { createAccessTokens } from '../support/access-tokens.ts';
import { createAudit } from './audit.ts';
import { createApi } from './call.ts';
import { createCallers } from './callers.ts';
import { addCommands } from './commands.ts';
import { openApi } from './openapi.ts';
import { apiOptions } from './options.ts';
import { createPace } from './pace.ts';
import { commandsPage, PAGE_POLICY } from './page.ts';

const PATH = '/api';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export const api = defineModule({
  name: 'api',
  specs: ['RFC 6750', 'RFC 9457', 'OpenAPI 3.1.0'],
  options: apiOptions,
  setup(ctx) {
    const { options } = ctx;
    const now = Date.now;
    const tokens = createAccessTokens({ store: ctx.store, now });
    const audit = createAudit({ store: ctx.store, now });
    const callerOf = createCallers({ ctx, rules: options.rules, tokens, now });
    const calls = createApi({ ctx, callerOf, audit, now, pace: createPace(options.perSecond, now) });
    const sites: readonly HttpSite[] = options.public ? ['admin', 'public'] : ['admin'];

    addCommands(ctx, { tokens, audit, now });
    for (const method of ['GET', 'POST'] as const)
      ctx.http.route({ method, path: `${PATH}/*`, sites, handler: calls.run });
    ctx.http.route({ method: 'GET', path: PATH, sites, handler: list });
    ctx.http.route({ method: 'GET', path: `${PATH}/openapi.json`, sites, handler: document });
    ctx.every(HOUR_MS, () => {
      audit.sweep(options.auditDays);
      tokens.sweep();
    });
    ctx.metric({
      name: 'chatelaine_api_calls',
      type: 'counter',
      help: 'Commands asked for over HTTP, by outcome.',
      read: () => Object.entries(calls.counts).map(([outcome, value]) => ({ labels: { outcome }, value })),
    });

    const written = { until: 0, text: '' };

    /** What there is is no secret: it is in the manual. What may be run is another question. */
    function list({ headers, secure }: HttpRequest): HttpResponse {
      const commands = ctx.commands.admin.list();
      if (/\btext\/html\b/.test(headers.accept ?? ''))
        return {
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY },
          body: commandsPage(commands, `http${secure ? 's' : ''}://${headers.host ?? 'localhost'}`),
        };
      const body = commands.map(({ name, summary }) => ({ name, summary }));
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: `${JSON.stringify(body)}\n`,
      };
    }

    function document(): HttpResponse {
      // WHY kept: anybody may ask, and a hundred schemas take a while.
      if (written.until < now()) {
        const whole = openApi(ctx.commands.admin.list(), ctx.server.version);
        Object.assign(written, { until: now() + MINUTE_MS, text: `${JSON.stringify(whole)}\n` });
      }
      return { status: 200, headers: { 'content-type': 'application/json' }, body: written.text };
    }
  },
});
