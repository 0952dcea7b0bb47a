/**
 * What each way to fail means for the stanzas that wait: which error they go back with, and whether trying again helps. A table.
 *
 * SPEC: RFC 6120 §10.4.3: "If resolution of the remote domain is unsuccessful, the stanza error MUST be
 * <remote-server-not-found/> […]. If resolution succeeds but streams cannot be negotiated, the stanza error MUST be
 * <remote-server-timeout/>".
 */
import { type StanzaCondition, StanzaError, type StanzaErrorType } from '../kernel/stanza.ts';
import type { FederationCode, PeerCertificate } from './report.ts';

/** What went wrong, before anybody says when and with whom. */
export class FederationFailure extends Error {
  readonly code: FederationCode;
  /** Exact technical words; never a secret. */
  readonly detail: string | undefined;
  readonly target: string | undefined;
  /** What they showed, where that is what is wrong. */
  readonly certificate: PeerCertificate | undefined;

  constructor(
    code: FederationCode,
    detail?: string,
    more: {
      target?: string | undefined;
      certificate?: PeerCertificate | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`, { cause: more.cause });
    this.name = 'FederationFailure';
    this.code = code;
    this.detail = detail;
    this.target = more.target;
    this.certificate = more.certificate;
  }
}

interface Meaning {
  readonly condition: StanzaCondition;
  /** The condition's own when absent. */
  readonly type?: StanzaErrorType;
  /** `later`: time may mend it. `never`: somebody has to do something first. */
  readonly retry: 'later' | 'never';
  /** For the sender: a plain sentence. */
  readonly words: string;
}

const NOT_FOUND = { condition: 'remote-server-not-found' } as const;
const TIMEOUT = { condition: 'remote-server-timeout' } as const;
/**
 * SPEC: RFC 6120 §8.3.3.17: the type "SHOULD be "wait" (unless the error is of a more permanent nature, e.g., the remote server is
 * found but it cannot be authenticated or it violates security policies)".
 */
const FOR_GOOD = { ...TIMEOUT, type: 'cancel', retry: 'never' } as const;

const policy = (words: string): Meaning => ({
  ...{ condition: 'policy-violation', type: 'cancel', retry: 'never', words },
});
const certificate: Meaning = { ...FOR_GOOD, words: 'The other server could not prove who it is.' };
const unproven: Meaning = { ...FOR_GOOD, words: 'The other server does not accept that we are who we are.' };
const unreachable: Meaning = { ...TIMEOUT, retry: 'later', words: 'The other server cannot be reached.' };

const MEANINGS: Readonly<Record<FederationCode, Meaning>> = {
  'policy.closed': { ...NOT_FOUND, retry: 'never', words: 'This server speaks with no other server.' },
  'policy.not-listed': policy('This server does not speak with that server.'),
  'policy.blocked': policy('This server does not speak with that server.'),
  'dns.no-domain': { ...NOT_FOUND, retry: 'never', words: 'There is no such domain.' },
  'dns.no-server': { ...NOT_FOUND, retry: 'never', words: 'That domain has no server for messages.' },
  'dns.not-offered': { ...NOT_FOUND, retry: 'never', words: 'That domain offers no messaging.' },
  'dns.no-answer': { ...NOT_FOUND, retry: 'later', words: 'The address of that domain cannot be found now.' },
  'dns.bogus': { ...NOT_FOUND, retry: 'never', words: 'The address of that domain cannot be trusted.' },
  'connect.refused': unreachable,
  'connect.timeout': unreachable,
  'connect.unreachable': unreachable,
  'connect.closed': unreachable,
  'tls.required': { ...FOR_GOOD, words: 'The other server does not encrypt.' },
  'tls.failed': { ...FOR_GOOD, words: 'No encrypted connection to the other server can be made.' },
  'tls.timeout': unreachable,
  'certificate.none': certificate,
  'certificate.name-mismatch': certificate,
  'certificate.expired': certificate,
  'certificate.not-yet-valid': certificate,
  'certificate.self-signed': certificate,
  'certificate.unknown-authority': certificate,
  'certificate.chain-incomplete': certificate,
  'certificate.wrong-purpose': certificate,
  'certificate.weak': certificate,
  'certificate.name-constraint': certificate,
  'certificate.dane-mismatch': certificate,
  'certificate.malformed': certificate,
  'auth.refused': unproven,
  'auth.not-offered': unproven,
  'auth.timeout': unreachable,
  // XEP-0220 §2.1.1: after `invalid` they go back "with a <internal-server-error/> stanza error".
  'dialback.denied': {
    ...{ condition: 'internal-server-error', retry: 'never' },
    words: 'The other server does not believe that we are who we are.',
  },
  // XEP-0220 §2.1.1: after `error`, "with a <remote-server-timeout/> stanza error".
  'dialback.failed': { ...TIMEOUT, retry: 'later', words: 'The other server could not check who we are.' },
  'dialback.unreachable': {
    ...{ ...TIMEOUT, retry: 'later' },
    words: 'The other server could not reach us to check who we are.',
  },
  'dialback.not-allowed': unproven,
  'stream.host-unknown': { ...FOR_GOOD, words: 'The other server does not serve that domain.' },
  'stream.refused': { ...FOR_GOOD, words: 'The other server refuses to speak with us.' },
  'stream.protocol': { ...FOR_GOOD, words: 'The other server cannot be understood.' },
  'stream.timeout': unreachable,
  'stream.lost': {
    ...{ ...TIMEOUT, retry: 'later' },
    words: 'The connection to the other server broke, and it is not known whether this arrived.',
  },
  'queue.full': {
    ...{ condition: 'resource-constraint', retry: 'later' },
    words: 'Too much waits for the other server.',
  },
  'queue.expired': unreachable,
};

/** `later`: time may mend it. */
export const mayRetry = (code: FederationCode): boolean => MEANINGS[code].retry === 'later';

/** The error a stanza goes back to its sender with. */
export function bounceFor(code: FederationCode): StanzaError {
  const { condition, type, words } = MEANINGS[code];
  return new StanzaError(condition, words, type && { type });
}
