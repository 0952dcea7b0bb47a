/** PEM blocks (RFC 7468) in a text of unknown origin: certificates and private keys, in the order in which they stand. Pure. */
import { X509Certificate } from 'node:crypto';

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, `EC PRIVATE KEY`, … */
  readonly label: string;
  readonly text: string;
}

/** A bundle of everything still has fewer. */
const MAX_BLOCKS = 50;
/** Also what Windows editors and mail programs leave: a BOM, other line ends, blanks before the line. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]{1,60000})-----END \1-----/g;

export function pemBlocks(text: string): PemBlock[] {
  const found: PemBlock[] = [];
  for (const [block, label] of text.matchAll(BLOCK)) {
    if (found.length === MAX_BLOCKS) break;
    found.push({ label: label!, text: clean(block) });
  }
  return found;
}

/** One line end, no blanks around lines; headers of the old encryption (`Proc-Type:`) stay lines of their own. */
const clean = (block: string) =>
  `${block
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line, at, all) => line !== '' || /:/.test(all[at - 1] ?? ''))
    .join('\n')}\n`;

const CERTIFICATE_LABELS: ReadonlySet<string> = new Set([
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'TRUSTED CERTIFICATE',
]);

/** The certificates in a text; what cannot be read as one is left out. */
export const certificatesIn = (text: string): X509Certificate[] =>
  pemBlocks(text)
    .filter(({ label }) => CERTIFICATE_LABELS.has(label))
    .map((block) => certificateOf(block.text))
    .filter((one) => one !== undefined);

/** Of PEM or DER; undefined for what is none. */
export function certificateOf(bytes: string | Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

/** As the server and everybody else reads them: one after the other. */
export const pemOf = (certificates: readonly X509Certificate[]): string =>
  certificates.map((one) => `${one.toString().trim()}\n`).join('');
