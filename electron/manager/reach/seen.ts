/**
 * What was seen at a door, by whoever knocked. It crosses between offices and comes back from a pasted code, so that everything in it is
 * bounded. Judges nothing (judge.ts).
 */
import { z } from 'zod';

const words = z.string().max(200);

/** What is wrong with a certificate as strangers see it; null: nothing. */
export const certificateFlaw = z.enum(['name', 'expired', 'not-yet', 'untrusted']);
export type CertificateFlaw = z.infer<typeof certificateFlaw>;

export const certificateSeen = z.object({
  /** SHA-256, in hex, without colons; or its first 16 letters or more, where somebody had to type it. */
  fingerprint: z.string().regex(/^[0-9a-f]{16,64}$/),
  names: z.array(z.string().max(253)).max(5),
  /** Undefined: nobody judged it. */
  flaw: certificateFlaw.nullable().optional(),
});
export type CertificateSeen = z.infer<typeof certificateSeen>;

export const seen = z.discriminatedUnion('is', [
  /** It speaks what it should. `certificate` is null where none is shown. */
  z.object({
    is: z.literal('answers'),
    certificate: certificateSeen.nullable(),
    /** Of direct TLS: it agreed on the protocol (RFC 7301); null where that is no question. */
    alpn: z.boolean().nullable(),
    said: words,
  }),
  /** RST, or ICMP's "port unreachable". */
  z.object({ is: z.literal('refused') }),
  z.object({ is: z.literal('silent') }),
  /** A router or firewall on the way says so, in the system's code. */
  z.object({ is: z.literal('no-way'), code: z.string().max(20) }),
  /** Somebody speaks, and something else. */
  z.object({ is: z.literal('other'), said: words }),
  z.object({ is: z.literal('domain-unknown'), condition: z.string().max(60) }),
  z.object({ is: z.literal('turned-away'), condition: z.string().max(60) }),
  z.object({ is: z.literal('no-starttls') }),
  z.object({ is: z.literal('tls-failed'), why: words }),
  /** It takes the connection, and then nothing comes. */
  z.object({ is: z.literal('mute') }),
  z.object({ is: z.literal('hangs-up') }),
  z.object({ is: z.literal('relay-refused'), why: words }),
  /** A packet did not arrive: on its way out of the relay, or back into it. */
  z.object({ is: z.literal('relay-lost'), way: z.enum(['out', 'back']), relayed: z.string().max(60) }),
  z.object({
    is: z.literal('unable'),
    why: z.enum(['no-family-there', 'no-tool-there', 'no-credential', 'not-asked', 'no-address']),
  }),
]);
export type Seen = z.infer<typeof seen>;

/** The text of what came, fit for a line on a screen. */
export const printable = (text: string, length = 80): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, length);
