/**
 * Entity capabilities. Specs: XEP-0115 1.6.0, XEP-0390 0.3.3; XEP-0060 1.26.0 §9.2 (filtered notifications).
 * Learns which events each device wants to hear of, asking once for every version of a program rather than every device.
 * It sends no events itself: whoever has some hears of it by the hook `interest.known`.
 */
import type { PresenceEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import { defineModule } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import { advertisedIn, WANTED } from '../support/capabilities.ts';
import { createContacts } from '../support/contacts.ts';
import { DIRECTED } from '../support/directed.ts';
import { isSubscriber } from '../support/subscription-chart.ts';
import { advertiseServer } from './own.ts';
import { createPrograms } from './programs.ts';

/** Devices of others that are remembered, of all accounts together. */
const MAX_VISITORS = 5000;

interface Visitor {
  readonly node: string;
  wanted: readonly string[];
}

export const caps = defineModule({
  name: 'caps',
  specs: ['XEP-0115 1.6.0', 'XEP-0390 0.3.3'],
  needs: ['presence', 'disco'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const programs = createPrograms(ctx);
    /** What a device advertised when it was last understood. */
    const said = ctx.sessionState('said', () => '');
    /** Devices of other servers, and of people who are no subscribers, by account and device: they tell each account. */
    const visitors = new Map<string, Visitor>();

    advertiseServer(ctx);
    ctx.on('presence.sent', 'deliver', sent);
    ctx.on('presence.received', 'record', received);

    /** One of our devices says what it is. */
    function sent({ stanza, session, to }: PresenceEvent): void {
      if (!session || to) return;
      if (stanza.attrs.type === 'unavailable') {
        session.set(WANTED, []);
        session.set(said, '');
      }
      if (stanza.attrs.type !== undefined) return;
      const advertised = advertisedIn(stanza);
      const node = advertised?.node ?? '';
      // WHY: a device whose hash is not true would be asked again with every change of its status.
      if (node !== '' && node === session.get(said)) return;
      programs.learn({
        advertised,
        device: session.jid,
        asker: session.jid.bare,
        stillTrue: () => session.presence === stanza,
        learned(nodes) {
          const before = session.get(WANTED);
          session.set(WANTED, nodes);
          session.set(said, node);
          tell({ jid: session.jid, session, account: undefined, nodes }, before);
        },
      });
    }

    function received({ stanza, from, account }: PresenceEvent): void {
      const { type } = stanza.attrs;
      // Occupants of rooms are no visitors: the room's addresses are not theirs, and events sent there would reach others.
      if (ctx.services.at(from.domain) || stanza.getChild('x', NS.mucUser)) return;
      if (from.isBare || from.bare.equals(account)) return;
      if (type === 'unavailable') leave(account, from);
      else if (type === undefined) come(account, from, stanza);
    }

    function leave(account: Jid, from: Jid): void {
      if (visitors.delete(`${account} ${from}`))
        tell({ jid: from, session: undefined, account, nodes: [] }, []);
    }

    function come(account: Jid, from: Jid, stanza: PresenceEvent['stanza']): void {
      const key = `${account} ${from}`;
      const known = visitors.get(key);
      const advertised = advertisedIn(stanza);
      if ((!known && !advertised) || isBroadcast(from, account)) return;
      const visitor: Visitor = { node: advertised?.node ?? '', wanted: known?.wanted ?? [] };
      if (known?.node === visitor.node || (!known && visitors.size >= MAX_VISITORS)) return;
      // WHY: a question in the name of the account would tell a stranger that there is one. What is known needs no
      // question.
      const isStranger = contacts.get(account, from.bare).state === 'none';
      if (isStranger && advertised && !programs.isKnown(advertised)) return;
      visitors.set(key, visitor);
      programs.learn({
        advertised,
        device: from,
        asker: account,
        stillTrue: () => visitors.get(key) === visitor,
        learned(nodes) {
          const before = visitor.wanted;
          visitor.wanted = nodes;
          tell({ jid: from, session: undefined, account, nodes }, before);
        },
      });
    }

    /**
     * What a device of ours shows to all who may see it: its session has it already. Directed presence is for one address.
     */
    function isBroadcast(from: Jid, account: Jid): boolean {
      const session = ctx.sessions.get(from);
      if (!session) return false;
      const directed = session.get(DIRECTED).some((address) => address.split('/')[0] === account.toString());
      return !directed || isSubscriber(contacts.get(account, from.bare).state);
    }

    function tell(
      who: { jid: Jid; session: Session | undefined; account: Jid | undefined; nodes: readonly string[] },
      before: readonly string[],
    ): void {
      const added = who.nodes.filter((node) => !before.includes(node));
      ctx.announce('interest.known', { ...who, added });
    }
  },
});
