/**
 * Entity time. Specs: XEP-0202 2.0, XEP-0082.
 * Says what time the server has, so that a device can notice that its own clock is wrong.
 * The zone is always UTC: where the server stands is nobody's business.
 */
import { defineModule } from '../kernel/module.ts';
import { NS } from '../kernel/stanza.ts';
import { xml } from './support/elements.ts';

export const time = defineModule({
  name: 'time',
  specs: ['XEP-0202 2.0'],
  setup(ctx) {
    ctx.feature(NS.time, 'host');
    ctx.iq('get', NS.time, 'time', 'host', () =>
      xml('time', { xmlns: NS.time }, xml('tzo', {}, '+00:00'), xml('utc', {}, new Date().toISOString())),
    );
  },
});
