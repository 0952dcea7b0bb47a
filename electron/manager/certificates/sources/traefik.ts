/** Traefik's `acme.json`: certificates and keys of all its names in one file, in Base64. */
import { z } from 'zod';
import { certificateFinding } from '../../../contract/findings/certificates.ts';
import type { ReadOptions } from './read.ts';
import { readFiles } from './read.ts';

const entry = z.looseObject({
  domain: z.looseObject({ main: z.string(), sans: z.array(z.string()).nullish() }),
  certificate: z.string(),
  key: z.string(),
});
/** By the name of its resolver. */
const document = z.record(z.string(), z.looseObject({ Certificates: z.array(entry).max(500).nullish() }));

/** Each certificate's names, for choosing. Empty for a file that is none of Traefik's. */
export function traefikEntries(data: Buffer): { names: string[]; certificate: Buffer; key: Buffer }[] {
  try {
    const read = document.parse(JSON.parse(data.toString('utf8')));
    return Object.values(read).flatMap(({ Certificates }) =>
      (Certificates ?? []).map(({ domain, certificate, key }) => ({
        names: [domain.main, ...(domain.sans ?? [])].map((name) => name.toLowerCase()),
        certificate: Buffer.from(certificate, 'base64'),
        key: Buffer.from(key, 'base64'),
      })),
    );
  } catch {
    return [];
  }
}

/** The one with most of the names that are looked for. */
export function readTraefik(data: Buffer, file: string, options: ReadOptions & { names: readonly string[] }) {
  const score = (names: readonly string[]) => names.filter((name) => options.names.includes(name)).length;
  const [best] = traefikEntries(data).sort((one, other) => score(other.names) - score(one.names));
  if (!best) return { findings: [certificateFinding('certificate.unreadable', { subject: file })] };
  return readFiles(
    [
      { name: file, data: best.certificate },
      { name: file, data: best.key },
    ],
    options,
  );
}
