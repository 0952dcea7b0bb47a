/**
 * What the manager wants of whoever keeps a zone: one interface for a provider's HTTP API and for a name server of one's
 * own (RFC 2136). Everything is done by record sets, so that what the office has beside ours stays as it is.
 */
import type { RecordSet, RecordType } from '../../../contract/records.ts';

export interface DnsZone {
  /** Absolute, ASCII, without the final dot. */
  readonly name: string;
  /** The provider's own name for it, where it has one. */
  readonly id: string;
  /** The least number of seconds for a TTL here, where each zone has its own. */
  readonly leastTtl?: number;
}

export interface DnsProvider {
  /** As in contract/dns-providers.ts: `ovh`, `gandi`, `cloudflare`, `hetzner`, `desec`, `rfc2136`. */
  readonly id: string;
  /** Those this access may change. Rejects with a ProblemError `dns-provider.…` that says what is wrong with the access. */
  zones(signal: AbortSignal): Promise<DnsZone[]>;
  /** The set as the provider has it; null when there is none. */
  read(zone: DnsZone, name: string, type: RecordType, signal: AbortSignal): Promise<RecordSet | null>;
  /**
   * Puts `set` in place of what was there; an empty `values` removes it. Resolves once the provider has accepted it.
   * @param expected what should be there now (null: nothing): rejects with `dns-provider.changed` when it is something else.
   */
  write(zone: DnsZone, set: RecordSet, expected: RecordSet | null, signal: AbortSignal): Promise<void>;
  /** The least number of seconds it accepts for a TTL. */
  readonly leastTtl: number;
}

/**
 * One text among those of a name, for a proof that comes and goes (ACME DNS-01): the others at that name stay.
 * Handed by the manager from the DNS area to the certificates area, whichever provider stands behind it.
 */
export interface ProofPublisher {
  /** Adds `text` to the TXT records of `name`. Resolves once every name server of the zone tells it. */
  publish(name: string, text: string, signal: AbortSignal): Promise<void>;
  /** Takes it away again; nothing happens when it is gone. */
  withdraw(name: string, text: string, signal: AbortSignal): Promise<void>;
}
