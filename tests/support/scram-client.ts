/** The client's side of SCRAM (RFC 5802), written from the RFC and not from our server: for tests. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

export interface ScramClient {
  readonly first: string;
  /** The client-final message for the server's challenge. */
  final(challenge: string): string;
  /** Does the server know the account too? */
  verify(serverFinal: string): boolean;
}

const HASHES: Record<string, { hash: string; length: number }> = {
  'SCRAM-SHA-1': { hash: 'sha1', length: 20 },
  'SCRAM-SHA-256': { hash: 'sha256', length: 32 },
  'SCRAM-SHA-512': { hash: 'sha512', length: 64 },
};

export function createScramClient(
  mechanism: string,
  username: string,
  password: string,
  options: { gs2?: string; binding?: Buffer | undefined; nonce?: string | undefined } = {},
): ScramClient {
  const row = HASHES[mechanism.replace(/-PLUS$/, '')];
  if (!row) throw new Error(`no such mechanism: ${mechanism}`);
  const { hash, length } = row;
  const gs2 = options.gs2 ?? 'n,,';
  const name = username.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const bare = `n=${name},r=${options.nonce ?? randomBytes(12).toString('base64')}`;
  const mac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  let expected = '';
  return {
    first: gs2 + bare,
    final(challenge) {
      const fields = new Map(challenge.split(',').map((part) => [part[0], part.slice(2)]));
      const salt = Buffer.from(fields.get('s') ?? '', 'base64');
      const salted = pbkdf2Sync(password.normalize('NFKC'), salt, Number(fields.get('i')), length, hash);
      const clientKey = mac(salted, 'Client Key');
      const binding = Buffer.concat([Buffer.from(gs2), options.binding ?? Buffer.alloc(0)]).toString(
        'base64',
      );
      const withoutProof = `c=${binding},r=${fields.get('r')}`;
      const authMessage = `${bare},${challenge},${withoutProof}`;
      const signature = mac(createHash(hash).update(clientKey).digest(), authMessage);
      expected = `v=${mac(mac(salted, 'Server Key'), authMessage).toString('base64')}`;
      return `${withoutProof},p=${Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0))).toString('base64')}`;
    },
    verify: (serverFinal) => serverFinal === expected,
  };
}
