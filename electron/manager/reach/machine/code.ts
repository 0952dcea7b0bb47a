/** What a computer elsewhere printed, back into what it saw. Pure; whatever somebody pastes, it throws nothing. */
import type { ReachSpeech } from '../../../contract/reach.ts';
import type { Knocking } from '../prober.ts';
import type { Seen } from '../seen.ts';
import type { MachinePlan } from './plan.ts';

/** chr1, whose answer it is, a word for each door, and how long those are together. */
const CODE = /chr1-([a-z0-9]{24})-((?:[a-z][0-9a-f]{0,64},)*)-(\d{1,5})(?!\d)/;
const LONGEST = 8000;

export type Read =
  | { readonly ok: true; readonly plan: MachinePlan; readonly seen: readonly Seen[] }
  | { readonly ok: false; readonly reason: 'malformed' | 'incomplete' | 'foreign' | 'expired' };

/** @param plans those that wait for an answer. */
export function readCode(pasted: string, plans: readonly MachinePlan[], now: number): Read {
  // Terminals break long lines, and people copy what is around.
  const text = pasted.slice(0, LONGEST).replace(/\s+/g, '');
  const found = CODE.exec(text);
  if (!found) return { ok: false, reason: text.includes('chr1-') ? 'incomplete' : 'malformed' };
  const [, nonce, words = '', length] = found;
  const plan = plans.find((one) => one.nonce === nonce);
  if (!plan) return { ok: false, reason: 'foreign' };
  if (plan.until < now) return { ok: false, reason: 'expired' };
  const each = words.split(',').slice(0, -1);
  if (Number(length) !== words.length || each.length !== plan.places.length)
    return { ok: false, reason: 'incomplete' };
  const seen = each.map((word, at) => seenOf(word, plan.places[at]!));
  return { ok: true, plan, seen };
}

function seenOf(word: string, { door: { speech, transport }, family }: Knocking): Seen {
  const rest = word.slice(1);
  switch (word[0]) {
    case 'c':
      return rest.length >= 16
        ? { is: 'answers', certificate: { fingerprint: rest, names: [] }, alpn: null, said: 'a certificate' }
        : { is: 'unable', why: 'no-tool-there' };
    case 'r':
      return { is: 'refused' };
    case 't':
      return { is: 'silent' };
    case 'u':
      // A computer without IPv6 says nothing about ours.
      return family === 'v6'
        ? { is: 'unable', why: 'no-family-there' }
        : { is: 'no-way', code: 'unreachable' };
    case 'x':
      // A datagram is never refused a connection: where nothing comes back, nobody has taken it.
      if (rest === '' && transport === 'udp') return { is: 'silent' };
      return ofWords(Buffer.from(rest, 'hex').toString('latin1'), speech);
    default:
      return { is: 'unable', why: 'no-tool-there' };
  }
}

/** The first letters of an answer, up to its first zero. */
function ofWords(said: string, speech: ReachSpeech): Seen {
  const good = GREETINGS[speech];
  if (said === '') return { is: 'mute' };
  if (good?.test(said)) return { is: 'answers', certificate: null, alpn: null, said: 'its greeting' };
  // It speaks XMPP, and what was tried is TLS.
  if (/^<(?:\?xm|str)/.test(said)) return { is: 'tls-failed', why: 'XMPP without encryption' };
  return {
    is: 'other',
    said:
      said.replace(/[^\x20-\x7e]/g, ' ').trim() === 'HTTP'
        ? 'HTTP/1'
        : said === 'SSH-'
          ? 'SSH-2'
          : said.replace(/[^\x20-\x7e]/g, '.'),
  };
}

/** RFC 8489 §5: a success response begins with 0x0101. RFC 1928 §3: version 5. RFC 6120 §4.2: a stream. */
const GREETINGS: Readonly<Partial<Record<ReachSpeech, RegExp>>> = {
  stun: /^\x01/,
  socks5: /^\x05/,
  'server-starttls': /^<(?:\?xm|str)/,
};
