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
});

const SM = NS.streamManagement;
const COUNTERS = 2 ** 32;

export const streamManagement = defineModule({
  name: 'stream-management',
  specs: ['XEP-0198 1.6.3'],
  options,
  setup(ctx) {
    ctx.streamFeature('authenticated', () => xml('sm', { xmlns: SM }));
    ctx.nonza(SM, 'enable', enable);
    ctx.nonza(SM, 'resume', resume);
    ctx.nonza(SM, 'r', (_element, session, stream) => {
      if (!session?.sm.enabled) stream.send(failed('unexpected-request'));
      else session.sm.answer(xml('a', { xmlns: SM, h: session.sm.inbound }));
    });
    ctx.nonza(SM, 'a', acknowledge);

    function enable(element: Element, session: Session | undefined, stream: StreamHandle): void {
      // §3: "the client MUST NOT attempt to enable stream management until after it has completed Resource Binding".
      if (!session) {
        stream.send(failed('unexpected-request'));
        return;
      }
      // §3: "If a server receives a second <enable/> element it SHOULD respond with a stream error".
      if (session.sm.enabled) {
        stream.fail('policy-violation', 'stream management is enabled already');
        return;
      }
      const seconds = wantsResumption(element) ? Math.min(asked(element), ctx.options.resumeSeconds) : 0;
      session.sm.enable(seconds);
      const resumption = seconds > 0 ? { id: session.id, resume: 'true', max: seconds } : {};
      session.sm.answer(xml('enabled', { xmlns: SM, ...resumption }));
    }

    /** §5: "preferred maximum resumption time in seconds", ours when it is not said. */
    function asked(element: Element): number {
      const { max } = element.attrs;
      return max !== undefined && /^\d{1,9}$/.test(max) ? Number(max) : ctx.options.resumeSeconds;
    }

    function resume(element: Element, session: Session | undefined, stream: StreamHandle): void {
      const h = readCounter(element);
      const { account } = stream;
      const id = element.attrs.previd;
      if (session || !account) stream.send(failed('unexpected-request'));
      else if (h === undefined || !id) stream.send(failed('bad-request'));
      else takeOver(stream, account, id, h);
    }

    function takeOver(stream: StreamHandle, account: Jid, id: string, h: number): void {
      const waiting = ctx.sessions.resumable(id, account);
      // §5: "If the server does not recognize the 'previd' as an earlier session […], it MUST return a <failed/> element, which
      // SHOULD include an error condition of <item-not-found/>."
      if (!waiting) {
        stream.send(failed('item-not-found'));
        return;
      }
      const resumed = xml('resumed', { xmlns: SM, previd: id, h: waiting.sm.inbound });
      if (!waiting.sm.resume(stream, h, resumed)) tooHigh(stream, h, waiting);
    }

    function acknowledge(element: Element, session: Session | undefined, stream: StreamHandle): void {
      const h = readCounter(element);
      if (!session?.sm.enabled) stream.send(failed('unexpected-request'));
      else if (h === undefined) stream.fail('bad-format', 'h is a number below 2^32');
      else if (!session.sm.acknowledge(h)) tooHigh(stream, h, session);
    }

    /**
     * §6: "the local entity SHOULD generate an undefined-condition stream error that includes a <handled-count-too-high/>
     * element, and close the stream".
     */
    function tooHigh(stream: StreamHandle, h: number, { sm }: Session): void {
      const why = xml('handled-count-too-high', { xmlns: SM, h, 'send-count': sm.sent });
      stream.fail('undefined-condition', `You acknowledged ${h} stanzas, but only ${sm.sent} were sent`, why);
    }
  },
});

const wantsResumption = ({ attrs }: Element) => attrs.resume === 'true' || attrs.resume === '1';

/** §4: `h` is an unsigned 32-bit number. */
function readCounter({ attrs }: Element): number | undefined {
  const h = attrs.h !== undefined && /^\d{1,10}$/.test(attrs.h) ? Number(attrs.h) : undefined;
  return h !== undefined && h < COUNTERS ? h : undefined;
}

const failed = (condition: StanzaCondition) =>
  xml('failed', { xmlns: SM }, xml(condition, { xmlns: NS.stanzas }));
