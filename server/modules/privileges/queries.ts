/** Queries of components in the name of one of our people (XEP-0356 §6). */
import type { Element } from 'ltx';
import type { IqEvent } from '../../kernel/hooks.ts';
import { inspectIq } from '../../kernel/iq.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { type HookResult, stop } from '../../kernel/module.ts';
import { errorReply, NS, resultReply, StanzaError } from '../../kernel/stanza.ts';
import { forwarded, xml } from '../support/elements.ts';
import { NS_PRIVILEGE } from './advertisement.ts';
import { allows, type Grant } from './options.ts';
import type { PrivilegeParts } from './parts.ts';

export function serveQueries({ ctx, granted, canSend, ask }: PrivilegeParts): void {
  ctx.on('iq.received', 'guard', ({ stanza, from, to }: IqEvent): HookResult => {
    const outer = inspectIq(stanza);
    if (outer.is !== 'request' || !outer.payload.is('privileged_iq', NS_PRIVILEGE)) return undefined;
    const component = granted(from, to.domain);
    // For others this namespace means nothing.
    if (!component) return undefined;
    const read = readQuery(stanza, outer.payload, to, { grant: component.grant, canSend });
    if (read instanceof StanzaError) ctx.router.route(errorReply(stanza, read));
    else send(stanza, to, { ...read, component: component.domain });
    return stop('a query of a component in somebody’s name');
  });

  // §6.3: forbidden where "the 'to' attribute of the top-level <iq/> stanza is not a bare JID of a managed entity".
  for (const type of ['get', 'set'] as const)
    ctx.iq(type, NS_PRIVILEGE, 'privileged_iq', 'host', ({ from, host }) => {
      throw new StanzaError(granted(from, host) ? 'forbidden' : 'service-unavailable');
    });

  function send(outer: Element, account: Jid, query: Query & { component: string }): void {
    try {
      ask({ ...query, account }, (answer) =>
        // §6.3: "Once the server gets the <iq/> response, it sends it back to privileged entity using a XEP-0297 <forward> element
        // encapsulated in a <privilege> element".
        ctx.router.route(resultReply(outer, xml('privilege', { xmlns: NS_PRIVILEGE }, forwarded(answer)))),
      );
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      ctx.router.route(errorReply(outer, error));
    }
  }
}

interface Query {
  readonly to: Jid;
  readonly type: 'get' | 'set';
  readonly payload: Element;
  readonly id: string;
}

interface Rights {
  readonly grant: Grant | undefined;
  canSend(account: Jid): boolean;
}

/** §6.3: "The server MUST refuse the request with a <forbidden/> error if any of the following condition happens": in the same order. */
function readQuery(outer: Element, wrapper: Element, account: Jid, rights: Rights): Query | StanzaError {
  const forbidden = (because: string) => new StanzaError('forbidden', because);
  if (!account.isBare || !rights.canSend(account)) return forbidden('not the bare address of an account');
  const [inner, ...more] = wrapper.getChildElements();
  if (!inner || more.length > 0 || inner.getName() !== 'iq')
    return new StanzaError('bad-request', 'one iq to send');
  // Looked at before its payload, which could not be trusted otherwise.
  if (inner.getNS() !== NS.client) return forbidden('the iq inside is not of jabber:client');
  const shape = inspectIq(inner);
  if (shape.is !== 'request') return new StanzaError('bad-request', 'the iq inside is no query');
  const type = inner.attrs.type as 'get' | 'set';
  const namespace = shape.payload.getNS() ?? '';
  if (!allows(rights.grant?.iq[namespace], type))
    return forbidden(`no permission for ${type} of ${namespace}`);
  const from = inner.attrs.from === undefined ? account : parseJid(inner.attrs.from);
  if (!from?.equals(account)) return forbidden('the iq inside is from somebody else');
  if (outer.attrs.type !== type) return forbidden('the iq inside is of another type');
  const to = inner.attrs.to === undefined ? account : parseJid(inner.attrs.to);
  if (!to) return new StanzaError('jid-malformed', 'the iq inside has no address to go to');
  return { to, type, payload: shape.payload, id: inner.attrs.id! };
}
