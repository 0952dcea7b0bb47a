/** Rooms and people by the words an operator types. Whatever is wrong with them is a CommandError. */
import { CommandError } from '../../kernel/command-error.ts';
import { type Jid, makeJid, parseJid } from '../../kernel/jid.ts';
import type { Service } from '../../kernel/services.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface Lookup {
  /** The address of a room that may or may not be there. */
  addressOf(room: string, domain: string): Jid;
  roomAt(room: string, domain: string): Room;
  /** A person's bare address, or a domain. */
  personAt(address: string): Jid;
}

export function createLookup({ service, rooms }: { service: Service; rooms: Rooms }): Lookup {
  const lookup: Lookup = {
    addressOf(room, domain) {
      const jid = makeJid(room, domain);
      if (!jid || jid.local === '')
        throw new CommandError('name.not-allowed', `"${room}" cannot be the name of a room.`);
      if (service.hostOf(jid.domain) === undefined)
        throw new CommandError(
          'host.unknown',
          `${domain} is no service of rooms here; there is ${service.domains().join(', ')}.`,
        );
      return jid;
    },
    roomAt(room, domain) {
      const found = rooms.get(lookup.addressOf(room, domain));
      if (!found) throw new CommandError('item.unknown', `There is no room ${room}@${domain}.`);
      return found;
    },
    personAt(address) {
      const jid = parseJid(address);
      if (!jid) throw new CommandError('arguments.invalid', `"${address}" is no address.`);
      return jid.bare;
    },
  };
  return lookup;
}

/** What a room says to its people is a refusal to its operator. */
export function orRefused<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof StanzaError) throw new CommandError('refused', error.message);
    throw error;
  }
}
