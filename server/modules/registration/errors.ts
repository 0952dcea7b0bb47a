/**
 * Errors with the old numbers beside the conditions. Spec: XEP-0077 §9: "A compliant server or service implementation MUST
 * support both old-style and new-style error handling", XEP-0086 §3.
 */
import type { AccountRefusal } from '../../kernel/accounts.ts';
import { type StanzaCondition, StanzaError } from '../../kernel/stanza.ts';

const CODES: Partial<Readonly<Record<StanzaCondition, number>>> = {
  'bad-request': 400,
  conflict: 409,
  forbidden: 403,
  'item-not-found': 404,
  'not-acceptable': 406,
  'not-allowed': 405,
  'not-authorized': 401,
  'registration-required': 407,
  'resource-constraint': 500,
  'service-unavailable': 503,
  'unexpected-request': 400,
};

export const registerError = (condition: StanzaCondition, text: string): StanzaError => {
  const code = CODES[condition];
  return new StanzaError(condition, text, code === undefined ? {} : { code });
};

/** What each refusal of the accounts is on the wire. */
const REFUSALS: Readonly<Record<AccountRefusal, readonly [StanzaCondition, string]>> = {
  exists: ['conflict', 'the name is taken'],
  unknown: ['registration-required', 'there is no such account'],
  'not-allowed': ['not-acceptable', 'the name has characters an address cannot have'],
  weak: ['not-acceptable', 'the password is empty, too long, or has characters it cannot have'],
  'unknown-host': ['item-not-found', 'the domain is not served here'],
};

export function refused(refusal: AccountRefusal): StanzaError {
  const [condition, text] = REFUSALS[refusal];
  return registerError(condition, text);
}
