/**
 * Entity capabilities. Specs: XEP-0115 1.6.0, XEP-0390 0.3.3; XEP-0060 1.26.0 §9.2 (filtered notifications).
 * Learns which events each device wants to hear of, asking once for every version of a program rather than every device.
 * It sends no events itself: whoever has some hears of it by the hook `interest.known`.
 */
import type { MessageEvent, PresenceEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import { defineModule } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import { advertisedIn, WANTED } from '../support/capabilities.ts';
import { createContacts } from '../support/contacts.ts';
import { PROGRAM } from '../support/device-facts.ts';
import { DIRECTED } from '../support/directed.ts';
import { isSubscriber } from '../support/subscription-chart.ts';
import { advertiseServer } from './own.ts';
import { createPrograms } from './programs.ts';
import { createVisitors, type Visitor } from './visitors.ts';

/** Devices of others that are remembered, of all accounts together, and of people of one server: ours are one, too. */
const MAX_VISITORS = { all: 5000, server: 2000 };

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
    const visitors = createVisitors(MAX_VISITORS);

    advertiseServer(ctx);
    ctx.on('presence.sent', 'deliver', sent);
    ctx.on('presence.received', 'record', received);
    ctx.on('message.received', 'record', returned);

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
        learned(nodes, program) {
          const before = session.get(WANTED);
          session.set(WANTED, nodes);
          session.set(PROGRAM, program);
          session.set(said, node);
          tell({ jid: session.jid, session, account: undefined, nodes }, before);
        },
      });
    }

    function received({ stanza, from, account }: PresenceEvent): void {
      const { type } = stanza.attrs;
      // Occupants of rooms are no visitors: the room's addresses are not theirs, and events sent there would reach others.
      if (ctx.services.at(from.domain) || stanza.getChild('x', NS.mucUser)) return;
      if (from.bare.equals(account)) return;
      // A server that cannot be reached says so in the place of the contact: whoever was there is not any more.
      if (type === 'unavailable' || type === 'error') leave(account, from);
      else if (type === undefined && !from.isBare) come(account, from, stanza);
    }

    /** What we sent to a device came back: nothing more is sent there before it shows itself again. */
    function returned({ stanza, from, account }: MessageEvent): void {
      if (stanza.attrs.type === 'error' && !from.isBare) leave(account, from);
    }

    function leave(account: Jid, from: Jid): void {
      for (const jid of visitors.forget(account, from))
        tell({ jid, session: undefined, account, nodes: [] }, []);
    }

    function come(account: Jid, from: Jid, stanza: PresenceEvent['stanza']): void {
      const known = visitors.get(account, from);
      const advertised = advertisedIn(stanza);
      if ((!known && !advertised) || isBroadcast(from, account)) return;
      const visitor: Visitor = { node: advertised?.node ?? '', wanted: known?.wanted ?? [] };
      if (known?.node === visitor.node) return;
      // WHY: a question in the name of the account would tell a stranger that there is one. What is known needs no
      // question.
      const { state } = contacts.get(account, from.bare);
      const isStranger = state === 'none' || state === 'none+in';
      if (isStranger && advertised && !programs.isKnown(advertised)) return;
      if (!visitors.set(account, from, visitor)) return;
      programs.learn({
        advertised,
        device: from,
        asker: account,
        stillTrue: () => visitors.get(account, from) === visitor,
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
