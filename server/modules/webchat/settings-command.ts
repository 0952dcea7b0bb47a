/** What a web client that somebody else serves has to be told: for xmpp-web, the file it reads its settings from. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';

export function addSettingsCommand(ctx: ModuleContext): void {
  ctx.command({
    name: 'web_client_settings',
    summary: 'Tell what a web client elsewhere needs; printed as the local.js of xmpp-web',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    reads: true,
    run({ host: given }) {
      const host = servedHost(ctx, given);
      const addresses = ctx.http.connections(host).flatMap((one) => ('href' in one ? [one] : []));
      const address = (kind: string) => addresses.find(({ rel }) => rel.endsWith(`:${kind}`))?.href;
      const [websocket, bosh] = [address('websocket'), address('xbosh')];
      if (websocket === undefined || bosh === undefined)
        throw new CommandError(
          'refused',
          'No port for the web is open under TLS, so no browser could connect.',
        );
      const rooms = ctx.services.beside(host).find(({ service }) => service.name === 'muc')?.domain ?? null;
      return { domain: host, websocket, bosh, rooms };
    },
    text: ({ domain, websocket, bosh, rooms }) =>
      `var config = ${JSON.stringify(
        {
          name: domain,
          transports: { websocket, bosh },
          ...{ hasGuestAccess: false, hasRegisteredAccess: true, anonymousHost: null },
          ...{ isTransportsUserAllowed: false, hasHttpAutoDiscovery: false, resource: 'Web' },
          ...{ defaultDomain: domain, defaultMuc: rooms },
        },
        undefined,
        2,
      )}`,
  });
}
