/** What the manager asks of a server about how people stand. Addresses are bare. */
import type { LiveProgram, PushRegistration, PushTrial } from '../../contract/index.ts';

/** `type`: as programs call their kind of device (XEP-0030 identities of category `client`). */
export type EngineProgram = Omit<LiveProgram, 'kind'> & { readonly type: string };

export interface EngineStanding {
  readonly address: string;
  readonly programs: readonly EngineProgram[];
  /** When the last device left; null while one is here, and where nobody remembers. */
  readonly lastSeen: number | null;
  /** Devices with published keys. */
  readonly keys: number;
  readonly push: readonly PushRegistration[];
  /** Messages that wait for a device. */
  readonly waiting: number;
}

/** Refused with `server.not-running` while it is stopped. */
export interface PeopleStateEngine {
  /** Everybody of a domain, in as many questions whether they are five or fifty. */
  of(host: string): Promise<EngineStanding[]>;
  tryPush(address: string): Promise<PushTrial[]>;
}
