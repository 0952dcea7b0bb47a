/** What the manager asks of a server to find out whether doors can be reached, its own and those of partners. */
export interface PartnerQuestion {
  readonly id: string;
  /** From where it came, past trusted reverse proxies. */
  readonly address: string;
  readonly body: string;
}

/** Refused with `server.not-running`. */
export interface ReachEngine {
  /** Waits until a partner asks, for half a minute at most; undefined: nobody did. Gives up with the signal. */
  nextQuestion(signal: AbortSignal): Promise<PartnerQuestion | undefined>;
  answer(id: string, status: number, body: string): Promise<void>;
  /** A name and password for the relay, good for two minutes; undefined where there is no relay. */
  relayCredential(): Promise<{ readonly username: string; readonly password: string } | undefined>;
}
