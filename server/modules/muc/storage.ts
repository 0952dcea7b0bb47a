/** What stays of a room on disk: a record, the affiliations one by one, the picture. */
import { z } from 'zod';
import { makeJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { SUBSCRIPTION_NODES, type SubscriptionNode } from '../support/room-subscriptions.ts';
import { roomConfig } from './config.ts';
import type { Outcome } from './outcome.ts';
import { AFFILIATIONS } from './ranks.ts';
import { newRoom, type Room } from './room.ts';

const isNode = (name: string): name is SubscriptionNode => Object.hasOwn(SUBSCRIPTION_NODES, name);

const record = z.object({
  config: roomConfig,
  createdAt: z.number(),
  subject: z
    .object({ xml: z.string(), from: z.string(), occupantId: z.string().optional(), when: z.number() })
    .optional(),
  voices: z.record(z.string(), z.enum(['participant', 'visitor'])).default({}),
  hats: z.array(z.object({ uri: z.string(), title: z.string(), hue: z.string().optional() })).default([]),
  worn: z.record(z.string(), z.array(z.string())).default({}),
});

const affiliated = z.object({
  affiliation: z.enum(AFFILIATIONS),
  nick: z.string().optional(),
  reason: z.string().optional(),
});

const subscribed = z.object({ nick: z.string(), nodes: z.array(z.string()) });

export interface RoomStorage {
  /** The persistent rooms of one service domain. */
  load(domain: string, host: string): Room[];
  /** Writes what an outcome says has changed. Only persistent rooms are kept. */
  save(room: Room, out: Outcome): void;
  /** Everything of a room, as when it becomes persistent. */
  saveAll(room: Room): void;
  forget(room: Room): void;
  /** A secret of this service, made at the first start. */
  secret(name: string, make: () => string): string;
}

export function createRoomStorage(ctx: ModuleContext): RoomStorage {
  /** By service domain and room id. */
  const records = ctx.store.keyval('muc-rooms', record);
  /** By room and bare address. */
  const affiliations = ctx.store.keyval('muc-affiliations', affiliated);
  /** By room and bare address. */
  const subscribers = ctx.store.keyval('muc-subscribers', subscribed);
  const avatars = ctx.store.keyval('muc-avatars', z.string());
  const secrets = ctx.store.keyval('muc-secrets', z.string());

  function saveRecord(room: Room): void {
    const { config, createdAt, subject } = room;
    records.set(room.jid.domain, room.jid.local, {
      ...{ config, createdAt, hats: [...room.hats.values()] },
      ...(subject && { subject }),
      voices: Object.fromEntries(room.voices),
      worn: Object.fromEntries([...room.worn].map(([who, uris]) => [who, [...uris]])),
    });
  }

  function saveAffiliation(room: Room, who: string): void {
    const entry = room.affiliations.get(who);
    if (entry) affiliations.set(room.jid.toString(), who, { ...entry });
    else affiliations.delete(room.jid.toString(), who);
  }

  function saveSubscriber(room: Room, who: string): void {
    const one = room.subscribers.get(who);
    if (one) subscribers.set(room.jid.toString(), who, { nick: one.nick, nodes: [...one.nodes] });
    else subscribers.delete(room.jid.toString(), who);
  }

  function saveAvatar(room: Room): void {
    if (room.avatar === undefined) avatars.delete(room.jid.domain, room.jid.local);
    else avatars.set(room.jid.domain, room.jid.local, room.avatar);
  }

  const storage: RoomStorage = {
    load(domain, host) {
      return records.entries(domain).flatMap(([local, saved]) => {
        const jid = makeJid(local, domain);
        if (!jid) return [];
        const room = newRoom(jid, host, saved.config, saved.createdAt);
        room.subject = saved.subject;
        room.avatar = avatars.get(domain, local);
        for (const [who, entry] of affiliations.entries(jid.toString())) room.affiliations.set(who, entry);
        for (const [who, { nick, nodes }] of subscribers.entries(jid.toString()))
          room.subscribers.set(who, { nick, nodes: new Set(nodes.filter(isNode)) });
        for (const [who, voice] of Object.entries(saved.voices)) room.voices.set(who, voice);
        for (const hat of saved.hats) room.hats.set(hat.uri, hat);
        for (const [who, uris] of Object.entries(saved.worn)) room.worn.set(who, uris);
        return [room];
      });
    },
    save(room, out) {
      if (!room.config.persistent || room.locked) return;
      if (out.record) saveRecord(room);
      for (const who of out.affiliations) saveAffiliation(room, who);
      for (const who of out.subscribers) saveSubscriber(room, who);
      if (out.avatar) saveAvatar(room);
    },
    saveAll(room) {
      saveRecord(room);
      for (const who of room.affiliations.keys()) saveAffiliation(room, who);
      for (const who of room.subscribers.keys()) saveSubscriber(room, who);
      saveAvatar(room);
    },
    forget(room) {
      records.delete(room.jid.domain, room.jid.local);
      affiliations.deleteOwner(room.jid.toString());
      subscribers.deleteOwner(room.jid.toString());
      avatars.delete(room.jid.domain, room.jid.local);
    },
    secret(name, make) {
      const known = secrets.get('', name);
      if (known !== undefined) return known;
      const fresh = make();
      secrets.set('', name, fresh);
      return fresh;
    },
  };
  return storage;
}
