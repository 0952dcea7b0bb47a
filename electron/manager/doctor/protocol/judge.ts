/** What a door's answer means. Pure. */
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import { makeFinding } from '../../../contract/findings/finding.ts';
import { PROTOCOL_FINDINGS, type ProtocolCode } from '../../../contract/findings/protocol.ts';
import { assertNever } from '../../assert-never.ts';
import type { Door, Offered } from './stream.ts';

const OLD = new Set(['SSLv3', 'TLSv1', 'TLSv1.1']);

export function judgeDoor(door: Door, offered: Offered): DoctorFinding[] {
  const { address, port, tls, service, domain } = door;
  const place = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  const finding = (code: ProtocolCode, data: Record<string, string | string[]> = {}): DoctorFinding =>
    makeFinding(PROTOCOL_FINDINGS, code, {
      subject: place,
      data: { domain, service, tls, port: String(port), ...data },
      evidence: [`${place} (${service}, ${tls}): ${JSON.stringify(offered)}`],
    });
  switch (offered.is) {
    case 'silent':
      return [finding('protocol.silent')];
    case 'closed':
      return [finding('protocol.closed', { why: offered.why })];
    case 'other':
      return [finding('protocol.other-program', { said: offered.said })];
    case 'stream-error':
      // SPEC: RFC 6120 §4.9.3.6 and §4.9.3.8: it does not serve the domain.
      return offered.condition === 'host-unknown' || offered.condition === 'host-gone'
        ? [finding('protocol.host-unknown', { condition: offered.condition })]
        : [finding('protocol.refused', { condition: offered.condition })];
    case 'no-starttls':
      return [finding('protocol.no-starttls', { mechanisms: [...offered.mechanisms] })];
    case 'tls-failed':
      return [finding('protocol.tls-failed', { why: offered.why })];
    case 'stream':
      return [
        ...(OLD.has(offered.version) ? [finding('protocol.tls-old', { version: offered.version })] : []),
        ...(offered.alpn === false ? [finding('protocol.no-alpn')] : []),
        ...(offered.early.length > 0
          ? [finding('protocol.sign-in-unencrypted', { mechanisms: [...offered.early] })]
          : []),
        ...(service === 'client' && offered.mechanisms.length === 0 ? [finding('protocol.no-sign-in')] : []),
        ...(service === 'server' && offered.mechanisms.length === 0 && !offered.dialback
          ? [finding('protocol.no-proof')]
          : []),
      ];
    default:
      return assertNever(offered);
  }
}
