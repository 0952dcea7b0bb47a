/** Someone who can prove to an authority that a name is ours (RFC 8555 §8, RFC 8737). */

export type ChallengeType = 'http-01' | 'dns-01' | 'tls-alpn-01';

export interface Challenge {
  readonly type: ChallengeType;
  /** The name to prove, without `*.`. */
  readonly name: string;
  readonly token: string;
  /** SPEC: RFC 8555 §8.1: token || '.' || base64url(Thumbprint(accountKey)). */
  readonly keyAuthorization: string;
}

export interface Challenger {
  readonly type: ChallengeType;
  /** Puts the proof where the authority looks for it; resolves once we have seen it there ourselves. */
  present(challenge: Challenge, signal: AbortSignal): Promise<void>;
  /** Takes it away; nothing happens when it is gone, so that a crash is cleaned up after by calling it again. */
  withdraw(challenge: Challenge, signal: AbortSignal): Promise<void>;
}
