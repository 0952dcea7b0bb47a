/** When the authority would like a certificate renewed. Specs: RFC 9773. The reading is pure. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { isReason } from './account.ts';
import type { RenewalWindow } from './acme.ts';
import { renewalInfo } from './schemas.ts';
import type { Session } from './session.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * SPEC: RFC 9773 §4.1: "The unique identifier is constructed by concatenating the base64url encoding of the keyIdentifier field of the
 * certificate's Authority Key Identifier (AKI) extension, the period character ".", and the base64url encoding of the DER-encoded
 * Serial Number field (without the tag and length bytes)."
 * @returns undefined for a certificate without that extension.
 */
export function certificateId(leafPem: string): string | undefined {
  const leaf = new x509.X509Certificate(leafPem);
  const keyId = leaf.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId;
  if (!keyId) return undefined;
  const text = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
  // The library leaves out the zero that keeps the number positive; the encoded field has it.
  const serial = /^[89a-f]/i.test(leaf.serialNumber) ? `00${leaf.serialNumber}` : leaf.serialNumber;
  return `${text(keyId)}.${text(serial)}`;
}

/** SPEC: RFC 9773 §4.3.2: "values under one minute could be treated as if they were one minute, and values over one day […] as if they were one day" */
const SOONEST_MS = MINUTE;
const LATEST_MS = 24 * HOUR;
/** SPEC: RFC 9773 §4.3.3: after what is no answer, "six hours". */
export const WITHOUT_ANSWER_MS = 6 * HOUR;

/** The window as told, at `now`; undefined for one that "MUST be treated as though they failed to receive any response". */
export function readWindow(
  told: { suggestedWindow: { start: string; end: string }; explanationURL?: string | undefined },
  waitMs: number | undefined,
  now: number,
): RenewalWindow | undefined {
  const start = Date.parse(told.suggestedWindow.start);
  const end = Date.parse(told.suggestedWindow.end);
  // SPEC: RFC 9773 §4.2: 'A RenewalInfo object in which the end timestamp equals or precedes the start timestamp is invalid.'
  if (Number.isNaN(start) || Number.isNaN(end) || end <= start) return undefined;
  const explanation = URL.parse(told.explanationURL ?? '');
  const wait = waitMs === undefined ? WITHOUT_ANSWER_MS : Math.min(Math.max(waitMs, SOONEST_MS), LATEST_MS);
  return {
    ...{ start, end, askAgainAt: now + wait },
    explanation: explanation?.protocol === 'https:' ? explanation.href : null,
  };
}

/** Undefined where the authority does not tell, or nothing that makes sense. Rejects with an AcmeError where it cannot be asked. */
export async function askWindow(
  session: Session,
  leafPem: string,
  now: number,
): Promise<RenewalWindow | undefined> {
  const { renewalInfo: base } = await session.directory();
  const id = certificateId(leafPem);
  if (base === undefined || id === undefined) return undefined;
  try {
    const { value, waitMs } = await session.get(`${base.replace(/\/$/, '')}/${id}`, renewalInfo);
    return readWindow(value, waitMs, now);
  } catch (error) {
    // It does not know this certificate, or says what makes no sense: two thirds of the lifetime it is.
    if (isReason(error, 'malformed') || isReason(error, 'nonsense')) return undefined;
    throw error;
  }
}
