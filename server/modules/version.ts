/**
 * Software version. Specs: XEP-0092 1.1.
 * Says which server this is, for people who help each other by telephone.
 * It does not name the operating system: §3 leaves that out for good reason.
 */
import { defineModule } from '../kernel/module.ts';
import { NS } from '../kernel/stanza.ts';
import { xml } from './support/elements.ts';

export const version = defineModule({
  name: 'version',
  specs: ['XEP-0092 1.1'],
  setup(ctx) {
    ctx.feature(NS.version, 'host');
    ctx.iq('get', NS.version, 'query', 'host', () =>
      xml(
        'query',
        { xmlns: NS.version },
        xml('name', {}, ctx.server.name),
        xml('version', {}, ctx.server.version),
      ),
    );
  },
});
