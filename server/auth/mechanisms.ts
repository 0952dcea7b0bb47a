/**
 * What is offered on a connection, and what a client's channel binding flag means for it: pure.
 * Specs: RFC 5802 §6, RFC 7677, RFC 9266, XEP-0440 1.0.0, XEP-0474 0.5.0.
 * Ties a log-in to the TLS connection under it, so that nobody in the middle can take part in it.
 * It does not compute bindings (net/channel-binding.ts) nor proofs (scram.ts).
 */
import { createHash } from 'node:crypto';
import type { BindingType, SaslCondition, SaslContext, TlsFacts } from '../kernel/sasl.ts';
import { SCRAM_HASHES, type ScramHash } from './credentials.ts';
import type { BindingFlag } from './scram.ts';

export interface Mechanism {
  readonly name: string;
  readonly kind: 'scram' | 'plain' | 'anonymous' | 'external';
  readonly scram?: ScramHash;
  /** Tied to the TLS connection. */
  readonly plus: boolean;
}

/** RFC 5802 §4, RFC 7677 §2: the names of the hashes in those of mechanisms. */
const HASH_NAMES: Readonly<Record<ScramHash, string>> = {
  sha512: 'SHA-512',
  sha256: 'SHA-256',
  sha1: 'SHA-1',
};
const scramRows = (suffix: '-PLUS' | ''): Mechanism[] =>
  SCRAM_HASHES.map((hash) => ({
    name: `SCRAM-${HASH_NAMES[hash]}${suffix}`,
    kind: 'scram',
    scram: hash,
    plus: suffix !== '',
  }));

/** Strongest first: a binding keeps out whoever stands in the middle, a longer hash only who computes for longer. */
export const MECHANISMS: readonly Mechanism[] = [
  ...scramRows('-PLUS'),
  ...scramRows(''),
  { name: 'PLAIN', kind: 'plain', plus: false },
];
/** RFC 4505: for guests, on domains that are for nobody else. */
const ANONYMOUS: Mechanism = { name: 'ANONYMOUS', kind: 'anonymous', plus: false };
/** RFC 4422 appendix A, XEP-0178: who has shown a certificate needs no password. */
const EXTERNAL: Mechanism = { name: 'EXTERNAL', kind: 'external', plus: false };

/** XEP-0440 §4 prefers tls-exporter to tls-server-end-point; §3: the latter servers "MUST implement […] and enable/advertise". */
const ADVERTISED: readonly BindingType[] = ['tls-exporter', 'tls-server-end-point'];
/**
 * COMPAT: slixmpp 1.8 and others ask for tls-unique, the default of RFC 5802 §6.1, whatever is advertised, and under TLS
 * 1.3 too, where RFC 8446 appendix C.5 does not define it. It is not advertised, but taken: refusing it would leave them
 * with "y", which has to fail. It is no loss, since a client may always come without any binding ("n").
 */
const ACCEPTED: readonly BindingType[] = [...ADVERTISED, 'tls-unique'];

/** The advertised types this connection can give; an empty list where TLS ends before us, or tells us nothing. */
export function bindingsOf(tls: TlsFacts): BindingType[] {
  if (!tls.encrypted) return [];
  return ADVERTISED.filter((type) => tls.channelBinding?.(type) !== undefined);
}

/** Only what works under the connection at hand. */
export function offeredOn({ tls, host }: SaslContext, guests = false): readonly Mechanism[] {
  // WHY nothing before TLS: PLAIN would show the password, and SCRAM could be tried offline by whoever listens.
  if (!tls.encrypted) return [];
  if (guests) return [ANONYMOUS];
  // XEP-0178 §2: offered when the client has shown a certificate that is good for an address here.
  const shown = tls.clientAddresses?.(host).length ? [EXTERNAL] : [];
  return [...shown, ...withPasswords(tls)];
}

function withPasswords(tls: TlsFacts): readonly Mechanism[] {
  return bindingsOf(tls).length > 0 ? MECHANISMS : MECHANISMS.filter(({ plus }) => !plus);
}

/**
 * XEP-0474 §5.1: what a client compares with the lists it was shown, so that nobody in between can have shortened them: all
 * mechanisms, sorted by octets and joined by %x1E, then, where bindings are advertised, %x1F and those likewise; hashed as the
 * mechanism hashes.
 * @returns base64, for the attribute "h" of the server-first-message.
 */
export function downgradeHash(
  hash: ScramHash,
  mechanisms: readonly string[],
  bindings: readonly string[],
): string {
  const joined = (list: readonly string[]) => [...list].sort(byOctets).join('\x1e');
  const text = bindings.length > 0 ? `${joined(mechanisms)}\x1f${joined(bindings)}` : joined(mechanisms);
  return createHash(hash).update(text).digest('base64');
}

/** "i;octet" of RFC 4790 §9.3. */
const byOctets = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

export type BindingVerdict =
  /** `data`: the channel binding data `c=` has to end with; empty without a binding. */
  | { readonly allow: true; readonly data: Uint8Array }
  | { readonly allow: false; readonly condition: SaslCondition; readonly because: string };

/** May a client with this flag go on with this mechanism on this connection, and bound to what? */
export function judgeBinding(flag: BindingFlag, plus: boolean, tls: TlsFacts): BindingVerdict {
  const refuse = (condition: SaslCondition, because: string): BindingVerdict => ({
    ...{ allow: false, condition, because },
  });
  if (flag.kind === 'required') {
    if (!plus) return refuse('malformed-request', 'channel binding asked of a mechanism without it');
    const type = ACCEPTED.find((name) => name === flag.type);
    const data = type && tls.channelBinding?.(type);
    // RFC 5802 §6: "If the channel binding flag was "p" and the server does not support the indicated channel binding
    // type, then the server MUST fail authentication."
    return data
      ? { allow: true, data }
      : refuse('malformed-request', 'a channel binding type this connection does not have');
  }
  // RFC 5802 §6: "Clients that support mechanism negotiation and channel binding MUST use a "p" gs2-cbind-flag when the
  // server offers the -PLUS variant of the desired GS2 mechanism": -PLUS without "p" is neither the one nor the other.
  if (plus) return refuse('malformed-request', 'a -PLUS mechanism without channel binding');
  // RFC 5802 §6: "If the flag is set to "y" and the server supports channel binding, the server MUST fail
  // authentication. […] this is an indication that there has been a downgrade attack".
  if (flag.kind === 'unused' && bindingsOf(tls).length > 0)
    return refuse('not-authorized', 'the client did not see that channel binding is offered: a downgrade');
  return { allow: true, data: new Uint8Array() };
}
