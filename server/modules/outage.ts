/**
 * Service outage status. Specs: XEP-0455 0.4.0.
 * Tells programs where to look when this server cannot be reached, and keeps what is to be said there.
 * Our own web has the file, too, for trouble it survives; others can copy it to where it is reachable when nothing here is.
 */
import { z } from 'zod';
import { HttpError } from '../kernel/http.ts';
import { defineModule } from '../kernel/module.ts';
import { hostArgument, servedHost } from './support/command-arguments.ts';
import { formOfResult } from './support/data-form.ts';

const OUTAGE = 'urn:xmpp:sos:0';
const PATH = '/outage.json';

const options = z.object({
  /** Where the status of each domain is found: `{host}` stands for the domain. §2.1: "valid URIs". */
  addresses: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(10)
    .default([]),
});
const outageSchema = z.object({
  planned: z.boolean(),
  beginning: z.string(),
  expected_end: z.string().optional(),
  message: z.record(z.string(), z.string()),
});
const time = z.iso.datetime({ offset: true });

export const outage = defineModule({
  name: 'outage',
  specs: ['XEP-0455 0.4.0'],
  options,
  setup(ctx) {
    const table = ctx.store.keyval('outage', outageSchema);

    ctx.discoInfo('host', ({ node, host }) => {
      const origin = ctx.http.origin(host);
      const values = [
        ...ctx.options.addresses.map((address) => address.replaceAll(/\{host\}|%7Bhost%7D/g, host)),
        ...(origin === undefined ? [] : [`${origin}${PATH}`]),
      ];
      if (node !== undefined || values.length === 0) return undefined;
      return { forms: [formOfResult([{ name: 'external-status-addresses', values }], OUTAGE)] };
    });

    // §2.1: "the resources referenced MUST be available without authentication".
    ctx.http.route({
      ...{ method: 'GET', path: PATH, cors: {} },
      handler({ host }) {
        if (host === undefined) throw new HttpError(404);
        return {
          status: 200,
          headers: { 'content-type': 'application/json', 'cache-control': 'max-age=60' },
          body: JSON.stringify(statusOf(host)),
        };
      },
    });

    /** §2.2: "When the outage is over, the file SHOULD be replaced with an empty JSON object." */
    const statusOf = (host: string) => table.get(host, '') ?? {};

    ctx.command({
      name: 'set_outage',
      summary: 'Say that a domain cannot be used for a while, and why',
      positional: ['host', 'message', 'beginning', 'end'],
      optional: 2,
      args: z.strictObject({
        host: hostArgument,
        message: z.string().min(1).max(2000),
        beginning: time.optional(),
        end: time.optional(),
      }),
      run({ host, message, beginning, end }) {
        const status = {
          planned: beginning !== undefined && Date.parse(beginning) > Date.now(),
          beginning: beginning ?? new Date().toISOString(),
          ...(end === undefined ? {} : { expected_end: end }),
          // §2.2: "The "message" field, when set, MUST contain at least a message on the "default" key".
          message: { default: message },
        };
        table.set(servedHost(ctx, host), '', status);
        return status;
      },
      text: (status) => JSON.stringify(status),
    });
    ctx.command({
      name: 'clear_outage',
      summary: 'Say that a domain can be used again',
      positional: ['host'],
      args: z.strictObject({ host: hostArgument }),
      run({ host }) {
        table.deleteOwner(servedHost(ctx, host));
        return {};
      },
      text: () => 'The outage is over.',
    });
    ctx.command({
      name: 'outage_status',
      reads: true,
      summary: 'Print the status file of a domain, as JSON',
      positional: ['host'],
      args: z.strictObject({ host: hostArgument }),
      run: ({ host }) => statusOf(servedHost(ctx, host)),
      text: (status) => JSON.stringify(status),
    });
  },
});
