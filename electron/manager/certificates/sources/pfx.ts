/** Certificates and keys out of a PFX file (PKCS #12, `.pfx`, `.p12`), and out of a PKCS #7 bundle (`.p7b`). Specs: RFC 7292 §4, RFC 5652 §5.1. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { derValue } from '../../../../server/x509/index.ts';
import { certificateOf } from '../judge/pem.ts';
import { type BerValue, berChildren, octets, oid } from './ber.ts';
import { decrypt, isPassword, newWork, UnknownLock, type Work } from './pfx-password.ts';

export type Opened =
  | { readonly ok: true; readonly certificates: X509Certificate[]; readonly keys: KeyObject[] }
  | { readonly ok: false; readonly why: 'needs-password' | 'wrong-password' }
  | { readonly ok: false; readonly why: 'unknown'; readonly detail: string };

const [DATA, SIGNED_DATA, ENCRYPTED_DATA] = [
  '2a864886f70d010701',
  '2a864886f70d010702',
  '2a864886f70d010706',
];
/** RFC 7292 §4.2: bagtypes, 1.2.840.113549.1.12.10.1.x. */
const BAG = {
  key: '2a864886f70d010c0a0101',
  shroudedKey: '2a864886f70d010c0a0102',
  certificate: '2a864886f70d010c0a0103',
  nested: '2a864886f70d010c0a0106',
} as const;
const [SEQUENCE, INTEGER, CONTEXT_0] = [0x30, 0x02, 0xa0];
/** A file with everything of an office's has some ten. */
const MAX_BAGS = 100;

/** Whether these bytes are a PFX at all: SEQUENCE { version INTEGER 3, authSafe, … }. */
export function isPfx(bytes: Buffer): boolean {
  try {
    const [outer] = berChildren(bytes);
    const [version, safe] = berChildren(outer!.content);
    return version?.tag === INTEGER && version.content[0] === 3 && safe?.tag === SEQUENCE;
  } catch {
    return false;
  }
}

/** Never throws. */
export async function openPfx(bytes: Buffer, passphrase: string | undefined): Promise<Opened> {
  try {
    const [outer] = berChildren(bytes);
    const [, safe, mac] = berChildren(outer!.content);
    const contents = dataOf(safe!);
    const work = newWork();
    const password = mac ? passwordFor(mac, contents, passphrase, work) : passphrase;
    if (password === false) return { ok: false, why: passphrase ? 'wrong-password' : 'needs-password' };
    return await openSafes(contents, { password, work });
  } catch (error) {
    if (error instanceof UnknownLock) return { ok: false, why: 'unknown', detail: error.message };
    // Node tells a wrong key by a padding that is none.
    if (isBadDecrypt(error)) return { ok: false, why: passphrase ? 'wrong-password' : 'needs-password' };
    return { ok: false, why: 'unknown', detail: (error as Error).message.slice(0, 200) };
  }
}

const isBadDecrypt = (error: unknown): boolean =>
  /bad decrypt|wrong final block|bad_decrypt/i.test((error as Error).message);

/** The one that proves right; some write an empty password as none at all, others as an empty one. */
function passwordFor(
  mac: BerValue,
  contents: Buffer,
  given: string | undefined,
  work: Work,
): string | undefined | false {
  for (const one of given ? [given] : ['', undefined])
    if (isPassword(mac, contents, one, work) !== false) return one;
  return false;
}

/** ContentInfo { contentType, content [0] EXPLICIT OCTET STRING } of type data. */
function dataOf(info: BerValue): Buffer {
  const [type, wrapped] = berChildren(info.content);
  if (oid(type!) !== DATA) throw new UnknownLock('signed with a certificate instead of a password');
  return octets(berChildren(wrapped!.content)[0]!);
}

/** The password that is right, and what may still be calculated with it. */
interface Opener {
  readonly password: string | undefined;
  readonly work: Work;
}

async function openSafes(contents: Buffer, opener: Opener): Promise<Opened> {
  const found = { ok: true as const, certificates: [] as X509Certificate[], keys: [] as KeyObject[] };
  const [safes] = berChildren(contents);
  for (const safe of berChildren(safes!.content).slice(0, MAX_BAGS)) {
    const [type] = berChildren(safe.content);
    const bytes = oid(type!) === ENCRYPTED_DATA ? await openEncrypted(safe, opener) : dataOf(safe);
    await readBags(bytes, opener, found);
  }
  return found;
}

/** EncryptedData { version, EncryptedContentInfo { contentType, algorithm, encryptedContent [0] IMPLICIT OCTET STRING } } */
async function openEncrypted(safe: BerValue, { password, work }: Opener): Promise<Buffer> {
  const [, wrapped] = berChildren(safe.content);
  const [data] = berChildren(wrapped!.content);
  const [, info] = berChildren(data!.content);
  const [, algorithm, bytes] = berChildren(info!.content);
  return decrypt(algorithm!, octets(bytes!), password, work);
}

interface Found {
  readonly certificates: X509Certificate[];
  readonly keys: KeyObject[];
}

/** SafeContents: SEQUENCE OF SafeBag { bagId, bagValue [0] EXPLICIT, bagAttributes }. */
async function readBags(bytes: Buffer, opener: Opener, found: Found, depth = 0): Promise<void> {
  const [list] = berChildren(bytes);
  for (const bag of berChildren(list!.content).slice(0, MAX_BAGS)) {
    const [id, wrapped] = berChildren(bag.content);
    const [value] = berChildren(wrapped!.content);
    await readBag(oid(id!), value!, opener, found, depth);
  }
}

async function readBag(
  kind: string,
  value: BerValue,
  opener: Opener,
  found: Found,
  depth: number,
): Promise<void> {
  if (kind === BAG.certificate) {
    const [, wrapped] = berChildren(value.content);
    const certificate = certificateOf(octets(berChildren(wrapped!.content)[0]!));
    if (certificate) found.certificates.push(certificate);
  } else if (kind === BAG.key) found.keys.push(privateKey(derValue(value.tag, value.content)));
  else if (kind === BAG.shroudedKey) {
    const [algorithm, bytes] = berChildren(value.content);
    found.keys.push(privateKey(await decrypt(algorithm!, octets(bytes!), opener.password, opener.work)));
  } else if (kind === BAG.nested && depth < 3)
    await readBags(derValue(value.tag, value.content), opener, found, depth + 1);
  // Lists of withdrawn certificates and secrets are none of ours.
}

const privateKey = (der: Buffer) => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });

/** The certificates of a PKCS #7 bundle: ContentInfo { signedData, [0] SignedData { …, certificates [0] IMPLICIT, … } }; empty for anything else. */
export function certificatesInP7b(bytes: Buffer): X509Certificate[] {
  try {
    const [outer] = berChildren(bytes);
    const [type, wrapped] = berChildren(outer!.content);
    if (oid(type!) !== SIGNED_DATA) return [];
    const [signed] = berChildren(wrapped!.content);
    const list = berChildren(signed!.content).find(({ tag }) => tag === CONTEXT_0);
    return berChildren(list?.content ?? Buffer.alloc(0))
      .slice(0, MAX_BAGS)
      .map((one) => certificateOf(derValue(one.tag, one.content)))
      .filter((one) => one !== undefined);
  } catch {
    return [];
  }
}
