/** What an owner can set of a room. XEP-0045 §10.1.3, §16.5.3, and the fields ejabberd adds where the registry has none. */
import { z } from 'zod';

const PM_SENDERS = ['anyone', 'participants', 'moderators', 'none'] as const;
export const BROADCAST_ROLES = ['moderator', 'participant', 'visitor'] as const;

const text = (most: number) => z.string().max(most);

export const roomConfig = z.strictObject({
  name: text(200).default(''),
  description: text(2000).default(''),
  /** A language tag (RFC 5646). */
  language: text(35).default(''),
  /** §4.2: it stays when the last occupant leaves. */
  persistent: z.boolean().default(false),
  /** Found by search and discovery. */
  public: z.boolean().default(true),
  /** Whoever finds a public room may see who is in it. */
  publicList: z.boolean().default(true),
  membersOnly: z.boolean().default(false),
  moderated: z.boolean().default(false),
  /** In a moderated room, people without affiliation may speak from the start. */
  membersByDefault: z.boolean().default(false),
  /** Empty for none. */
  password: text(200).default(''),
  /**
   * Who sees real addresses: `anyone` makes the room non-anonymous, `moderators` semi-anonymous.
   * WHY anyone: in an office people know each other, and who comes in is told (status 100).
   */
  whois: z.enum(['moderators', 'anyone']).default('anyone'),
  maxUsers: z.int().min(1).default(200),
  /** §8.1: "By default, only users with a role of "moderator" SHOULD be allowed to change the subject". */
  changeSubject: z.boolean().default(false),
  /** §9.5: in a members-only room, members and not only admins may invite. */
  allowInvites: z.boolean().default(false),
  allowPm: z.enum(PM_SENDERS).default('anyone'),
  /** To whom visitors may send private messages. */
  allowPmFromVisitors: z.enum(['anyone', 'moderators', 'nobody']).default('anyone'),
  /** Occupants may send queries to one another through the room. */
  allowQueryUsers: z.boolean().default(true),
  allowVisitorStatus: z.boolean().default(true),
  allowVisitorNickChange: z.boolean().default(true),
  allowVoiceRequests: z.boolean().default(true),
  /** Seconds between two requests of one visitor. */
  voiceRequestInterval: z.int().min(0).default(0),
  /** People may make themselves members (§7.10). */
  allowRegistration: z.boolean().default(true),
  /** People may subscribe to what is said here without being here (MUC/Sub). S81: off. */
  allowSubscription: z.boolean().default(false),
  /** Who has registered a nickname is known by no other (§7.10: rooms "lock down" nicknames). */
  lockedNicks: z.boolean().default(false),
  /** Roles whose presence is told to all. */
  presenceBroadcast: z.array(z.enum(BROADCAST_ROLES)).default([...BROADCAST_ROLES]),
  /** Roles that may read the list of members, where addresses are no secret (§9.5). */
  getMemberList: z.array(z.enum(BROADCAST_ROLES)).default([...BROADCAST_ROLES]),
  /** Messages sent to whoever comes in. */
  historyLength: z.int().min(0).default(50),
  /** What is said is kept, for members to read later (XEP-0313). */
  archive: z.boolean().default(true),
  /** Says that what is said here is published elsewhere (§7.2.12). */
  logging: z.boolean().default(false),
  /** A pubsub node that belongs to the room, as an XMPP URI. */
  pubsub: text(500).default(''),
});
export type RoomConfig = z.infer<typeof roomConfig>;

export const isNonAnonymous = ({ whois }: RoomConfig) => whois === 'anyone';
