/** What the manager asks of an XMPP server about its rooms. Addresses are bare. Refusals are `ProblemError`s of `room.*`. */
import type { Room, RoomDetails, RoomMessage, RoomOptions, Standing } from '../../contract/index.ts';

/** What is set when a room is made or changed; what is left out stays as it is, or as the server has it for new ones. */
export type RoomSettings = Partial<RoomOptions> & { readonly password?: string | undefined };

export interface NewRoom {
  readonly address: string;
  readonly owner: string | undefined;
  readonly topic: string;
  readonly settings: RoomSettings;
  /** Bare addresses of those who belong to it from the start. */
  readonly people: readonly string[];
}

export interface MessagePage {
  /** Oldest first. */
  messages: RoomMessage[];
  /** Where the page before this one ends; null when nothing was found. */
  oldest: string | null;
  more: boolean;
}

export interface EngineRooms {
  /** `service` is the domain of the rooms beside this host. */
  list(host: string): Promise<{ service: string; rooms: Room[] }>;
  get(address: string): Promise<RoomDetails>;
  create(room: NewRoom): Promise<void>;
  configure(address: string, settings: RoomSettings): Promise<void>;
  setTopic(address: string, topic: string): Promise<void>;
  setStanding(address: string, person: string, standing: Standing | 'none', reason?: string): Promise<void>;
  sendOut(address: string, nick: string, reason?: string): Promise<void>;
  messages(address: string, before: string | null): Promise<MessagePage>;
  takeBack(address: string, id: string, reason?: string): Promise<void>;
  close(address: string, why: { reason?: string | undefined; alternate?: string | undefined }): Promise<void>;
}
