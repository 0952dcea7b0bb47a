/** What a connection to a port for everything wants, by its first bytes. Pure: the decisions are tables, each with its why. */
import { HELLO_BYTES, offeredProtocols } from './client-hello.ts';

/** `undecided` is TLS without ALPN: what comes under it says more; `proof` is an authority that wants to know whose a name is. */
export type Wish = 'c2s' | 's2s' | 'http' | 'stun' | 'proof' | 'undecided';

export interface Kind {
  readonly to: Wish;
  readonly tls: boolean;
  readonly because: string;
}

/** XEP-0368 §2.2 and RFC 7301 §6, RFC 7443 §2: what a name in ALPN asks for. */
const BY_PROTOCOL: Readonly<Record<string, Wish>> = {
  'xmpp-client': 'c2s',
  'xmpp-server': 's2s',
  'http/1.1': 'http',
  h2: 'http',
  'stun.turn': 'stun',
  'stun.nat-discovery': 'stun',
  // RFC 8737 §6.2.
  'acme-tls/1': 'proof',
};

/** A stream's head is short; a hello has a bound of its own, plus its records' heads. */
export const KIND_BYTES = HELLO_BYTES + 1024;
const STREAM_HEAD_BYTES = 4096;

const METHODS = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|CONNECT|TRACE|PATCH|PRI) /;
const LONGEST_METHOD = 'OPTIONS '.length;
/** RFC 8489 §5: two zero bits first, and the cookie after four bytes. */
const STUN_COOKIE = 0x2112a442;

/** In the clear or under TLS, whatever comes first. Undefined: more is needed. Throws an Error for what is neither. */
export function kindOf(bytes: Buffer): Kind | undefined {
  const [first = 0] = bytes;
  if (first === 22) return kindOfHello(bytes);
  const inside = kindInside(bytes);
  return inside && { ...inside, tls: false };
}

function kindOfHello(bytes: Buffer): Kind | undefined {
  const offered = offeredProtocols(bytes);
  if (!offered) return undefined;
  if (offered.length === 0) return { to: 'undecided', tls: true, because: 'TLS without ALPN' };
  const known = offered.find((name) => Object.hasOwn(BY_PROTOCOL, name));
  // RFC 7301 §3.2: the web's TLS answers with no_application_protocol.
  if (known === undefined) return { to: 'http', tls: true, because: 'ALPN of nothing we speak' };
  return { to: BY_PROTOCOL[known]!, tls: true, because: `ALPN ${known}` };
}

/** The same for what came out of TLS, or never went into it. */
export function kindInside(bytes: Buffer): Omit<Kind, 'tls'> | undefined {
  const [first = 0] = bytes;
  if (first === 0x3c) return kindOfStream(bytes);
  if (first === 0 || first === 1) {
    if (bytes.length < 8) return undefined;
    if (bytes.readUInt32BE(4) === STUN_COOKIE) return { to: 'stun', because: 'the cookie of STUN' };
    throw new Error('neither TLS, XMPP, HTTP nor STUN');
  }
  const text = bytes.subarray(0, LONGEST_METHOD).toString('latin1');
  if (METHODS.test(text)) return { to: 'http', because: 'a method of HTTP' };
  if (bytes.length < LONGEST_METHOD && /^[A-Z]*$/.test(text)) return undefined;
  throw new Error('neither TLS, XMPP, HTTP nor STUN');
}

/** RFC 6120 §4.8.2: the content namespace in the stream's head says who speaks. */
function kindOfStream(bytes: Buffer): Omit<Kind, 'tls'> | undefined {
  const text = bytes.subarray(0, STREAM_HEAD_BYTES).toString('latin1');
  // WHY not past another `<`: of nothing but those the search would be quadratic.
  const head = /<(?![?!])[^<>]*>/.exec(text)?.[0];
  if (head === undefined && bytes.length < STREAM_HEAD_BYTES) return undefined;
  return /\sxmlns\s*=\s*(["'])jabber:server\1/.test(head ?? '')
    ? { to: 's2s', because: 'a stream of jabber:server' }
    : { to: 'c2s', because: 'a stream' };
}
