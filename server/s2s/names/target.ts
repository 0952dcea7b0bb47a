/** Targets, what comes of looking for them, and what keeps us from them. Types and the error only. */
import type { Socket } from 'node:net';
import type { TlsaRecord } from '../../dns/index.ts';
import type { FederationCode } from '../report.ts';

/** Why a target is one: `_xmpps-server` and `_xmpp-server` records, none of them, an IP address, or the configuration. */
export type TargetReason = 'srv.direct' | 'srv.starttls' | 'no-srv' | 'literal' | 'configured';

export interface Target {
  /** An ASCII name without a final dot, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
  /** `direct` is TLS from the first byte, ALPN `xmpp-server` (XEP-0368). */
  readonly tls: 'direct' | 'starttls';
  readonly because: TargetReason;
  /**
   * What the domain's zone says of the certificate there; only when the resolver vouches for every step from the domain to it.
   * Not empty, the certificate has to fit one of them (RFC 7673 §4). Undefined otherwise.
   */
  readonly tlsa?: readonly TlsaRecord[];
}

export interface Found {
  /** In the order to try; at least one. */
  readonly targets: readonly Target[];
  /** The resolver vouches for the list itself (DNSSEC). */
  readonly secure: boolean;
}

export interface Connected {
  readonly socket: Socket;
  readonly target: Target;
  /** The IP address it went to. */
  readonly address: string;
  /** What is left to try when TLS or the stream fails there. */
  readonly rest: readonly Target[];
}

/** The codes of report.ts that can come from here. */
export type NamesCode = Extract<FederationCode, `dns.${string}` | `connect.${string}`>;

/** What keeps us from a domain. `detail` names the exact question and answer, for whoever looks after a zone. */
export class NamesError extends Error {
  readonly code: NamesCode;
  readonly detail: string;
  /** The `host:port` it ended with. */
  readonly target: string | undefined;

  constructor(code: NamesCode, detail: string, more: { target?: string; cause?: unknown } = {}) {
    super(`${code}: ${detail}`, { cause: more.cause });
    this.name = 'NamesError';
    this.code = code;
    this.detail = detail;
    this.target = more.target;
  }
}
