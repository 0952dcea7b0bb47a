/** Long-term credentials (RFC 8489 §9.2): the checks of §9.2.4 in their order. */
import type { Endpoint } from '../../kernel/ports.ts';
import { ATTRIBUTE, type ErrorCode } from './attributes.ts';
import { passwordFor, readUsername } from './credentials.ts';
import { isSigned, type Key, longTermKey, PASSWORD_ALGORITHMS } from './integrity.ts';
import { attribute, type Message } from './message.ts';
import { NONCE_COOKIE, type Nonces } from './nonce.ts';

export interface Authenticated {
  readonly username: string;
  /** Whose it is, by pseudonym. */
  readonly user: string;
  /** Signs the answer. */
  readonly key: Key;
}

export interface Refused {
  readonly code: ErrorCode;
  /** The answer says how to authenticate: REALM, NONCE and PASSWORD-ALGORITHMS. */
  readonly challenge: boolean;
  readonly because: string;
}

export interface AuthenticationParts {
  readonly secret: string;
  readonly realm: () => string;
  readonly nonces: Nonces;
  /** Whether the account behind a pseudonym may call now. */
  readonly isActive: (user: string) => boolean;
  readonly now: () => number;
}

/** Algorithm and the length of its parameters, of which there are none (§14.11). */
const algorithm = (number: number): Buffer => Buffer.from([number >> 8, number & 255, 0, 0]);
export const ALGORITHMS_VALUE = Buffer.concat([...PASSWORD_ALGORITHMS.keys()].map(algorithm));

const refused = (code: ErrorCode, because: string, challenge = code !== 400): Refused => ({
  ...{ code, challenge, because },
});

/** @param renews the name that may be used though its time is over: that of an allocation there is. */
export function authenticate(
  message: Message,
  client: Endpoint,
  { secret, realm, nonces, isActive, now }: AuthenticationParts,
  renews?: string,
): Authenticated | Refused {
  const { messageIntegrity, messageIntegritySha256 } = ATTRIBUTE;
  const signatures = message.attributes.filter(
    ({ type }) => type === messageIntegrity || type === messageIntegritySha256,
  );
  // "If the message does not contain a MESSAGE-INTEGRITY or MESSAGE-INTEGRITY-SHA256 attribute, the server MUST generate an
  // error response with an error code of 401 (Unauthenticated)."
  if (signatures.length === 0) return refused(401, 'not signed');
  // "If the message contains a MESSAGE-INTEGRITY or a MESSAGE-INTEGRITY-SHA256 attribute, but is missing either the USERNAME
  // or USERHASH, REALM, or NONCE attribute, the server MUST generate an error response with an error code of 400".
  const name = attribute(message, ATTRIBUTE.username) ?? attribute(message, ATTRIBUTE.userhash);
  const nonce = attribute(message, ATTRIBUTE.nonce)?.toString('latin1');
  if (!name || nonce === undefined || !attribute(message, ATTRIBUTE.realm))
    return refused(400, 'signed by nobody');
  const chosen = passwordAlgorithm(message, nonce);
  if (chosen === undefined) return refused(400, 'the choice of algorithms was tampered with');

  // We offer no anonymous names, so a USERHASH is nobody's.
  const username = attribute(message, ATTRIBUTE.username)?.toString() ?? '';
  const claim = readUsername(username);
  if (!claim) return refused(401, 'no such name');
  if (claim.expires <= now() && username !== renews) return refused(401, 'the name has expired');
  const password = passwordFor(username, secret);
  // "If the MESSAGE-INTEGRITY-SHA256 attribute is present, compute the value […]. Otherwise […] MESSAGE-INTEGRITY".
  const signature = signatures.find(({ type }) => type === messageIntegritySha256) ?? signatures[0]!;
  const derived = longTermKey(chosen.name, { username, realm: realm(), password });
  const hash = signature.type === messageIntegritySha256 ? 'sha256' : 'sha1';
  if (!isSigned(message.bytes, signature.offset, signature.value, { hash, secret: derived }))
    return refused(401, 'signed with another password');
  // The password dies with the account, whatever its end says.
  if (!isActive(claim.user)) return refused(401, 'the account is gone, or disabled');
  // "If the NONCE is no longer valid, the server MUST generate an error response with an error code of 438 (Stale Nonce)."
  if (nonces.check(nonce, client) === 'stale') return refused(438, 'the nonce is old or another client’s');

  // "Any response […] MUST include the MESSAGE-INTEGRITY-SHA256 attribute […] unless the request was processed as though
  // PASSWORD-ALGORITHM was MD5 (because the request contained neither […]). In that case, the MESSAGE-INTEGRITY attribute MUST be used".
  return { username, user: claim.user, key: { hash: chosen.asked ? 'sha256' : 'sha1', secret: derived } };
}

/** What the client chose of our list; undefined when somebody in between has changed the list. */
function passwordAlgorithm(
  message: Message,
  nonce: string,
): { name: 'md5' | 'sha256'; asked: boolean } | undefined {
  const list = attribute(message, ATTRIBUTE.passwordAlgorithms);
  const choice = attribute(message, ATTRIBUTE.passwordAlgorithm);
  // "If the request contains neither […], then the request is processed as though PASSWORD-ALGORITHM were MD5."
  if ((!list && !choice) || !nonce.startsWith(NONCE_COOKIE)) return { name: 'md5', asked: false };
  if (!list?.equals(ALGORITHMS_VALUE)) return undefined;
  for (const [number, name] of PASSWORD_ALGORITHMS)
    if (choice?.equals(algorithm(number))) return { name, asked: true };
  return undefined;
}
