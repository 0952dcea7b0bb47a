import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ScramHash, ScramKeys } from '../../../server/auth/credentials.ts';
import { downgradeHash } from '../../../server/auth/mechanisms.ts';
import { parseClientFinal, parseClientFirst, serverFirst, verifyProof } from '../../../server/auth/scram.ts';

interface Vector {
  readonly hash: ScramHash;
  readonly salt: string;
  readonly first: string;
  readonly challenge: string;
  readonly final: string;
  readonly signature: string;
}

const VECTORS: readonly Vector[] = [
  // RFC 5802 §5
  {
    hash: 'sha1',
    salt: 'QSXCR+Q6sek8bf92',
    first: 'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL',
    challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    final: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    signature: 'rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  // RFC 7677 §3
  {
    hash: 'sha256',
    salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
    first: 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
    challenge: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    final:
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    signature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
];

function keysFor(vector: Vector): ScramKeys {
  const salt = Buffer.from(vector.salt, 'base64');
  const length = createHash(vector.hash).digest().length;
  const salted = pbkdf2Sync('pencil', salt, 4096, length, vector.hash);
  const clientKey = createHmac(vector.hash, salted).update('Client Key').digest();
  return {
    ...{ salt, iterations: 4096 },
    storedKey: createHash(vector.hash).update(clientKey).digest(),
    serverKey: createHmac(vector.hash, salted).update('Server Key').digest(),
  };
}

it.each(VECTORS)('verifies the example of the RFC for $hash', (vector) => {
  const keys = keysFor(vector);
  const client = parseClientFirst(vector.first);
  const final = parseClientFinal(vector.final);
  expect(final && serverFirst(final.nonce, keys)).toBe(vector.challenge);
  const authMessage = `${client?.bare},${vector.challenge},${final?.withoutProof}`;
  const signature = verifyProof(vector.hash, keys, authMessage, final?.proof ?? Buffer.alloc(0));
  expect(signature?.toString('base64')).toBe(vector.signature);
});

it('refuses a proof with one bit changed', () => {
  const [vector] = VECTORS as [Vector];
  const final = parseClientFinal(vector.final);
  const proof = Buffer.from(final?.proof ?? []);
  proof[0] = (proof[0] ?? 0) ^ 1;
  const authMessage = `n=user,r=fyko+d2lbbFgONRv9qkxdawL,${vector.challenge},${final?.withoutProof}`;
  expect(verifyProof('sha1', keysFor(vector), authMessage, proof)).toBeUndefined();
});

it.each([
  ['n,,n=nina,r=abc', { flag: { kind: 'unsupported' }, authzid: '', username: 'nina', nonce: 'abc' }],
  ['y,,n=nina,r=abc', { flag: { kind: 'unused' } }],
  ['p=tls-exporter,,n=nina,r=abc', { flag: { kind: 'required', type: 'tls-exporter' } }],
  ['n,a=otto@test,n=nina,r=abc', { authzid: 'otto@test', gs2Header: 'n,a=otto@test,' }],
  ['n,,n=a=2Cb=3Dc,r=abc', { username: 'a,b=c' }],
  ['n,,n=nina,r=abc,x=later', { bare: 'n=nina,r=abc,x=later' }],
])('reads %s', (message, expected) => {
  expect(parseClientFirst(message)).toMatchObject(expected);
});

it.each([
  '',
  'n',
  'n,,',
  'x,,n=nina,r=abc',
  'n,n=nina,r=abc',
  'n,,n=,r=abc',
  'n,,n=nina,r=',
  'n,,n=nina',
  'n,,n=a=2Db,r=abc',
  'n,,m=must,n=nina,r=abc',
  'p=,,n=nina,r=abc',
  'n,a=,n=nina,r=abc',
])('refuses %j', (message) => {
  expect(parseClientFirst(message)).toBeUndefined();
});

it.each([
  '',
  'c=biws',
  'c=biws,r=abc',
  'c=!!,r=abc,p=AAAA',
  'r=abc,c=biws,p=AAAA',
  'c=biws,r=abc,p=AAAA,x=y',
])('refuses the final message %j', (message) => {
  expect(parseClientFinal(message)).toBeUndefined();
});

it('XEP-0474 §5.3: the hash of what was offered, in its example', () => {
  const mechanisms = ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'];
  const bindings = ['tls-server-end-point', 'tls-exporter'];
  expect(downgradeHash('sha1', mechanisms, bindings)).toBe('G6k/rBLDqgOhRRaCuuatSDFkJ08=');
  // Without XEP-0440 the second list is left out, its delimiter, too.
  const alone = createHash('sha256').update('SCRAM-SHA-1\x1eSCRAM-SHA-1-PLUS').digest('base64');
  expect(downgradeHash('sha256', mechanisms, [])).toBe(alone);
});
