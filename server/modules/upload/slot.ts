/**
 * Slots: the right to put one file in one place for a few minutes, signed so that nothing has to be remembered of it.
 * Pure but for the random name.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Purpose } from './options.ts';

const slotSchema = z.object({
  /** The file's id: also its secret, since whoever knows the address may read it. */
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  size: z.number(),
  type: z.string().nullable(),
  purpose: z.enum(['message', 'profile', 'ephemeral']),
  /** When the file goes at the latest, in ms; null: with the others of its kind. */
  until: z.number().nullable(),
  /** Nothing is taken after it, in ms. */
  expires: z.number(),
});
export type Slot = z.infer<typeof slotSchema> & { purpose: Purpose };

/** XEP-0363 §9.3: "long randomized parts in their URLs making it impossible to guess the location": 240 bits, 40 letters. */
export const newFileId = (): string => randomBytes(30).toString('base64url');

export function signSlot(slot: Slot, secret: string): string {
  const payload = Buffer.from(JSON.stringify(slot)).toString('base64url');
  return `${payload}.${sign(payload, secret)}`;
}

export type SlotVerdict = { readonly slot: Slot } | { readonly refuse: 'forged' | 'expired' | 'elsewhere' };

/** Is this what we signed, for this place, and still good? */
export function readSlot(
  token: string,
  place: { id: string; name: string },
  secret: string,
  now: number,
): SlotVerdict {
  const [payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || !equal(signature, sign(payload, secret))) return { refuse: 'forged' };
  const slot = slotSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (slot.id !== place.id || slot.name !== place.name) return { refuse: 'elsewhere' };
  return slot.expires <= now ? { refuse: 'expired' } : { slot };
}

const sign = (payload: string, secret: string): string =>
  createHmac('sha256', secret).update(payload).digest('base64url');

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
