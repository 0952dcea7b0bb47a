/** Which of two authorities is asked: the chosen one, or the second. Pure: a table, each row with its why. */
import type { AcmeFailure, AcmeReason } from '../../../contract/acme.ts';

export interface FailoverFacts {
  /** There is a second one that would have us. */
  readonly second: boolean;
  /** How many times in a row this order failed. */
  readonly failures: number;
  /** What the chosen one said last, and how much of its wait is left in milliseconds; undefined: nothing bad. */
  readonly trouble?: { readonly reason: AcmeReason; readonly waitMs: number } | undefined;
}

export interface Asked {
  readonly ask: 'first' | 'second';
  readonly because: 'only-one' | 'fine' | 'names' | 'patience' | 'down' | 'limit' | 'account' | 'look-again';
}

type Whose = 'names' | 'authority' | 'limit' | 'account' | 'request';

/** Whose trouble a reason is: with our names any other authority would have the same. */
export const WHOSE: Readonly<Record<AcmeReason, Whose>> = {
  ...{ caa: 'names', compound: 'names', connection: 'names', dns: 'names', incorrectResponse: 'names' },
  ...{ notSeen: 'names', tls: 'names', unauthorized: 'names', noChallenge: 'names' },
  ...{ accountDoesNotExist: 'account', externalAccountRequired: 'account', invalidContact: 'account' },
  ...{ unsupportedContact: 'account', userActionRequired: 'account' },
  // It will not have this name, whoever asks and however often.
  ...{ rejectedIdentifier: 'account', unsupportedIdentifier: 'account', invalidProfile: 'account' },
  ...{ rateLimited: 'limit', ourLimit: 'limit' },
  ...{
    unreachable: 'authority',
    serverInternal: 'authority',
    nonsense: 'authority',
    tookTooLong: 'authority',
  },
  ...{
    badNonce: 'authority',
    orderNotReady: 'authority',
    orderInvalid: 'authority',
    wrongCertificate: 'authority',
  },
  ...{ malformed: 'request', badCSR: 'request', badPublicKey: 'request', badSignatureAlgorithm: 'request' },
  ...{ badRevocationReason: 'request', alreadyRevoked: 'request', alreadyReplaced: 'request' },
};

/** So many tries it has: by the job's table some four hours. */
const PATIENCE = 4;
/** And from then on every so manieth is its own again, so that it is noticed when it is back. */
const LOOK_AGAIN = 4;
/** A shorter wait is waited. */
const SHORT_MS = 60 * 60 * 1000;

/** Each renewal begins with no failures, and so with the chosen one: that is how it comes back. */
export function whomToAsk({ second, failures, trouble }: FailoverFacts): Asked {
  if (!second) return { ask: 'first', because: 'only-one' };
  if (!trouble || failures === 0) return { ask: 'first', because: 'fine' };
  switch (WHOSE[trouble.reason]) {
    case 'names':
      return { ask: 'first', because: 'names' };
    case 'account':
      return { ask: 'second', because: 'account' };
    case 'limit':
      return trouble.waitMs > SHORT_MS
        ? { ask: 'second', because: 'limit' }
        : { ask: 'first', because: 'patience' };
    case 'authority':
    case 'request':
      if (failures < PATIENCE) return { ask: 'first', because: 'patience' };
      return failures % LOOK_AGAIN === LOOK_AGAIN - 1
        ? { ask: 'first', because: 'look-again' }
        : { ask: 'second', because: 'down' };
  }
}

/** What is left at `now` of the wait a refusal at `at` asked for. */
export const waitLeft = ({ retry }: AcmeFailure, at: number, now: number): number =>
  retry.retry === 'after' ? Math.max(0, at + retry.ms - now) : 0;
