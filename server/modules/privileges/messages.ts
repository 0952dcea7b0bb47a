/** Messages of components in the name of the server or of one of its people (XEP-0356 §5). */
import type { Element } from 'ltx';
import type { HostEvent } from '../../kernel/hooks.ts';
import { parseJid } from '../../kernel/jid.ts';
import { type HookResult, stop } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { NS_PRIVILEGE } from './advertisement.ts';
import type { PrivilegeParts } from './parts.ts';

export function serveMessages({ ctx, granted, canSend }: PrivilegeParts): void {
  ctx.on('host.message', 'deliver', ({ stanza, from, host }: HostEvent): HookResult => {
    const privilege = stanza.getChild('privilege', NS_PRIVILEGE);
    const component = privilege && stanza.attrs.type !== 'error' && granted(from, host);
    // For others this namespace means nothing.
    if (!component) return undefined;
    const read =
      component.grant?.message === 'outgoing'
        ? readMessage(privilege, host, canSend)
        : new StanzaError('forbidden', 'no permission to send messages');
    if (read instanceof StanzaError) ctx.router.bounce(stanza, read);
    else ctx.router.route(read);
    return stop('a message of a component');
  });
}

/** §5.1: the one message in the one `<forwarded/>`, or why it must not leave. */
function readMessage(
  privilege: Element,
  host: string,
  canSend: PrivilegeParts['canSend'],
): Element | StanzaError {
  const forwarded = privilege.getChildElements().filter((child) => child.is('forwarded', NS.forward));
  const [message, ...more] = forwarded.flatMap((one) => one.getChildElements());
  if (!message?.is('message', NS.client) || more.length > 0)
    return new StanzaError('bad-request', 'one forwarded message of jabber:client');
  const from = parseJid(message.attrs.from ?? '');
  // §5.1: "forwarded <message/> 'from' attribute MUST be a bare JID from the server, no resource is allowed". "If this rule is violated,
  // the server MUST return a <message/> error with condition <forbidden/>".
  const ours = from?.isBare && from.domain === host && (from.local === '' || canSend(from));
  if (!ours) return new StanzaError('forbidden', 'the sender is neither this server nor one of its accounts');
  const to = parseJid(message.attrs.to ?? '');
  if (!to) return new StanzaError('jid-malformed', 'the message has no address to go to');
  message.attrs.from = from.toString();
  message.attrs.to = to.toString();
  message.attrs.xmlns = NS.client;
  return message;
}
