/**
 * People of other servers: how many of one server there may be, and whether those who say nothing are still there.
 * XEP-0045 §18.1.2 ("Ghost Users"); XEP-0199.
 *
 * A session of ours that ends is noticed (visits.ts); of another server's we hear only while it and the network work.
 */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { createBudget } from '../support/budget.ts';
import { xml } from '../support/elements.ts';
import { DELIVERY_ERRORS } from './ghosts.ts';
import type { MucOptions } from './options.ts';
import type { Room } from './room.ts';

const MINUTE_MS = 60_000;
/** An answer may take as long as a telephone sleeps; after this one is asked again. */
const PATIENCE_MS = 12 * 3_600_000;
/** Asked in one round; a round is a minute. */
const MAX_ASKED = 100;

interface Outsider {
  /** When something came from it, in ms. */
  heardAt: number;
  asked: boolean;
  /** It has answered a ping before: then <service-unavailable/> is its server's word, not its own. */
  answers: boolean;
  readonly rooms: Set<Room>;
}

export interface OutsiderParts {
  readonly options: Pick<MucOptions, 'maxPerServer' | 'joinsPerServerAndHour' | 'silentMinutes'>;
  readonly limited: () => boolean;
  readonly isOutside: (jid: Jid) => boolean;
  readonly query: (iq: Element, timeoutMs: number) => Promise<Element>;
  /** Takes a device out of a room. */
  readonly gone: (room: Room, full: string) => void;
  readonly now: () => number;
}

export interface Outsiders {
  /** A device came in, changed its nickname, or (without one) left. */
  moved(full: string, room: Room, nick: string | undefined): void;
  /** Something came from it. */
  heard(from: Jid): void;
  /** Throws `resource-constraint` when its server has sent us too many. */
  refuseFlood(from: Jid): void;
  /** Asks those nothing was heard of for long. */
  sweep(): void;
}

export function createOutsiders({ options, limited, isOutside, query, gone, now }: OutsiderParts): Outsiders {
  const devices = new Map<string, Outsider>();
  /** Devices in rooms, by server: one in two rooms counts twice. */
  const inside = new Map<string, number>();
  const mayJoin = createBudget(options.joinsPerServerAndHour, now);

  function count(domain: string, more: number): void {
    const next = (inside.get(domain) ?? 0) + more;
    if (next > 0) inside.set(domain, next);
    else inside.delete(domain);
  }

  async function ask(full: string, device: Outsider, room: Room): Promise<void> {
    const since = now();
    device.asked = true;
    const attrs = { xmlns: NS.client, type: 'get', from: room.jid.toString(), to: full };
    try {
      await query(xml('iq', attrs, xml('ping', { xmlns: NS.ping })), PATIENCE_MS);
      device.answers = true;
    } catch (error) {
      // Silence says nothing: a telephone that sleeps is still in the room.
      if (now() - since < PATIENCE_MS && isLost(error, device))
        for (const place of [...device.rooms]) gone(place, full);
    } finally {
      device.asked = false;
      device.heardAt = now();
    }
  }

  return {
    moved(full, room, nick) {
      const known = devices.get(full);
      const jid = known ? undefined : parseJid(full);
      if (!known && (!jid || !isOutside(jid))) return;
      const device = known ?? { heardAt: now(), asked: false, answers: false, rooms: new Set<Room>() };
      const before = device.rooms.size;
      if (nick === undefined) device.rooms.delete(room);
      else device.rooms.add(room);
      count(domainOf(full), device.rooms.size - before);
      if (device.rooms.size > 0) devices.set(full, device);
      else devices.delete(full);
    },
    heard(from) {
      const device = devices.get(from.toString());
      if (device) device.heardAt = now();
    },
    refuseFlood(from) {
      if (!limited() || !isOutside(from)) return;
      const { domain } = from;
      if ((inside.get(domain) ?? 0) >= options.maxPerServer)
        throw new StanzaError('resource-constraint', `too many people of ${domain} are here`);
      if (!mayJoin(domain))
        throw new StanzaError('resource-constraint', `too many people of ${domain} come in; try later`);
    },
    sweep() {
      const before = now() - options.silentMinutes * MINUTE_MS;
      const silent = [...devices].filter(([, { asked, heardAt }]) => !asked && heardAt < before);
      for (const [full, device] of silent.slice(0, MAX_ASKED)) {
        const [room] = device.rooms;
        if (room) void ask(full, device, room);
      }
    },
  };
}

const domainOf = (full: string) => parseJid(full)?.domain ?? '';

/** §18.1.2: "a delivery-related error". A program that knows no pings says <service-unavailable/>, too. */
function isLost(error: unknown, { answers }: Outsider): boolean {
  if (!(error instanceof StanzaError)) return false;
  return error.condition === 'service-unavailable' ? answers : DELIVERY_ERRORS.has(error.condition);
}
