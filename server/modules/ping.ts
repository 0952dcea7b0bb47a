/**
 * Ping. Specs: XEP-0199 2.0.1.
 * Lets a device find out whether the connection still carries.
 * It does not ping clients: stream management and TCP notice dead connections.
 */
import { defineModule } from '../kernel/module.ts';
import { NS } from '../kernel/stanza.ts';

export const ping = defineModule({
  name: 'ping',
  specs: ['XEP-0199 2.0.1'],
  setup(ctx) {
    ctx.feature(NS.ping, 'both');
    ctx.iq('get', NS.ping, 'ping', 'host', () => undefined);
    // §4.1: "c2s": a ping without an address, or to one's own account, is the server's to answer.
    ctx.iq('get', NS.ping, 'ping', 'self', () => undefined);
  },
});
