/** The little of SOCKS5 (RFC 1928) that XEP-0065 uses: the greeting without a password, and CONNECT to a hash. Pure. */

/** What to do with what has come so far. */
export type Socks =
  | { readonly need: 'more' }
  /** Not SOCKS5, or not ours to serve: `answer` goes out, and the connection is closed. */
  | { readonly refuse: Buffer | undefined; readonly because: string }
  /** `used` bytes are done with; `answer` goes out. */
  | { readonly used: number; readonly answer: Buffer; readonly address?: string };

const VERSION = 5;
const NO_PASSWORD = 0;
const CONNECT = 1;
const DOMAIN_NAME = 3;

const refuse = (because: string, answer?: Buffer): Socks => ({ refuse: answer, because });
/** RFC 1928 §6: version, reply, reserved, and an address of nothing. */
const failure = (reply: number): Buffer => Buffer.from([VERSION, reply, 0, 1, 0, 0, 0, 0, 0, 0]);

/** RFC 1928 §6: "general SOCKS server failure". */
export const FAILED: Buffer = failure(1);

/** RFC 1928 §3: version, how many methods, the methods. */
export function greeting(bytes: Buffer): Socks {
  if (bytes.length > 0 && bytes[0] !== VERSION) return refuse('not SOCKS5');
  if (bytes.length < 2 || bytes.length < 2 + bytes[1]!) return { need: 'more' };
  const used = 2 + bytes[1]!;
  // "If the selected METHOD is X'FF', none of the methods listed by the client are acceptable".
  if (!bytes.subarray(2, used).includes(NO_PASSWORD))
    return refuse('wants a password', Buffer.from([VERSION, 0xff]));
  return { used, answer: Buffer.from([VERSION, NO_PASSWORD]) };
}

/** RFC 1928 §4, with the values of XEP-0065 §10.2: CONNECT, a domain name that is a SHA-1 in hexadecimal, port 0. */
export function connectRequest(bytes: Buffer): Socks {
  if (bytes.length > 0 && bytes[0] !== VERSION) return refuse('not SOCKS5');
  if (bytes.length >= 2 && bytes[1] !== CONNECT) return refuse('not CONNECT', failure(7));
  if (bytes.length >= 4 && bytes[3] !== DOMAIN_NAME) return refuse('not a name', failure(8));
  if (bytes.length < 5) return { need: 'more' };
  const length = bytes[4]!;
  const used = 5 + length + 2;
  if (bytes.length < used) return { need: 'more' };
  const address = bytes
    .subarray(5, 5 + length)
    .toString('latin1')
    .toLowerCase();
  // §6.3.2: "The hostname MUST be SHA1(SID + Requester JID + Target JID)", "The port MUST be 0 (zero)."
  if (!/^[0-9a-f]{40}$/.test(address)) return refuse('not a hash', failure(2));
  if (bytes.readUInt16BE(5 + length) !== 0) return refuse('not port 0', failure(2));
  // "The Proxy MUST set the BND.ADDR and BND.PORT to the DST.ADDR and DST.PORT values provided by the client".
  const answer = Buffer.from(bytes.subarray(0, used));
  answer[1] = 0;
  return { used, answer, address };
}
