/** What an authority's refusal means: the words of RFC 8555 §6.7 as a table of who may try again, and errors made of them. */
import {
  type AcmeFailure,
  type AcmeNameFailure,
  type AcmeReason,
  type AcmeRetry,
  acmeReason,
} from '../../../contract/acme.ts';
import { AcmeError } from './acme.ts';
import { Nonsense, Unreachable } from './http.ts';
import type { ProblemDocument } from './schemas.ts';

/** Who may try again after what. `never`: not before somebody has changed something. */
export const RETRY: Readonly<Record<AcmeReason, 'later' | 'never'>> = {
  // About us and the account.
  accountDoesNotExist: 'later',
  externalAccountRequired: 'never',
  invalidContact: 'never',
  unsupportedContact: 'never',
  userActionRequired: 'never',
  // About the request: what we send is wrong, and will be wrong again.
  badCSR: 'never',
  badPublicKey: 'never',
  badSignatureAlgorithm: 'never',
  badRevocationReason: 'never',
  malformed: 'never',
  invalidProfile: 'never',
  alreadyRevoked: 'never',
  alreadyReplaced: 'later',
  badNonce: 'later',
  orderNotReady: 'later',
  // About a name: the authority will not have it.
  rejectedIdentifier: 'never',
  unsupportedIdentifier: 'never',
  // About a name: somebody may set it right, or the network may.
  caa: 'later',
  compound: 'later',
  connection: 'later',
  dns: 'later',
  incorrectResponse: 'later',
  tls: 'later',
  unauthorized: 'later',
  // About the authority.
  rateLimited: 'later',
  serverInternal: 'later',
  // What we found ourselves.
  unreachable: 'later',
  nonsense: 'later',
  noChallenge: 'never',
  tookTooLong: 'later',
  orderInvalid: 'later',
  wrongCertificate: 'later',
  ourLimit: 'later',
  notSeen: 'later',
};

/** The longest wait we believe an authority: Let's Encrypt's longest limit is a week. */
const LONGEST_WAIT_MS = 8 * 24 * 60 * 60 * 1000;

const URN = 'urn:ietf:params:acme:error:';

/** Undefined for a type of nobody's, or of another namespace. */
export function reasonOf(type: string): AcmeReason | undefined {
  if (!type.startsWith(URN)) return undefined;
  return acmeReason.safeParse(type.slice(URN.length)).data;
}

export interface FailureParts {
  readonly reason: AcmeReason;
  /** The authority's address. */
  readonly authority: string;
  readonly said?: string | undefined;
  readonly retry?: AcmeRetry;
  readonly link?: string | undefined;
  readonly names?: readonly AcmeNameFailure[];
  readonly cause?: unknown;
}

export const failure = ({ reason, said, retry, link, names, ...rest }: FailureParts): AcmeError => {
  const told: AcmeFailure = {
    reason,
    retry: retry ?? { retry: RETRY[reason] },
    authority: (URL.parse(rest.authority)?.host ?? rest.authority).slice(0, 255),
    said: (said ?? '').slice(0, 1000),
    link: httpsLink(link),
    names: [...(names ?? [])].slice(0, 100),
  };
  return new AcmeError(told, rest.cause === undefined ? undefined : { cause: rest.cause });
};

const httpsLink = (text: string | undefined): string | null => {
  const url = URL.parse(text ?? '');
  return url?.protocol === 'https:' && url.href.length <= 1000 ? url.href : null;
};

/** `after` where the authority says when (RFC 8555 §6.6), else the table's. */
export function retryOf(reason: AcmeReason, waitMs: number | undefined): AcmeRetry {
  if (RETRY[reason] === 'never') return { retry: 'never' };
  return waitMs === undefined
    ? { retry: 'later' }
    : { retry: 'after', ms: Math.min(waitMs, LONGEST_WAIT_MS) };
}

/** A problem document as an AcmeError; `status` decides where its type says nothing. */
export function refusal(
  authority: string,
  status: number,
  document: ProblemDocument | undefined,
  waitMs?: number,
): AcmeError {
  const reason = document && reasonOf(document.type);
  const known = reason ?? (status === 429 ? 'rateLimited' : status >= 500 ? 'serverInternal' : 'malformed');
  return failure({
    reason: document || status >= 429 ? known : 'nonsense',
    ...{ authority, retry: retryOf(known, waitMs) },
    said: document ? saidBy(document) : `HTTP ${status}`,
    link: document?.instance,
    names: (document?.subproblems ?? []).flatMap((sub) =>
      sub.identifier
        ? [{ ...nameFailure(sub.identifier.value, sub), reason: reasonOf(sub.type) ?? known }]
        : [],
    ),
  });
}

/** SPEC: RFC 8555 §6.7: 'Clients SHOULD display the "detail" field of all errors.' */
const saidBy = ({ detail, type, subproblems = [] }: ProblemDocument): string =>
  [detail ?? type, ...subproblems.map((sub) => sub.detail ?? sub.type)].join(' ');

/** One name's problem, as a challenge or a subproblem tells it. */
export const nameFailure = (
  name: string,
  document: ProblemDocument | undefined,
  way: AcmeNameFailure['way'] = null,
): AcmeNameFailure => ({
  ...{ name, way },
  reason: (document && reasonOf(document.type)) ?? 'unauthorized',
  said: (document ? saidBy(document) : '').slice(0, 1000),
});

/** What went wrong underneath, as an AcmeError; anything that is none of ours stays what it is. */
export function explained(error: unknown, authority: string): unknown {
  if (error instanceof Unreachable)
    return failure({
      reason: 'unreachable',
      authority,
      said: `${error.code}: ${error.message}`,
      cause: error,
    });
  if (error instanceof Nonsense)
    return failure({ reason: 'nonsense', authority, said: error.message, cause: error });
  return error;
}
