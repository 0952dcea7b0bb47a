import type { Socket } from 'node:net';

/** An IPv4 peer on a dual-stack port, RFC 4291 §2.5.5.2: `::ffff:192.0.2.1`. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/** The peer's address as people write it; empty when it is gone already. */
export const remoteAddressOf = ({ remoteAddress }: Pick<Socket, 'remoteAddress'>): string =>
  (remoteAddress ?? '').replace(MAPPED, '');
