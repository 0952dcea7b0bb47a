/** The refusals of XEP-0060: each condition with the pubsub-specific one beside it, as its sections give them. */
import { type StanzaCondition, StanzaError, type StanzaErrorType } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { PS } from './namespaces.ts';

/** [condition, pubsub-specific condition, type where it differs from RFC 6120's, where it says so]. */
const REFUSALS = {
  'invalid-jid': ['bad-request', 'invalid-jid'], // §6.1.3.1
  'jid-required': ['bad-request', 'jid-required'], // §6.3.4.3
  'presence-subscription-required': ['not-authorized', 'presence-subscription-required'], // §6.1.3.2
  'not-in-roster-group': ['not-authorized', 'not-in-roster-group'], // §6.1.3.3
  'closed-node': ['not-allowed', 'closed-node'], // §6.1.3.4
  'pending-subscription': ['not-authorized', 'pending-subscription'], // §6.1.3.7
  blocked: ['forbidden', undefined], // §6.1.3.8
  'too-many-subscriptions': ['policy-violation', 'too-many-subscriptions', 'wait'], // §6.1.3.9
  'not-subscribed': ['unexpected-request', 'not-subscribed', 'cancel'], // §6.2.3.2
  'items-need-subscription': ['not-authorized', 'not-subscribed'], // §6.5.9.3
  'invalid-subid': ['not-acceptable', 'invalid-subid'], // §6.2.3.5
  'invalid-options': ['bad-request', 'invalid-options'], // §6.3.6.2
  'nodeid-required': ['bad-request', 'nodeid-required'], // §7.2.3.3
  'node-full': ['conflict', 'node-full', 'wait'], // §7.1.3.4
  'payload-too-big': ['not-acceptable', 'payload-too-big'], // §7.1.3.5
  'invalid-payload': ['bad-request', 'invalid-payload'], // §7.1.3.6
  'item-required': ['bad-request', 'item-required'], // §7.1.3.7, §7.2.3.4
  'payload-required': ['bad-request', 'payload-required'], // §7.1.3.7
  'item-forbidden': ['bad-request', 'item-forbidden'], // §7.1.3.7
  'precondition-not-met': ['conflict', 'precondition-not-met'], // §7.1.5
  'max-items-exceeded': ['not-allowed', 'max-items-exceeded'], // §13.11
  'unsupported-access-model': ['not-acceptable', 'unsupported-access-model'], // §8.1.2
} as const satisfies Record<string, readonly [StanzaCondition, string | undefined, StanzaErrorType?]>;

export type Refusal = keyof typeof REFUSALS;

/** The error to throw; `text` is read by people. */
export function refuse(refusal: Refusal, text?: string): StanzaError {
  const [condition, specific, type] = REFUSALS[refusal] as readonly [
    StanzaCondition,
    string | undefined,
    StanzaErrorType?,
  ];
  return new StanzaError(condition, text, {
    ...(type && { type }),
    ...(specific !== undefined && { application: xml(specific, { xmlns: PS.errors }) }),
  });
}

/** `<feature-not-implemented/>` with the feature that is missing. */
export const unsupported = (feature: string): StanzaError =>
  new StanzaError('feature-not-implemented', undefined, {
    application: xml('unsupported', { xmlns: PS.errors, feature }),
  });
