/**
 * Carbons. Specs: XEP-0280 1.0.1, XEP-0297, XEP-0334 (no-copy).
 * Each of a person's devices sees the whole conversation, whichever device sent or got a message.
 * It does not deliver the messages themselves, and knows nothing of who is in which room.
 */
import type { Element } from 'ltx';
import type { MessageEvent } from '../kernel/hooks.ts';
import type { Jid } from '../kernel/jid.ts';
import { defineModule } from '../kernel/module.ts';
import type { Session } from '../kernel/session.ts';
import { NS } from '../kernel/stanza.ts';
import { CARBONS as enabled } from './support/device-facts.ts';
import { forwarded, xml } from './support/elements.ts';
import { type Keep, shouldCopy } from './support/message-kind.ts';
import { outcomeOf } from './support/outcome.ts';

type Direction = 'sent' | 'received';

export const carbons = defineModule({
  name: 'carbons',
  specs: ['XEP-0280 1.0.1', 'XEP-0297 1.0'],
  setup(ctx) {
    const copied = createCopied();

    ctx.feature(NS.carbons, 'host');
    // §6.2: full support of all the rules in §6.1.
    ctx.feature('urn:xmpp:carbons:rules:0', 'host');
    for (const name of ['enable', 'disable'] as const)
      ctx.iq('set', NS.carbons, name, 'self', ({ session }) => {
        // §10.1: "The server SHOULD NOT treat multiple enable requests (without an intermediate disable request) as an error".
        session?.set(enabled, name === 'enable');
        return undefined;
      });

    // XEP-0386 §3.2.1: "Message Carbons MUST be enabled at this point. As this operation MUST succeed, no response is necessary."
    ctx.bindFeature(NS.carbons);
    ctx.on('session.bound', 'copy', ({ session, inline }) => {
      if (inline?.request.getChild('enable', NS.carbons)) session.set(enabled, true);
    });

    ctx.on('message.sent', 'copy', (event) => {
      if (!eligible('sent', event, event.to).store) return;
      // §8: "excluding the sending client", "irrespective of whether the sending client has carbons enabled".
      // A message to oneself reaches some of them as it is.
      const direct = event.to.bare.equals(event.account) ? receivers(event) : [];
      const takers = others(event).filter((one) => one !== event.session && !direct.includes(one));
      copy('sent', event, event.to, takers);
    });

    ctx.on('message.received', 'copy', (event) => {
      const { session, from } = event;
      if (!eligible('received', event, from).store) return;
      const outcome = outcomeOf(event, ctx.sessions).to;
      // Nobody gets it, so there is nothing to have a copy of; the sender gets an error.
      if (outcome === 'error') return;
      // A message to oneself was copied to all other devices when it was sent; the sender has it.
      if (session?.jid.bare.equals(event.account)) return;
      // §7: "The receiving server MUST NOT send a forwarded copy to the client(s) the original <message/> stanza was addressed to".
      const direct = outcome === 'nobody' ? [] : receivers(event);
      copy(
        'received',
        event,
        from,
        others(event).filter((other) => !direct.includes(other)),
      );
    });

    ctx.on('message.redelivered', 'copy', (event) => {
      if (event.to.isBare) return;
      const verdict = eligible('received', event, event.from);
      // Those who are in the room have one of their own, and the others could not answer it.
      if (verdict.because === 'from a room') event.takers = [];
      // To a full address: those with carbons had their copy when it came.
      if (!verdict.store) return;
      const unseen = (taker: Session) => taker.connectedAt > event.queuedAt || !taker.get(enabled);
      event.takers = event.takers.filter(unseen);
    });

    ctx.on('session.ended', 'record', ({ session }) => {
      if (ctx.sessions.of(session.jid.bare).length === 0) copied.forget(session.jid.bare);
    });

    function eligible(
      direction: Direction,
      event: Pick<MessageEvent, 'stanza' | 'account'>,
      peer: Jid,
    ): Keep {
      const { stanza, account } = event;
      const answersCopied = stanza.attrs.type === 'error' && copied.has(account, peer, stanza.attrs.id);
      return shouldCopy(stanza, { direction, answersCopied });
    }

    const others = ({ account }: MessageEvent) =>
      ctx.sessions.of(account).filter((session) => session.get(enabled));

    /** Those who get the message itself: RFC 6121 §8.5.2 and §8.5.3. */
    function receivers({ to, account }: MessageEvent): readonly Session[] {
      const match = to.isBare ? undefined : ctx.sessions.get(to);
      return match ? [match] : ctx.sessions.available(account);
    }

    function copy(direction: Direction, event: MessageEvent, peer: Jid, takers: readonly Session[]): void {
      // The answer can be an error, and is for all devices that know the question, copied or not.
      if (ctx.sessions.of(event.account).length > 1) copied.note(event.account, peer, event.stanza.attrs.id);
      if (takers.length === 0) return;
      const inner = forwarded(event.stanza);
      for (const session of takers) {
        session.send(wrap(direction, event, session, inner));
        if (direction === 'received') ctx.announce('message.copied', { session, stanza: event.stanza });
      }
    }
  },
});

/** §7, §8: "the 'from' attribute MUST be the Carbons-enabled user's bare JID"; "SHOULD maintain the same 'type' attribute value". */
function wrap(direction: Direction, event: MessageEvent, session: Session, inner: Element): Element {
  const attrs = {
    xmlns: NS.client,
    from: event.account.toString(),
    to: session.jid.toString(),
    type: event.stanza.attrs.type,
  };
  return xml('message', attrs, xml(direction, { xmlns: NS.carbons }, inner));
}

/** How many eligible messages of an account are remembered, so that an error that answers one can be told from others. */
const REMEMBERED = 200;
/** Longer ids are not remembered: no program makes them. */
const MAX_ID = 256;

/** §6.1: "it is of type "error" and it was sent in response to a <message/> that was eligible for carbons delivery." */
function createCopied() {
  const accounts = new Map<string, Set<string>>();
  const keyOf = (peer: Jid, id: string) => `${peer.bare} ${id}`;
  return {
    note(account: Jid, peer: Jid, id: string | undefined): void {
      if (id === undefined || id.length > MAX_ID) return;
      const key = account.toString();
      const ids = accounts.get(key) ?? new Set<string>();
      accounts.set(key, ids.add(keyOf(peer, id)));
      const [oldest] = ids;
      if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest);
    },
    has: (account: Jid, peer: Jid, id: string | undefined): boolean =>
      id !== undefined && (accounts.get(account.toString())?.has(keyOf(peer, id)) ?? false),
    forget: (account: Jid): void => void accounts.delete(account.toString()),
  };
}
