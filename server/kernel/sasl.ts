/**
 * Logging in, as a stream sees it: types only. `server/auth/` implements them.
 *
 * One `SaslExchange` is one attempt of RFC 6120 §6.4; the bytes are those inside the base64 of the elements.
 */
import type { AttemptFacts } from './attempts.ts';
import type { Jid } from './jid.ts';
import type { Language } from './languages.ts';

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
  /** `lang` is that of `text`; English without. */
  | { readonly failure: SaslCondition; readonly text?: string; readonly lang?: Language };

/** Channel binding types (RFC 5056) a log-in can be tied to: RFC 9266, RFC 5929 §4 and §3. */
export type BindingType = 'tls-exporter' | 'tls-server-end-point' | 'tls-unique';

/** What the encryption under a log-in offers. */
export interface TlsFacts {
  readonly encrypted: boolean;
  /** `TLSv1.3`, …; absent without encryption. */
  readonly protocol: string | undefined;
  /** The data that names this very connection; undefined for types it cannot give, absent when it can give none. */
  channelBinding?(type: BindingType): Uint8Array | undefined;
  /** Bare addresses of a domain in the client's certificate, if that can be trusted for it; absent without client certificates. */
  clientAddresses?(host: string): readonly Jid[];
}

export interface SaslContext {
  /** The served domain of the stream header. */
  readonly host: string;
  readonly remoteAddress: string;
  readonly tls: TlsFacts;
  /** Who the stream header says is coming; only a hint. */
  readonly from?: Jid | undefined;
  /** What the stream is to be in, as its header says. */
  readonly lang?: string | undefined;
  /** The client installation, as it names itself (XEP-0388 `<user-agent id=''/>`). */
  readonly device?: string | undefined;
  /** The log-in is one with a token (XEP-0484 `<fast/>`): only mechanisms for tokens count then. */
  readonly fast?: { readonly invalidate: boolean } | undefined;
  /** Hears what becomes of the attempt, for whoever looks after the server. */
  readonly seen?: ((facts: Partial<AttemptFacts>) => void) | undefined;
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
  /** Absent where no tokens are given. */
  readonly tokens?: LoginTokens;
  /** Absent where keys are not ours to make. */
  readonly upgrades?: LoginUpgrades;
}

/** New keys from a client whose account lacks them (XEP-0480). */
export interface LoginUpgrades {
  /** Tasks of use to who the stream header says is coming. */
  offered(context: SaslContext): readonly string[];
  /** After a log-in with `mechanism`; undefined when the account has no use for it, or the log-in has shown no password. */
  begin(account: Jid, task: string, mechanism: string): UpgradeTask | undefined;
}

export interface UpgradeTask {
  readonly name: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Takes RFC 5802's SaltedPassword. Resolves after the commit; false when it cannot be one. */
  finish(saltedPassword: Uint8Array): Promise<boolean>;
}

/** A token as its client gets to know it, once. */
export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Tokens for log-ins in one round trip (XEP-0484). */
export interface LoginTokens {
  /** After a log-in: the token that was asked for, or that is due. Resolves after the commit that holds it. */
  grant(request: {
    readonly account: Jid;
    readonly device: string;
    /** The mechanism a token is asked for. */
    readonly wanted: string | undefined;
    /** The mechanism of the token this log-in was made with. */
    readonly used: string | undefined;
    /** The token that was used is not to be replaced unless asked for. */
    readonly invalidate: boolean;
  }): Promise<IssuedToken | undefined>;
}
