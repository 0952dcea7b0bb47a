/** Rooms: where several people talk, who may enter, who runs them, and what was said. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const addressText = z.string().max(3071);
const address = z.object({ address: addressText });
const reason = z.string().max(1000).optional();

/** What a person in the app can set. `members` lets in only those who belong to the room. */
export const roomOptions = z.object({
  name: z.string().max(200),
  description: z.string().max(1000),
  entry: z.enum(['everyone', 'members']),
  membersMayInvite: z.boolean(),
  /** Everybody who may speak may also change the topic. */
  everyoneSetsTopic: z.boolean(),
  keepsHistory: z.boolean(),
  listed: z.boolean(),
  /** Who does not belong to the room listens only. */
  moderated: z.boolean(),
});
export type RoomOptions = z.infer<typeof roomOptions>;

export const room = roomOptions.extend({
  address: z.string(),
  topic: z.string(),
  createdAt: z.number(),
  protected: z.boolean(),
  /** It goes when the last one leaves: somebody's program made it so. */
  temporary: z.boolean(),
  /** How many belong to it. */
  members: z.number(),
  /** How many are in it now. */
  now: z.number(),
  lastMessageAt: z.number().nullable(),
});
export type Room = z.infer<typeof room>;

/** What somebody is to a room, without regard to being in it. `none` belongs no more. */
export const standing = z.enum(['owner', 'admin', 'member', 'outcast']);
export type Standing = z.infer<typeof standing>;

export const roomDetails = room.extend({
  /** Empty without one. Whoever looks after the room tells it to colleagues. */
  password: z.string(),
  /** Messages kept. */
  messages: z.number(),
  people: z.array(z.object({ address: z.string(), standing, reason: z.string() })),
  occupants: z.array(
    z.object({
      nick: z.string(),
      address: z.string(),
      role: z.enum(['moderator', 'participant', 'visitor', 'none']),
      devices: z.array(z.string()),
    }),
  ),
  /** All options by the names of the configuration form (XEP-0045 §16.5.3), for a technician. */
  technical: z.record(z.string(), z.string()),
});
export type RoomDetails = z.infer<typeof roomDetails>;

export const roomMessage = z.object({
  id: z.string(),
  at: z.number(),
  nick: z.string(),
  /** Who wrote it; empty where only the nickname is known. */
  author: z.string(),
  kind: z.enum(['text', 'encrypted', 'topic', 'taken-back']),
  text: z.string(),
  /** Why it was taken back. */
  reason: z.string(),
});
export type RoomMessage = z.infer<typeof roomMessage>;

const page = z.object({ messages: z.array(roomMessage), oldest: z.string().nullable(), more: z.boolean() });

export const rooms = {
  /** `service` is what stands after the @ in a room's address. */
  list: base.output(z.object({ service: z.string(), rooms: z.array(room) })),
  get: base.input(address).output(roomDetails),
  /** `local` is what stands before the @. The people belong to it from the start and are invited. */
  create: base
    .input(
      roomOptions.extend({
        local: z.string().max(1023),
        topic: z.string().max(1000),
        password: z.string().max(200),
        people: z.array(addressText).max(1000),
      }),
    )
    .output(roomDetails),
  /** What is left out stays. An empty password takes it away. */
  change: base
    .input(
      roomOptions
        .partial()
        .extend({ address: addressText, topic: z.string().max(1000), password: z.string().max(200) })
        .partial({ topic: true, password: true }),
    )
    .output(roomDetails),
  setStanding: base
    .input(
      z.object({
        address: addressText,
        person: addressText,
        standing: standing.or(z.literal('none')),
        reason,
      }),
    )
    .output(roomDetails),
  /** Out of the room now; nothing keeps them from coming back. */
  sendOut: base
    .input(z.object({ address: addressText, nick: z.string().max(1023), reason }))
    .output(roomDetails),
  /** The last messages, or those before one. That they were read is noted in the history of changes. */
  messages: base
    .input(z.object({ address: addressText, before: z.string().max(200).nullable() }))
    .output(page),
  /** Programs hide it, the archive forgets it. Cannot be undone. */
  takeBack: base
    .input(z.object({ address: addressText, id: z.string().max(200), reason }))
    .output(z.object({})),
  /** The room, who belongs to it, and all that was said. `alternate` is where people meet from now on. Cannot be undone. */
  close: base
    .input(z.object({ address: addressText, reason, alternate: addressText.optional() }))
    .output(z.object({})),
};
