/**
 * Offline messages. Specs: XEP-0160 1.0.1, XEP-0013 1.3, XEP-0203 2.0, RFC 6121 §8.5.2.2.
 * Keeps messages nobody was there to take, and hands them over, in order and dated, to the first device that can.
 * It is not an archive: what was handed over is forgotten here. modules/archive keeps its own copies.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { MessageEvent, PresenceEvent } from '../../kernel/hooks.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { createBlocklist } from '../support/blocklist.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import { createContacts } from '../support/contacts.ts';
import { shouldWait } from '../support/message-kind.ts';
import { outcomeOf } from '../support/outcome.ts';
import { isSubscriber } from '../support/subscription-chart.ts';
import { createOfflineQueue, offlineOptions } from './queue.ts';
import { flexibleRetrieval } from './retrieval.ts';

/** The part of a queue that strangers of other servers can take. */
const STRANGERS_SHARE = 0.5;

export const offline = defineModule({
  name: 'offline',
  specs: ['XEP-0160 1.0.1', 'XEP-0013 1.3', 'XEP-0203 2.0'],
  needs: ['presence'],
  options: offlineOptions,
  setup(ctx) {
    const queue = createOfflineQueue(ctx);
    const blocklist = createBlocklist(ctx);
    const contacts = createContacts(ctx);
    const { fetches } = flexibleRetrieval(ctx, queue);
    /** Keys of what the session has seen already. */
    const seen = ctx.sessionState<string[]>('seen', () => []);
    /** Who got a copy of a message that is being delivered. */
    const copies = new WeakMap<Element, Session[]>();

    ctx.command({
      name: 'waiting_messages',
      scope: 'people',
      reads: true,
      summary: 'Count the messages that wait, for each account of a domain that has some',
      positional: ['host'],
      args: z.strictObject({ host: hostArgument }),
      run: ({ host }) =>
        ctx.accounts.list(servedHost(ctx, host)).flatMap(({ jid }) => {
          const count = queue.count(jid.toString());
          return count > 0 ? [{ jid: jid.toString(), count }] : [];
        }),
    });

    // XEP-0160 §4: a server with offline messages "SHOULD return a \"msgoffline\" feature".
    ctx.feature(NS.offline, 'host');
    ctx.on('message.received', 'guard', refuseWhenFull);
    ctx.on('message.undelivered', 'record', undelivered);
    ctx.on('message.copied', 'record', ({ session, stanza }) => {
      copies.set(stanza, [...(copies.get(stanza) ?? []), session]);
    });
    ctx.on('archive.read', 'record', ({ session, ids }) => noteRead(session, new Set(ids)));
    ctx.on('presence.sent', 'deliver', sent);
    ctx.on('session.bound', 'record', ({ session, inline }) => inline && leaveToArchive(session));
    ctx.on('account.removed', 'record', ({ account }) => queue.clear(account.toString()));

    /**
     * WHY before anything is recorded: the sender is told that the message was not taken, so the archive must not have it.
     * XEP-0313 §6.1: what an entity rejects "should not appear in the archive for the entity that rejected it".
     */
    function refuseWhenFull(event: MessageEvent): HookResult {
      if (!queue.isFull(event.account.toString(), shareOf(event)) || !shouldWait(event.stanza).store)
        return undefined;
      if (outcomeOf(event, ctx.sessions).to !== 'undelivered') return undefined;
      ctx.router.bounce(event.stanza, new StanzaError('service-unavailable'));
      return stop('the offline messages are as many as may be');
    }

    const isStranger = (account: Jid, from: Jid) => {
      const { listed, state } = contacts.get(account, from.bare);
      return ctx.router.isOutside(from) && !listed && !isSubscriber(state);
    };

    /** WHY: strangers must not take the place of all others. */
    const shareOf = ({ account, from }: Pick<MessageEvent, 'account' | 'from'>) =>
      isStranger(account, from) ? STRANGERS_SHARE : 1;

    function undelivered({ stanza, account, from }: MessageEvent): HookResult {
      const verdict = shouldWait(stanza);
      // RFC 6120 §10.2, §13.11: an error for what is not to wait would tell a stranger that there is such an account, and nobody there.
      if (!verdict.store && isStranger(account, from))
        return stop('nobody is there, and a stranger is not told');
      // A message without anything to read has missed its moment; an error about it would only puzzle.
      if (!verdict.store) return verdict.because === 'nothing to read' ? stop(verdict.because) : undefined;
      // XEP-0160 §2: when "the recipient's offline message queue is full", the sender gets <service-unavailable/>; from the
      // kernel, when nobody stops.
      const key = queue.add(account.toString(), stanza, shareOf({ account, from }));
      if (key === undefined) return undefined;
      for (const session of copies.get(stanza) ?? []) session.set(seen, [...session.get(seen), key]);
      return stop('kept for later');
    }

    /**
     * XEP-0313 §6.1.1: "A server MAY choose not to deliver offline messages to a client that has already queried their MAM archive
     * and received the archived copies of those messages that would otherwise be delivered […] this is helpful to avoid duplicate
     * messages for clients, so is suggested."
     */
    function noteRead(session: Session, ids: ReadonlySet<string>): void {
      const owner = session.jid.bare.toString();
      if (ids.size === 0 || queue.count(owner) === 0) return;
      const read = queue.entries(owner).filter(({ archived }) => archived !== undefined && ids.has(archived));
      if (read.length > 0)
        session.set(seen, [...new Set([...session.get(seen), ...read.map(({ key }) => key)])]);
    }

    /**
     * XEP-0386 §3.2: "Clear the offline messages for this user, if any, without sending them (as they will be provided by MAM)."
     * WHY not all: what is in no archive would be lost.
     */
    function leaveToArchive(session: Session): undefined {
      const owner = session.jid.bare.toString();
      const archived = queue.entries(owner).filter(({ archived }) => archived !== undefined);
      if (archived.length > 0)
        queue.remove(
          owner,
          archived.map(({ key }) => key),
        );
    }

    function sent({ stanza, session, to }: PresenceEvent): HookResult {
      if (!session || to || stanza.attrs.type !== undefined) return;
      // XEP-0160 §2: "When the recipient next sends non-negative available presence to the server, the server delivers the
      // message to the resource that has sent that presence."
      if (session.priority === undefined || session.priority < 0) return;
      // XEP-0013 §2.2: "the server MUST NOT send a flood of offline messages".
      if (!fetches(session.jid.bare)) handOver(session);
    }

    function handOver(session: Session): void {
      const owner = session.jid.bare.toString();
      if (queue.count(owner) === 0) return;
      const known = new Set(session.get(seen));
      const waiting = queue.entries(owner);
      for (const message of waiting) {
        if (known.has(message.key)) continue;
        const stanza = message.read();
        const from = parseJid(stanza.attrs.from ?? '');
        // XEP-0191 §3.3: nothing of a blocked address is delivered, whenever it came.
        if (!from || !blocklist.blocks(session.jid.bare, from)) session.send(stanza);
      }
      queue.remove(
        owner,
        waiting.map(({ key }) => key),
      );
      if (known.size > 0) session.set(seen, []);
    }
  },
});
