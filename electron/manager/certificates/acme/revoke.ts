/** Taking a certificate back. Specs: RFC 8555 §7.6. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Account } from './account.ts';
import { signerOf } from './jws.ts';
import { type Author, resource, type Session } from './session.ts';

export interface RevokeParts {
  readonly session: Session;
  readonly leafPem: string;
  /** The certificate's own key: 'Revocation requests are different from other ACME requests in that they can be signed with either an account key pair or the key pair in the certificate.' */
  readonly keyPem?: string;
  readonly account: () => Promise<Account>;
  readonly reason?: number;
}

export async function revoke({ session, leafPem, keyPem, account, reason }: RevokeParts): Promise<void> {
  const url = await resource(session, 'revokeCert');
  const author: Author = keyPem === undefined ? await account() : { signer: await signerOf(keyPem) };
  const certificate = new X509Certificate(leafPem).raw.toString('base64url');
  await session.post(url, { certificate, ...(reason !== undefined && { reason }) }, author, z.unknown());
}
