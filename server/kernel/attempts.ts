/**
 * Attempts to connect: how far each came, and what stopped it. Types, and what leaving means.
 * For the person beside somebody who tries to get a program connected: the wire stays generic (RFC 6120 §13.11), this is exact.
 * Never holds a password, a proof or a token; `server/attempts/` keeps what is worth keeping, within bounds.
 */

/** How far it came, in order: TCP, a stream in the clear, TLS begun and done, a stream under it, the log-in, a session. */
export const STAGES = ['reached', 'spoke', 'securing', 'secured', 'greeted', 'known', 'connected'] as const;
export type AttemptStage = (typeof STAGES)[number];

export type AttemptStop =
  /** A web browser or a web client at a port for programs. */
  | 'http'
  /** TLS from the first byte where it is asked for with STARTTLS. */
  | 'tls-too-soon'
  /** Not TLS where TLS comes first. */
  | 'tls-expected'
  | 'not-xmpp'
  /** It knows only versions of TLS that are not secure any more. */
  | 'tls-old'
  | 'tls-no-cipher'
  /** It said that it does not trust the certificate. */
  | 'certificate-refused'
  | 'tls-failed'
  /** It left in the handshake or right after it: most programs that do not trust the certificate do that without a word. */
  | 'left-at-tls'
  /** It wanted to go on without encryption. */
  | 'no-tls'
  /** A domain that is not served here. */
  | 'wrong-domain'
  | 'no-mechanism'
  /** It saw the ways to log in and left. */
  | 'left-at-login'
  | 'wrong-password'
  /** The whole address stands where only the name belongs. */
  | 'whole-address'
  /** Its right to come without the password has ended; programs then ask for the password by themselves. */
  | 'token-expired'
  /** Also somebody who waits for a yes. */
  | 'disabled'
  | 'throttled'
  /** Its TLS connection is not ours: somebody stands in between, or a virus scanner does. */
  | 'other-connection'
  /** It wanted to be somebody else than it is. */
  | 'other-account'
  | 'login-broken'
  | 'left-at-binding'
  | 'too-many-connections'
  | 'too-many-sessions'
  /** It connected and said nothing. */
  | 'silent';

/** What is known of one connection. Texts are the peer's own, shortened. */
export interface AttemptFacts {
  readonly stage: AttemptStage;
  /** The domain of the stream header. */
  readonly asked: string;
  /** The name of the TLS handshake (SNI). */
  readonly named: string;
  /** `TLSv1.3`, … */
  readonly tls: string;
  /** Bare address. */
  readonly account: string;
  readonly mechanism: string;
  /** What the program calls itself (XEP-0388 `<software/>`). */
  readonly program: string;
  /** Of the session. */
  readonly resource: string;
  readonly stopped: AttemptStop;
  /** Exact, for a technician. */
  readonly because: string;
  /** When it may try again, in ms since the epoch. */
  readonly until: number;
}

/** Follows one connection until there is a session, or no connection any more. */
export interface Trace {
  /** Adds to what is known. With `stopped`, or the stage `connected`, it is told at once. */
  note(facts: Partial<AttemptFacts>): void;
  /** The connection is gone. */
  over(): void;
}

export interface AttemptOrigin {
  readonly address: string;
  readonly door: 'starttls' | 'direct' | 'web';
  /** From this very machine: our own checks look like somebody who leaves. */
  readonly own?: boolean;
}

export interface Attempts {
  begin(origin: AttemptOrigin): Trace;
}

export const noTrace: Trace = { note() {}, over() {} };
export const noAttempts: Attempts = { begin: () => noTrace };

export const isFurther = (stage: AttemptStage, than: AttemptStage): boolean =>
  STAGES.indexOf(stage) > STAGES.indexOf(than);

/** What it means to leave without a word, at each stage. Pure. */
export function stopOfLeaving(stage: AttemptStage): AttemptStop | undefined {
  switch (stage) {
    case 'reached':
      return 'silent';
    // RFC 6120 §5.3.1: TLS is mandatory to negotiate here, and features said so.
    case 'spoke':
      return 'no-tls';
    case 'securing':
    case 'secured':
      return 'left-at-tls';
    case 'greeted':
      return 'left-at-login';
    case 'known':
      return 'left-at-binding';
    case 'connected':
      return undefined;
    default:
      return assertNever(stage);
  }
}

function assertNever(stage: never): never {
  throw new Error(`no stage of an attempt: ${String(stage)}`);
}
