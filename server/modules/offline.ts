/**
 * Offline messages. Specs: XEP-0160 1.0.1, XEP-0203 2.0, RFC 6121 §8.5.2.2.
 * Keeps messages nobody was there to take, and hands them over, in order and dated, to the first device that can.
 * It is not an archive: what was handed over is forgotten here. archive.ts keeps its own copies.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { MessageEvent, PresenceEvent } from '../kernel/hooks.ts';
import { defineModule, type HookResult, stop } from '../kernel/module.ts';
import type { Session } from '../kernel/session.ts';
import { NS, StanzaError } from '../kernel/stanza.ts';
import { parseXml } from '../kernel/xml.ts';
import { delay } from './support/elements.ts';
import { shouldWait } from './support/message-kind.ts';
import { outcomeOf } from './support/outcome.ts';

const options = z.object({
  /** Messages that wait for one person. */
  maxMessages: z.int().min(1).default(1000),
});
const waitingSchema = z.object({ when: z.number(), stanza: z.string() });
const KEY_DIGITS = 12;

export const offline = defineModule({
  name: 'offline',
  specs: ['XEP-0160 1.0.1', 'XEP-0203 2.0'],
  needs: ['presence'],
  options,
  setup(ctx) {
    const table = ctx.store.keyval('offline', waitingSchema);
    /** By account: how many wait, and the number of the last. Filled when first asked. */
    const counters = new Map<string, { count: number; last: number }>();

    // XEP-0160 §4: a server with offline messages "SHOULD return a \"msgoffline\" feature".
    ctx.feature(NS.offline, 'host');
    ctx.on('message.received', 'guard', refuseWhenFull);
    ctx.on('message.undelivered', 'record', undelivered);
    ctx.on('presence.sent', 'deliver', sent);
    ctx.on('account.removed', 'record', ({ account }) => {
      table.deleteOwner(account.toString());
      counters.delete(account.toString());
    });

    function counterOf(owner: string): { count: number; last: number } {
      let counter = counters.get(owner);
      if (!counter) {
        const entries = table.entries(owner);
        counter = { count: entries.length, last: Number(entries.at(-1)?.[0] ?? 0) };
        counters.set(owner, counter);
      }
      return counter;
    }

    const isFull = (owner: string) => ctx.server.limited && counterOf(owner).count >= ctx.options.maxMessages;

    /**
     * WHY before anything is recorded: the sender is told that the message was not taken, so the archive must not have it.
     * XEP-0313 §6.1: what an entity rejects "should not appear in the archive for the entity that rejected it".
     */
    function refuseWhenFull(event: MessageEvent): HookResult {
      if (!isFull(event.account.toString()) || !shouldWait(event.stanza).store) return undefined;
      if (outcomeOf(event, ctx.sessions).to !== 'undelivered') return undefined;
      ctx.router.bounce(event.stanza, new StanzaError('service-unavailable'));
      return stop('the offline messages are as many as may be');
    }

    function undelivered({ stanza, account }: MessageEvent): HookResult {
      const verdict = shouldWait(stanza);
      // A message without anything to read has missed its moment; an error about it would only puzzle.
      if (!verdict.store) return verdict.because === 'nothing to read' ? stop(verdict.because) : undefined;
      const owner = account.toString();
      const counter = counterOf(owner);
      // XEP-0160 §2: when "the recipient's offline message queue is full", the sender gets <service-unavailable/>; from the
      // kernel, when nobody stops.
      if (isFull(owner)) return undefined;
      counter.count += 1;
      counter.last += 1;
      const key = String(counter.last).padStart(KEY_DIGITS, '0');
      table.set(owner, key, { when: Date.now(), stanza: stanza.toString() });
      return stop('kept for later');
    }

    function sent({ stanza, session, to }: PresenceEvent): HookResult {
      if (!session || to || stanza.attrs.type !== undefined) return;
      // XEP-0160 §2: "When the recipient next sends non-negative available presence to the server, the server delivers the
      // message to the resource that has sent that presence."
      if (session.priority !== undefined && session.priority >= 0) handOver(session);
    }

    function handOver(session: Session): void {
      const owner = session.jid.bare.toString();
      const counter = counterOf(owner);
      if (counter.count === 0) return;
      for (const [key, waiting] of table.entries(owner)) {
        session.send(dated(waiting, session.jid.domain));
        table.delete(owner, key);
      }
      counter.count = 0;
    }
  },
});

/** XEP-0160 §2: "it is RECOMMENDED for the server to add" a delay, from the server that stored it. */
function dated(waiting: z.infer<typeof waitingSchema>, host: string): Element {
  const stanza = parseXml(waiting.stanza);
  stanza.cnode(delay(waiting.when, host));
  return stanza;
}
