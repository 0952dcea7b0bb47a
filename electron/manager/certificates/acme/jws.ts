/** Signing as RFC 8555 wants it (RFC 7515, RFC 7638); no key ever leaves these functions but as its public half. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type FlattenedJWS, FlattenedSign, type JWK } from 'jose';

/** A signing key with what is public of it. */
export interface Signer {
  readonly key: KeyObject;
  readonly jwk: JWK;
  readonly algorithm: string;
  /** SPEC: RFC 8555 §8.1: SHA-256, base64url. */
  readonly thumbprint: string;
}

/** A new account key: P-256, which every authority takes (RFC 8555 §6.2: "An ACME server MUST implement the "ES256" signature algorithm"). PKCS #8, PEM. */
export function newAccountKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const BY_CURVE: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

function algorithmOf(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') return 'RS256';
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  const algorithm = BY_CURVE[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (!algorithm) throw new Error(`keys of type ${key.asymmetricKeyType} cannot sign for an authority`);
  return algorithm;
}

/** Throws what `createPrivateKey` throws. */
export async function signerOf(pem: string): Promise<Signer> {
  const key = createPrivateKey(pem);
  const jwk = await exportJWK(createPublicKey(key));
  return { key, jwk, algorithm: algorithmOf(key), thumbprint: await calculateJwkThumbprint(jwk, 'sha256') };
}

/** SPEC: RFC 8555 §6.2: the header has `url`, and `jwk` or `kid`, never both; `nonce` on all but inner signatures. */
export interface Header {
  readonly url: string;
  readonly nonce?: string;
  /** The account's address; absent: the key itself goes along. */
  readonly kid?: string;
}

/** @param payload JSON, or '' for POST-as-GET (RFC 8555 §6.3). */
export function sign(signer: Signer, header: Header, payload: string): Promise<FlattenedJWS> {
  return new FlattenedSign(Buffer.from(payload))
    .setProtectedHeader({
      alg: signer.algorithm,
      ...header,
      ...(header.kid === undefined && { jwk: signer.jwk }),
    })
    .sign(signer.key);
}

/** SPEC: RFC 8555 §7.3.4: the account's public key, signed with the MAC key the authority gave out. */
export function bind(
  jwk: JWK,
  { kid, macKey }: { readonly kid: string; readonly macKey: string },
  url: string,
): Promise<FlattenedJWS> {
  return new FlattenedSign(Buffer.from(JSON.stringify(jwk)))
    .setProtectedHeader({ alg: 'HS256', kid, url })
    .sign(Buffer.from(macKey, 'base64url'));
}

/** SPEC: RFC 8555 §8.4: "The client then computes the SHA-256 digest of the key authorization." In base64url it is the TXT record's text. */
export const dnsText = (keyAuthorization: string): string =>
  createHash('sha256').update(keyAuthorization).digest('base64url');
