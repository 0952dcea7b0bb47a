/**
 * Channel bindings: bytes both ends of one TLS connection know and nobody between them. Specs: RFC 9266 (tls-exporter),
 * RFC 5929 §3 (tls-unique), §4 (tls-server-end-point).
 * Gives a log-in what it is tied to, so that it cannot be relayed by someone in the middle.
 * It does not decide which types are advertised or accepted: auth/mechanisms.ts does.
 */
import { createHash } from 'node:crypto';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { BindingType } from '../kernel/sasl.ts';
import { derChildren } from '../x509/der.ts';

// The handshake is over and never repeated: what was computed once holds as long as the connection.
const computed = new WeakMap<TLSSocket, Map<BindingType, Buffer | undefined>>();

/** The end point is the same on all connections that were shown the same certificate. */
const endPoints = new WeakMap<SecureContext, Buffer | undefined>();

/**
 * The data of `type` on this connection, whose handshake is over; undefined when the connection cannot give it.
 * @param context the one whose certificate was shown.
 */
export function channelBinding(
  socket: TLSSocket,
  type: BindingType,
  context: SecureContext | undefined,
): Buffer | undefined {
  if (type === 'tls-server-end-point' && context) return sharedEndPoint(socket, context);
  const known = computed.get(socket) ?? new Map<BindingType, Buffer | undefined>();
  computed.set(socket, known);
  if (!known.has(type)) known.set(type, compute(socket, type));
  return known.get(type);
}

function compute(socket: TLSSocket, type: BindingType): Buffer | undefined {
  if (type === 'tls-exporter') return exporter(socket);
  if (type === 'tls-unique') return firstFinished(socket);
  return ownEndPoint(socket);
}

function sharedEndPoint(socket: TLSSocket, context: SecureContext): Buffer | undefined {
  if (!endPoints.has(context)) endPoints.set(context, ownEndPoint(socket));
  return endPoints.get(context);
}

function ownEndPoint(socket: TLSSocket): Buffer | undefined {
  const own = socket.getX509Certificate();
  return own && endPoint(own.raw);
}

function exporter(socket: TLSSocket): Buffer | undefined {
  // RFC 9266: "This channel binding mechanism is defined only when the TLS handshake results in unique master secrets":
  // under TLS 1.2 with the extended master secret, and Node does not tell whether that was agreed on; "it is always true
  // for TLS 1.3".
  if (socket.getProtocol() !== 'TLSv1.3') return undefined;
  // RFC 9266 §2: label "EXPORTER-Channel-Binding", a zero-length context value, 32 bytes.
  return socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
}

/**
 * RFC 5929 §3.1: "The first TLS Finished message sent […] in the most recent TLS handshake": the client's, or after the
 * abbreviated handshake of a resumed session the server's. OpenSSL's clients do the same under TLS 1.3.
 */
function firstFinished(socket: TLSSocket): Buffer | undefined {
  return socket.isSessionReused() ? socket.getFinished() : socket.getPeerFinished();
}

/** `HASH` by the algorithm that signed a certificate: X.509 object identifiers as hex of their DER content. */
const HASH_OF_SIGNATURE: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'md5', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha1', // sha1WithRSAEncryption
  '2a864886f70d01010e': 'sha224', // sha224WithRSAEncryption
  '2a864886f70d01010b': 'sha256', // sha256WithRSAEncryption
  '2a864886f70d01010c': 'sha384', // sha384WithRSAEncryption
  '2a864886f70d01010d': 'sha512', // sha512WithRSAEncryption
  '2a8648ce3d0401': 'sha1', // ecdsa-with-SHA1
  '2a8648ce3d040301': 'sha224', // ecdsa-with-SHA224
  '2a8648ce3d040302': 'sha256', // ecdsa-with-SHA256
  '2a8648ce3d040303': 'sha384', // ecdsa-with-SHA384
  '2a8648ce3d040304': 'sha512', // ecdsa-with-SHA512
};
const RSASSA_PSS = '2a864886f70d01010a';
const HASHES: Readonly<Record<string, string>> = {
  '2b0e03021a': 'sha1',
  '608648016503040204': 'sha224',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};
const CONTEXT_0 = 0xa0;

/**
 * RFC 5929 §4.1: "The hash of the TLS server's certificate […] as it appears, octet for octet, in the server's Certificate
 * message." Undefined for certificates whose signature has no hash of its own (Ed25519, Ed448), as there: "this channel
 * binding type's channel bindings are undefined at this time".
 * @param certificate in DER.
 */
export function endPoint(certificate: Buffer): Buffer | undefined {
  const signedWith = signatureHash(certificate);
  if (signedWith === undefined) return undefined;
  // RFC 5929 §4.1: "if the certificate's signatureAlgorithm uses a single hash function, and that hash function is either
  // MD5 […] or SHA-1 […], then use SHA-256"; else "that hash function".
  const hash = signedWith === 'md5' || signedWith === 'sha1' ? 'sha256' : signedWith;
  return createHash(hash).update(certificate).digest();
}

/** RFC 5280 §4.1: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } */
function signatureHash(certificate: Buffer): string | undefined {
  const [outer] = derChildren(certificate);
  const [, algorithm] = outer ? derChildren(outer.content) : [];
  const [identifier, parameters] = algorithm ? derChildren(algorithm.content) : [];
  const name = identifier?.content.toString('hex') ?? '';
  if (name !== RSASSA_PSS) return HASH_OF_SIGNATURE[name];
  // RFC 4055 §3.1: RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] HashAlgorithm DEFAULT sha1Identifier, … }
  const [tagged] = parameters ? derChildren(parameters.content) : [];
  if (tagged?.tag !== CONTEXT_0) return 'sha1';
  const [hashAlgorithm] = derChildren(tagged.content);
  const [hash] = hashAlgorithm ? derChildren(hashAlgorithm.content) : [];
  return HASHES[hash?.content.toString('hex') ?? ''];
}
