/** What the certificate job may ask of ACME. The inside is in the files beside this one. */
import type { AcmeFailure, AcmeProgress, AuthorityId, ProofWay } from '../../../contract/acme.ts';
import type { Challenge, Challenger } from './challenger.ts';

/** An authority as it is asked; rows of authorities.ts, or one's own. */
export interface Authority {
  readonly id: AuthorityId;
  /** Its directory (RFC 8555 §7.1.1); https. */
  readonly directory: string;
  /** Certificates in PEM that its own HTTPS is checked against; absent: those everybody trusts. */
  readonly ca?: string | undefined;
  /** External account binding (RFC 8555 §7.3.4): the authority's key id and its MAC key in base64url. A secret. */
  readonly eab?: { readonly kid: string; readonly macKey: string } | undefined;
  /** Common name of the root the chain should end under, where there is a choice (RFC 8555 §7.4.2). */
  readonly root?: string | undefined;
  /** `mailto:` addresses are made of these; most offices give none. */
  readonly contact?: readonly string[] | undefined;
}

export interface ObtainRequest {
  /** Names the journal; the same id after a crash takes the same order up again. `[a-z0-9.-]`, at most 100. */
  readonly id: string;
  /** ASCII, lower case; `*.example.org` for a wildcard. At most 100. */
  readonly names: readonly string[];
  /** The private key the certificate is for, PKCS #8 in PEM. It is on disk before this is called. */
  readonly keyPem: string;
  readonly authority: Authority;
  /** How a name is proved (way.ts decides); for a wildcard it must be one of DNS-01's. */
  readonly wayOf: (name: string) => ProofWay;
  /** Who does it. */
  readonly challengers: Readonly<Partial<Record<ProofWay, Challenger>>>;
  /** draft-ietf-acme-profiles: `shortlived`, `tlsserver`, …; left out where the authority has none of that name. */
  readonly profile?: string | undefined;
  /** The leaf in PEM that this one follows (RFC 9773 §5). */
  readonly replaces?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: AcmeProgress) => void;
}

export interface Obtained {
  /** The leaf first, then its intermediates, PEM. Checked: it belongs to the key and carries every name. */
  readonly chain: string;
  readonly authority: AuthorityId;
  readonly orderUrl: string;
}

/** Milliseconds since the epoch. */
export interface RenewalWindow {
  readonly start: number;
  readonly end: number;
  /** When to ask again (Retry-After, bounded). */
  readonly askAgainAt: number;
  /** A page that says why, where the authority gives one; https only. */
  readonly explanation: string | null;
}

export interface Acme {
  /** Resolves to the certificate; rejects with an AcmeError, or with the signal's reason. Whatever happens, proofs are taken away. */
  obtain(request: ObtainRequest): Promise<Obtained>;
  /** The certificate of this order is safely on disk and in use: the order is over. Until then `obtain` gives the same certificate again. */
  settle(id: string): Promise<void>;
  /** RFC 9773; undefined where the authority does not tell (then two thirds of the lifetime count). */
  renewalInfo(authority: Authority, leafPem: string, signal: AbortSignal): Promise<RenewalWindow | undefined>;
  /** RFC 8555 §7.6. With `keyPem` signed by the certificate's key, else by the account's. `reason` of RFC 5280 §5.3.1. */
  revoke(request: {
    readonly authority: Authority;
    readonly leafPem: string;
    readonly keyPem?: string;
    readonly reason?: number;
    readonly signal: AbortSignal;
  }): Promise<void>;
  /** A new account key (RFC 8555 §7.3.5); a crash in between leaves one that works. */
  rollKey(authority: Authority, signal: AbortSignal): Promise<void>;
  /** RFC 8555 §7.3.6; the account is forgotten here, too. */
  deactivate(authority: Authority, signal: AbortSignal): Promise<void>;
  /** The directory's `meta`: terms, website, profiles with their words, whether EAB is wanted, CAA names. */
  about(authority: Authority, signal: AbortSignal): Promise<AboutAuthority>;
  /**
   * After a start: takes away what a killed order left behind. Orders whose id is in `keep` are taken up again by `obtain` itself.
   * Resolves to the ids that were cleaned up; what could not be is tried again the next time.
   */
  sweep(
    challengers:
      | ObtainRequest['challengers']
      /** By the order's names: who has their proofs. What nobody has stays noted. */
      | ((names: readonly string[]) => ObtainRequest['challengers']),
    keep: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<string[]>;
}

export interface AboutAuthority {
  readonly terms: string | null;
  readonly website: string | null;
  /** Values for CAA's `issue` (RFC 8659). */
  readonly caaIdentities: readonly string[];
  readonly externalAccountRequired: boolean;
  readonly profiles: Readonly<Record<string, string>>;
  readonly renewalInfo: boolean;
}

/** What is on disk of an order that is under way; no secrets. */
export interface OrderJournal {
  readonly directory: string;
  readonly account: string;
  readonly order: string;
  /** SHA-256 of the public key (SPKI), hex: an order is for one key. */
  readonly key: string;
  readonly names: readonly string[];
  readonly profile: string | null;
  /** When the order was made. */
  readonly createdAt: number;
  /** The order is over, and only what is still shown keeps it noted. */
  readonly settled?: boolean | undefined;
  /** Written before a proof is shown, taken out after it is gone. */
  readonly shown: readonly { readonly way: ProofWay; readonly challenge: Challenge }[];
}

/** Rejections of `Acme`: what happened, for whom to see, and who may try again. findings.ts makes findings of it. */
export class AcmeError extends Error {
  readonly failure: AcmeFailure;
  constructor(failure: AcmeFailure, options?: ErrorOptions) {
    super(`${failure.authority}: ${failure.reason}: ${failure.said}`, options);
    this.name = 'AcmeError';
    this.failure = failure;
  }
}
