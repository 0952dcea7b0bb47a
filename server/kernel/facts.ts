/** What the operator configured and what the process knows of itself, as modules may read it. */
export interface ServerFacts {
  /** Served domains, after IDNA. */
  readonly hosts: readonly string[];
  readonly name: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** `open` lets anyone register in band; closed is the default. */
  registration(host: string): 'closed' | 'open';
  /** False under `"limits": "off"`. */
  readonly limited: boolean;
}
