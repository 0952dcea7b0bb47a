/**
 * Client state indication. Specs: XEP-0352 1.0.0.
 * A telephone in a pocket is not woken for what nobody looks at; once it matters, everything comes, in order.
 * It tells nobody that somebody is not looking, and holds back nothing that could be lost with it.
 */
import { z } from 'zod';
import { defineModule, type StreamHandle } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { ATTENTION } from '../support/device-facts.ts';
import { xml } from '../support/elements.ts';
import { createHolder, type Holder } from './holder.ts';

const CSI = 'urn:xmpp:csi:0';

const options = z.object({
  /** What is held while somebody is not looking. */
  hold: z
    .array(z.enum(['presence', 'states', 'receipts', 'events']))
    .default(['presence', 'states', 'receipts', 'events']),
  /** Stanzas held for one device; at so many they all leave. */
  maxHeld: z.int().min(1).max(5000).default(500),
});

export const clientState = defineModule({
  name: 'client-state',
  specs: ['XEP-0352 1.0.0'],
  options,
  setup(ctx) {
    const bounds = { stanzas: ctx.options.maxHeld, kinds: new Set(ctx.options.hold) };
    // §5: "The server MUST assume all clients to be in the 'active' state until the client indicates otherwise."
    const inactive = new Map<string, Holder>();

    ctx.streamFeature('authenticated', () => xml('csi', { xmlns: CSI }));
    // §4.2: "There is no reply from the server to either of these elements".
    ctx.nonza(CSI, 'inactive', (_element, session, stream) => bound(session, stream) && deactivate(session));
    // XEP-0386 §3.2.1: "If the client included a XEP-0352 <active/> or <inactive/> element, the session must begin in that state."
    ctx.bindFeature(CSI);
    ctx.on('session.bound', 'deliver', ({ session, inline }) => {
      if (inline?.request.getChild('inactive', CSI)) deactivate(session);
    });
    // §5.1: "The server first changes the CSI state to active and flushes all eventually queued" stanzas, then goes on with what
    // came after it.
    ctx.nonza(CSI, 'active', (_element, session, stream) => bound(session, stream) && activate(session));
    // §5.2: "stream resumption does not affect the current CSI state, which always defaults to 'active' for new and resumed
    // streams".
    ctx.on('session.resumed', 'deliver', ({ session }) => activate(session));
    ctx.on('session.ended', 'deliver', ({ session }) => void inactive.delete(session.id));
    ctx.signal.addEventListener('abort', () => {
      for (const holder of inactive.values()) holder.release();
    });

    /** RFC 6120 §4.9.3.12: "outbound data before the stream has been authenticated", or before there is a session to speak of. */
    function bound(session: Session | undefined, stream: StreamHandle): session is Session {
      if (!session) stream.fail('not-authorized', 'there is no session yet');
      return session !== undefined;
    }

    function deactivate(session: Session): void {
      session.get(ATTENTION).away = true;
      if (!inactive.has(session.id)) inactive.set(session.id, createHolder(session, bounds));
    }

    function activate(session: Session): void {
      session.get(ATTENTION).away = false;
      const holder = inactive.get(session.id);
      if (!holder) return;
      inactive.delete(session.id);
      holder.release();
    }
  },
});
