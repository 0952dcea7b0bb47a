/**
 * What is known of each remote domain: the facts behind `federation` and the app's page. Types only.
 *
 * One record for each remote domain our people really talk to, or that talks to us. Everything is JSON; times are
 * milliseconds since the epoch, and what is not known is absent.
 */

/** How a connection is protected. */
export interface LinkSecurity {
  /** `direct` is TLS from the first byte (XEP-0368). */
  readonly how: 'none' | 'starttls' | 'direct';
  /** As OpenSSL writes them: `TLSv1.3`, `TLS_AES_256_GCM_SHA384`. */
  readonly version?: string;
  readonly cipher?: string;
}

/**
 * How the remote domain proved to be itself: an authority vouches for its certificate, its zone does (DANE), it was called back
 * (dialback), or not at all.
 */
export type Proof = 'certificate' | 'dane' | 'dialback' | 'nothing';

/** The certificate the remote server showed. */
export interface PeerCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly expires: number;
}

export interface FederationLink {
  /** `out` we connected, `in` they did. */
  readonly direction: 'in' | 'out';
  /** Stanzas flow both ways on it (XEP-0288). */
  readonly bidirectional: boolean;
  /** Our domain at this end. */
  readonly local: string;
  readonly since: number;
  /** `192.0.2.7` or `2001:db8::7`, and the port; for `in` the port is theirs. */
  readonly address: string;
  readonly port?: number;
  readonly security: LinkSecurity;
  /** How they proved to be themselves to us. */
  readonly proof: Proof;
  /** Acknowledged stanza by stanza (XEP-0198). */
  readonly managed: boolean;
  /** What is wrong with the certificate they showed, where something else was good enough. */
  readonly flaw?: Flaw;
}

export interface Flaw {
  readonly code: FederationCode;
  /** One exact English sentence. */
  readonly because: string;
}

/** Which rule failed. Each has words in the app; see problems.ts for what each means and who can mend it. */
export interface FederationProblem {
  readonly code: FederationCode;
  readonly at: number;
  readonly direction: 'in' | 'out';
  /** The exact technical words: a stream error, a DNS answer, a certificate's names. Never a secret. */
  readonly detail?: string;
  /** The `host:port` it happened with. */
  readonly target?: string;
  readonly certificate?: PeerCertificate;
}

/**
 * `works`: a connection stands, and what was sent last went through. `idle`: nobody needs one now; the last one was good.
 * `connecting`: being made. `waiting`: it failed, stanzas may be queued, and it is tried again at `nextAttempt`.
 * `refused`: a rule of theirs or ours forbids it; trying again by itself would not help.
 */
export type FederationState = 'works' | 'idle' | 'connecting' | 'waiting' | 'refused';

export interface RemoteDomain {
  readonly domain: string;
  readonly state: FederationState;
  /** What our configuration says of it, and which entry of it. */
  readonly policy: { readonly allowed: boolean; readonly because: string };
  readonly links: readonly FederationLink[];
  /** Stanzas since the server started. */
  readonly sent: number;
  readonly received: number;
  /** Stanzas that came back to their senders because they could not be delivered. */
  readonly bounced: number;
  /** Stanzas that wait for a connection now. */
  readonly queued: number;
  readonly firstSeen: number;
  /** When a stanza last went either way. */
  readonly lastActive?: number;
  readonly nextAttempt?: number;
  /** How many times in a row it failed. */
  readonly failures: number;
  /** The last thing that went wrong; absent once a connection stands. */
  readonly problem?: FederationProblem;
}

/** The answer of `federation`. */
export interface FederationReport {
  readonly policy: 'open' | 'listed' | 'closed';
  /** Ports for other servers that are open now. */
  readonly ports: readonly { readonly port: number; readonly tls: 'starttls' | 'direct' }[];
  readonly incoming: number;
  readonly outgoing: number;
  /** With all domains since the start, those that are forgotten among them. */
  readonly stanzas: { readonly sent: number; readonly received: number; readonly bounced: number };
  readonly domains: readonly RemoteDomain[];
}

/**
 * One step of `federation_try`, as it ends. The steps of one try come in this order, and stop after the first that failed.
 * `lookup` who answers for the domain, `connect` to one of them, `secure` TLS, `authenticate` both ways, `ping` (XEP-0199).
 */
export interface TryStep {
  readonly step: 'lookup' | 'connect' | 'secure' | 'authenticate' | 'ping';
  readonly ok: boolean;
  readonly ms: number;
  readonly problem?: FederationProblem;
  readonly detail?: string;
}

/** The answer of `federation_try`. */
export interface TryReport {
  readonly domain: string;
  readonly ok: boolean;
  readonly steps: readonly TryStep[];
}

/**
 * Every way it can fail, from the first step to the last. P.S. for whoever shows them: the compiler demands a sentence for each
 * (`Record<FederationCode, …>`).
 */
export const FEDERATION_CODES = [
  // Our own rules.
  'policy.closed',
  'policy.not-listed',
  'policy.blocked',
  // Finding the other server.
  'dns.no-domain',
  'dns.no-server',
  'dns.not-offered',
  'dns.no-answer',
  'dns.bogus',
  // Reaching it.
  'connect.refused',
  'connect.timeout',
  'connect.unreachable',
  'connect.closed',
  // Encryption.
  'tls.required',
  'tls.failed',
  'tls.timeout',
  // Its certificate.
  'certificate.none',
  'certificate.name-mismatch',
  'certificate.expired',
  'certificate.not-yet-valid',
  'certificate.self-signed',
  'certificate.unknown-authority',
  'certificate.chain-incomplete',
  'certificate.wrong-purpose',
  'certificate.weak',
  'certificate.name-constraint',
  'certificate.dane-mismatch',
  'certificate.malformed',
  // Proving who is who.
  'auth.refused',
  'auth.not-offered',
  'auth.timeout',
  'dialback.denied',
  'dialback.failed',
  'dialback.unreachable',
  'dialback.not-allowed',
  // The stream.
  'stream.host-unknown',
  'stream.refused',
  'stream.protocol',
  'stream.timeout',
  'stream.lost',
  // What was to be delivered.
  'queue.full',
  'queue.expired',
] as const;

export type FederationCode = (typeof FEDERATION_CODES)[number];

/** The event `federation.changed` on the control socket: ask for `federation` again. At most one a second for each domain. */
export interface FederationChanged {
  readonly event: 'federation.changed';
  readonly domain: string;
  readonly at: number;
}

/** The event `federation.tried`: a step of a `federation_try` under way has ended. */
export interface FederationTried {
  readonly event: 'federation.tried';
  readonly domain: string;
  readonly step: TryStep;
  readonly at: number;
}
