/** Options of the module `muc`, each default written here and nowhere else. */
import { z } from 'zod';
import { accessRule } from './access.ts';
import { roomConfig } from './config.ts';

const seconds = z.number().min(0);
/** Bytes a second, with a burst of ten times as much; 0 for no bound. */
const shaper = z.int().min(0).default(0);

export const mucOptions = z.strictObject({
  /** The address of the service beside each served domain. */
  address: z.string().default('conference.{host}'),
  name: z.string().max(200).default('Chat rooms'),

  /** Who may use the service at all. */
  access: accessRule.default('all'),
  /** Who may do in any room what its owners may. */
  accessAdmin: accessRule.default('admins'),
  accessCreate: accessRule.default('local'),
  /** Who may make rooms that stay. */
  accessPersistent: accessRule.default('local'),
  /** Who may let a room keep an archive. */
  accessArchive: accessRule.default('all'),

  /** What the name of a new room must look like, whole, as a regular expression. */
  roomIdPattern: z.string().refine(isPattern, 'must be a regular expression').default(''),
  maxRoomId: z.int().min(1).max(1023).default(255),
  maxRoomName: z.int().min(1).max(200).default(200),
  maxRoomDescription: z.int().min(1).max(2000).default(1000),

  /** The most a room may send to whoever comes in, whatever its owner wants. */
  historySize: z.int().min(0).max(1000).default(50),
  /** Rooms in one page of the list of rooms. */
  maxRoomsDiscoItems: z.int().min(1).default(500),
  /** Rooms one device may be in. */
  maxUserConferences: z.int().min(1).default(100),
  /** Devices, and subscribers, of one other server in all rooms together; and how many devices may come in within an hour. */
  maxPerServer: z.int().min(1).default(1000),
  joinsPerServerAndHour: z.int().min(1).default(3000),
  /** Minutes until somebody of another server who says nothing is asked whether they are still there. */
  silentMinutes: z.number().min(0).default(15),
  /** Rooms one person may own. */
  maxRoomsPerOwner: z.int().min(1).default(500),
  /** Rooms of all domains together, since whoever gives a room away does not own it any more. */
  maxRooms: z.int().min(1).default(10_000),
  /** The most an owner may set. */
  maxUsers: z.int().min(1).default(5000),
  /** Admins that still get in when a room is full. */
  maxUsersAdminThreshold: z.int().min(0).default(5),
  /** With more occupants than this only the presence of moderators is told to all. */
  maxUsersPresence: z.int().min(1).default(1000),
  /** Affiliations one room may have. */
  maxAffiliations: z.int().min(1).default(10_000),

  /** Seconds between two messages, or two presences, of an occupant; 0 for no bound. */
  minMessageInterval: seconds.default(0),
  minPresenceInterval: seconds.default(0),
  userMessageShaper: shaper,
  userPresenceShaper: shaper,
  roomShaper: shaper,

  /** Seconds until a room that nobody has configured is gone (§10.1.1). */
  lockSeconds: z.int().min(1).default(3600),
  /** Reads the history of persistent rooms at start, not when the first person comes in. */
  preloadRooms: z.boolean().default(true),

  /** What a new room is like; what is left out, as in config.ts. */
  defaults: roomConfig.prefault({}),
});
export type MucOptions = z.infer<typeof mucOptions>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
