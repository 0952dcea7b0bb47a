/**
 * What an authority may say no for, and what is found before it is asked (electron/manager/certificates/acme).
 * `data`: `names`, `authority` (how it is called), `link`, `wait` (milliseconds), `said` (exact, English), `limit`.
 * A code for each reason of contract/acme.ts; the compiler holds the two together.
 */
import type { AcmeReason } from '../acme.ts';
import { ACCOUNT } from './acme-account.ts';
import { BEFORE } from './acme-before.ts';
import { ORDER } from './acme-order.ts';
import { PROOF } from './acme-proof.ts';
import { type FindingKind, findingKinds } from './finding.ts';

export const ACME = findingKinds({
  ...PROOF,
  ...ACCOUNT,
  ...ORDER,
  ...BEFORE,
} satisfies Record<`acme.${AcmeReason}`, FindingKind> & Record<`acme.${string}`, FindingKind>);
export type AcmeFindingCode = keyof typeof ACME;
