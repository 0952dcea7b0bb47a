/** A query on its way to the component that answers it, and the answer on its way back (XEP-0355 §4.3). */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { IqRequest, ModuleContext } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { forwarded, xml } from '../support/elements.ts';
import { NS_DELEGATION } from './options.ts';
import type { Delegation } from './rules.ts';

/** Queries of one component that wait for an answer. */
const MAX_WAITING = 1000;

/** @returns what asks the component, and answers with the payload of its result. */
export function createForwarding(ctx: ModuleContext) {
  const waiting = new Map<string, number>();

  return async ({ domain, host }: Delegation, request: IqRequest): Promise<Element | undefined> => {
    // §4.3: "If the server encounter a delegated namespace and the managing entity is not available, it MUST return an <iq/> stanza of
    // type "error" with an error condition of <service-unavailable/>".
    if (ctx.components.at(domain)?.state.at !== 'attached') throw new StanzaError('service-unavailable');
    const count = waiting.get(domain) ?? 0;
    if (count >= MAX_WAITING) throw new StanzaError('resource-constraint');
    waiting.set(domain, count + 1);
    try {
      const answer = await ctx.router.query(
        // §4.3: "an <iq/> stanza of type "set" is used which contain a <delegation/> element […] which in turn contain a <forwarded/>
        // element encapsulating the initial stanza".
        xml(
          'iq',
          { xmlns: NS.client, type: 'set', from: host, to: domain },
          xml('delegation', { xmlns: NS_DELEGATION }, forwarded(request.stanza)),
        ),
      );
      return readAnswer(answer, request);
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      ctx.log.info('a component did not answer for us', { component: domain, because: error.message });
      // §4.3: "if the managing entity return an <iq/> stanza of type "error", the server must return itself an <iq/> stanza of type
      // "error" with an error condition of <service-unavailable/>".
      throw new StanzaError('service-unavailable');
    } finally {
      waiting.set(domain, (waiting.get(domain) ?? 1) - 1);
    }
  };
}

/**
 * §4.3: the server "MUST insure that the 'to' and the 'from' attribute corresponds to respectively the 'from' and the 'to' attributes of
 * the initial stanza, MUST insure that the 'id' attribute of the decapsulated stanza is the same as the initial 'id' attribute and that
 * 'type' is "result"". If not, it "MUST send an <iq/> error with condition <service-unavailable/>".
 */
function readAnswer(answer: Element, { stanza, from, to }: IqRequest): Element | undefined {
  const results = answer
    .getChild('delegation', NS_DELEGATION)
    ?.getChild('forwarded', NS.forward)
    ?.getChildElements();
  const [result, ...more] = results ?? [];
  if (!result?.is('iq', NS.client) || more.length > 0)
    throw new StanzaError('undefined-condition', 'no one iq');
  const { attrs } = result;
  const same = (given: string | undefined, wanted: Jid) =>
    given === undefined ? false : parseJid(given)?.equals(wanted) === true;
  // Absent it is the asker's own account (RFC 6120 §8.1.2.1), and so it is in the examples.
  const fromOwn = attrs.from === undefined && (stanza.attrs.to === undefined || to.equals(from.bare));
  if (!same(attrs.to, from) || !(fromOwn || same(attrs.from, to)))
    throw new StanzaError('undefined-condition', 'an answer with other addresses');
  if (attrs.id !== stanza.attrs.id || attrs.type !== 'result')
    throw new StanzaError('undefined-condition', 'an answer to something else');
  const payloads = result.getChildElements();
  if (payloads.length > 1) throw new StanzaError('undefined-condition', 'more than one payload');
  return payloads[0];
}
