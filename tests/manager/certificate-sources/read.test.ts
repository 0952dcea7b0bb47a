/** Certificates in every form people have them in: one file or several, any order, PFX as OpenSSL, old and new, writes it. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { publicAuthorities } from '../../../electron/manager/certificates/judge/judge.ts';
import { openPfx } from '../../../electron/manager/certificates/sources/pfx.ts';
import { type GivenFile, readFiles } from '../../../electron/manager/certificates/sources/read.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { type Issued, makeAuthority } from '../../support/pki.ts';

// Programs of the system on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PASS = 'un été à Orléans';
let root: Issued;
let middle: Issued;
let leaf: Issued;
let other: Issued;
const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
const file = (name: string, ...texts: (string | Buffer)[]): GivenFile => ({
  name,
  data: Buffer.concat(texts.map((one) => Buffer.from(one as string))),
});

beforeAll(async () => {
  root = await makeAuthority('Root');
  middle = await root.issue({ authority: true, name: 'Middle' });
  leaf = await middle.issue({ dns: ['office.example'], key: 'RSA-2048' });
  other = await middle.issue({ dns: ['other.example'] });
  writeFileSync(at('leaf.pem'), leaf.pem);
  writeFileSync(at('middle.pem'), middle.pem);
  writeFileSync(at('key.pem'), leaf.key);
});
afterAll(() => folder[Symbol.dispose]());

const read = (files: GivenFile[], passphrase?: string) =>
  readFiles(files, { passphrase, authorities: publicAuthorities([], [root.pem]), now: Date.now() });

/** Common names in order, and whether the key is the leaf's; or the codes of what is wrong. */
async function told(files: GivenFile[], passphrase?: string): Promise<unknown> {
  const found = await read(files, passphrase);
  if ('findings' in found) return found.findings.map(({ code }) => code);
  const chain = found.chain
    .match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)!
    .map((pem) => new X509Certificate(pem));
  expect(chain[0]!.checkPrivateKey(createPrivateKey(found.key))).toBe(true);
  expect(found.key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  return chain.map(({ subject }) => subject.replace('CN=', ''));
}

const GOOD = ['office.example', 'Middle'];

test('only looked at: a key that is there and cannot be used is told, one that is missing is not', async () => {
  const chain = file('c', leaf.pem, '\n', middle.pem);
  const locked = String(
    createPrivateKey(leaf.key).export({
      ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASS },
    }),
  );
  const look = (...files: GivenFile[]) =>
    readFiles(files, {
      ...{ authorities: publicAuthorities([], [root.pem]), now: Date.now(), withoutKey: true },
    });
  expect(await look(chain, file('k', locked))).toMatchObject({
    keyTrouble: { code: 'certificate.passphrase-needed' },
  });
  expect(await look(chain, file('k', other.key))).toMatchObject({
    keyTrouble: { code: 'certificate.key-mismatch' },
  });
  expect(await look(chain)).not.toHaveProperty('keyTrouble');
});

