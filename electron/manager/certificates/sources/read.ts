/**
 * A certificate with its chain and its key out of files as people have them: PEM in one file or several and in any order, DER, PFX, P7B,
 * with a password or without. Touches no disk. What cannot be used is a finding that says what to do, never a throw.
 */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { MAX_IMPORT_BYTES } from '../../../contract/certificate-sources.ts';
import { type CertificateFindingCode, certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding, FindingData } from '../../../contract/findings/finding.ts';
import { commonName } from '../judge/flaws.ts';
import { fits, type JudgeAuthorities } from '../judge/judge.ts';
import { leafOf, order } from '../judge/order.ts';
import { certificateOf, certificatesIn, pemBlocks, pemOf } from '../judge/pem.ts';
import { certificatesInP7b, isPfx, openPfx } from './pfx.ts';
import { asksTooMuch } from './pfx-password.ts';

export interface GivenFile {
  readonly name: string;
  readonly data: Buffer;
}

export interface ReadOptions {
  readonly passphrase?: string | undefined;
  readonly authorities: JudgeAuthorities;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A certificate without a key is fine: it is only to be looked at. */
  readonly withoutKey?: boolean;
}

export interface ReadPair {
  /** PEM in order, leaf first, without copies, strangers and the public root. */
  readonly chain: string;
  /** PKCS #8 in PEM, without a password; empty when none was asked for. */
  readonly key: string;
  /** PEM as it was given, for judging. */
  readonly given: string;
  /** A key was among the files and could not be used: locked, or of another certificate. Only `withoutKey`. */
  readonly keyTrouble?: DoctorFinding;
}

/** The finding stands for what is wrong; there is one, and nothing was kept. */
export type ReadResult = ReadPair | { readonly findings: DoctorFinding[] };

interface Pile {
  /** Per file, so that one file's order is not blamed on another. */
  readonly certificates: X509Certificate[][];
  readonly keys: KeyObject[];
  refused: DoctorFinding | undefined;
}

const refusal = (code: CertificateFindingCode, subject: string, data: FindingData = {}) =>
  certificateFinding(code, { subject, data });

export async function readFiles(files: readonly GivenFile[], options: ReadOptions): Promise<ReadResult> {
  const pile: Pile = { certificates: [], keys: [], refused: undefined };
  for (const file of files) {
    if (file.data.length > MAX_IMPORT_BYTES) pile.refused ??= refusal('certificate.too-large', file.name);
    else await readOne(file, options.passphrase, pile);
  }
  const names = files.map(({ name }) => name).join(', ');
  const all = pile.certificates.flat();
  if (all.length === 0) return { findings: [pile.refused ?? refusal('certificate.unreadable', names)] };
  const leaf = pairOf(all, pile.keys);
  const mismatch = () =>
    refusal('certificate.key-mismatch', names, { names: [commonName(leafOf(all)!.subject)] });
  if (!leaf && options.withoutKey !== true) {
    const why = pile.keys.length === 0 ? refusal('certificate.key-missing', names) : mismatch();
    return { findings: [pile.refused ?? why] };
  }
  const keyTrouble = leaf ? undefined : (pile.refused ?? (pile.keys.length > 0 ? mismatch() : undefined));
  const mine = leaf?.certificate ?? leafOf(all)!;
  // The leaf's own file comes first, whatever order the files were chosen in.
  const sorted = [...pile.certificates].sort(
    (one, other) => Number(other.includes(mine)) - Number(one.includes(mine)),
  );
  const ordered = order(sorted.flat(), options, mine)!;
  return {
    chain: pemOf(ordered.chain),
    key: leaf ? String(leaf.key.export({ type: 'pkcs8', format: 'pem' })) : '',
    given: pemOf(sorted.flat()),
    ...(keyTrouble && { keyTrouble }),
  };
}

/** The newest certificate that one of the keys belongs to: a folder may hold last year's, too. */
function pairOf(certificates: readonly X509Certificate[], keys: readonly KeyObject[]) {
  return certificates
    .flatMap((certificate) => {
      const key = keys.find((one) => fits(certificate, one));
      return key ? [{ certificate, key }] : [];
    })
    .sort((one, other) => other.certificate.validToDate.getTime() - one.certificate.validToDate.getTime())[0];
}

async function readOne({ name, data }: GivenFile, passphrase: string | undefined, pile: Pile): Promise<void> {
  // Windows' own editor saves as UTF-16.
  const text = data[0] === 0xff && data[1] === 0xfe ? data.toString('utf16le') : data.toString('latin1');
  if (text.includes('-----BEGIN ')) return readPem(name, text, passphrase, pile);
  if (isPfx(data)) {
    const opened = await openPfx(data, passphrase);
    if (opened.ok) {
      pile.certificates.push(opened.certificates);
      pile.keys.push(...opened.keys);
    } else if (opened.why === 'unknown')
      pile.refused ??= refusal('certificate.pfx-unknown', name, { detail: opened.detail });
    else pile.refused ??= passwordFinding(name, opened.why === 'needs-password');
    return;
  }
  const certificate = certificateOf(data);
  const found = certificate ? [certificate] : certificatesInP7b(data);
  if (found.length > 0) pile.certificates.push(found);
  else readDerKey(name, data, passphrase, pile);
}

const passwordFinding = (name: string, needed: boolean) =>
  refusal(needed ? 'certificate.passphrase-needed' : 'certificate.passphrase-wrong', name);

function readPem(name: string, text: string, passphrase: string | undefined, pile: Pile): void {
  const certificates = certificatesIn(text);
  if (certificates.length > 0) pile.certificates.push(certificates);
  for (const block of pemBlocks(text)) {
    if (block.label === 'PKCS7') {
      const bytes = Buffer.from(block.text.replace(/-----[^-]+-----/g, ''), 'base64');
      pile.certificates.push(certificatesInP7b(bytes));
    }
    if (!block.label.endsWith('PRIVATE KEY')) continue;
    const locked = block.label.startsWith('ENCRYPTED') || /^Proc-Type:.*ENCRYPTED/m.test(block.text);
    if (locked && !passphrase) pile.refused ??= passwordFinding(name, true);
    else if (asksTooMuch(Buffer.from(block.text.replace(/-----[^-]+-----/g, ''), 'base64')))
      pile.refused ??= refusal('certificate.key-unreadable', name);
    else readKey({ key: block.text, ...(locked && { passphrase }) }, name, locked, pile);
  }
}

function readDerKey(name: string, data: Buffer, passphrase: string | undefined, pile: Pile): void {
  // A SEQUENCE, as every key is; anything else is a picture or a letter.
  if (data[0] !== 0x30) return;
  if (asksTooMuch(data)) {
    pile.refused ??= refusal('certificate.key-unreadable', name);
    return;
  }
  for (const type of ['pkcs8', 'sec1', 'pkcs1'] as const)
    try {
      pile.keys.push(createPrivateKey({ key: data, format: 'der', type, ...(passphrase && { passphrase }) }));
      return;
    } catch {
      // Not of this kind: try the next.
    }
  pile.refused ??= refusal('certificate.unreadable', name);
}

function readKey(
  input: { key: string; passphrase?: string | undefined },
  name: string,
  locked: boolean,
  pile: Pile,
): void {
  try {
    pile.keys.push(createPrivateKey(input));
  } catch {
    // Which of the two OpenSSL does not say: with a password it is nearly always that.
    pile.refused ??= locked ? passwordFinding(name, false) : refusal('certificate.key-unreadable', name);
  }
}
