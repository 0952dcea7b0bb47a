/** Contact lists (XEP-0356 §4): queries of components as if their owners had sent them, and roster pushes. */
import { randomUUID } from 'node:crypto';
import { clone } from 'ltx';
import type { IqEvent } from '../../kernel/hooks.ts';
import { type HookResult, stop } from '../../kernel/module.ts';
import { errorReply, NS, StanzaError } from '../../kernel/stanza.ts';
import { readdress, xml } from '../support/elements.ts';
import { allows, pushes } from './options.ts';
import type { PrivilegeParts } from './parts.ts';

export function serveRosters({ ctx, granted, holders, ask }: PrivilegeParts): void {
  ctx.on('iq.received', 'guard', ({ stanza, from, to }: IqEvent): HookResult => {
    const { type, id } = stanza.attrs;
    const [query] = stanza.getChildElements();
    if ((type !== 'get' && type !== 'set') || !query?.is('query', NS.roster) || !to.isBare || !id)
      return undefined;
    const component = granted(from, to.domain);
    // Whoever is no component is answered as ever; so is who asks for somebody that is not there.
    if (!component || !ctx.accounts.exists(to)) return undefined;
    // §4.3: "The server MUST check that the privileged entity has right to get or set the roster of managed entity, and MUST return a
    // <forbidden/> error if it is not the case".
    if (!allows(component.grant?.roster, type)) {
      ctx.router.route(errorReply(stanza, new StanzaError('forbidden', `roster: no ${type}`)));
      return stop('a component may not do that with rosters');
    }
    try {
      // §4.3: "The server then answers normally, as it would have done to the managed entity".
      ask({ account: to, to, type, payload: query, id, component: component.domain }, (answer) =>
        ctx.router.route(readdress(answer, { from: to.toString(), to: from.toString() })),
      );
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      ctx.router.route(errorReply(stanza, error));
    }
    return stop('a component asks for a roster');
  });

  // §4.4: "the server MUST send roster pushes when there is a newly created, updated or deleted roster item for roster of any managed
  // entity. A roster push is built as explained in RFC 6121 with a 'from' attribute explicitely set to the bare jid".
  ctx.on('roster.changed', 'deliver', ({ account, item }) => {
    for (const { domain, grant } of holders(account.domain))
      if (pushes(grant))
        ctx.router.route(
          xml(
            'iq',
            { xmlns: NS.client, type: 'set', id: randomUUID(), from: account.toString(), to: domain },
            xml('query', { xmlns: NS.roster }, clone(item)),
          ),
        );
  });
}
