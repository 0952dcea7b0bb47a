/**
 * Carbons. Specs: XEP-0280 1.0.1, XEP-0297, XEP-0334 (no-copy).
 * Each of a person's devices sees the whole conversation, whichever device sent or got a message.
 * It does not deliver the messages themselves, and copies no errors (that would need each to be matched to its message).
 */
import type { Element } from 'ltx';
import type { MessageEvent } from '../kernel/hooks.ts';
import { defineModule } from '../kernel/module.ts';
import type { Session } from '../kernel/session.ts';
import { NS } from '../kernel/stanza.ts';
import { forwarded, xml } from './support/elements.ts';
import { shouldCopy } from './support/message-kind.ts';
import { outcomeOf } from './support/outcome.ts';

export const carbons = defineModule({
  name: 'carbons',
  specs: ['XEP-0280 1.0.1', 'XEP-0297 1.0'],
  setup(ctx) {
    const enabled = ctx.sessionState('enabled', () => false);

    ctx.feature(NS.carbons, 'host');
    for (const name of ['enable', 'disable'] as const)
      ctx.iq('set', NS.carbons, name, 'self', ({ session }) => {
        session?.set(enabled, name === 'enable');
        return undefined;
      });

    ctx.on('message.sent', 'copy', (event) => {
      if (shouldCopy(event.stanza).store)
        copy(
          'sent',
          event,
          others(event).filter((session) => session !== event.session),
        );
    });
    ctx.on('message.received', 'copy', (event) => {
      const { stanza, session } = event;
      const verdict = shouldCopy(stanza);
      // §9: the receiving server "SHOULD remove the <private/> element before delivering to the recipient".
      if (verdict.because === 'private') stanza.remove('private', NS.carbons);
      if (!verdict.store) return;
      // Nobody gets it, so there is nothing to have a copy of; the sender gets an error.
      if (outcomeOf(event, ctx.sessions).to === 'error') return;
      // A message to oneself was copied to all other devices when it was sent; the sender has it.
      if (session?.jid.bare.equals(event.account)) return;
      const direct = receivers(event);
      copy(
        'received',
        event,
        others(event).filter((other) => !direct.includes(other)),
      );
    });

    const others = ({ account }: MessageEvent) =>
      ctx.sessions.of(account).filter((session) => session.get(enabled));

    /** §7: those who get the message itself "MUST NOT" get a copy: RFC 6121 §8.5.2 and §8.5.3. */
    function receivers({ to, account }: MessageEvent): readonly Session[] {
      const match = to.isBare ? undefined : ctx.sessions.get(to);
      return match ? [match] : ctx.sessions.available(account);
    }

    function copy(direction: 'sent' | 'received', event: MessageEvent, sessions: readonly Session[]): void {
      if (sessions.length === 0) return;
      const inner = forwarded(event.stanza);
      for (const session of sessions) session.send(wrap(direction, event, session, inner));
    }
  },
});

/** §7, §8: "the 'from' attribute MUST be the Carbons-enabled user's bare JID"; the type is kept. */
function wrap(
  direction: 'sent' | 'received',
  event: MessageEvent,
  session: Session,
  inner: Element,
): Element {
  const attrs = {
    xmlns: NS.client,
    from: event.account.toString(),
    to: session.jid.toString(),
    type: event.stanza.attrs.type,
  };
  return xml('message', attrs, xml(direction, { xmlns: NS.carbons }, inner));
}
