/**
 * Logging in, as a stream sees it: types only. `server/auth/` implements them.
 *
 * One `SaslExchange` is one attempt of RFC 6120 §6.4; the bytes are those inside the base64 of the elements.
 */
import type { Jid } from './jid.ts';

/** RFC 6120 §6.5. */
export type SaslCondition =
  | 'aborted'
  | 'account-disabled'
  | 'credentials-expired'
  | 'encryption-required'
  | 'incorrect-encoding'
  | 'invalid-authzid'
  | 'invalid-mechanism'
  | 'malformed-request'
  | 'mechanism-too-weak'
  | 'not-authorized'
  | 'temporary-auth-failure';

export type SaslStep =
  | { readonly challenge: Uint8Array }
  | { readonly success: { readonly account: Jid; readonly data?: Uint8Array } }
  | { readonly failure: SaslCondition; readonly text?: string };

/** Channel binding types (RFC 5056) a log-in can be tied to: RFC 9266, RFC 5929 §4 and §3. */
export type BindingType = 'tls-exporter' | 'tls-server-end-point' | 'tls-unique';

/** What the encryption under a log-in offers. */
export interface TlsFacts {
  readonly encrypted: boolean;
  /** `TLSv1.3`, …; absent without encryption. */
  readonly protocol: string | undefined;
  /** The data that names this very connection; undefined for types it cannot give, absent when it can give none. */
  channelBinding?(type: BindingType): Uint8Array | undefined;
}

export interface SaslContext {
  /** The served domain of the stream header. */
  readonly host: string;
  readonly remoteAddress: string;
  readonly tls: TlsFacts;
}

export interface SaslExchange {
  start(mechanism: string, initial: Uint8Array | undefined): SaslStep | Promise<SaslStep>;
  respond(response: Uint8Array): SaslStep | Promise<SaslStep>;
}

export interface Authentication {
  /** In order of preference, best first; empty when nobody may log in this way. */
  mechanisms(context: SaslContext): readonly string[];
  /** The channel binding types to advertise with the -PLUS mechanisms, best first; empty when there are none. */
  bindings(context: SaslContext): readonly BindingType[];
  exchange(context: SaslContext): SaslExchange;
}
