/** Who is at the other end of a connection: the peer, or whom a trusted proxy brought it from (proxy-protocol.ts). */
import type { Socket } from 'node:net';

/** An IPv4 peer on a dual-stack port, RFC 4291 §2.5.5.2: `::ffff:192.0.2.1`. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

export interface Remote {
  readonly address: string;
  readonly port: number;
}

/** What is known better than the socket knows it. */
const told = new WeakMap<object, Remote>();

/** The peer's address as people write it; empty when it is gone already. */
export const remoteAddressOf = (socket: Pick<Socket, 'remoteAddress'>): string =>
  told.get(socket)?.address ?? (socket.remoteAddress ?? '').replace(MAPPED, '');

/** The peer's port; 0 when it is gone already. */
export const remotePortOf = (socket: Pick<Socket, 'remotePort'>): number =>
  told.get(socket)?.port ?? socket.remotePort ?? 0;

/** From now on the socket's peer is this one. */
export function setRemote(socket: object, { address, port }: Remote): void {
  told.set(socket, { address: address.replace(MAPPED, ''), port });
}

/** TLS over a socket has the same peer. */
export function keepRemote(from: object, to: object): void {
  const known = told.get(from);
  if (known) told.set(to, known);
}
