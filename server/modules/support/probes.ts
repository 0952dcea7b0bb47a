/**
 * Presence probes, answered. Specs: RFC 6121 §4.3.2, §4.6.6.
 * Tells who may know which devices of an account are there, by subscription or because a device showed itself to the asker.
 * It does not send probes: that is presence.ts.
 */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import type { Contacts } from './contacts.ts';
import { DIRECTED } from './directed.ts';
import { delay, readdress, xml } from './elements.ts';
import { isSubscriber } from './subscription-chart.ts';

export interface Probe {
  readonly from: Jid;
  /** Bare for the account, full for one device. */
  readonly to: Jid;
  readonly id: string | undefined;
}

export interface ProbeParts {
  readonly router: Pick<ModuleContext['router'], 'route'>;
  readonly sessions: Pick<ModuleContext['sessions'], 'of'>;
  readonly contacts: Pick<Contacts, 'get'>;
  /** When the last device of an account became unavailable. */
  readonly leftAt: (account: Jid) => number | undefined;
}

/** Answers probes by the subscriptions and directed presence of the account asked about. */
export function createProbes({ router, sessions, contacts, leftAt }: ProbeParts) {
  /** §4.6: the devices that showed themselves to somebody, of those that are asked for. */
  const shownTo = (asker: Jid, to: Jid) =>
    devices(to).filter((session) => {
      const shown = session.get(DIRECTED);
      return shown.includes(asker.toString()) || shown.includes(asker.bare.toString());
    });

  const devices = (to: Jid) => sessions.of(to.bare).filter((session) => to.isBare || session.jid.equals(to));

  /** Presence without children: that there is somebody, and no more. */
  function mere(from: Jid, { from: to, id }: Probe, type?: string, ...children: Element[]): void {
    const attrs = { xmlns: NS.client, type, from: from.toString(), to: to.toString(), id };
    router.route(xml('presence', attrs, ...children));
  }

  function answerSubscriber(probe: Probe): void {
    const { from, to } = probe;
    const here = devices(to).filter((session) => session.presence);
    // §4.3.2: a probe to a full address: "the server MUST NOT return presence information about any resource except the resource
    // specified by the 'to' address", which "SHOULD communicate only the fact that the resource is available".
    if (!to.isBare) {
      mere(to, probe, here.length > 0 ? undefined : 'unavailable');
      return;
    }
    // Rule 4: "the full XML of the last presence stanza with no 'to' attribute" of each available resource.
    for (const { jid, presence } of here)
      if (presence) router.route(readdress(presence, { from: jid.toString(), to: from.toString() }));
    // Rule 3: no available resources: "unavailable", from the bare address, with the time they ended.
    const when = leftAt(to);
    if (here.length === 0)
      mere(to, probe, 'unavailable', ...(when === undefined ? [] : [delay(when, to.toString())]));
  }

  return {
    /** Whether a device of the account has shown itself to whoever asks. */
    isShown: (asker: Jid, to: Jid) => shownTo(asker, to).length > 0,

    answer(probe: Probe): void {
      const { from, to } = probe;
      if (from.bare.equals(to.bare) || isSubscriber(contacts.get(to.bare, from.bare).state)) {
        answerSubscriber(probe);
        return;
      }
      // §4.6.6: without a subscription "the server MUST check if the user has sent directed presence to the entity during its
      // current session; if so, the server SHOULD answer the probe with only mere presence […] and only for that full JID".
      const shown: Session[] = shownTo(from, to);
      for (const { jid } of shown) mere(jid, probe);
      // §4.3.2 rule 1: whoever is not subscribed gets "unsubscribed", as does who asks for an account that does not exist
      // (kernel/delivery.ts): so nobody learns which of the two it is. From the bare address: a full one would leak presence.
      if (shown.length === 0) mere(to.bare, { ...probe, from: from.bare }, 'unsubscribed');
    },
  };
}
