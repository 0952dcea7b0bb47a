/**
 * Slots: the right to put one file in one place for a few minutes, signed so that nothing has to be remembered of it.
 * Pure but for the random name.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Purpose } from './options.ts';

const slotSchema = z.object({
  owner: z.string(),
  size: z.number(),
  type: z.string().nullable(),
  purpose: z.enum(['message', 'profile', 'ephemeral']),
  /** When the person wants the file gone, in ms; null: with the others of its kind. */
  until: z.number().nullable(),
  /** Nothing is taken after it, in ms. */
  expires: z.number(),
});

/** Where the file will be; part of its address, and of what is signed. */
export interface Place {
  /** Also the file's secret, since whoever knows the address may read it. */
  readonly id: string;
  readonly name: string;
}
export type Slot = z.infer<typeof slotSchema> & Place & { purpose: Purpose };

/** XEP-0363 §9.3: "long randomized parts in their URLs making it impossible to guess the location": 240 bits, 40 letters. */
export const newFileId = (): string => randomBytes(30).toString('base64url');

export function signSlot({ id, name, ...rest }: Slot, secret: string): string {
  const payload = Buffer.from(JSON.stringify(rest)).toString('base64url');
  return `${payload}.${sign({ id, name }, payload, secret)}`;
}

export type SlotVerdict = { readonly slot: Slot } | { readonly refuse: 'forged' | 'expired' };

/** Is this what we signed, for this place, and still good? */
export function readSlot(token: string, place: Place, secret: string, now: number): SlotVerdict {
  const [payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || !equal(signature, sign(place, payload, secret))) return { refuse: 'forged' };
  const rest = slotSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  const slot = { ...place, ...rest };
  return slot.expires <= now ? { refuse: 'expired' } : { slot };
}

const sign = ({ id, name }: Place, payload: string, secret: string): string =>
  createHmac('sha256', secret)
    .update(JSON.stringify([id, name, payload]))
    .digest('base64url');

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
