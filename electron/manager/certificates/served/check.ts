/**
 * Connects to every port under every name as a stranger would, and compares what is shown with the file.
 * A renewed certificate counts as installed only after this (P5); a name that was forgotten shows here (P2).
 */

import { findPath, isName, readingOf } from '../../../../server/x509/index.ts';
import type { ServedCell } from '../../../contract/certificate-sources.ts';
import { certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { JudgeAuthorities } from '../judge/judge.ts';
import { certificatesIn } from '../judge/pem.ts';
import type { ExpectedEndpoint } from './endpoints.ts';
import { type Look, look as realLook, type Shown } from './shown.ts';

export interface CheckParts {
  readonly endpoints: readonly ExpectedEndpoint[];
  /** SHA-256 of the certificate in the file, by domain; undefined: only looked at, not compared. */
  readonly expected: (domain: string) => string | undefined;
  readonly authorities: JudgeAuthorities;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each cell as it becomes known. */
  readonly on?: (cell: ServedCell) => void;
  /** Looks for TLS 1.0 and 1.1 as well: once a day is enough. */
  readonly thorough?: boolean;
  /** Where this machine's own server answers, when a name leads nowhere from here. */
  readonly inside?: string;
  readonly look?: Look;
}

export interface Checked {
  readonly cells: ServedCell[];
  readonly findings: DoctorFinding[];
}

const AT_ONCE = 8;
const INSIDE = '127.0.0.1';

export async function checkServed(parts: CheckParts): Promise<Checked> {
  const { endpoints, on } = parts;
  const cells: ServedCell[] = [];
  const found: DoctorFinding[][] = [];
  const left = endpoints.map((endpoint, at) => ({ endpoint, at }));
  async function work(): Promise<void> {
    for (let next = left.shift(); next && !parts.signal?.aborted; next = left.shift()) {
      const cell = await checkOne(next.endpoint, parts);
      cells[next.at] = cell;
      found[next.at] = findingsOf(cell, next.endpoint, parts.expected(next.endpoint.domain) !== undefined);
      on?.(cell);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const old = parts.thorough ? await oldVersions(parts) : [];
  return { cells: cells.filter(Boolean), findings: [...found.flat(), ...old] };
}

async function checkOne(endpoint: ExpectedEndpoint, parts: CheckParts): Promise<ServedCell> {
  const { look = realLook, inside = INSIDE, signal } = parts;
  const shown = await look(endpoint, { signal });
  // Many internet boxes do not let a computer reach its own public address; the server can be looked at all the same.
  if (!shown.ok && shown.why === 'unreachable' && endpoint.ours && endpoint.host !== inside) {
    const again = await look({ ...endpoint, host: inside }, { signal });
    if (again.ok) return cellOf(endpoint, again, 'inside', parts);
  }
  return cellOf(endpoint, shown, 'public', parts);
}

function cellOf(
  endpoint: ExpectedEndpoint,
  shown: Shown,
  asked: ServedCell['asked'],
  parts: CheckParts,
): ServedCell {
  const { how, name, port } = endpoint;
  const base = { how, name, port, asked };
  if (!shown.ok) {
    const nothing = { fingerprint: null, validUntil: null, tls: null, alpn: null };
    return { ...base, state: shown.why, ...nothing, detail: shown.detail };
  }
  const { fingerprint, tls, alpn } = shown;
  const [leaf] = certificatesIn(shown.chain);
  const verdict = verdictOn(endpoint, shown.chain, fingerprint, parts);
  return { ...base, ...verdict, fingerprint, validUntil: leaf!.validToDate.getTime(), tls, alpn };
}

/** The first that fits decides: whose it is, then whom it names, then whether a stranger believes it. */
function verdictOn(
  { name, ours, domain }: ExpectedEndpoint,
  chain: string,
  fingerprint: string,
  { expected, authorities, now }: CheckParts,
): Pick<ServedCell, 'state' | 'detail'> {
  const [leaf, ...sent] = certificatesIn(chain);
  const wanted = ours ? expected(domain) : undefined;
  const named = readingOf(leaf!).names.some((one) => one.type === 'dns' && isName(one.name, name));
  if (!named)
    return { state: 'wrong-name', detail: `it is for ${leaf!.subjectAltName ?? 'nobody'}`.slice(0, 500) };
  if (wanted !== undefined && wanted !== fingerprint)
    return { state: 'other', detail: `${fingerprint} is shown, ${wanted} is in the file` };
  const path = findPath(leaf!, { sent, authorities, now: now() });
  return path.ok
    ? { state: 'fine', detail: `${sent.length + 1} certificates, trusted` }
    : { state: 'untrusted', detail: path.because.slice(0, 500) };
}

const CODES = {
  other: 'certificate.served-other',
  'wrong-name': 'certificate.served-wrong-name',
  untrusted: 'certificate.served-untrusted',
  'no-tls': 'certificate.served-no-tls',
  unreachable: 'certificate.served-unreachable',
} as const;

function findingsOf(cell: ServedCell, { host }: ExpectedEndpoint, compared: boolean): DoctorFinding[] {
  if (cell.state === 'fine') return [];
  const { name, port, how, detail, validUntil, fingerprint } = cell;
  // What cannot be reached from here may be reached from everywhere else; it is told once it has been seen to work.
  if (cell.state === 'other' && !compared) return [];
  return [
    certificateFinding(CODES[cell.state], {
      subject: `${name}:${port}`,
      data: { name, port, how, detail, until: validUntil },
      evidence: [`${how} ${host}:${port} for ${name}: ${detail}`, ...(fingerprint ? [fingerprint] : [])],
    }),
  ];
}

async function oldVersions({
  endpoints,
  look = realLook,
  signal,
  inside = INSIDE,
}: CheckParts): Promise<DoctorFinding[]> {
  const ports = endpoints.filter(
    (one, at) => endpoints.findIndex(({ port, host }) => port === one.port && host === one.host) === at,
  );
  const found: DoctorFinding[] = [];
  for (const endpoint of ports) {
    let shown = await look(endpoint, { signal, old: true });
    if (!shown.ok && shown.why === 'unreachable' && endpoint.ours)
      shown = await look({ ...endpoint, host: inside }, { signal, old: true });
    if (!shown.ok) continue;
    const { name, port } = endpoint;
    const versions = [shown.tls ?? 'TLSv1.1'];
    found.push(
      certificateFinding('certificate.served-old-tls', {
        subject: `${name}:${port}`,
        data: { port, versions },
      }),
    );
  }
  return found;
}