describe('files of every kind', () => {
  test.each([
    ['one file, in order', () => [file('all.pem', leaf.pem, '\n', middle.pem, '\n', leaf.key)]],
    [
      'one file, the key first (as HAProxy has it)',
      () => [file('all.pem', leaf.key, leaf.pem, '\n', middle.pem)],
    ],
    ['one file, the wrong way round', () => [file('all.pem', middle.pem, '\n', leaf.key, leaf.pem)]],
    [
      'three files',
      () => [file('chain.pem', middle.pem), file('privkey.pem', leaf.key), file('cert.pem', leaf.pem)],
    ],
    [
      'with the root, and everything twice',
      () => [
        file('a', middle.pem, '\n', leaf.pem, '\n', root.pem),
        file('b', leaf.pem, '\n', middle.pem, '\n', leaf.key),
      ],
    ],
    [
      'with a stranger in between',
      () => [file('a', leaf.pem, '\n', other.pem, '\n', middle.pem), file('k', leaf.key)],
    ],
    [
      'several keys, one of which fits',
      () => [file('k1', other.key), file('k2', leaf.key), file('c', leaf.pem, '\n', middle.pem)],
    ],
    ['DER', () => [file('c.cer', leaf.der), file('m.cer', middle.der), file('k.key', leaf.key)]],
    [
      'a DER key',
      () => [
        file('c', leaf.pem, '\n', middle.pem),
        file('k.der', createPrivateKey(leaf.key).export({ type: 'pkcs8', format: 'der' })),
      ],
    ],
    [
      'the older key formats',
      () => [
        file('c', leaf.pem, '\n', middle.pem),
        file('k', String(createPrivateKey(leaf.key).export({ type: 'pkcs1', format: 'pem' }))),
      ],
    ],
    [
      'Windows’ line ends, a BOM and words around',
      () => [
        file(
          'c',
          '\ufeffBag Attributes\r\n',
          leaf.pem.replaceAll('\n', '\r\n'),
          '\r\nissuer=Middle\r\n',
          middle.pem.replaceAll('\n', '\r\n'),
        ),
        file('k', leaf.key),
      ],
    ],
    [
      'UTF-16, as Windows’ editor saves',
      () => [file('c', Buffer.from(`\ufeff${leaf.pem}\n${middle.pem}\n${leaf.key}`, 'utf16le'))],
    ],
  ] as const)('%s', async (_, files) => {
    expect(await told([...files()])).toEqual(GOOD);
  });

  test('the newest certificate of a key is taken, where a folder holds last year’s, too', async () => {
    const renewed = await middle.issueFor(leaf, { dns: ['office.example'], to: 90, key: 'RSA-2048' });
    const found = await read([
      file('old', leaf.pem),
      file('new', renewed.pem),
      file('m', middle.pem),
      file('k', leaf.key),
    ]);
    expect('chain' in found && new X509Certificate(found.chain).fingerprint256).toBe(
      new X509Certificate(renewed.pem).fingerprint256,
    );
  });

  const locked = () =>
    String(
      createPrivateKey(leaf.key).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: PASS,
      }),
    );
  test('a locked key with its password', async () => {
    expect(await told([file('c', leaf.pem, '\n', middle.pem, '\n', locked())], PASS)).toEqual(GOOD);
  });

  test.each([
    [
      'nothing to be read',
      () => [file('cat.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]))],
      'certificate.unreadable',
    ],
    [
      'a request instead',
      () => [file('a.csr', '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n')],
      'certificate.unreadable',
    ],
    ['half a certificate', () => [file('a', leaf.pem.slice(0, 400))], 'certificate.unreadable'],
    ['no key', () => [file('a', leaf.pem, '\n', middle.pem)], 'certificate.key-missing'],
    ['another one’s key', () => [file('a', leaf.pem), file('k', other.key)], 'certificate.key-mismatch'],
    [
      'half a key',
      () => [file('a', leaf.pem), file('k', leaf.key.replace(/[\s\S]{200}\n-----END/, '\n-----END'))],
      'certificate.key-unreadable',
    ],
    [
      'a locked key without a password',
      () => [file('a', leaf.pem), file('k', locked())],
      'certificate.passphrase-needed',
    ],
    ['far too much', () => [file('disk.img', Buffer.alloc(300_000, 0x41))], 'certificate.too-large'],
    ['a key alone', () => [file('k', leaf.key)], 'certificate.unreadable'],
  ] as const)('%s: %s', async (_, files, code) => {
    expect(await told([...files()])).toEqual([code]);
  });

  test('a wrong password', async () => {
    expect(await told([file('a', leaf.pem), file('k', locked())], 'winter')).toEqual([
      'certificate.passphrase-wrong',
    ]);
  });
});

