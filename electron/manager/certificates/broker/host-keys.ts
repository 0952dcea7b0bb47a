/** Keys by which the other computer is known. Pure but for the program that asks it. Specs: RFC 4253 §6.6, ssh-keyscan(1), sshd(8) SSH_KNOWN_HOSTS. */
import { createHash } from 'node:crypto';
import type { BrokerHost, BrokerHostKey } from '../../../contract/certificate-sources.ts';
import type { Run } from '../../run.ts';

const LINE =
  /^(?:\S+) (ssh-ed25519|ecdsa-sha2-nistp\d+|rsa-sha2-\d+|ssh-rsa|sk-\S+) ([A-Za-z0-9+/=]{40,3000})$/;
const MAX_KEYS = 20;
const TIMEOUT_MS = 15_000;

/** As known_hosts names a host: alone for the usual port, in brackets with any other. */
export const knownName = ({ host, port }: Pick<BrokerHost, 'host' | 'port'>): string =>
  port === 22 ? host : `[${host}]:${port}`;

/** `SHA256:…` as `ssh-keygen -lf` prints it. */
export const fingerprintOf = (key: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`;

/** Out of what `ssh-keyscan` prints; what is no key is left out. */
export function readHostKeys(text: string, where: Pick<BrokerHost, 'host' | 'port'>): BrokerHostKey[] {
  return text
    .split(/\r?\n/)
    .slice(0, MAX_KEYS * 3)
    .flatMap((line) => {
      const [, type, key] = LINE.exec(line.trim()) ?? [];
      return type && key
        ? [{ type, fingerprint: fingerprintOf(key), line: `${knownName(where)} ${type} ${key}` }]
        : [];
    })
    .sort((one, other) => Number(other.type === 'ssh-ed25519') - Number(one.type === 'ssh-ed25519'))
    .slice(0, MAX_KEYS);
}

export type Scanned =
  | { readonly keys: readonly BrokerHostKey[] }
  | { readonly failed: 'missing' | 'unreachable'; readonly detail: string };

/** Asks, and believes nothing: that is a person's. */
export async function scanHostKeys(
  where: Pick<BrokerHost, 'host' | 'port'>,
  run: Run,
  signal?: AbortSignal,
): Promise<Scanned> {
  const args = ['-T', '10', '-p', String(where.port), where.host];
  const ran = await run('ssh-keyscan', args, { timeoutMs: TIMEOUT_MS, ...(signal && { signal }) });
  if (ran.why === 'not-found') return { failed: 'missing', detail: 'there is no ssh-keyscan' };
  const keys = readHostKeys(ran.stdout, where);
  if (keys.length > 0) return { keys };
  const said = ran.stderr
    .split('\n')
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .at(-1);
  return { failed: 'unreachable', detail: (said ?? 'no answer').slice(0, 200) };
}
