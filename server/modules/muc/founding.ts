/** Who may use the service, and making rooms. XEP-0045 §10.1.1; FEATURES S78, S79. */
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { type Asker, mayAccess } from './access.ts';
import { writeAffiliation } from './affiliation.ts';
import type { MucOptions } from './options.ts';
import { newOutcome } from './outcome.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

/** What somebody may do at the service. */
export interface Rights {
  readonly use: boolean;
  readonly administer: boolean;
  readonly create: boolean;
  readonly persist: boolean;
  readonly archive: boolean;
}

export interface Founding {
  /** At the service beside the served domain `host`. */
  rightsOf(jid: Jid, host: string): Rights;
  /** Makes an empty, locked room owned by `from`; throws when that may not be. */
  found(jid: Jid, host: string, from: Jid): Room;
  /** False for an address that cannot be anybody's, as far as `asker` may know. */
  exists(jid: Jid, asker: Jid): boolean;
  /** Throws when a device is in as many rooms as it may. */
  refuseCrowd(from: Jid): void;
  /** Throws when an account is subscribed to as many rooms as it may. */
  refuseSubscriber(account: Jid): void;
}

/** @param refuseFlood throws when somebody's server has sent too many. */
export function createFounding(
  ctx: ModuleContext<MucOptions>,
  rooms: Rooms,
  refuseFlood: (from: Jid) => void,
): Founding {
  const { options } = ctx;

  /** WHY of this domain only: who looks after one domain of several has no say in the rooms of the others. */
  function rightsOf(jid: Jid, host: string): Rights {
    const admin = ctx.server.admins.of(host).includes(jid.bare.toString());
    const asker: Asker = {
      ...{ jid, admin },
      // Guests are at a domain of ours, too, but have no account. Asked only by rules that want to know.
      local: () => ctx.server.hosts.includes(jid.domain) && ctx.accounts.exists(jid.bare),
    };
    return {
      use: mayAccess(options.access, asker),
      administer: mayAccess(options.accessAdmin, asker),
      get create() {
        return mayAccess(options.accessCreate, asker);
      },
      get persist() {
        return mayAccess(options.accessPersistent, asker);
      },
      get archive() {
        return mayAccess(options.accessArchive, asker);
      },
    };
  }

  /** Of everybody at the same server, to all rooms. */
  const subscribersOf = ({ domain }: Jid): number =>
    rooms
      .list()
      .flatMap(({ subscribers }) => [...subscribers.keys()])
      .filter((who) => who.endsWith(`@${domain}`)).length;

  return {
    rightsOf,
    found(jid, host, from) {
      const rights = rightsOf(from, host);
      // "If access is restricted and a user attempts to create a room, the service MUST return a <not-allowed/> error".
      if (!rights.create) throw new StanzaError('not-allowed', 'you may not make rooms here');
      if (!isRoomId(jid.local, options) && !rights.administer)
        throw new StanzaError('not-allowed', 'a room cannot have this name');
      const bounded = ctx.server.limited && !rights.administer;
      if (bounded && rooms.ownedBy(from.bare.toString()) >= options.maxRoomsPerOwner)
        throw new StanzaError('resource-constraint', 'you own as many rooms as you may');
      if (bounded && rooms.count() >= options.maxRooms)
        throw new StanzaError('resource-constraint', 'there are as many rooms as there may be');
      const { archive, persistent, maxUsers } = options.defaults;
      const room = rooms.create(jid, host, {
        ...options.defaults,
        maxUsers: Math.min(maxUsers, options.maxUsers),
        archive: archive && rights.archive,
        persistent: persistent && rights.persist,
      });
      // "add the owner to the room but not allow anyone else to enter the room (effectively "locking" the room)".
      room.locked = true;
      writeAffiliation(room, from.bare.toString(), { affiliation: 'owner' }, newOutcome());
      return room;
    },
    // Only to people with an account here it is said whether somebody else has one.
    exists(jid, asker) {
      const { hosts } = ctx.server;
      if (!hosts.includes(jid.domain) || !hosts.includes(asker.domain)) return true;
      return jid.local !== '' && ctx.accounts.exists(jid.bare);
    },
    refuseSubscriber(account) {
      if (ctx.server.limited && rooms.subscribedBy(account.toString()) >= options.maxUserConferences)
        throw new StanzaError('resource-constraint', 'no more rooms can be subscribed to');
      if (
        ctx.server.limited &&
        ctx.router.isOutside(account) &&
        subscribersOf(account) >= options.maxPerServer
      )
        throw new StanzaError('resource-constraint', `too many people of ${account.domain} have subscribed`);
    },
    refuseCrowd(from) {
      if (ctx.server.limited && rooms.joinedBy(from.toString()) >= options.maxUserConferences)
        throw new StanzaError('resource-constraint', 'you are in as many rooms as you may');
      refuseFlood(from);
    },
  };
}

const isRoomId = (local: string, { roomIdPattern, maxRoomId }: MucOptions): boolean =>
  local.length <= maxRoomId &&
  (roomIdPattern === '' || new RegExp(`^(?:${roomIdPattern})$`, 'u').test(local));