describeWith(['openssl'], 'PFX files', () => {
  /** As `openssl pkcs12` of today or of yesterday writes them. */
  function pfx(name: string, args: readonly string[], pass = PASS): GivenFile {
    const base = [
      'pkcs12',
      '-export',
      '-in',
      at('leaf.pem'),
      '-inkey',
      at('key.pem'),
      '-certfile',
      at('middle.pem'),
    ];
    execFileSync('openssl', [...base, '-out', at(name), '-passout', 'env:PASS', ...args], {
      env: { ...process.env, PASS: pass },
      stdio: 'pipe',
    });
    return file(name, readFileSync(at(name)));
  }

  test.each([
    ['of today (AES-256, PBKDF2)', []],
    ['with SHA-512', ['-macalg', 'sha512']],
    ['of OpenSSL 1 and Windows (RC2-40 and 3DES)', ['-legacy']],
    ['RC2-128', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128', '-keypbe', 'PBE-SHA1-RC2-128']],
    ['3DES for both', ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['certificates in the clear', ['-certpbe', 'NONE']],
    ['neither locked', ['-certpbe', 'NONE', '-keypbe', 'NONE']],
    ['AES-128', ['-certpbe', 'AES-128-CBC', '-keypbe', 'AES-192-CBC']],
    ['without a MAC', ['-nomac']],
  ])('%s', async (name, args) => {
    const given = pfx(`${name.replace(/\W+/g, '-')}.pfx`, args);
    expect(await told([given], PASS)).toEqual(GOOD);
    // Even where nothing is locked the MAC is made with the password; without one, opening is the proof.
    expect(await told([given], 'winter')).toEqual(['certificate.passphrase-wrong']);
  });

  test('with an empty password', async () => {
    expect(await told([pfx('empty.pfx', [], '')])).toEqual(GOOD);
    expect(await told([pfx('empty-old.pfx', ['-legacy'], '')])).toEqual(GOOD);
  });

  test('without the password, and with a wrong one', async () => {
    const given = pfx('a.pfx', []);
    expect(await told([given])).toEqual(['certificate.passphrase-needed']);
    expect(await told([given], 'winter')).toEqual(['certificate.passphrase-wrong']);
  });

  test('in BER as Java and Apple write it: lengths told at the end, octets in pieces', async () => {
    const { data } = pfx('der.pfx', []);
    expect(await told([file('ber.pfx', inPieces(data))], PASS)).toEqual(GOOD);
  });

  test('cut off anywhere it is refused, and nothing hangs', async () => {
    const { data } = pfx('whole.pfx', ['-legacy']);
    for (let length = 0; length < data.length; length += 97) {
      const opened = await openPfx(data.subarray(0, length), PASS);
      expect(opened.ok && opened.keys.length > 0).toBe(false);
    }
  });

  test('a file that asks for an afternoon of calculating is refused', async () => {
    const { data } = pfx('slow.pfx', ['-legacy', '-iter', '1234']);
    // 1234 as INTEGER, made 0x7fffffff.
    const slow = Buffer.from(data.toString('hex').replaceAll('020204d2', '02047fffffff'), 'hex');
    expect(slow.equals(data)).toBe(false);
    const opened = await openPfx(slow, PASS);
    expect(opened).toMatchObject({ ok: false });
  });

  test('nor is a locked key that asks for one, in PEM or DER', async () => {
    const locked = (form: string) =>
      execFileSync('openssl', [
        ...['pkcs8', '-topk8', '-in', at('key.pem'), '-outform', form],
        ...['-v2', 'aes256', '-iter', '3000001', '-passout', `pass:${PASS}`],
      ]);
    const chain = file('c', leaf.pem, '\n', middle.pem);
    for (const form of ['PEM', 'DER'])
      expect(await told([chain, { name: 'k', data: locked(form) }], PASS)).toEqual([
        'certificate.key-unreadable',
      ]);
  });

  test('nor one whose many parts ask for one together', async () => {
    // The MAC and two parts, of which each alone would be fine; a hundred of them would take minutes.
    const { data } = pfx('many.pfx', ['-legacy', '-iter', '150000', '-maciter']);
    expect(await openPfx(data, PASS)).toMatchObject({ ok: false, why: 'unknown' });
  });

  test('P7B with a key beside it', async () => {
    execFileSync('openssl', [
      'crl2pkcs7',
      '-nocrl',
      '-certfile',
      at('middle.pem'),
      '-certfile',
      at('leaf.pem'),
      '-out',
      at('a.p7b'),
    ]);
    execFileSync('openssl', ['pkcs7', '-in', at('a.p7b'), '-outform', 'DER', '-out', at('b.p7b')]);
    for (const name of ['a.p7b', 'b.p7b'])
      expect(await told([file(name, readFileSync(at(name))), file('k', leaf.key)])).toEqual(GOOD);
  });
});

/** The outer layers again with indefinite lengths, and the contents of authSafe in two pieces (X.690 §8.1.3.6, §8.7.3). */
function inPieces(der: Buffer): Buffer {
  const size = (bytes: Buffer) => (bytes[1]! < 0x80 ? 2 : 2 + bytes[1]! - 0x80);
  const contentOf = (bytes: Buffer) => bytes.subarray(size(bytes), size(bytes) + lengthOf(bytes));
  const lengthOf = (bytes: Buffer) => (bytes[1]! < 0x80 ? bytes[1]! : bytes.readUIntBE(2, bytes[1]! - 0x80));
  const whole = (bytes: Buffer) => bytes.subarray(0, size(bytes) + lengthOf(bytes));
  const open = (tag: number, ...parts: Buffer[]) =>
    Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.alloc(2)]);
  const piece = (bytes: Buffer) =>
    Buffer.concat([Buffer.from([0x04, 0x82, bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const outer = contentOf(der);
  const version = whole(outer);
  const safe = whole(outer.subarray(version.length));
  const mac = outer.subarray(version.length + safe.length);
  const type = whole(contentOf(safe));
  const bytes = contentOf(contentOf(contentOf(safe).subarray(type.length)));
  const half = bytes.length >> 1;
  const octets = open(0x24, piece(bytes.subarray(0, half)), piece(bytes.subarray(half)));
  return open(0x30, version, open(0x30, type, open(0xa0, octets)), mac);
}
