/** What the manager asks of a server about the programs attached to it. */

export interface EngineComponent {
  readonly address: string;
  readonly state: 'attached' | 'waiting' | 'unusable';
  readonly since: number;
  /** Why it is not there, where the server knows, in a technician's words. */
  readonly because: string | null;
}

/** Refused with `server.not-running` while it is stopped. */
export interface BridgesEngine {
  components(): Promise<EngineComponent[]>;
}
