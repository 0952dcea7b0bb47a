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
  readonly admins: Admins;
  /** Addresses for strangers to turn to (XEP-0157), URIs by kind. */
  contacts(host: string): Readonly<Record<string, readonly string[]>>;
  /** When the domain's certificate ends, in milliseconds since the epoch. */
  certificateExpires(host: string): number | undefined;
  /** False under `"limits": "off"`. */
  readonly limited: boolean;
}

/** Those who may administer a domain, as bare addresses. */
export interface Admins {
  /** Whom the configuration names, then whom they made administrators since: those at domains served here. */
  of(host: string): readonly string[];
  /** The others, too: people of other servers, to whom it is told what administrators are told, and who have no rights here. */
  named(host: string): readonly string[];
  /** Whom the configuration names; only an edit of the configuration takes their rights away. */
  configured(host: string): readonly string[];
  /** Makes these, and whom the configuration names, the administrators of a domain. Resolves when it is on disk. */
  set(host: string, addresses: readonly string[]): Promise<void>;
}
