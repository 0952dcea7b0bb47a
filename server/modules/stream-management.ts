/**
 * Stream management. Specs: XEP-0198 1.6.3.
 * Nothing is lost when a train enters a tunnel: both sides count what arrived, and a broken session is taken up again.
 * The counting, keeping and sending again are the session's (kernel/session.ts); here are only the words.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { Jid } from '../kernel/jid.ts';
import { defineModule, type StreamHandle } from '../kernel/module.ts';
import type { Session } from '../kernel/session.ts';
import { NS, type StanzaCondition } from '../kernel/stanza.ts';
import { xml } from './support/elements.ts';

const options = z.object({
  /** How long a broken session waits at most. */
  resumeSeconds: z.int().min(0).max(86_400).default(600),
  /** Where clients should come back to, as "host:port"; clients that cannot try the usual way. */
  location: z.string().min(1).max(1000).optional(),
});

const SM = NS.streamManagement;
const COUNTERS = 2 ** 32;
/** How many of an account's ended sessions are remembered, and how long a session's count is told. */
const REMEMBERED = 10;
const REMEMBERED_MS = 7 * 86_400_000;
const endedSchema = z.object({ h: z.number(), at: z.number() });

export const streamManagement = defineModule({
  name: 'stream-management',
  specs: ['XEP-0198 1.6.3'],
  options,
  setup(ctx) {
    /** By account and session id: how many stanzas of a session that is over were handled. */
    const over = ctx.store.keyval('ended-sessions', endedSchema);

    ctx.streamFeature('authenticated', () => xml('sm', { xmlns: SM }));
    // §9: within a log-in (XEP-0388, XEP-0386) both can be asked for at once.
    ctx.bindFeature(SM);
    ctx.inlineResume({ offer: () => xml('sm', { xmlns: SM }), take: takeOver });
    ctx.on('session.bound', 'deliver', ({ session, inline }) => {
      const element = inline?.request.getChild('enable', SM);
      if (inline && element) inline.bound.cnode(enabled(element, session));
    });
    ctx.nonza(SM, 'enable', enable);
    ctx.nonza(SM, 'resume', resume);
    ctx.nonza(SM, 'r', (_element, session, stream) => {
      // §4: "the recipient MUST acknowledge it by sending an <a/> element to the sender containing a value of 'h' that is equal
      // to the number of stanzas handled".
      if (session?.sm.enabled) session.sm.requested();
      else stream.send(failed('unexpected-request'));
    });
    ctx.nonza(SM, 'a', acknowledge);
    ctx.on('session.ended', 'record', ({ session }) => remember(session));
    ctx.on('account.removed', 'record', ({ account }) => void over.deleteOwner(account.toString()));

    function enable(element: Element, session: Session | undefined, stream: StreamHandle): void {
      // §3: "The server SHALL enforce this order and return a <failed/> element in response if the order is violated": first
      // authentication, then resource binding, then this.
      if (!session) {
        stream.send(failed('unexpected-request'));
        return;
      }
      if (session.sm.enabled) {
        // §3: "If a server receives a second <enable/> element it SHOULD respond with a stream error"; its example has <failed/>.
        stream.send(failed('unexpected-request'));
        stream.fail('policy-violation', 'stream management is enabled already');
        return;
      }
      session.sm.answer(enabled(element, session));
    }

    function enabled(element: Element, session: Session): Element {
      const seconds = wantsResumption(element) ? Math.min(asked(element), ctx.options.resumeSeconds) : 0;
      session.sm.enable(seconds);
      // §5: "If the server will allow the stream to be resumed, it MUST include a 'resume' attribute set to "true" or "1" on the
      // <enabled/> element and MUST include an 'id' attribute".
      const { location } = ctx.options;
      const resumption = seconds > 0 ? { id: session.id, resume: 'true', max: seconds, location } : {};
      return xml('enabled', { xmlns: SM, ...resumption });
    }

    /** §3: "the client's preferred maximum resumption time in seconds", ours when it is not said. */
    function asked(element: Element): number {
      const { max } = element.attrs;
      return max !== undefined && /^\d{1,9}$/.test(max) ? Number(max) : ctx.options.resumeSeconds;
    }

    function resume(element: Element, session: Session | undefined, stream: StreamHandle): void {
      const { account } = stream;
      // §10: "a server MUST NOT allow a client to resume a stream management session until after the client has authenticated".
      if (session || !account) {
        stream.send(failed('unexpected-request'));
        return;
      }
      const failure = takeOver(element, stream, account, (resumed) => resumed);
      if (failure) stream.send(failure);
    }

    /** Undefined when the session goes on, its first words being what `wrap` makes of `<resumed/>`. */
    function takeOver(
      element: Element,
      stream: StreamHandle,
      account: Jid,
      wrap: (resumed: Element) => Element,
    ): Element | undefined {
      const h = readCounter(element);
      const id = element.attrs.previd;
      // §5: it "MUST include a 'previd' attribute" and "MUST include an 'h' attribute".
      if (h === undefined || !id) return failed('bad-request');
      const waiting = ctx.sessions.resumable(id, account);
      // §5: "If the server does not recognize the 'previd' as an earlier session (e.g., because the former session has timed
      // out), it MUST return a <failed/> element, which SHOULD include an error condition of <item-not-found/>. If the server
      // [recognizes] the 'previd' as an earlier session that has timed out the server MAY also include a 'h' attribute".
      if (!waiting) return failed('item-not-found', over.get(account.bare.toString(), id)?.h);
      const resumed = xml('resumed', { xmlns: SM, previd: id, h: waiting.sm.inbound() });
      if (!waiting.sm.resume(stream, h, wrap(resumed))) tooHigh(stream, h, waiting);
      return undefined;
    }

    function acknowledge(element: Element, session: Session | undefined, stream: StreamHandle): void {
      const h = readCounter(element);
      if (!session?.sm.enabled) stream.send(failed('unexpected-request'));
      // §4: "An <a/> element MUST possess an 'h' attribute."
      else if (h === undefined) stream.fail('bad-format', 'h is a number below 2^32');
      else if (!session.sm.acknowledge(h)) tooHigh(stream, h, session);
    }

    /**
     * §6: "the local entity SHOULD generate an undefined-condition stream error that includes a <handled-count-too-high/>
     * element, and close the stream".
     */
    function tooHigh(stream: StreamHandle, h: number, { sm }: Session): void {
      const why = xml('handled-count-too-high', { xmlns: SM, h, 'send-count': sm.sent() });
      stream.fail(
        'undefined-condition',
        `You acknowledged ${h} stanzas, but only ${sm.sent()} were sent`,
        why,
      );
    }

    function remember({ id, jid, sm }: Session): void {
      if (sm.resumeSeconds === 0) return;
      const owner = jid.bare.toString();
      const now = Date.now();
      const known = over.entries(owner).sort(([, a], [, b]) => b.at - a.at);
      for (const [index, [old, { at }]] of known.entries())
        if (index >= REMEMBERED - 1 || now - at > REMEMBERED_MS) over.delete(owner, old);
      over.set(owner, id, { h: sm.inbound(), at: now });
    }
  },
});

const wantsResumption = ({ attrs }: Element) => attrs.resume === 'true' || attrs.resume === '1';

/** §4: `h` is an unsigned 32-bit number. */
function readCounter({ attrs }: Element): number | undefined {
  const h = attrs.h !== undefined && /^\d{1,10}$/.test(attrs.h) ? Number(attrs.h) : undefined;
  return h !== undefined && h < COUNTERS ? h : undefined;
}

const failed = (condition: StanzaCondition, h?: number) =>
  xml('failed', { xmlns: SM, h }, xml(condition, { xmlns: NS.stanzas }));
