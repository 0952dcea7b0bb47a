/** What two offices give each other by hand, by telephone or mail: who it is, where its web is, its public key. No secret. Pure. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

export const partnerKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const content = z.strictObject({
  /** Its domain. */
  d: z.string().max(253).regex(DOMAIN),
  /** Where its web is. */
  u: z.url({ protocol: /^https$/ }).max(300),
  k: partnerKey,
});

export interface PartnerCode {
  readonly name: string;
  readonly url: string;
  readonly key: string;
}

const CODE = /chp1-([A-Za-z0-9_-]{20,1200})-([0-9a-f]{8})(?![0-9a-f])/;
const sum = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

export function writePartnerCode({ name, url, key }: PartnerCode): string {
  const text = Buffer.from(JSON.stringify({ d: name, u: url, k: key })).toString('base64url');
  return `chp1-${text}-${sum(text)}`;
}

/** Undefined for what is none, or was copied in part. */
export function readPartnerCode(pasted: string): PartnerCode | undefined {
  const found = CODE.exec(pasted.slice(0, 4000).replace(/\s+/g, ''));
  if (!found || sum(found[1]!) !== found[2]) return undefined;
  try {
    const { d, u, k } = content.parse(JSON.parse(Buffer.from(found[1]!, 'base64url').toString('utf8')));
    const url = new URL(u);
    // Nothing but where it is: no name, no password, no path.
    return { name: d, url: url.origin, key: k };
  } catch {
    return undefined;
  }
}

/** Two people can read it to each other on the telephone: `3F2A 91C0 …`. */
export const fingerprintOf = (key: string): string =>
  (
    createHash('sha256')
      .update(Buffer.from(key, 'base64url'))
      .digest('hex')
      .slice(0, 32)
      .toUpperCase()
      .match(/.{4}/g) ?? []
  ).join(' ');

export const idOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);
