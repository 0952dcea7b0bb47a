/**
 * SCRAM: the messages and the proof, without any state. Specs: RFC 5802, RFC 7677.
 * Lets people log in without their password, or anything that replaces it, crossing the wire or lying in the database.
 * It does not know accounts, XMPP or the order of messages: that is sasl.ts.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { hmac, type ScramHash, type ScramKeys } from './credentials.ts';

/** RFC 5802 §6: what the client says about channel binding. */
export type BindingFlag =
  /** "n": the client doesn't support channel binding. */
  | { readonly kind: 'unsupported' }
  /** "y": the client supports it but thinks the server does not. */
  | { readonly kind: 'unused' }
  /** "p": the client requires the named channel binding. */
  | { readonly kind: 'required'; readonly type: string };

export interface ClientFirst {
  readonly flag: BindingFlag;
  /** Empty when the client did not name one. */
  readonly authzid: string;
  readonly username: string;
  readonly nonce: string;
  /** The part before the bare message, as sent; repeated by the client inside `c=`. */
  readonly gs2Header: string;
  readonly bare: string;
}

export interface ClientFinal {
  readonly binding: Buffer;
  readonly nonce: string;
  readonly proof: Buffer;
  readonly withoutProof: string;
}

// RFC 5802 §7: "gs2-header = gs2-cbind-flag "," [ authzid ] ",""
const GS2_HEADER = /^(?:([ny])|p=([A-Za-z0-9.-]+)),(?:a=([^,\0]+))?,/;
// "m": "its presence in a client or a server message MUST cause authentication failure when the attribute is parsed by
// the other end" (§5.1), wherever it stands.
const EXTENSIONS = '(?:,(?!m=)[A-Za-z]=[^,\\0]+)*';
// "base64 = *base64-4 [base64-3 / base64-2]"
const BASE64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?';
// "nonce = "r=" c-nonce [s-nonce]", of "printable = %x21-2B / %x2D-7E"
const NONCE = 'r=([\\x21-\\x2b\\x2d-\\x7e]+)';
// "client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]"
const CLIENT_FIRST = new RegExp(`^n=([^,\\0]+),${NONCE}${EXTENSIONS}$`);
// "client-final-message-without-proof = channel-binding "," nonce ["," extensions]", then "," proof
const CLIENT_FINAL = new RegExp(`^(c=(${BASE64}),${NONCE}${EXTENSIONS}),p=(${BASE64})$`);

/** Undefined when the message does not follow the grammar of RFC 5802 §7. */
export function parseClientFirst(message: string): ClientFirst | undefined {
  const header = GS2_HEADER.exec(message);
  if (!header) return undefined;
  const [gs2Header, letter, bindingType, rawAuthzid] = header;
  const bare = message.slice(gs2Header.length);
  const first = CLIENT_FIRST.exec(bare);
  const username = first?.[1] === undefined ? undefined : decodeSaslName(first[1]);
  const authzid = rawAuthzid === undefined ? '' : decodeSaslName(rawAuthzid);
  if (!first?.[2] || username === undefined || authzid === undefined) return undefined;
  return { flag: bindingFlag(letter, bindingType), authzid, username, nonce: first[2], gs2Header, bare };
}

function bindingFlag(letter: string | undefined, type: string | undefined): BindingFlag {
  if (type !== undefined) return { kind: 'required', type };
  return letter === 'y' ? { kind: 'unused' } : { kind: 'unsupported' };
}

/** RFC 5802 §5.1: ',' travels as "=2C" and '=' as "=3D". */
function decodeSaslName(name: string): string | undefined {
  // "If the server receives a username that contains '=' not followed by either '2C' or '3D', then the server MUST fail
  // the authentication."
  if (/=(?!2C|3D)/.test(name)) return undefined;
  return name.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

/** @param protection XEP-0474's hash of what was offered: an extension, which RFC 5802 §5.1 has others ignore. */
export function serverFirst(nonce: string, keys: ScramKeys, protection?: string): string {
  const extension = protection === undefined ? '' : `,h=${protection}`;
  return `r=${nonce},s=${keys.salt.toString('base64')},i=${keys.iterations}${extension}`;
}

/** Undefined when the message does not follow the grammar. */
export function parseClientFinal(message: string): ClientFinal | undefined {
  const parts = CLIENT_FINAL.exec(message);
  if (!parts) return undefined;
  const [, withoutProof, binding, nonce, proof] = parts;
  const data = decodeBase64(binding);
  const proofBytes = decodeBase64(proof);
  if (withoutProof === undefined || nonce === undefined || !data || !proofBytes) return undefined;
  return { withoutProof, binding: data, nonce, proof: proofBytes };
}

/** RFC 4648 §3.5: pad bits that say something are refused, as around SASL (kernel/stream-sasl.ts): one spelling a proof. */
function decodeBase64(text: string | undefined): Buffer | undefined {
  const data = Buffer.from(text ?? '', 'base64');
  return data.toString('base64') === text ? data : undefined;
}

/**
 * Checks the client's proof and returns the server's signature (`v=`), or undefined when the proof is wrong.
 * `authMessage` is "client-first-message-bare + "," + server-first-message + "," + client-final-message-without-proof".
 */
export function verifyProof(
  hash: ScramHash,
  { storedKey, serverKey }: ScramKeys,
  authMessage: string,
  proof: Buffer,
): Buffer | undefined {
  // RFC 5802 §3: "ClientSignature := HMAC(StoredKey, AuthMessage)", "ClientProof := ClientKey XOR ClientSignature"
  const signature = hmac(hash, storedKey, authMessage);
  if (proof.length !== signature.length) return undefined;
  const clientKey = signature.map((byte, index) => byte ^ (proof[index] ?? 0));
  // "recover the ClientKey and verifying the correctness of the ClientKey by applying the hash function and comparing the
  // result to the StoredKey"
  const candidate = createHash(hash).update(clientKey).digest();
  if (!timingSafeEqual(candidate, storedKey)) return undefined;
  // "ServerSignature := HMAC(ServerKey, AuthMessage)"
  return hmac(hash, serverKey, authMessage);
}
